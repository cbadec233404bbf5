"""What a message says: the forecast of its occasion as it is now, beside what was told before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from bot.alerts.crossings import Found, Memory, Said, Verdict, judge
from bot.alerts.local_times import local_day, moment
from bot.alerts.messages import AlertMessage, DigestMessage, PlaceDay, TripMessage, WatchMessage
from bot.alerts.occasions import Occasion, SkippedDay, Weekly, next_occasion, skipped_days
from bot.alerts.occurrences import Missed
from bot.alerts.quiet_hours import DEFAULT_QUIET_HOURS
from bot.alerts.wishes import Digest, Subscription, Trip, Watch
from bot.db.alerts import Confirmation
from bot.domain import MADRID, ChatMemory, Language, Query, SavedPlace
from bot.services.alerting.outlooks import Outlooks, hours_between
from bot.services.answering import AnswerService
from bot.services.questions import Question
from forecasting.availability import Availability, rights
from geodata.errors import UnknownNeighbourhoodError
from geodata.neighbourhoods import Neighbourhood
from geodata.places import Place

MOST_PLACES: Final = 10
"""Of a digest: a line each fits under a picture."""

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Composed:
    """A message, and what it leaves behind once it is sent."""

    message: AlertMessage
    confirmation: Confirmation


@dataclass(frozen=True, slots=True)
class Skip:
    """There is nothing to tell any more, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Telling:
    """Who is told, of which occasion of what, what they missed before, and when that is."""

    chat: ChatMemory
    subscription: Subscription
    occasion: Occasion
    missed: tuple[Missed, ...]
    now: datetime

    @property
    def head(self) -> tuple[int, Language, tuple[Missed, ...], int]:
        """What every message of a subscription begins with."""
        return self.chat.chat_id, self.chat.language, self.missed, self.subscription.subscription_id or 0


@dataclass(frozen=True, slots=True)
class Saying:
    """Says what is known now."""

    answers: AnswerService
    outlooks: Outlooks

    def watch(self, telling: Telling, watch: Watch) -> Composed | Skip:
        """Return the news of a watched window; nothing, where by now there is none."""
        occasion, memory = telling.occasion, telling.subscription.memory
        area = self._area_of(watch.place)
        if area is None:
            return Skip("no_forecast")
        spaces = self._spaces(watch.place, area, telling)
        hours = self.outlooks.hours_of(area.code, spaces, occasion.about_at, occasion.useful_until)
        if not hours:
            return Skip("no_forecast")
        hardest = min(range(len(hours)), key=lambda n: hours[n][1].chance.mean)
        found = found_in(hours[hardest][1])
        verdict = _due(_news(watch, memory, found, occasion), telling.now)
        if verdict is None:
            return Skip("no_news")
        skipped, until = self._skipped(watch.schedule, telling)
        model, is_usual = self.answers.model, self._is_usual_week(area, spaces, hours[hardest][0])
        message = WatchMessage(
            *telling.head,
            watch,
            occasion,
            verdict.why,
            area,
            hours,
            hardest,
            model,
            is_usual,
            memory.said,
            skipped,
        )
        is_met = watch.threshold is not None and watch.threshold.is_met(found.points, was_met=memory.is_met)
        told = Memory(is_met, telling.now, Said(occasion.about_at, found, model.version))
        return Composed(message, _confirmation(telling, told, model.version, until))

    def trip(self, telling: Telling, trip: Trip) -> Composed | Skip:
        """Return a trip's reminder, if it meets what was asked for; once it was told, only what changes it."""
        memory, version = telling.subscription.memory, self.answers.model.version
        at = self._hardest_moment(trip, telling).astimezone(MADRID)
        query = Query("", trip.place.label, at, at_given=True)
        answer = self.answers.answer(Question(query, trip.place), telling.now, telling.chat.driver)
        found = None if answer.availability is None else found_in(answer.availability)
        verdict: Verdict | None = Verdict("due")
        if memory.told_at is not None:
            news = None if found is None else judge(None, memory, found, trip.at)
            verdict = _due(news, telling.now)
        elif trip.threshold is not None and (
            found is None or not trip.threshold.is_met(found.points, was_met=False)
        ):
            return Skip("no_forecast" if found is None else "not_met")
        if verdict is None:
            return Skip("no_news")
        message = TripMessage(*telling.head, trip, verdict.why, answer, memory.said)
        said = None if found is None else Said(trip.at, found, version)
        told = Memory(is_met=False, told_at=telling.now, said=said)
        return Composed(message, _confirmation(telling, told, version))

    def digest(self, telling: Telling, digest: Digest, places: Sequence[SavedPlace]) -> Composed | Skip:
        """Return the day at the saved places; nothing, where none is saved."""
        if not places:
            return Skip("no_places")
        day = local_day(telling.occasion.about_at)
        days = tuple(self._day_at(one, day, telling) for one in places[:MOST_PLACES])
        skipped, until = self._skipped(digest.schedule, telling)
        left_out, model = len(places) - len(days), self.answers.model
        message = DigestMessage(*telling.head, digest, telling.occasion, days, left_out, model, skipped)
        return Composed(message, _confirmation(telling, None, "", until))

    def _hardest_moment(self, trip: Trip, telling: Telling) -> datetime:
        """Return when a trip is judged: its moment, or the start of the hardest hour of its time."""
        area = None if trip.until is None else self._area_of(trip.place)
        if trip.until is None or area is None:
            return trip.at
        hours = self.outlooks.hours_of(
            area.code, self._spaces(trip.place, area, telling), trip.at, trip.until
        )
        return min(hours, key=lambda one: one[1].chance.mean)[0] if hours else trip.at

    def _day_at(self, saved: SavedPlace, day: date, telling: Telling) -> PlaceDay:
        area = self._area_of(saved.place)
        if area is None:
            return PlaceDay(saved.name, saved.place, None, ())
        spaces = self._spaces(saved.place, area, telling)
        hours = [
            hour
            for opening, closing in self.answers.calendar.windows(area.code, day)
            for hour in hours_between(moment(day, opening), _end(day, closing))
        ]
        found = self.answers.estimator.availabilities([(area.code, spaces, hour) for hour in hours])
        is_usual = bool(hours) and self._is_usual_week(area, spaces, hours[-1])
        return PlaceDay(saved.name, saved.place, area, tuple(zip(hours, found, strict=True)), is_usual)

    def _area_of(self, place: Place) -> Neighbourhood | None:
        """Return the place's neighbourhood; None outside the zone, and where the zone has changed."""
        try:
            return self.answers.neighbourhood_of(place)
        except UnknownNeighbourhoodError:
            return None

    def _spaces(self, place: Place, area: Neighbourhood, telling: Telling) -> dict[str, int]:
        driver, day = telling.chat.driver, local_day(telling.occasion.about_at)
        allowed = rights(driver, area.code, day)
        return dict(self.answers.reaching.around(place, area.code, allowed, driver).spaces)

    def _is_usual_week(self, area: Neighbourhood, spaces: dict[str, int], at: datetime) -> bool:
        found = (self.answers.forecasts.at(area.code, colour, at) for colour in spaces)
        return any(one is not None and one.origin == "profile" for one in found)

    def _skipped(self, schedule: Weekly, telling: Telling) -> tuple[tuple[SkippedDay, ...], date | None]:
        """Return the days that are skipped until the next occasion and were not told yet, and that one's day.

        Those that are past by now are no news, where nothing was told for weeks.
        """
        calendar, about_at = self.answers.calendar, telling.occasion.about_at
        upcoming = next_occasion(schedule, about_at, calendar, DEFAULT_QUIET_HOURS)
        if upcoming is None:
            return (), None
        told, until = telling.subscription.skips_told_until, local_day(upcoming.about_at)
        after = local_day(about_at) if told is None else told - _DAY
        yesterday = local_day(telling.now) - _DAY
        return skipped_days(schedule, max(after, yesterday), until, calendar), until


def found_in(availability: Availability) -> Found:
    """Return what thresholds and corrections are judged by."""
    return Found(availability.level, round(100 * availability.chance.mean))


def _news(watch: Watch, memory: Memory, found: Found, occasion: Occasion) -> Verdict | None:
    """Return why a window is told of; without a threshold its time has come, and after that what changes it."""
    if watch.threshold is None and (memory.said is None or memory.said.about_at != occasion.about_at):
        return Verdict("due")
    return judge(watch.threshold, memory, found, occasion.about_at)


def _due(verdict: Verdict | None, now: datetime) -> Verdict | None:
    return verdict if verdict is not None and verdict.may_be_told(now) else None


def _end(day: date, closing: time) -> datetime:
    """Return when a day's window closes; 0:00 is the midnight that ends it."""
    return moment(day + _DAY, closing) if closing == time() else moment(day, closing)


def _confirmation(
    telling: Telling, memory: Memory | None, version: str, until: date | None = None
) -> Confirmation:
    return Confirmation(memory, version, until, [one.occurrence_id for one in telling.missed])
