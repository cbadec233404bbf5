"""One module a concern, each handler short: read the update, call one service, send.

The table below is the whole of what the bot reacts to. Telegram's dispatcher takes the first that
fits, so the order matters: commands before texts (a command is a text too), and what nothing else
took at the end.
"""

from collections.abc import Collection
from typing import Any, Final

from telegram.ext import (
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.context import Context
from bot.handlers import admin, commands
from bot.handlers.inline import on_inline
from bot.handlers.live import on_move
from bot.handlers.membership import on_membership, on_migration
from bot.handlers.questions import on_location, on_text
from bot.handlers.taps import on_tap

ALLOWED_UPDATES: Final = ("message", "edited_message", "callback_query", "inline_query", "my_chat_member")
"""What getUpdates asks for: exactly what the table handles."""

_NEW = filters.UpdateType.MESSAGE
_EDITED = filters.UpdateType.EDITED_MESSAGE
_PRIVATE = filters.ChatType.PRIVATE
_PLACE = filters.LOCATION | filters.VENUE
_WORDS = filters.TEXT | filters.CAPTION

COMMANDS: Final = {
    "start": commands.start,
    "help": commands.help_,
    "map": commands.zone,
    "places": commands.places,
    "parked": commands.parked,
    "alerts": commands.alerts,
    "why": commands.why,
    "stats": commands.stats,
    "settings": commands.settings,
    "cancel": commands.cancel,
    "privacy": commands.privacy,
    "mydata": commands.mydata,
    "forget": commands.forget,
}
"""They work in groups too, for the group."""


def administrators(admins: Collection[int]) -> filters.BaseFilter:
    """Return what takes the messages of administrators in their own chats."""
    return _NEW & _PRIVATE & filters.User(admins)


def handler_table(admins: Collection[int] = ()) -> list[BaseHandler[Any, Context, Any]]:
    """Return the handlers in the order in which they are tried.

    `admins` are the Telegram ids of who may administer the bot; their commands are unknown ones to all others.
    """
    theirs = administrators(admins)
    return [
        *(
            CommandHandler(name, admin.command(name, deed), filters=theirs)
            for name, deed in admin.COMMANDS.items()
        ),
        MessageHandler(
            theirs & filters.Document.ALL, admin.command("upload", admin.upload, admin.name_of_upload)
        ),
        CallbackQueryHandler(admin.on_admin_tap, pattern=admin.PRESSES),
        # Taps and inline questions share no updates with the rest; they come first, being the most frequent.
        CallbackQueryHandler(on_tap),
        InlineQueryHandler(on_inline),
        ChatMemberHandler(on_membership, ChatMemberHandler.MY_CHAT_MEMBER),
        MessageHandler(_NEW & filters.StatusUpdate.MIGRATE, on_migration),
        *(CommandHandler(name, commands.command(answer), filters=_NEW) for name, answer in COMMANDS.items()),
        # A venue carries a location as well: one handler for both. Each step of a live location is an edit.
        MessageHandler(_NEW & _PLACE, on_location),
        MessageHandler(_EDITED & filters.LOCATION, on_move),
        # A text that was corrected is asked again; a group's talk is looked through for the bot's name.
        MessageHandler((_NEW | (_EDITED & _PRIVATE)) & _WORDS & ~filters.COMMAND, on_text),
        # Last: stickers, voice, unknown commands. What Telegram says itself (a pinned message) is no question.
        MessageHandler(_NEW & _PRIVATE & ~filters.StatusUpdate.ALL, commands.command(commands.help_)),
    ]
