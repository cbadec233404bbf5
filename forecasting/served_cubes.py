"""Tables of a version → the dense arrays that serving reads.

The Parquet tables are what a version says, for anybody to read; the arrays beside them say the same in the
shape that a look-up needs: without a Parquet reader, which alone would take more memory than all the forecasts.
"""

from collections.abc import Mapping
from io import BytesIO

import numpy as np
import polars as pl

from forecasting.manifest import Manifest
from forecasting.publishing import PROFILE, PROFILE_CUBE, TABLE, TABLE_CUBE
from forecasting.quantiles import COLUMNS
from forecasting.served_version import PROFILE_SHAPE, Cube, first_hour


def with_cubes(tables: Mapping[str, bytes], manifest: Manifest) -> Mapping[str, bytes]:
    """Return the tables' contents and those of their arrays: float16, NaN where nothing is regulated.

    `table.npy`: (series, hours from `first_hour` on, 8); `profile.npy`: (series, month, weekday, hour, 8).
    """
    series = len(manifest.series)
    table = _table_cube(pl.read_parquet(BytesIO(tables[TABLE])), series, first_hour(manifest))
    profile = _profile_cube(pl.read_parquet(BytesIO(tables[PROFILE])), series)
    return {**tables, TABLE_CUBE: _saved(table), PROFILE_CUBE: _saved(profile)}


def _table_cube(table: pl.DataFrame, series: int, first: int) -> Cube:
    hour = table["hour"].to_numpy() - first
    cube = np.full((series, int(hour.max()) + 1 if len(hour) else 0, len(COLUMNS)), np.nan, dtype=np.float16)
    cube[table["series"].to_numpy(), hour] = table.select(COLUMNS).to_numpy()
    return cube


def _profile_cube(profile: pl.DataFrame, series: int) -> Cube:
    cube = np.full((series, *PROFILE_SHAPE, len(COLUMNS)), np.nan, dtype=np.float16)
    where = tuple(profile[name].to_numpy() for name in ("series", "month", "weekday", "hour"))
    cube[where] = profile.select(COLUMNS).to_numpy()
    return cube


def _saved(cube: Cube) -> bytes:
    buffer = BytesIO()
    np.save(buffer, cube, allow_pickle=False)
    return buffer.getvalue()
