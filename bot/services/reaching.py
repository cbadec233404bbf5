"""Which spaces lie within a driver's walk: those around a point, or what is usual in a neighbourhood."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import pi
from typing import cast

from bot.domain import Reach
from forecasting.availability import Driver, Rights
from geodata.errors import NoOutlineError
from geodata.neighbourhoods import NeighbourhoodIndex
from geodata.places import Place
from geodata.spaces import SpaceIndex, StreetSpaces


@dataclass(frozen=True)
class ReachFinder:
    """Counts spaces with the embedded geography."""

    neighbourhoods: NeighbourhoodIndex
    spaces: SpaceIndex

    def around(self, place: Place, area: str, rights: Rights, driver: Driver) -> Reach:
        """Return the usable spaces within the walk from a place in the neighbourhood `area`.

        A neighbourhood asked for by name has no point to walk from, and around some points there is
        no space that a search looks for: then what is usual in the neighbourhood stands in.
        """
        reached: dict[str, int] = {}
        if place.precision != "neighbourhood":
            known = rights.counted & self.in_area(area).keys()
            near = self.spaces.totals_near(place.point, driver.walk_metres)
            for (neighbourhood, colour), spaces in near.items():
                own = neighbourhood == area or not rights.is_resident
                if own and colour in known:
                    reached[colour] = reached.get(colour, 0) + spaces
        usable = rights.usable(reached)
        if not usable:
            return self.usual(area, rights, driver)
        return Reach(driver.walk_metres, usable, is_measured=True)

    def streets(self, place: Place, area: str, rights: Rights, driver: Driver) -> tuple[StreetSpaces, ...]:
        """Return the streets within the walk that have spaces a search looks for, the most promising first."""
        if place.precision == "neighbourhood":
            return ()
        own = area if rights.is_resident else None
        return tuple(self.spaces.streets_near(place.point, driver.walk_metres, rights.counted, own))

    def usual(self, area: str, rights: Rights, driver: Driver) -> Reach:
        """Return the usable spaces within a walk in the neighbourhood, were they spread evenly over it."""
        whole = self._square_metres.get(area)
        part = min(1.0, pi * driver.walk_metres**2 / whole) if whole else 1.0
        usable = rights.usable(self.in_area(area))
        spread = {colour: max(1, round(n * part)) for colour, n in usable.items()}
        return Reach(driver.walk_metres, spread, is_measured=False)

    def in_area(self, area: str) -> Mapping[str, int]:
        """Return the neighbourhood's spaces by colour."""
        return cast("Mapping[str, int]", self.spaces.in_neighbourhood(area))

    @cached_property
    def _square_metres(self) -> dict[str, float]:
        """The areas of the neighbourhoods that have an outline."""
        areas = {}
        for neighbourhood in self.neighbourhoods:
            try:
                areas[neighbourhood.code] = float(self.neighbourhoods.outline(neighbourhood.code).area)
            except NoOutlineError:
                continue
        return areas
