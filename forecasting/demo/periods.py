"""Quarters, and which of them would be published by now."""

from datetime import date, datetime, timedelta

PUBLICATION_LAG = timedelta(days=45)
"""From a quarter's end to its tickets' publication: "some weeks", as the city has done since 2023."""

_MONTHS_A_QUARTER = 3
_DAY = timedelta(days=1)


def quarter_start(day: date) -> date:
    """Give the first day of the quarter that a day is in."""
    return date(day.year, (day.month - 1) // _MONTHS_A_QUARTER * _MONTHS_A_QUARTER + 1, 1)


def last_published_quarter(now: datetime) -> tuple[date, date]:
    """Give first and last day of the newest quarter whose tickets are out at `now` (aware)."""
    end = quarter_start((now - PUBLICATION_LAG).date()) - _DAY
    return quarter_start(end), end
