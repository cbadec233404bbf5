"""Whose update it is."""

from typing import Final

from telegram import Update, User

from bot.context import Context
from bot.domain import ChatMemory, Language

SPANISH_SPEAKERS: Final = frozenset({"es", "ca", "gl", "eu", "ast", "an"})
"""Languages of Spain: their speakers read Spanish rather than English."""


def language_of(user: User | None) -> Language:
    """Return the language to speak: Spanish unless Telegram tells of a foreign one."""
    code = (user.language_code if user else None) or "es"
    return "es" if code.partition("-")[0].lower() in SPANISH_SPEAKERS else "en"


async def chat_of(update: Update, context: Context) -> ChatMemory:
    """Return what is remembered of the update's chat.

    Raises:
        ValueError: the update is in no chat (the handler table lets none of these through).

    """
    if update.effective_chat is None:
        raise ValueError("an update without a chat")
    return await context.services.chats.load(update.effective_chat.id, language_of(update.effective_user))
