"""What a message that replies to one of the bot's is about: the place and the moment of that one, not of the last."""

from dataclasses import replace
from typing import Final

from telegram import InlineKeyboardButton, Message

from bot.callbacks import AlertMe, AtPlace, Explain, ShowAt, decode, encode
from bot.domain import LANGUAGES, ChatMemory
from bot.errors import StaleButtonError
from bot.texts import plain, say

OWN_MOMENT: Final = (Explain, AlertMe)
"""Buttons that carry the place and the moment of the answer that they are under, and no other."""

WAYS_BACK: Final = ("buttons.back", "alerts.page.look")
"""Words of the buttons that show the answer which a page, or an alert, is about."""


def remembering(chat: ChatMemory, message: Message) -> ChatMemory:
    """Return the memory as it was after the message that this one replies to; where that tells nothing, as it is."""
    replied = message.reply_to_message
    if replied is None or replied.reply_markup is None:
        return chat
    for row in replied.reply_markup.inline_keyboard:
        for button in row:
            action = _own(button)
            if action is not None:
                return _after(chat, action)
    return chat


def _own(button: InlineKeyboardButton) -> AtPlace | None:
    """Return what a button tells of the message that it is under; None when it is about something else."""
    if not isinstance(button.callback_data, str):
        return None
    try:
        action = decode(button.callback_data)
    except StaleButtonError:
        return None
    if isinstance(action, OWN_MOMENT) or (isinstance(action, ShowAt) and button.text in _ways_back()):
        return action
    return None


def _ways_back() -> frozenset[str]:
    return frozenset(plain(say(language, key)) for language in LANGUAGES for key in WAYS_BACK)


def _after(chat: ChatMemory, action: AtPlace) -> ChatMemory:
    known = chat.last_place
    if known and encode(ShowAt(known, action.at)) == encode(ShowAt(action.place, action.at)):
        return replace(chat, asked_at=action.at)  # a button may have shortened its name
    return replace(chat, last_place=action.place, asked_at=action.at)
