"""Which minutes of a day an hour may mean.

Minutes are counted from the local midnight that the named day begins with; 1440 and more are the small
hours behind it ("esta noche a la 1").
"""

from typing import Literal

from bot.understanding.errors import TimeNotUnderstoodError
from bot.understanding.moments import moment
from bot.understanding.pieces import Clock, Part

HOUR = 60
NOON = 12 * HOUR
MIDNIGHT = 24 * HOUR
LAST_HOUR = 24
HOURS_ON_A_DIAL = 12
MINUTES = 60

# An hour said alone at another day: nobody plans to park from 1 to 6 in the morning, so 5 is 17:00 and
# 8 is 08:00.
FIRST_MORNING_HOUR = 7
# An hour said without any day is first sought in what is left of today's waking hours.
WAKING = (7 * HOUR, MIDNIGHT)
# Up to this hour "de la noche" is behind midnight ("la 1 de la noche"), from the next one on before it.
LAST_SMALL_HOUR = 4

# How the day was named: not at all, as today, or as any day.
Naming = Literal["unnamed", "today", "named"]


def options(clock: Clock, part: Part | None, naming: Naming) -> list[int]:
    """Return the minutes of the day that the hour may mean, the likelier first.

    Raises TimeNotUnderstoodError (no_such_hour).
    """
    check(clock)
    minutes = clock.hour * HOUR + clock.minute
    if clock.half:
        return _today_or_next(_by_half(clock), naming)
    if part and moment(part.name).clock != "any":
        return _by_part(clock, part, naming)
    if clock.literal or not is_loose(clock):
        return _today_or_next(minutes, naming)
    if naming == "today":
        return [minutes, minutes + NOON]
    if naming == "unnamed":
        return [minute for minute in (minutes, minutes + NOON) if WAKING[0] <= minute < WAKING[1]]
    return [minutes + NOON if clock.hour < FIRST_MORNING_HOUR else minutes]


def end_options(clock: Clock) -> list[int]:
    """Return the minutes that an end may mean, rising; the first one after the start is meant.

    Raises TimeNotUnderstoodError (no_such_hour).
    """
    check(clock)
    if clock.half:
        minutes = _by_half(clock)
        return [minutes, minutes + MIDNIGHT]
    minutes = clock.hour * HOUR + clock.minute
    if is_loose(clock) and not clock.literal:
        return [minutes, minutes + NOON, minutes + MIDNIGHT]
    return [minutes, minutes + MIDNIGHT]


def with_half_of(start: Clock, end: Clock) -> Clock:
    """Return the start with the half that the end's "pm" implies: 9 to 11 pm, but 10 (am) to 2 pm."""
    if not end.half or start.half or not is_loose(start):
        return start
    latest = _by_half(end)
    begins = start.hour % HOURS_ON_A_DIAL * HOUR + start.minute
    return Clock(start.hour, start.minute, "pm" if begins + NOON < latest else "am")


def is_loose(clock: Clock) -> bool:
    """Tell whether the hour may also be meant twelve hours later."""
    return 1 <= clock.hour <= HOURS_ON_A_DIAL


def check(clock: Clock) -> None:
    """Raise TimeNotUnderstoodError (no_such_hour) for an hour that no clock shows."""
    beyond = clock.hour > LAST_HOUR or (clock.hour == LAST_HOUR and clock.minute > 0)
    if beyond or clock.minute >= MINUTES:
        raise TimeNotUnderstoodError("no_such_hour")


def _by_half(clock: Clock) -> int:
    if clock.half == "am" and clock.hour > HOURS_ON_A_DIAL:
        raise TimeNotUnderstoodError("no_such_hour")
    hour = clock.hour % HOURS_ON_A_DIAL if is_loose(clock) else clock.hour
    if clock.half == "pm" and hour < HOURS_ON_A_DIAL:
        hour += HOURS_ON_A_DIAL
    return hour * HOUR + clock.minute


def _by_part(clock: Clock, part: Part, naming: Naming) -> list[int]:
    half_of_day = moment(part.name).clock
    minutes = clock.hour * HOUR + clock.minute
    on_dial = clock.hour % HOURS_ON_A_DIAL * HOUR + clock.minute
    if half_of_day in ("morning", "dawn") and clock.hour > HOURS_ON_A_DIAL:
        raise TimeNotUnderstoodError("no_such_hour")
    if half_of_day == "morning":  # "las 12 de la mañana" is noon
        return [minutes]
    if half_of_day == "dawn":
        return _today_or_next(on_dial, naming)
    if half_of_day == "night" and on_dial < (LAST_SMALL_HOUR + 1) * HOUR and clock.hour <= HOURS_ON_A_DIAL:
        return [on_dial + MIDNIGHT] if naming == "named" else [on_dial, on_dial + MIDNIGHT]
    if half_of_day == "midday" and clock.hour in (10, 11):
        return [minutes]
    return [on_dial + NOON if clock.hour <= HOURS_ON_A_DIAL else minutes]


def _today_or_next(minutes: int, naming: Naming) -> list[int]:
    """Small hours of today have mostly passed: then those of the coming night are meant."""
    is_small = minutes < (LAST_SMALL_HOUR + 1) * HOUR
    return [minutes, minutes + MIDNIGHT] if is_small and naming == "today" else [minutes]
