"""The compact figures in `resources/`: which files there are and how each is read.

======================  ============================================================================
`neighbourhoods.geojson`  one feature a neighbourhood: `code`, `name`, `district`, `centre` [x, y], outline
                        or null; EPSG:25830, metres to 0.1
`streets.parquet`       `street` (0..n-1, the row's place), `kind`, `name`, `label`
`stretches.parquet`     one row a stretch of kerb: `street` (null: the file names none), `number`
                        (null: none), `suffix`, `neighbourhood`, `x_dm`, `y_dm` (EPSG:25830,
                        decimetres), `colour`, `spaces`
`SOURCE.md`             where the figures come from
======================  ============================================================================
"""

import json
from pathlib import Path
from typing import Any

import polars as pl

from geodata.errors import ResourceError

RESOURCES = Path(__file__).parent / "resources"

OUTLINES_FILE = "neighbourhoods.geojson"
STREETS_FILE = "streets.parquet"
STRETCHES_FILE = "stretches.parquet"
SOURCE_FILE = "SOURCE.md"

DECIMETRES = 10  # a metre; the official positions lie on the kerb, good to a car's width at best

STREETS_SCHEMA = {"street": pl.UInt16, "kind": pl.String, "name": pl.String, "label": pl.String}
STRETCHES_SCHEMA = {
    "street": pl.UInt16,
    "number": pl.UInt16,
    "suffix": pl.String,
    "neighbourhood": pl.String,
    "x_dm": pl.Int32,
    "y_dm": pl.Int32,
    "colour": pl.String,
    "spaces": pl.UInt16,
}


def read_streets(resources: Path = RESOURCES) -> pl.DataFrame:
    """Return the streets in id order, columns as in `STREETS_SCHEMA`; raises ResourceError."""
    return _read_parquet(resources / STREETS_FILE, STREETS_SCHEMA)


def read_stretches(resources: Path = RESOURCES) -> pl.DataFrame:
    """Return the stretches, columns as in `STRETCHES_SCHEMA`; raises ResourceError."""
    return _read_parquet(resources / STRETCHES_FILE, STRETCHES_SCHEMA)


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


def _read_parquet(file: Path, schema: dict[str, type[pl.DataType]]) -> pl.DataFrame:
    try:
        frame = pl.read_parquet(file, use_pyarrow=False)
    except OSError as error:
        raise ResourceError(file, "missing") from error
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:  # panics at some damage
        raise ResourceError(file, "damaged") from error
    if dict(frame.schema) != schema:
        raise ResourceError(file, "damaged")
    return frame
