"""Where and when it is really better: neighbourhoods on foot from the place, and the hours around."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.domain import MADRID, BetterHour, NearbyPlace
from bot.services.estimating import Estimator
from bot.services.reaching import ReachFinder
from bot.services.walking import metres_apart, minutes_on_foot
from forecasting.availability import (
    Availability,
    Driver,
    assumptions,
    is_better,
    kind_of,
    mean_chance,
    rights,
)
from geodata.neighbourhoods import Neighbourhood
from geodata.places import Place

NEARBY_MINUTES: Final = 10
"""As far as people walk from where they left the car rather than ask again elsewhere."""

MOST_PLACES: Final = 2
"""Better neighbourhoods that an answer names: more would be a list to study, not advice."""

MOST_HOURS: Final = 3
"""As far as a plan moves by the clock."""

HOURS_AROUND: Final = tuple(step for n in range(1, MOST_HOURS + 1) for step in (n, -n))
"""The hours that a plan may move by; the nearest first, and later before earlier."""


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Compares what was asked with what is near, in place or time."""

    reaching: ReachFinder
    estimator: Estimator

    def places(
        self, place: Place, area: Neighbourhood, asked: Availability, at: datetime, driver: Driver
    ) -> tuple[NearbyPlace, ...]:
        """Return the neighbourhoods within ten minutes on foot that are really better, by walking minutes."""
        if mean_chance(asked) + assumptions().gain > 1:  # nothing can be that much better
            return ()
        better = [
            one
            for one in self.nearby(place, area, at, driver)
            if is_better(
                one.availability, asked, shared_doubt=kind_of(one.neighbourhood.code) == kind_of(area.code)
            )
        ]
        return tuple(better[:MOST_PLACES])

    def nearby(
        self,
        place: Place,
        area: Neighbourhood,
        at: datetime,
        driver: Driver,
        minutes: float = NEARBY_MINUTES,
    ) -> tuple[NearbyPlace, ...]:
        """Return the other neighbourhoods within so many minutes on foot, by walking minutes.

        The minutes lead to the neighbourhood's border: the walk begins there at the earliest. Those
        without a forecast then, or where this driver may not park, are left out.
        """
        within = self.reaching.neighbourhoods.within(place.point, metres_apart(minutes))
        near = [(other, metres) for other, metres in within if other != area]
        codes = [other.code for other, _ in near]
        found = self.usual(codes, at, driver)
        return tuple(
            NearbyPlace(other, minutes_on_foot(metres), there)
            for (other, metres), there in zip(near, found, strict=True)
            if there is not None
        )

    def usual(self, codes: Sequence[str], at: datetime, driver: Driver) -> list[Availability | None]:
        """Return what is usual in whole neighbourhoods at a moment."""
        reaches = [self.reaching.usual(code, rights(driver, code, at.date()), driver) for code in codes]
        return self.estimator.availabilities(
            [(code, reach.spaces, at) for code, reach in zip(codes, reaches, strict=True)]
        )

    def hour(
        self, around: Mapping[int, Availability | None], at: datetime, now: datetime | None
    ) -> BetterHour | None:
        """Return the nearest hour `around` that is really better, not before `now` (None: only later ones)."""
        asked = around[0]
        for step in HOURS_AROUND:
            other, moment = around[step], at.astimezone(UTC) + timedelta(hours=step)
            if asked is None or other is None or moment < (now or at):
                continue
            if is_better(other, asked, shared_doubt=True):
                return BetterHour(moment.astimezone(MADRID), other)
        return None
