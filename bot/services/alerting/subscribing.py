"""What chats do with their alerts: ask for them, change, pause, snooze and delete them."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from bot.alerts.crossings import Memory
from bot.alerts.local_times import local_day
from bot.alerts.occasions import Occasion, first_occasion, occasion_on
from bot.alerts.occurrences import Reminders, parked_reminder
from bot.alerts.quiet_hours import QuietHours
from bot.alerts.wishes import DAY_END, LATEST_DIGEST, LONGEST_WINDOW, Digest, Subscription, Trip, Watch, Wish
from bot.db.alerts import AlertSettings, AlertSettingsRepository, OccurrenceQueue, SubscriptionRepository
from bot.domain import ChatMemory, ParkedCar
from bot.errors import (
    AlertTooLateError,
    BadWindowError,
    NotAllowedThereError,
    NothingToTellError,
    OutsideZoneError,
    PlaceNotStorableError,
    SameAlertError,
)
from bot.services.alerting.outlooks import Outlooks
from bot.services.answering import AnswerService
from forecasting.availability import rights
from geodata.places import Place

if TYPE_CHECKING:
    from bot.db.alerts.subscriptions import Dropped


@dataclass(frozen=True, slots=True)
class SubscriptionService:
    """Keeps what chats ask for. Every method takes the chat's own id: nobody reaches another's alerts."""

    kept: SubscriptionRepository
    chosen: AlertSettingsRepository
    queue: OccurrenceQueue
    answers: AnswerService
    outlooks: Outlooks

    async def subscribe(self, chat: ChatMemory, wish: Wish, now: datetime) -> Subscription:
        """Keep a wish, once however often it is asked for; what is returned has its number and its first occasion.

        Who asks again for what is paused or snoozed wants to hear of it: it is resumed.

        Raises:
            AlertError: it cannot be kept as it was asked for, see the tree in bot.errors.
            PlaceNotStorableError: the terms of the place's source forbid it.
        """
        subscription = await self._planned(Subscription(chat.chat_id, wish), chat, now)
        for one in await self.kept.of_chat(chat.chat_id):
            if one.wish == subscription.wish:
                return await self._awake(one, now)
        return await self.kept.add(subscription, self.answers.forecasts.manifest.trained_until)

    async def of_chat(self, chat_id: int) -> Sequence[Subscription]:
        """Return a chat's alerts, in the order they were made."""
        return await self.kept.of_chat(chat_id)

    async def edit(self, chat: ChatMemory, subscription_id: int, wish: Wish, now: datetime) -> Subscription:
        """Put another wish in the place of one; what was told of that is forgotten.

        Raises:
            SameAlertError: another alert asks for just that.
            AlertError: what `subscribe` raises.
        """
        one = await self.kept.get(chat.chat_id, subscription_id)
        changed = replace(one, wish=wish, memory=Memory(), skips_told_until=None)
        planned = await self._planned(changed, chat, now)
        if any(
            other.wish == planned.wish and other.subscription_id != subscription_id
            for other in await self.kept.of_chat(chat.chat_id)
        ):
            raise SameAlertError
        await self.kept.change(planned, drops="all")
        return planned

    async def pause(self, chat_id: int, subscription_id: int) -> Subscription:
        """Tell nothing of it until it is resumed. Raises UnknownAlertError."""
        one = await self.kept.get(chat_id, subscription_id)
        paused = replace(one, is_paused=True, snoozed_until=None, upcoming=None)
        await self.kept.change(paused, drops="waiting")
        return paused

    async def resume(self, chat_id: int, subscription_id: int, now: datetime) -> Subscription:
        """Tell of it again, and no longer snooze it; of a trip that was told, only what changes it.

        Raises:
            UnknownAlertError: it is gone.
            AlertTooLateError: a trip's time has come.
        """
        return await self._restarted(chat_id, subscription_id, None, now)

    async def snooze(
        self, chat_id: int, subscription_id: int, until: datetime, now: datetime
    ) -> Subscription:
        """Tell nothing of it until a moment (aware). Raises as `resume` does."""
        return await self._restarted(chat_id, subscription_id, until.astimezone(UTC), now)

    async def delete(self, chat_id: int, subscription_id: int) -> bool:
        """Forget it; False when it is gone already."""
        return await self.kept.delete(chat_id, subscription_id)

    async def settings(self, chat_id: int) -> AlertSettings:
        """Return how a chat wants to be told."""
        return await self.chosen.load(chat_id)

    async def set_notices(self, chat_id: int, *, wanted: bool) -> None:
        """Tell a chat of news, or not."""
        await self.chosen.save(replace(await self.chosen.load(chat_id), notices=wanted))
        if not wanted:
            await self.queue.withdraw(chat_id, "notice")

    async def set_quiet_hours(self, chat_id: int, quiet: QuietHours, now: datetime) -> None:
        """Leave a chat in peace in other hours; with both ends alike, never."""
        await self.chosen.save(replace(await self.chosen.load(chat_id), quiet=quiet))
        for one in await self.kept.of_chat(chat_id):
            if one.upcoming is not None:
                upcoming = self._moved(one.wish, one.upcoming, quiet, now)
                await self.kept.change(replace(one, upcoming=upcoming))

    async def recount(self, chat: ChatMemory, now: datetime) -> None:
        """Count again what spaces a chat may use: its driver has changed."""
        for one in await self.kept.of_chat(chat.chat_id):
            if not isinstance(one.wish, Digest):
                with suppress(NotAllowedThereError):  # then every message of it says so, or there is none
                    spaces = self._spaces(one.wish.place, one.wish.area, chat, now)
                    await self.kept.change(replace(one, spaces=spaces))

    async def remind_of(self, cars: Sequence[ParkedCar], now: datetime, *, asked: bool = False) -> None:
        """Remind a chat of the car that it parked, instead of the one before: once for each time it has to be thought of.

        `asked`: the first time is one that the chat asked for itself; it holds in quiet hours, too.
        """
        await self.queue.withdraw(cars[0].chat_id, "parked")
        settings = await self.chosen.load(cars[0].chat_id)
        for number, car in enumerate(cars):
            reminder = parked_reminder(car, None if asked and number == 0 else settings.quiet)
            if reminder is not None:
                await self.queue.plan(reminder, now)

    async def reminders_of(self, car: ParkedCar) -> Reminders:
        """Return when a chat was told of its car last, and when it will be next."""
        return await self.queue.reminders(car)

    async def forget_car(self, chat_id: int) -> None:
        """Remind a chat of no car any more."""
        await self.queue.withdraw(chat_id, "parked")

    async def _awake(self, one: Subscription, now: datetime) -> Subscription:
        """Return an alert as it is when somebody wants to hear of it."""
        is_snoozed = one.snoozed_until is not None and one.snoozed_until > now
        if one.is_paused or is_snoozed:
            return await self.resume(one.chat_id, one.subscription_id or 0, now)
        return one

    async def _restarted(
        self, chat_id: int, subscription_id: int, until: datetime | None, now: datetime
    ) -> Subscription:
        one = await self.kept.get(chat_id, subscription_id)
        quiet = (await self.chosen.load(chat_id)).quiet
        is_told = _is_told_trip(one, until or now)
        upcoming = None if is_told else self._first(one.wish, until or now, quiet)
        restarted = replace(one, is_paused=False, snoozed_until=until, upcoming=upcoming)
        drops: Dropped = "nothing" if until is None else "waiting"
        if one.is_paused and isinstance(one.wish, Trip) and not is_told:
            drops = "all"  # what did not meet its condition is looked at again
        await self.kept.change(restarted, drops=drops)
        return restarted

    async def _planned(self, one: Subscription, chat: ChatMemory, now: datetime) -> Subscription:
        """Return a subscription with its neighbourhood, its spaces and its first occasion."""
        wish = self._placed(one.wish)
        quiet = (await self.chosen.load(chat.chat_id)).quiet
        upcoming = self._first(wish, max(now, one.snoozed_until or now), quiet)
        planned = replace(one, wish=wish, upcoming=None if one.is_paused else upcoming)
        if isinstance(wish, Digest):
            return planned
        spaces = self._spaces(wish.place, wish.area, chat, now)
        is_judged = isinstance(wish, Watch) or wish.threshold is not None
        if is_judged and not self.outlooks.hours_of(
            wish.area, spaces, upcoming.about_at, upcoming.useful_until
        ):
            raise NothingToTellError
        return replace(planned, spaces=spaces)

    def _placed(self, wish: Wish) -> Wish:
        """Return a wish with its neighbourhood, its hours checked."""
        if isinstance(wish, Digest):
            if not wish.days or wish.at > LATEST_DIGEST:
                raise BadWindowError(LONGEST_WINDOW)
            return wish
        if isinstance(wish, Watch):
            # "Por la noche" ends at midnight, which on a clock's face is before it begins.
            wish = replace(wish, end=DAY_END) if wish.end == time(0) else wish
            hours = timedelta(
                hours=wish.end.hour - wish.start.hour, minutes=wish.end.minute - wish.start.minute
            )
            if not wish.days or not timedelta(0) < hours <= timedelta(hours=LONGEST_WINDOW):
                raise BadWindowError(LONGEST_WINDOW)
        if not wish.place.storable:
            raise PlaceNotStorableError
        area = self.answers.neighbourhood_of(wish.place)
        if area is None:
            raise OutsideZoneError
        return replace(wish, area=area.code)

    def _first(self, wish: Wish, after: datetime, quiet: QuietHours) -> Occasion:
        """Return the first occasion after a moment.

        Raises:
            AlertTooLateError: a trip's time has come.
            NothingToTellError: nothing is regulated on such days at such hours.
        """
        found = first_occasion(wish.schedule, after, self.answers.calendar, quiet)
        if found is None:
            raise AlertTooLateError if isinstance(wish, Trip) else NothingToTellError
        return found

    def _moved(self, wish: Wish, upcoming: Occasion, quiet: QuietHours, now: datetime) -> Occasion:
        """Return the upcoming occasion as it is with other quiet hours."""
        if isinstance(wish, Trip):
            return first_occasion(wish.schedule, now, self.answers.calendar, quiet) or upcoming
        return occasion_on(wish.schedule, local_day(upcoming.about_at), quiet)

    def _spaces(self, place: Place, area: str, chat: ChatMemory, now: datetime) -> dict[str, int]:
        """Return the spaces within the driver's walk by colour.

        Raises:
            NotAllowedThereError: the rules keep this driver off the street there.
        """
        allowed = rights(chat.driver, area, local_day(now))
        if allowed.refused is not None:
            raise NotAllowedThereError
        return dict(self.answers.reaching.around(place, area, allowed, chat.driver).spaces)


def _is_told_trip(one: Subscription, now: datetime) -> bool:
    """Tell whether it is a trip that is to come, and was told: it is not told a second time."""
    if not isinstance(one.wish, Trip) or one.memory.told_at is None:
        return False
    return (one.wish.until or one.wish.at) > now
