"""`python -m bot.bot_api` serves a Bot API by hand."""

from bot.bot_api.by_hand import main

main()
