"""Whose update it is."""

import logging
from dataclasses import replace
from typing import Final

from telegram import Update, User

from bot.context import Context
from bot.domain import ChatMemory, Language

SPANISH_SPEAKERS: Final = frozenset({"es", "ca", "gl", "eu", "ast", "an"})
"""Languages of Spain: their speakers read Spanish rather than English."""

log = logging.getLogger(__name__)


def language_of(user: User | None) -> Language:
    """Return the language to speak: Spanish unless Telegram tells of a foreign one."""
    code = (user.language_code if user else None) or "es"
    return "es" if code.partition("-")[0].lower() in SPANISH_SPEAKERS else "en"


async def language_spoken(update: Update, context: Context) -> Language:
    """Return the language to speak in the update's chat: the chosen one, else that of who sent it.

    Never fails, for who words failures: without the memory it is the sender's.
    """
    own, owner = language_of(update.effective_user), update.effective_chat or update.effective_user
    if owner is None:
        return own
    try:
        return (await context.services.chats.load(owner.id, own)).language
    except Exception as error:  # noqa: BLE001 -- whatever ails the memory, somebody waits for a word
        log.warning("a chat's language could not be read: %s", type(error).__name__)
        return own


async def chat_of(update: Update, context: Context) -> ChatMemory:
    """Return what is remembered of the update's chat; of an inline question, that of its sender's own.

    Who had blocked the bot and is back finds everything as it was.

    Raises:
        ValueError: the update is of nobody (the handler table lets none of these through).

    """
    owner = update.effective_chat or update.effective_user
    if owner is None:
        raise ValueError("an update of nobody")
    chat = await context.services.chats.load(owner.id, language_of(update.effective_user))
    if chat.active:
        return chat
    await context.services.chats.activate(chat.chat_id)
    return replace(chat, active=True)
