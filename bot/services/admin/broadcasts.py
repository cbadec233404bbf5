"""Messages to everybody: a draft is shown as it will look, and sent when its author says so."""

from datetime import datetime
from typing import Final

from bot.callbacks import Press, encode
from bot.db.admin import BroadcastRepository, PeopleRepository, Recipients
from bot.domain import Button, ChatMemory, Language, Reply, Toast
from bot.presentation.caption import shown_length
from bot.services.admin.models import TOPIC
from bot.texts import number, plain, say

LONGEST: Final = 4000
"""UTF-16 units: with the words around the preview, within Telegram's 4,096."""


class Broadcasts:
    """Keeps drafts, shows them, and lets them be sent."""

    def __init__(self, kept: BroadcastRepository, people: PeopleRepository) -> None:
        self.kept, self._people = kept, people

    async def draft(self, chat: ChatMemory, html: str, now: datetime) -> Reply:
        """Return the preview of a message (Telegram HTML), with the buttons to send or to drop it."""
        language = chat.language
        if not html:
            return Reply(say(language, "admin.broadcast_how"))
        if shown_length(html) > LONGEST:
            return Reply(say(language, "admin.broadcast_long", limit=number(language, LONGEST)))
        people = await self._people.count(now)
        number_of = str(await self.kept.draft(chat.chat_id, html, now))
        row = tuple(
            Button(
                plain(say(language, f"admin.{key}", n=number(language, people.active))),
                encode(Press(TOPIC, key, number_of)),
            )
            for key in ("send", "discard")
        )
        return Reply(f"{say(language, 'admin.preview')}\n\n{html}", buttons=(row,))

    async def confirm(self, value: str, language: Language) -> Toast:
        """Let a draft be sent; whoever attends to operations begins at once."""
        if not await self.kept.confirm(int(value)):
            return Toast(plain(say(language, "admin.no_draft")), alert=True)
        return Toast(plain(say(language, "admin.confirmed")), then=Reply(say(language, "admin.confirmed")))

    async def discard(self, value: str, language: Language) -> Toast:
        """Drop a draft."""
        if not await self.kept.discard(int(value)):
            return Toast(plain(say(language, "admin.no_draft")), alert=True)
        return Toast(plain(say(language, "admin.discarded")), then=Reply(say(language, "admin.discarded")))


def broadcast_page(recipients: Recipients, language: Language) -> Reply:
    """Return whom a message reached."""
    counts = {
        state: number(language, recipients.count(state))
        for state in ("sent", "closed", "failed", "claimed", "waiting")
    }
    return Reply(say(language, "admin.broadcast_done", total=number(language, recipients.total), **counts))
