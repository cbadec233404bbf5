"""Spaces in reach and a moment → how likely a free one is, with what that stands on."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Final

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

_Key = tuple[str, str, tuple[tuple[str, int], ...], datetime]
"""A forecast's version, a neighbourhood's code, spaces by colour, and a quarter of an hour (UTC)."""


KEPT: Final = 1_000
"""Availabilities kept in memory, some 2 kB each: a map's neighbourhoods are asked for again by the next map."""

QUARTER: Final = 15
"""Minutes: neither forecasts nor rules change on a finer clock."""


@dataclass(frozen=True, slots=True)
class Estimator:
    """Joins the published forecast with what tickets do not show; remembers what it worked out last."""

    calendar: ServiceCalendar
    forecasts: ForecastStore
    unseen: UnseenShares
    _kept: "OrderedDict[_Key, Availability | None]" = field(
        default_factory=OrderedDict, repr=False, compare=False
    )

    def availability(self, area: str, spaces: Mapping[str, int], at: datetime) -> Availability | None:
        """Return the availability of spaces by colour; None when unregulated, or without forecast or spaces."""
        return self.availabilities([(area, spaces, at)])[0]

    def availabilities(self, asked: Sequence[Asked]) -> list[Availability | None]:
        """Return the availability of several places or moments, in less time than one by one."""
        version = self.forecasts.manifest.version
        keys = [(version, area, tuple(spaces.items()), _quarter(at)) for area, spaces, at in asked]
        known = {key: self._kept[key] for key in keys if key in self._kept}
        missing = {key: one for key, one in zip(keys, asked, strict=True) if key not in known}
        if missing:
            found = availabilities([self._loads(*one) for one in missing.values()])
            known |= dict(zip(missing, found, strict=True))
        for key in dict.fromkeys(keys):
            self._kept[key] = known[key]
            self._kept.move_to_end(key)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return [known[key] for key in keys]

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

    def day(
        self, area: str, spaces: Mapping[str, int], day: date
    ) -> list[tuple[datetime, Availability | None]]:
        """Return the availability of each hour of a day in Madrid (23 to 25 of them), by its start in UTC."""
        start, end = (
            datetime(one.year, one.month, one.day, tzinfo=MADRID).astimezone(UTC)
            for one in (day, day + timedelta(days=1))
        )
        hours = [start + timedelta(hours=n) for n in range(round((end - start) / timedelta(hours=1)))]
        found = self.availabilities([(area, spaces, one) for one in hours])
        return list(zip(hours, found, strict=True))

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


def _quarter(at: datetime) -> datetime:
    utc = at.astimezone(UTC)
    return utc.replace(minute=utc.minute - utc.minute % QUARTER, second=0, microsecond=0)
