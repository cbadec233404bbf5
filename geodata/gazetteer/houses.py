"""House numbers of main streets where the official file has no space in front, and so no number.

`resources/houses.csv` was written by hand from general knowledge, like the landmarks: a few houses of
each street, on the right side of it, good to about 60 m along the street. Columns: `kind`, `name`,
`label` as in the street index, `number` (blank: only where the street is), `lat`, `lon` (WGS84 degrees),
`neighbourhood` ("DD-BB"; blank: the point decides). Numbers of the official file come first: a known one
is never replaced.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from geodata.errors import ResourceError
from geodata.neighbourhoods import NeighbourhoodIndex
from geodata.places import Point
from geodata.projection import to_utm
from geodata.streets import HouseNumber, Street, StreetPosition
from geodata.tables import RESOURCES

HOUSES_FILE = "houses.csv"


def with_known_houses(
    streets: Iterable[Street], neighbourhoods: NeighbourhoodIndex, resources: Path = RESOURCES
) -> tuple[Street, ...]:
    """Return the streets with these houses added; streets that were missing follow, with negative ids.

    Raises ResourceError.
    """
    added = _read(resources / HOUSES_FILE, neighbourhoods)
    completed = [_completed(street, added.pop(street.label, None)) for street in streets]
    return (
        *completed,
        *(_completed(replace(new, id=-place), new) for place, new in enumerate(added.values(), 1)),
    )


def _completed(street: Street, added: Street | None) -> Street:
    if added is None:
        return street
    known = {house.number for house in street.numbers}
    houses = sorted((*street.numbers, *(house for house in added.numbers if house.number not in known)))
    crossed = {position.neighbourhood for position in street.positions}
    positions = (
        *street.positions,
        *(at for at in added.positions if at.neighbourhood not in crossed),
        *(at for at in _positions(added.numbers) if at.neighbourhood not in crossed),
    )
    return replace(street, numbers=tuple(houses), positions=positions)


def _positions(houses: Iterable[HouseNumber]) -> Iterator[StreetPosition]:
    """Yield the middle house of each neighbourhood, the one with most houses first."""
    inside: dict[str, list[HouseNumber]] = defaultdict(list)
    for house in houses:
        inside[house.neighbourhood].append(house)
    for code, those in sorted(inside.items(), key=lambda item: -len(item[1])):
        middle = those[len(those) // 2]
        yield StreetPosition(middle.x, middle.y, code)


def _read(file: Path, neighbourhoods: NeighbourhoodIndex) -> dict[str, Street]:
    streets: dict[str, Street] = {}
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                bare = Street(0, row["kind"], row["name"], row["label"], ())
                street = streets.setdefault(bare.label, bare)
                at = _position(row, neighbourhoods)
                streets[bare.label] = _with(street, row["number"], at)
    except OSError as error:
        raise ResourceError(file, "missing") from error
    except (KeyError, TypeError, ValueError) as error:
        raise ResourceError(file, "damaged") from error
    return streets


def _with(street: Street, number: str, at: StreetPosition) -> Street:
    if not number:
        return replace(street, positions=(*street.positions, at))
    return replace(street, numbers=(*street.numbers, HouseNumber(int(number), "", *at)))


def _position(row: dict[str, str], neighbourhoods: NeighbourhoodIndex) -> StreetPosition:
    point = Point(float(row["lat"]), float(row["lon"]))
    code = row["neighbourhood"] or neighbourhoods.nearest(point)[0].code
    return StreetPosition(*to_utm(point), code)
