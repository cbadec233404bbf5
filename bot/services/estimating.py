"""Spaces in reach and a moment → how likely a free one is, with what that stands on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.domain import MADRID
from forecasting.availability import (
    Availability,
    Load,
    Occupied,
    Pressure,
    UnseenShare,
    UnseenShares,
    availabilities,
    paid_points,
    pressure,
)
from forecasting.quantiles import QUANTILE_LEVELS
from forecasting.service_hours import ServiceCalendar
from forecasting.store import ForecastStore

Asked = tuple[str, Mapping[str, int], datetime]
"""A neighbourhood's code, the spaces in reach by colour, and a moment."""


@dataclass(frozen=True, slots=True)
class Estimator:
    """Joins the published forecast with what tickets do not show."""

    calendar: ServiceCalendar
    forecasts: ForecastStore
    unseen: UnseenShares

    def availability(self, area: str, spaces: Mapping[str, int], at: datetime) -> Availability | None:
        """Return the availability of spaces by colour; None when unregulated, or without forecast or spaces."""
        return self.availabilities([(area, spaces, at)])[0]

    def availabilities(self, asked: Sequence[Asked]) -> list[Availability | None]:
        """Return the availability of several places or moments, in less time than one by one."""
        return availabilities([self._loads(*one) for one in asked])

    def _loads(self, area: str, spaces: Mapping[str, int], at: datetime) -> list[Load]:
        if not self.calendar.is_regulated(area, at):
            return []
        loads, local = [], at.astimezone(MADRID)
        for colour, n in spaces.items():
            found = self.forecasts.at(area, colour, at)
            if found is not None:
                paid = paid_points(QUANTILE_LEVELS, found.quantiles)
                loads.append(Load(colour, n, paid, self.unseen(area, colour, local).share))
        return loads

    def unseen_share(self, area: str, colour: str, at: datetime) -> UnseenShare:
        """Return what tickets do not show of a colour then."""
        return self.unseen(area, colour, at.astimezone(MADRID))

    def around(
        self, area: str, spaces: Mapping[str, int], at: datetime, hours: int
    ) -> dict[int, Availability | None]:
        """Return the availability that many hours before to that many after, by hours from `at`."""
        moment, steps = at.astimezone(UTC), range(-hours, hours + 1)
        asked = [(area, spaces, moment + timedelta(hours=step)) for step in steps]
        return dict(zip(steps, self.availabilities(asked), strict=True))

    def pressure(
        self, area: str, in_area: Mapping[str, int], at: datetime, around: Mapping[int, Availability | None]
    ) -> Pressure | None:
        """Return how busy the hour is in the neighbourhood for its weekday and clock hour, and the trend.

        The tickets of the spaces `in_area` are ranked; the trend is that of the spaces in reach, from
        their availability `around`.
        """
        local = at.astimezone(MADRID)
        colours = []
        for colour, n in in_area.items():
            found = self.forecasts.at(area, colour, at)
            norm = self.forecasts.norm(area, colour, local.weekday(), local.hour)
            if found is not None and norm is not None:
                colours.append(Occupied(n, QUANTILE_LEVELS, found.quantiles, norm.quantiles))
        hours = (around.get(step) for step in (-1, 0, 1))
        return pressure(colours, [one.taken.mean if one else None for one in hours])
