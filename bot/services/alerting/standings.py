"""How alerts stand now, for the chat that looks at them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.alerts.local_times import local_day, moment
from bot.alerts.occasions import SkippedDay, Weekly, skipped_days
from bot.alerts.standing import Asleep, Standing
from bot.alerts.wishes import Digest, Subscription, Trip, Watch
from bot.domain import ChatMemory
from bot.errors import NoPlacesError
from bot.services.alerting.composing import SavedPlaces
from bot.services.alerting.outlooks import Outlooks
from bot.services.answering import AnswerService
from forecasting.availability import rights

LOOKS_AHEAD: Final = timedelta(days=14)
"""Days that are skipped later than this, and than the first occasion, are said by the messages before them."""

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Standings:
    """Tells how alerts stand."""

    answers: AnswerService
    outlooks: Outlooks
    saved_places: SavedPlaces

    async def require_places(self, chat_id: int) -> None:
        """Do nothing where a place is saved.

        Raises:
            NoPlacesError: none is, so that a digest would never come.
        """
        if not await self.saved_places(chat_id):
            raise NoPlacesError

    async def of_all(
        self, found: Sequence[Subscription], chat: ChatMemory, now: datetime
    ) -> Sequence[Standing]:
        """Return how each of a chat's alerts stands at `now` (aware)."""
        has_places = bool(await self.saved_places(chat.chat_id))
        return [self._standing(one, chat, now, has_places=has_places) for one in found]

    async def of(self, one: Subscription, chat: ChatMemory, now: datetime) -> Standing:
        """Return how one stands."""
        (standing,) = await self.of_all([one], chat, now)
        return standing

    def _standing(self, one: Subscription, chat: ChatMemory, now: datetime, *, has_places: bool) -> Standing:
        wish = one.wish
        if isinstance(wish, Digest):
            return Standing(None if has_places else "no_places", self._skipped(one, wish.schedule, now))
        if isinstance(wish, Trip) and wish.threshold is None:
            return Standing(free=self.answers.calendar.why_free(wish.area, wish.at))
        skipped = self._skipped(one, wish.schedule, now) if isinstance(wish, Watch) else ()
        return Standing(self._asleep(one, wish, chat), skipped)

    def _asleep(self, one: Subscription, wish: Watch | Trip, chat: ChatMemory) -> Asleep | None:
        """Tell why nothing comes of what is told only with a forecast."""
        if one.upcoming is None:
            return None
        occasion = one.upcoming
        allowed = rights(chat.driver, wish.area, local_day(occasion.about_at))
        if allowed.refused is not None:
            return "not_allowed"
        spaces = self.answers.reaching.around(wish.place, wish.area, allowed, chat.driver).spaces
        hours = self.outlooks.hours_of(wish.area, spaces, occasion.about_at, occasion.useful_until)
        return None if hours else "no_forecast"

    def _skipped(self, one: Subscription, schedule: Weekly, now: datetime) -> tuple[SkippedDay, ...]:
        """Return the chosen days without regulation of the next weeks, and before the first occasion."""
        if one.upcoming is None:
            return ()
        today, first = local_day(now), local_day(one.upcoming.about_at)
        after = today if moment(today, schedule.start) <= now else today - _DAY
        return skipped_days(schedule, after, max(first, today + LOOKS_AHEAD), self.answers.calendar)
