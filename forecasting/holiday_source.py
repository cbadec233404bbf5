"""Public holidays of a calendar: the country's, from the package `holidays`, and the city's own."""

from datetime import date, timedelta
from functools import lru_cache

from forecasting.calendar_file import CalendarRules
from forecasting.errors import CalendarFileError

_YEARS_KEPT = 64  # more than any history and horizon together


class HolidaySource:
    """Which days are holidays under some calendar rules.

    Raises CalendarFileError when the package `holidays` does not know the country or the subdivision.
    """

    def __init__(self, rules: CalendarRules) -> None:
        self._local = rules.local_holidays
        self._country = None
        if rules.country is not None:
            import holidays  # noqa: PLC0415  80 ms, and a calendar without a country does not need it

            try:
                self._country = holidays.country_holidays(rules.country, subdiv=rules.subdivision)
            except NotImplementedError as error:
                raise CalendarFileError(rules.path, "holidays.country", str(error)) from error
        self._of_year = lru_cache(maxsize=_YEARS_KEPT)(self._find)

    def __contains__(self, day: date) -> bool:
        return day in self._of_year(day.year)

    def _find(self, year: int) -> frozenset[date]:
        local = {
            holiday.moved.get(year) or date(year, *holiday.yearly)
            for holiday in self._local
            if year in holiday.moved or _exists(year, holiday.yearly)
        }
        if self._country is None:
            return frozenset(local)
        days = (date(year, 1, 1) + timedelta(days=n) for n in range(date(year, 12, 31).timetuple().tm_yday))
        return frozenset(local) | {day for day in days if day in self._country}


def _exists(year: int, month_day: tuple[int, int]) -> bool:
    """29 February is a day in some years only."""
    try:
        date(year, *month_day)
    except ValueError:
        return False
    return True
