"""Postcodes: a place of their own where nothing else is asked, and what they say beside a street."""

from collections.abc import Mapping

from geodata.geocoding.base import Found, Geocoding, NotFound
from geodata.neighbourhoods import NeighbourhoodIndex
from geodata.places import Place
from geodata.postcodes import Postcode


class PostcodeFinder:
    """Finds postcodes of the city; `source` names the geocoder in its places."""

    def __init__(
        self, postcodes: Mapping[str, Postcode], neighbourhoods: NeighbourhoodIndex, source: str
    ) -> None:
        self._postcodes = postcodes
        self._neighbourhoods = neighbourhoods
        self._source = source

    def find(self, code: str) -> Geocoding:
        """Return the middle of the postcode's area, labelled with where that is: "28010 (Almagro)"."""
        postcode = self._postcodes.get(code)
        if postcode is None:
            return NotFound("outside_madrid")
        inside = None if postcode.area else postcode.neighbourhoods[0]
        area = self._neighbourhoods.get(inside).name if inside else postcode.area
        place = Place(f"{code} ({area})", postcode.point, self._source, "neighbourhood", inside)
        return Found(place)

    def codes(self, code: str | None) -> frozenset[str]:
        """Return the neighbourhoods that the postcode covers, none if it is not one of the zone."""
        postcode = self._postcodes.get(code or "")
        return frozenset(postcode.neighbourhoods) if postcode else frozenset()

    def is_elsewhere(self, code: str | None) -> bool:
        """Tell whether this is the postcode of a town around Madrid."""
        return code is not None and code not in self._postcodes
