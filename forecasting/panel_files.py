"""Occupancy panels on disk: one row a series and hour, as Parquet or CSV.

Columns: series ("07-05/blue"), capacity (spaces), slot (the hour's start), occupied (mean vehicles; null or absent
rows: unknown), and optionally demo (true: simulated). `series_id` and `timestamp` are read as series and slot. Slots
without a zone are local times of the zone that the reader is told.
"""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from forecasting.errors import PanelFileError
from forecasting.local_clock import to_utc
from forecasting.series import Panel, Series, SeriesKey

UTC_ZONE = ZoneInfo("UTC")
_HOUR = 3600
_ALIASES = {"series_id": "series", "timestamp": "slot"}
_SCHEMA: dict[str, pl.DataType] = {
    "series": pl.String(),
    "capacity": pl.Float64(),
    "slot": pl.Datetime("ms", "UTC"),
    "occupied": pl.Float64(),
}


def write_panel(panel: Panel, path: Path) -> None:
    """Write a panel as Parquet (".parquet") or CSV (any other name), unknown hours left out.

    The file is replaced in one step.
    """
    frames = [_frame(series) for series in panel]
    frame = pl.concat(frames) if frames else pl.DataFrame(schema=_SCHEMA)
    frame = frame.with_columns(demo=pl.lit(panel.demo))
    unfinished = path.with_name(path.name + ".unfinished")
    if path.suffix == ".parquet":
        frame.write_parquet(unfinished)
    else:
        frame.write_csv(unfinished, datetime_format="%Y-%m-%dT%H:%M:%SZ")
    unfinished.replace(path)


def read_panel(path: Path, zone: ZoneInfo = UTC_ZONE) -> Panel:
    """Read a panel (Parquet, CSV, gzipped CSV); `zone`: of slots that name none.

    Each series runs from its first hour to its last, NaN between where there is no row; two rows of one hour, as
    at the end of summer time on a local clock, are averaged. Raises PanelFileError.
    """
    try:
        frame = pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_csv(path, infer_schema=False)
        frame = frame.rename(_ALIASES, strict=False)
        missing = [name for name in _SCHEMA if name not in frame.columns]
        if missing:
            raise PanelFileError(f"{path}: it has no column {', '.join(missing)}")
        hours = pl.Series("hour", _utc_hours(frame["slot"], zone))
        typed = frame.select(pl.col("series"), pl.col("capacity", "occupied").cast(pl.Float64)).with_columns(
            hours
        )
    except (OSError, pl.exceptions.PolarsError) as error:
        raise PanelFileError(f"{path}: it cannot be read as a panel ({error})") from error
    demo = "demo" in frame.columns and bool((frame["demo"].cast(pl.String) == "true").any())
    hourly = typed.group_by("series", "hour").agg(pl.col("capacity").last(), pl.col("occupied").mean())
    by_series = hourly.sort("series", "hour").partition_by("series", maintain_order=True)
    return Panel(tuple(_series(part) for part in by_series), demo=demo)


def _frame(series: Series) -> pl.DataFrame:
    known = ~np.isnan(series.occupied)
    slots = pl.Series(series.slots[known].astype("datetime64[ms]")).dt.replace_time_zone("UTC")
    columns = {
        "series": pl.repeat(str(series.key), int(known.sum()), eager=True),
        "capacity": pl.repeat(series.capacity, int(known.sum()), dtype=pl.Float64, eager=True),
        "slot": slots,
        "occupied": series.occupied[known],
    }
    return pl.DataFrame(columns, schema=_SCHEMA)


def _utc_hours(slots: pl.Series, zone: ZoneInfo) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    if slots.dtype == pl.String:
        zoned = slots.str.contains(r"(Z|[+-]\d\d:?\d\d)$").all()
        slots = (
            slots.str.to_datetime(time_unit="ms", time_zone="UTC")
            if zoned
            else slots.str.to_datetime(time_unit="ms")
        )
    seconds = slots.dt.epoch("s").to_numpy()
    if getattr(slots.dtype, "time_zone", None) is None and len(seconds):
        years = [datetime.fromtimestamp(int(s), UTC_ZONE).year for s in (seconds.min(), seconds.max())]
        seconds = to_utc(seconds, zone, years[0], years[1])
    return np.asarray(seconds // _HOUR, dtype=np.int64)


def _series(rows: pl.DataFrame) -> Series:
    hours = rows["hour"].to_numpy()
    slots = np.arange(hours[0], hours[-1] + 1)
    occupied = np.full(len(slots), np.nan)
    occupied[hours - hours[0]] = rows["occupied"].fill_null(np.nan).to_numpy()
    return Series(
        key=SeriesKey.parse(rows["series"][0]),
        capacity=float(rows["capacity"][-1]),
        slots=slots.astype("datetime64[h]").astype("datetime64[s]"),
        occupied=occupied,
    )
