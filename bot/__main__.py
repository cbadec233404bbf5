"""`python -m bot` is `sermadrid`."""

from bot.cli import main

main()
