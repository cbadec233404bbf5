"""An occurrence → the message that tells it, with what is known at the time it is sent."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.alerts.messages import NoticeMessage, ParkedMessage
from bot.alerts.news import News
from bot.alerts.occurrences import Missed, Occurrence, Unreadable
from bot.alerts.wishes import Trip, Watch
from bot.db.alerts import Confirmation, OccurrenceQueue, SubscriptionRepository
from bot.domain import ChatMemory, ParkedCar, SavedPlace
from bot.errors import UnknownAlertError, UnreadableAlertError
from bot.services.alerting.saying import Composed, Saying, Skip, Telling

SavedPlaces = Callable[[int], Awaitable[Sequence[SavedPlace]]]
"""A chat's id → its saved places."""


class Chats(Protocol):
    """Where chats are remembered."""

    async def last_known(self, chat_id: int) -> ChatMemory:
        """Return what is remembered of a chat, in the language that it spoke last."""
        ...


@dataclass(frozen=True, slots=True)
class Composer:
    """Reads what an occurrence is about, and has it said."""

    subscriptions: SubscriptionRepository
    queue: OccurrenceQueue
    chats: Chats
    saved_places: SavedPlaces
    saying: Saying

    async def compose(self, occurrence: Occurrence, now: datetime) -> Composed | Skip:
        """Return the message, or why there is nothing to tell any more.

        Raises:
            UnreadableAlertError: what it is about cannot be read.
        """
        if isinstance(occurrence.content, Unreadable):
            raise UnreadableAlertError
        chat = await self.chats.last_known(occurrence.chat_id)
        missed = tuple(await self.queue.missed(occurrence.chat_id, now))
        if occurrence.content is not None:
            return self._uncalled(occurrence.content, chat, missed)
        try:
            one = await self.subscriptions.get(occurrence.chat_id, occurrence.subscription_id or 0)
        except UnknownAlertError:
            return Skip("deleted")
        telling = Telling(chat, one, occurrence.occasion, missed, now)
        if isinstance(one.wish, Watch):
            return self.saying.watch(telling, one.wish)
        if isinstance(one.wish, Trip):
            return self.saying.trip(telling, one.wish)
        return self.saying.digest(telling, one.wish, await self.saved_places(occurrence.chat_id))

    def _uncalled(
        self, content: ParkedCar | tuple[News, ...], chat: ChatMemory, missed: tuple[Missed, ...]
    ) -> Composed:
        """Return the message of a car, or of news."""
        told = Confirmation(missed=[one.occurrence_id for one in missed])
        if isinstance(content, ParkedCar):
            return Composed(ParkedMessage(chat.chat_id, chat.language, missed, content), told)
        areas = {one.area for one in content if one.area is not None}
        names = {area: self.saying.answers.neighbourhoods.get(area) for area in areas}
        return Composed(NoticeMessage(chat.chat_id, chat.language, missed, content, names), told)
