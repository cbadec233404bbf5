"""Messages to everybody: a draft is shown as it will look, and sent when its author says so."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.callbacks import Press, encode
from bot.db.admin import Broadcast, BroadcastRepository, PeopleRepository, Recipients
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
        self._set_aside: set[int] = set()
        self._unended: dict[int, int] = {}

    async def to_send(self) -> Sequence[Broadcast]:
        """Return what is to be sent or is not sent to the end, oldest first, but for what was set aside."""
        return [one for one in await self.kept.sending() if one.broadcast_id not in self._set_aside]

    def set_aside(self, broadcast_id: int) -> None:
        """Leave for the next start what would fail, and be told of, again and again."""
        self._set_aside.add(broadcast_id)

    def leave(self, chat_id: int, message_id: int) -> None:
        """Take note of the message that showed a chat how far one was when the last run ended."""
        self._unended[chat_id] = message_id

    def take_up(self, chat_id: int) -> int | None:
        """Return that message of a chat, once: the same one is to show how it goes on."""
        return self._unended.pop(chat_id, None)

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


def broadcast_page(recipients: Recipients, language: Language, *, stopped: bool = False) -> Reply:
    """Return whom a message reached until its end, or until it was `stopped` by hand."""
    counts = {
        state: number(language, recipients.count(state))
        for state in ("sent", "closed", "failed", "claimed", "waiting")
    }
    words = "admin.broadcast_stopped" if stopped else "admin.broadcast_done"
    return Reply(say(language, words, total=number(language, recipients.total), **counts))
