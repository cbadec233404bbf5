"""Postcodes of Madrid: the middle of each, and which neighbourhoods of the regulated zone it covers.

`resources/postcodes.csv` was written by hand from general knowledge. Columns: `postcode`, `area` (a name
where the middle is outside the zone, else blank), `lat`, `lon` (WGS84 degrees; the middle, good to about
500 m) and `neighbourhoods` ("DD-BB" codes, separated by spaces, the one of the middle first).
"""

import csv
from dataclasses import dataclass
from pathlib import Path

from geodata.errors import ResourceError
from geodata.places import Point
from geodata.tables import RESOURCES

POSTCODES_FILE = "postcodes.csv"


@dataclass(frozen=True, slots=True)
class Postcode:
    """A postcode: `area` names it outside the zone, else "" and `neighbourhoods[0]` does."""

    code: str
    area: str
    point: Point
    neighbourhoods: tuple[str, ...]


def load_postcodes(resources: Path = RESOURCES) -> dict[str, Postcode]:
    """Read the postcodes of the city, by their digits; raises ResourceError."""
    file = resources / POSTCODES_FILE
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            return {row["postcode"]: _postcode(row) for row in csv.DictReader(lines)}
    except OSError as error:
        raise ResourceError(file, "missing") from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ResourceError(file, "damaged") from error


def _postcode(row: dict[str, str]) -> Postcode:
    point = Point(float(row["lat"]), float(row["lon"]))
    postcode = Postcode(row["postcode"], row["area"], point, tuple(row["neighbourhoods"].split()))
    if not (postcode.area or postcode.neighbourhoods):
        raise ValueError(postcode.code)
    return postcode
