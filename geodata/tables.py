"""The compact figures in `resources/`: which files there are, how each is written and read.

======================  ============================================================================
`neighbourhoods.geojson`  one feature a neighbourhood: `code`, `name`, `district`, `centre` [x, y], outline
                        or null; EPSG:25830, metres to 0.1
`streets.npz`           the columns of `Streets`
`stretches.npz`         the columns of `Stretches`
`SOURCE.md`             where the figures come from
======================  ============================================================================

An .npz file is a zip of numpy's arrays, which carry their names: `numpy.load` shows all of it, and the
process that serves needs no library of tables, each of which costs it tens of megabytes.
"""

import json
import zlib
from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple, Self, TypeVar
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from geodata.errors import ResourceError

RESOURCES = Path(__file__).parent / "resources"

OUTLINES_FILE = "neighbourhoods.geojson"
STREETS_FILE = "streets.npz"
STRETCHES_FILE = "stretches.npz"
SOURCE_FILE = "SOURCE.md"

DECIMETRES = 10  # a metre; the official positions lie on the kerb, good to a car's width at best
NONE = -1
"""In the columns `street` and `number`: the official file names none."""

DAMAGE = (OSError, EOFError, ValueError, TypeError, KeyError, RuntimeError, BadZipFile, zlib.error)
"""What numpy and zipfile raise for a file that is no .npz or has changed bytes, by which bytes they are."""


class Streets(NamedTuple):
    """The streets, shape (n,) each; a street's id is its place: kind "calle", name, label."""

    kind: NDArray[np.str_]
    name: NDArray[np.str_]
    label: NDArray[np.str_]

    @classmethod
    def of(cls, streets: Iterable[tuple[str, str, str]]) -> Self:
        """Make the columns of (kind, name, label)."""
        return cls(*np.array(list(streets), dtype=np.str_).reshape(-1, len(cls._fields)).T)


class StretchRow(NamedTuple):
    """One stretch of kerb in plain values; `street` is an id or `NONE`, `number` a house or `NONE`."""

    street: int
    number: int
    suffix: str
    neighbourhood: str
    x_dm: int
    y_dm: int
    colour: str
    spaces: int


class Stretches(NamedTuple):
    """Stretches of kerb, shape (n,) each; words are places in `suffixes`, `neighbourhoods` and `colours`.

    Those three are in order, so that places sort as their words do. Positions are decimetres, EPSG:25830.
    """

    street: NDArray[np.int16]
    number: NDArray[np.int16]
    suffix: NDArray[np.uint16]
    neighbourhood: NDArray[np.uint16]
    x_dm: NDArray[np.int32]
    y_dm: NDArray[np.int32]
    colour: NDArray[np.uint16]
    spaces: NDArray[np.uint16]
    suffixes: NDArray[np.str_]
    neighbourhoods: NDArray[np.str_]
    colours: NDArray[np.str_]

    @classmethod
    def of(cls, rows: Iterable[StretchRow]) -> Self:
        """Make the columns of rows, in the order given."""
        rows = list(rows)
        suffixes, suffix = _words(row.suffix for row in rows)
        neighbourhoods, neighbourhood = _words(row.neighbourhood for row in rows)
        colours, colour = _words(row.colour for row in rows)
        return cls(
            np.array([row.street for row in rows], np.int16),
            np.array([row.number for row in rows], np.int16),
            suffix,
            neighbourhood,
            np.array([row.x_dm for row in rows], np.int32),
            np.array([row.y_dm for row in rows], np.int32),
            colour,
            np.array([row.spaces for row in rows], np.uint16),
            suffixes,
            neighbourhoods,
            colours,
        )

    def take(self, rows: NDArray[np.intp]) -> Self:
        """Return these rows, in this order."""
        words = {"suffixes", "neighbourhoods", "colours"}
        return self._replace(
            **{name: getattr(self, name)[rows] for name in self._fields if name not in words}
        )

    def words(self) -> tuple[list[str], list[str], list[str]]:
        """Return the suffix, neighbourhood and colour of each row; equal words are one object."""
        places = (self.suffix, self.neighbourhood, self.colour)
        words = (self.suffixes, self.neighbourhoods, self.colours)
        suffixes, neighbourhoods, colours = (
            names.astype(np.object_)[which].tolist() for names, which in zip(words, places, strict=True)
        )
        return suffixes, neighbourhoods, colours

    def metres(self) -> NDArray[np.float64]:
        """Return the positions, shape (n, 2), EPSG:25830."""
        return np.column_stack([self.x_dm, self.y_dm]) / DECIMETRES


def _words(values: Iterable[str]) -> tuple[NDArray[np.str_], NDArray[np.uint16]]:
    words, places = np.unique(np.array(list(values), dtype=np.str_), return_inverse=True)
    return words, places.astype(np.uint16)


Columns = TypeVar("Columns", Streets, Stretches)


def as_npz(columns: Streets | Stretches) -> bytes:
    """Return the columns as an .npz file: the same columns, the same bytes."""
    out = BytesIO()
    np.savez_compressed(out, **columns._asdict())
    return out.getvalue()


def read_streets(resources: Path = RESOURCES) -> Streets:
    """Return the streets; raises ResourceError."""
    return _read_npz(resources / STREETS_FILE, Streets.of([]))


def read_stretches(resources: Path = RESOURCES) -> Stretches:
    """Return the stretches; raises ResourceError."""
    return _read_npz(resources / STRETCHES_FILE, Stretches.of([]))


def read_features(resources: Path = RESOURCES) -> list[dict[str, Any]]:
    """Return the GeoJSON features of the neighbourhoods, in order of code; raises ResourceError."""
    file = resources / OUTLINES_FILE
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        return list(document["features"])
    except OSError as error:
        raise ResourceError(file, "missing") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ResourceError(file, "damaged") from error


def _read_npz(file: Path, empty: Columns) -> Columns:
    """Return the file's columns, which are named and typed as those of `empty`."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise ResourceError(file, "missing") from error
    try:
        with np.load(BytesIO(content), allow_pickle=False) as archive:
            columns = dict(archive)
    except DAMAGE as error:
        raise ResourceError(file, "damaged") from error
    if _types(columns) != _types(empty._asdict()):
        raise ResourceError(file, "damaged")
    return type(empty)(**columns)


def _types(columns: Mapping[str, NDArray[Any]]) -> dict[str, type]:
    return {name: column.dtype.type for name, column in columns.items()}
