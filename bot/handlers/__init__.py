"""One module a concern, each handler short: read the update, call one service, send.

The table below is the whole of what the bot reacts to. Telegram's dispatcher takes the first that
fits, so the order matters: commands before texts (a command is a text too), and what nothing else
took at the end.
"""

from typing import Any, Final

from telegram.ext import BaseHandler, CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot.context import Context
from bot.handlers.commands import greet, help_, why
from bot.handlers.feedback import stats
from bot.handlers.questions import on_location, on_text
from bot.handlers.taps import on_tap

ALLOWED_UPDATES: Final = ("message", "edited_message", "callback_query")
"""What getUpdates asks for: exactly what the table handles."""

_NEW = filters.UpdateType.MESSAGE
_PRIVATE = filters.ChatType.PRIVATE


def handler_table() -> list[BaseHandler[Any, Context, Any]]:
    """Return the handlers in the order in which they are tried."""
    return [
        # Taps share no updates with the rest; they come first because they are the most frequent.
        CallbackQueryHandler(on_tap),
        # Commands work in groups too.
        CommandHandler("start", greet, filters=_NEW),
        CommandHandler("help", help_, filters=_NEW),
        CommandHandler("why", why, filters=_NEW),
        CommandHandler("stats", stats, filters=_NEW),
        # A venue carries a location as well: one handler for both. New messages only: the edits of a
        # live location would bring an answer for every few steps.
        MessageHandler(_NEW & _PRIVATE & (filters.LOCATION | filters.VENUE), on_location),
        # A text that was corrected is asked again; in groups nobody wants an answer to everything.
        MessageHandler(
            (_NEW | filters.UpdateType.EDITED_MESSAGE) & _PRIVATE & filters.TEXT & ~filters.COMMAND, on_text
        ),
        # Last: stickers, voice, unknown commands. What Telegram says itself (a pinned message) is no question.
        MessageHandler(_NEW & _PRIVATE & ~filters.StatusUpdate.ALL, help_),
    ]
