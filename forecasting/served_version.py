"""One published version in memory: dense cubes that an hour is looked up in.

Cubes are float16 (relative precision 1/2000, far finer than any forecast): about 15 MB for a city of
140 series.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forecasting.errors import CorruptModelError, NoModelError
from forecasting.manifest import Manifest
from forecasting.publishing import MANIFEST, PROFILE, TABLE, ModelFolder
from forecasting.quantiles import COLUMNS

WHOLE_YEAR = 0
"""The profile's `month` of the norms: what was observed over the last year, all months together."""

Cube = NDArray[np.float16]
_PROFILE_SHAPE = (13, 7, 24)


@dataclass(frozen=True, slots=True, eq=False)
class ServedVersion:
    """Shares of the spaces, as `COLUMNS` on the last axis; NaN where nothing is regulated.

    `table`: (series, hours, 8), hours since 1970 in UTC from `first_hour` on; `profile`: (series,
    month, weekday, local hour, 8), month 0 being the norm; `rows`: (neighbourhood, colour) to series.
    """

    manifest: Manifest
    zone: ZoneInfo
    rows: Mapping[tuple[str, str], int]
    first_hour: int
    table: Cube
    profile: Cube


def read_current(folder: ModelFolder) -> ServedVersion:
    """Read what the pointer names; raises NoModelError or CorruptModelError.

    Reads once more if the pointer moved meanwhile, for the version first read may have been pruned.
    """
    name = folder.current()
    if name is None:
        raise NoModelError(f"no model has been published in {folder.path}")
    try:
        return read_version(folder.path / name)
    except CorruptModelError:
        moved = folder.current()
        if moved is None or moved == name:
            raise
        return read_version(folder.path / moved)


def read_version(path: Path) -> ServedVersion:
    """Read a version's folder, checking its files against the manifest; raises CorruptModelError."""
    try:
        manifest = Manifest.from_json((path / MANIFEST).read_text(encoding="utf-8"))
        table, profile = (_verified(path / name, manifest) for name in (TABLE, PROFILE))
        zone = ZoneInfo(manifest.zone)
        hours, cube = _table_cube(table, len(manifest.series))
        return ServedVersion(
            manifest, zone, _rows(manifest), hours, cube, _profile_cube(profile, len(manifest.series))
        )
    except (OSError, ValueError, LookupError, pl.exceptions.PolarsError) as error:
        raise CorruptModelError(f"model {path.name} cannot be read: {error}") from error


def _verified(path: Path, manifest: Manifest) -> pl.DataFrame:
    content = path.read_bytes()
    if sha256(content).hexdigest() != manifest.files[path.name]:
        raise CorruptModelError(f"{path.name} of model {path.parent.name} is not the file that was published")
    return pl.read_parquet(BytesIO(content))


def _rows(manifest: Manifest) -> dict[tuple[str, str], int]:
    parts = (key.partition("/") for key in manifest.series)
    return {(neighbourhood, colour): row for row, (neighbourhood, _, colour) in enumerate(parts)}


def _table_cube(table: pl.DataFrame, series: int) -> tuple[int, Cube]:
    hour = table["hour"].to_numpy()
    first, last = (int(hour.min()), int(hour.max())) if len(hour) else (0, -1)
    cube = np.full((series, last - first + 1, len(COLUMNS)), np.nan, dtype=np.float16)
    cube[table["series"].to_numpy(), hour - first] = table.select(COLUMNS).to_numpy()
    return first, cube


def _profile_cube(profile: pl.DataFrame, series: int) -> Cube:
    cube = np.full((series, *_PROFILE_SHAPE, len(COLUMNS)), np.nan, dtype=np.float16)
    where = tuple(profile[name].to_numpy() for name in ("series", "month", "weekday", "hour"))
    cube[where] = profile.select(COLUMNS).to_numpy()
    return cube
