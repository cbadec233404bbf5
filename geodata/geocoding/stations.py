"""Underground stations among what bears a name: few people mean one without saying "metro"."""

from collections.abc import Sequence
from dataclasses import replace
from math import dist

from geodata.geocoding.base import MAX_CANDIDATES, Found, Geocoding
from geodata.places import Place
from geodata.projection import to_utm

_FAR_METRES = 600.0  # nearer, the answer is good for whoever meant the station


def with_stations(answer: Geocoding | None, stations: Sequence[Place]) -> Geocoding | None:
    """Return the answer with the first station that is far from it as the last alternative.

    Without an answer the station is the one.
    """
    if answer is None and stations:
        return Found(stations[0])
    if not isinstance(answer, Found):
        return answer
    far = [each for each in stations if _metres(each, answer.place) > _FAR_METRES][:1]
    others = answer.alternatives[: MAX_CANDIDATES - len(far)]
    return replace(
        answer, alternatives=(*others, *(replace(each, label=f"Metro {each.label}") for each in far))
    )


def _metres(one: Place, other: Place) -> float:
    return dist(to_utm(one.point), to_utm(other.point))
