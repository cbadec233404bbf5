"""A parked car as it stands at a moment → what its driver reads: what holds now, what comes, and what was told."""

from dataclasses import dataclass
from datetime import datetime

from bot.alerts.occurrences import Reminders
from bot.domain import Language, ParkedCar
from bot.texts import at_time, hour, say, when


@dataclass(frozen=True, slots=True)
class StandingCar:
    """A car at a moment: `closing` is when the regulated hours of the moment end; outside them it is None.

    `opening` is when the next ones begin; None in regulated hours, and where none begin.
    """

    car: ParkedCar
    closing: datetime | None
    opening: datetime | None
    reminders: Reminders


def car_lines(standing: StandingCar, language: Language, now: datetime) -> list[str]:
    """Return where a car stands, whether it is in regulated hours `now`, and until when it may stay."""
    car = standing.car
    lines = [say(language, "car.where", place=car.place.label, when=when(language, car.parked_at, now))]
    if standing.closing is not None and car.move_by is not None:
        lines.append(say(language, "car.in_force", until=hour(language, standing.closing)))
    return [*lines, limit_words(standing, language, now)]


def limit_words(standing: StandingCar, language: Language, now: datetime) -> str:
    """Return until when a car may stay, or might, and when its driver hears of it, or heard; that there is no limit."""
    car = standing.car
    if car.move_by is None:
        return say(language, "car.no_reminder")
    sentences = []
    if standing.opening is not None:
        sentences.append(say(language, "car.free", when=when(language, standing.opening, now)))
    if car.why == "stay_ends":
        key = "stay_ended" if car.move_by <= now else "stay_ends"
        sentences.append(say(language, f"car.{key}", when=when(language, car.move_by, now)))
    return " ".join([*sentences, *_reminder(standing.reminders, language, now)])


def _reminder(reminders: Reminders, language: Language, now: datetime) -> list[str]:
    """Return when the next reminder comes; where none does, when the last one came."""
    if reminders.next_at is not None:
        coming = max(reminders.next_at, now)  # what is due is on its way
        return [say(language, "car.remind", at=at_time(language, coming, now))]
    if reminders.told_at is not None:
        return [say(language, "car.reminded", at=at_time(language, reminders.told_at, now))]
    return []
