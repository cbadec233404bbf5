"""The buttons under a reply."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final
from urllib.parse import quote

from bot.callbacks import (
    ELLIPSIS,
    AlertMe,
    AtPlace,
    ChoosePlace,
    Explain,
    Navigate,
    ParkedHere,
    PickTime,
    SaveAs,
    ShowAt,
    ShowDay,
    ShowNearby,
    ShowNow,
    encode,
)
from bot.domain import MADRID, Answer, Button, Buttons, Language, Unanswered
from bot.texts import hour, inline_time, plain, say, short_day
from geodata.places import Place, Point

HOUR: Final = timedelta(hours=1)
SOONEST: Final = timedelta(minutes=5)
"""An answer for later than this is another one than that for now."""

DAYS_OFFERED: Final = 7
DAYS_A_ROW, HOURS_A_ROW = 4, 4
FIRST_HOUR, LAST_HOUR = 8, 22
"""Offered when another time is asked for: the regulated hours of all days, and one on either side."""


def answer_buttons(answer: Answer, language: Language, now: datetime) -> Buttons:
    """Return everything that can be done with an answer, and a row for each thing the words may mean as well."""
    others = _place_buttons(answer.alternatives, answer.query.at)
    if answer.status == "outside_zone":
        return (*others, *_rows(_going(answer, language))) if not answer.is_far else others
    keep = (_action(SaveAs, answer, language, "save"),) if answer.place.storable else ()
    rows = (
        _hours(answer, language, now),
        _looking(answer, language),
        (_action(AlertMe, answer, language, "alert"), *_parked(answer, language, now), *keep),
        (*_why(answer, language), *_going(answer, language), _share(answer, language)),
    )
    return (*_rows(*rows), *others)


def inline_buttons(answer: Answer, language: Language, now: datetime, link: str) -> Buttons:
    """Return the buttons of an answer in somebody else's chat: other hours, and the way to the bot (`link`)."""
    return _rows(_hours(answer, language, now), (Button(say(language, "buttons.open"), url=link),))


def time_buttons(place: Place, at: datetime, language: Language, now: datetime) -> Buttons:
    """Return a week of days around the moment's (none before today), its hours still to come, and the way back."""
    chosen, today = at.astimezone(MADRID).date(), now.astimezone(MADRID).date()
    first = today + timedelta(days=(chosen - today).days // DAYS_OFFERED * DAYS_OFFERED)
    first = max(first, today)
    days = [first + timedelta(days=n) for n in range(DAYS_OFFERED)]
    hours = [_at(chosen, n) for n in range(FIRST_HOUR, LAST_HOUR + 1)]
    return _rows(
        *_in_rows([_day_button(place, day, at, language, now) for day in days], DAYS_A_ROW),
        *_in_rows(
            [
                Button(hour(language, one), encode(ShowAt(place, max(one, now))))
                for one in hours
                if one > now - HOUR  # the hour under way is asked about from now on
            ],
            HOURS_A_ROW,
        ),
        _weeks(place, first, language, now),
        (back_button(place, at, language),),
    )


def day_buttons(place: Place, at: datetime, language: Language, now: datetime) -> Buttons:
    """Return the days on either side of a drawn one, and the way back to the answer."""
    chosen, today = at.astimezone(MADRID).date(), now.astimezone(MADRID).date()
    around = [
        Button(
            say(language, f"buttons.{key}", day=short_day(language, day)),
            encode(ShowDay(place, max(same_clock(at, day), now))),
        )
        for key, day in (
            ("day_before", chosen - timedelta(days=1)),
            ("day_after", chosen + timedelta(days=1)),
        )
        if day >= today
    ]
    return _rows(tuple(around), (back_button(place, at, language),))


def navigation_buttons(place: Place, at: datetime, language: Language) -> Buttons:
    """Return links to the way there, and the way back."""
    links = tuple(
        Button(say(language, f"buttons.{app}"), url=url) for app, url in navigation_links(place.point).items()
    )
    return (
        links,
        (Button(say(language, "buttons.copy"), copy=_degrees(place.point)),),
        (back_button(place, at, language),),
    )


def navigation_links(point: Point) -> dict[str, str]:
    """Return the addresses that open a drive to a point, by application.

    Sources: developers.google.com/maps/documentation/urls, developers.google.com/waze/deeplinks,
    developer.apple.com (Map Links).
    """
    to = _degrees(point)
    return {
        "google": f"https://www.google.com/maps/dir/?api=1&destination={quote(to)}&travelmode=driving",
        "waze": f"https://waze.com/ul?ll={quote(to)}&navigate=yes",
        "apple": f"https://maps.apple.com/?daddr={quote(to)}&dirflg=d",
    }


def candidate_buttons(unanswered: Unanswered) -> Buttons:
    """Return a row for each place that was perhaps meant."""
    return _place_buttons(unanswered.candidates, unanswered.query.at)


def place_rows(places: Sequence[tuple[str, Place]], at: datetime) -> Buttons:
    """Return a row for each place, under its words, that shows its answer."""
    return tuple((Button(words, encode(ShowAt(place, at))),) for words, place in places)


def back_button(place: Place, at: datetime, language: Language) -> Button:
    """Return the way back to an answer."""
    return Button(say(language, "buttons.back"), encode(ShowAt(place, at)))


def same_clock(at: datetime, day: date) -> datetime:
    """Return the moment (UTC) on another day at which Madrid's clocks show what they show at `at`.

    A clock time that the day skips moves on by an hour; of one that it repeats the first is meant.
    """
    clock = at.astimezone(MADRID).time().replace(fold=0)
    return datetime.combine(day, clock, MADRID).astimezone(UTC)


def _hours(answer: Answer, language: Language, now: datetime) -> tuple[Button, ...]:
    at = answer.query.at.astimezone(UTC)
    tomorrow = at.astimezone(MADRID).date() + timedelta(days=1)
    moments = {"hour_before": at - HOUR, "hour_after": at + HOUR, "tomorrow": same_clock(at, tomorrow)}
    steps = tuple(
        Button(say(language, f"buttons.{key}"), encode(ShowAt(answer.place, moment)))
        for key, moment in moments.items()
        if moment >= now
    )
    # An hour on from "now" and a look at it later, "now" is less than an hour back.
    is_near = SOONEST <= at - now < HOUR
    return (_action(ShowNow, answer, language, "now"), *steps) if is_near else steps


def _looking(answer: Answer, language: Language) -> tuple[Button, ...]:
    deeds: dict[str, type[AtPlace]] = {"other_time": PickTime, "day": ShowDay}
    if answer.availability is not None:
        deeds["nearby"] = ShowNearby
    return tuple(_action(deed, answer, language, words) for words, deed in deeds.items())


def _parked(answer: Answer, language: Language, now: datetime) -> tuple[Button, ...]:
    """Return a button to say that the car is parked here, for answers about the present."""
    if abs(answer.query.at - now) > HOUR or answer.place.precision == "neighbourhood":
        return ()
    return (_action(ParkedHere, answer, language, "parked"),)


def _why(answer: Answer, language: Language) -> tuple[Button, ...]:
    return () if answer.availability is None else (_action(Explain, answer, language, "why"),)


def _going(answer: Answer, language: Language) -> tuple[Button, ...]:
    return (_action(Navigate, answer, language, "navigate"),)


def _share(answer: Answer, language: Language) -> Button:
    """Return a button that asks the same in a chat of the person's choice."""
    words = f"{_asked(answer.place, language)} {inline_time(language, answer.query.at)}"
    return Button(say(language, "buttons.share"), share=words)


def _asked(place: Place, language: Language) -> str:
    """Return words that are read as the place: some neighbourhoods share their name with a landmark.

    A position's name, or one that a button cut off, would not be found at all.
    """
    if place.precision == "point" or place.label.endswith(ELLIPSIS):
        return _degrees(place.point)
    if place.precision == "neighbourhood":
        return plain(say(language, "inline.neighbourhood", name=place.label))
    return place.label


def _action(deed: type[AtPlace], answer: Answer, language: Language, words: str) -> Button:
    return Button(say(language, f"buttons.{words}"), encode(deed(answer.place, answer.query.at)))


def _day_button(place: Place, day: date, at: datetime, language: Language, now: datetime) -> Button:
    words = short_day(language, day)
    if day == at.astimezone(MADRID).date():
        words = say(language, "buttons.chosen", words=words)
    return Button(words, encode(PickTime(place, max(same_clock(at, day), now))))


def _weeks(place: Place, first: date, language: Language, now: datetime) -> tuple[Button, ...]:
    week, today = timedelta(days=DAYS_OFFERED), now.astimezone(MADRID).date()
    steps = {"week_before": max(first - week, today), "week_after": first + week}
    return tuple(
        Button(say(language, f"buttons.{key}"), encode(PickTime(place, max(_at(day, FIRST_HOUR + 1), now))))
        for key, day in steps.items()
        if day != first
    )


def _at(day: date, clock_hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, clock_hour, tzinfo=MADRID).astimezone(UTC)


def _place_buttons(places: tuple[Place, ...], at: datetime) -> Buttons:
    return tuple((Button(place.label, encode(ChoosePlace(place, at))),) for place in places)


def _degrees(point: Point) -> str:
    return f"{point.lat:.6f},{point.lon:.6f}"


def _in_rows(buttons: Sequence[Button], length: int) -> list[tuple[Button, ...]]:
    return [tuple(buttons[start : start + length]) for start in range(0, len(buttons), length)]


def _rows(*rows: tuple[Button, ...]) -> Buttons:
    return tuple(row for row in rows if row)
