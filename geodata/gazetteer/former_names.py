"""Streets under the names that they had until the city changed them, and that people still use.

`resources/former_names.csv`, written by hand from general knowledge: `name` (the former one, without
type) and `now` (the label in the street index).
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from geodata.errors import ResourceError
from geodata.streets import Street
from geodata.tables import RESOURCES

FORMER_NAMES_FILE = "former_names.csv"


def under_former_names(streets: Iterable[Street], resources: Path = RESOURCES) -> tuple[Street, ...]:
    """Return the renamed ones among the streets under their former `name`; the `label` is today's.

    Raises ResourceError.
    """
    former = _read(resources / FORMER_NAMES_FILE)
    return tuple(replace(street, name=name) for street in streets for name in former.get(street.label, ()))


def _read(file: Path) -> Mapping[str, Sequence[str]]:
    former: dict[str, list[str]] = defaultdict(list)
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                former[row["now"]].append(row["name"])
    except OSError as error:
        raise ResourceError(file, "missing") from error
    except (KeyError, TypeError) as error:
        raise ResourceError(file, "damaged") from error
    return former
