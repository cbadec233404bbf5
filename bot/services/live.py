"""A live location: the answer follows the car, and says something only when it changes."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.db import LiveShareRepository
from bot.db.forgoing import forgoing
from bot.domain import Answer, ChatMemory, LiveShare, Reply
from bot.services.conversation import Memories
from bot.services.questions import POINT_SOURCE, QuestionReader
from bot.services.views import Views
from geodata.places import Place, Point

LONGEST: Final = timedelta(days=1)
"""As long as a share is followed: one "until I turn it off" says that it runs for 68 years."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A share that begins: `message_id` is the location's, `answer_id` that of our answer, `until` (aware) it runs."""

    message_id: int
    answer_id: int
    until: datetime


@dataclass(frozen=True, slots=True)
class LiveService:
    """Follows shares; each has one answer, which is edited in place."""

    reader: QuestionReader
    views: Views
    shares: LiveShareRepository
    memories: Memories

    async def begin(self, chat: ChatMemory, begun: Begun, point: Point, now: datetime) -> None:
        """Follow a share from now on."""
        answer, _ = await self._answer(chat, point, now)
        until = min(begun.until, now + LONGEST)
        share = LiveShare(
            chat.chat_id, begun.message_id, begun.answer_id, until, _area(answer), _level(answer)
        )
        await self.shares.save(share)

    async def moved(
        self, chat: ChatMemory, message_id: int, point: Point, now: datetime
    ) -> tuple[LiveShare, Reply] | None:
        """Return what the share's answer should show now; None when it stays as it is."""
        share = await self.shares.get(chat.chat_id, message_id)
        if share is None or share.until < now:
            return None
        answer, reply = await self._answer(chat, point, now)
        await self._stay_with(chat, answer.place)
        if (_area(answer), _level(answer)) == (share.area, share.level):
            return None
        return replace(share, area=_area(answer), level=_level(answer)), reply

    async def answered(self, share: LiveShare) -> None:
        """Remember what the share's answer shows."""
        await self.shares.save(share)

    async def end(self, chat: ChatMemory, message_id: int) -> None:
        """Follow a share no longer."""
        await self.shares.end(chat.chat_id, message_id)

    async def _stay_with(self, chat: ChatMemory, place: Place) -> None:
        """Let "here" be where the car is now, unless another place was asked about meanwhile."""
        last = chat.last_place
        if last is None or last.source != POINT_SOURCE or last.label == place.label or not place.storable:
            return
        with forgoing("where a live location is"):
            await self.memories.save(replace(chat, last_place=place, asked_at=None))

    async def _answer(self, chat: ChatMemory, point: Point, now: datetime) -> tuple[Answer, Reply]:
        return self.views.answer(chat, await self.reader.at_point(point, now), now)


def _area(answer: Answer) -> str | None:
    return answer.neighbourhood.code if answer.neighbourhood else None


def _level(answer: Answer) -> str:
    return answer.availability.level if answer.availability else answer.status
