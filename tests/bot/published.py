"""A small published forecast for the bot's tests: every series of the city, with shares that are easy to recompute."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import numpy as np
import polars as pl

from forecasting.manifest import Manifest
from forecasting.publishing import PROFILE, TABLE, ModelFolder
from forecasting.quantiles import COLUMNS
from forecasting.served_cubes import with_cubes
from forecasting.service_hours import ServiceCalendar
from geodata.spaces import SpaceIndex

MEANS = {"blue": 0.40, "green": 0.06}
OTHER_MEAN = 0.30
SPREAD = (1.0, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3)
"""Mean and quantiles (5 … 95 %) as multiples of the mean."""

FIRST, LAST = np.datetime64("2025-03-01T00", "h"), np.datetime64("2025-03-31T00", "h")
TRAINED_UNTIL = date(2025, 2, 28)


Shape = Callable[[str, int], float]
"""How many times its colour's share a series ("07-05/blue") has at a clock hour of Madrid."""


def flat(_key: str, _hour: int) -> float:
    """The same share at all hours everywhere."""
    return 1.0


CURVE = {
    9: 1.0,
    10: 1.15,
    11: 1.2,
    12: 1.2,
    13: 1.1,
    14: 0.85,
    15: 0.7,
    16: 0.75,
    17: 0.9,
    18: 1.1,
    19: 1.3,
    20: 1.2,
}
"""A day's shares: busy mornings, a quiet lunch, hard evenings."""


def lifelike(key: str, hour: int) -> float:
    """Shares that move over the day, and differ between neighbourhoods."""
    code = key.partition("/")[0]
    return CURVE.get(hour, 1.0) * (0.7 + 0.12 * (sum(map(int, code.split("-"))) % 8))


def publish(models_dir: Path, *, demo: bool = True, shape: Shape = flat) -> str:
    """Publish and promote a forecast for March 2025, whose shares have that shape; returns its version."""
    capacities = {f"{code}/{colour}": float(n) for (code, colour), n in SpaceIndex.load().totals().items()}
    means = [MEANS.get(key.partition("/")[2], OTHER_MEAN) for key in capacities]
    keys = list(capacities)
    files = {TABLE: _parquet(_table(keys, means, shape)), PROFILE: _parquet(_profile(keys, means, shape))}
    folder = ModelFolder(models_dir)
    manifest = _manifest(capacities, demo=demo)
    manifest = folder.publish(with_cubes(files, manifest), manifest)
    folder.promote(manifest.version)
    return manifest.version


def _table(keys: list[str], means: list[float], shape: Shape) -> pl.DataFrame:
    calendar, hours = ServiceCalendar.load(), np.arange(FIRST, LAST)
    frames = []
    for row, (key, mean) in enumerate(zip(keys, means, strict=True)):
        mask = calendar.mask(key.partition("/")[0], hours.astype("datetime64[s]"))
        chosen = hours[mask].astype(np.int64)
        columns = {"series": np.full(len(chosen), row, np.int32), "hour": chosen.astype(np.int32)}
        clock = [
            (hour + 1) % 24 for hour in chosen.tolist()
        ]  # all of this March but its last day is at UTC+1
        share = mean * np.array([shape(key, hour) for hour in clock])
        shares = {
            name: (share * times).astype(np.float32) for name, times in zip(COLUMNS, SPREAD, strict=True)
        }
        frames.append(pl.DataFrame(columns | shares))
    return pl.concat(frames)


def _profile(keys: list[str], means: list[float], shape: Shape) -> pl.DataFrame:
    series, month, weekday, hour = (
        axis.ravel()
        for axis in np.meshgrid(
            np.arange(len(means)), np.arange(13), np.arange(6), np.arange(9, 21), indexing="ij"
        )
    )
    shapes = np.array([[shape(key, clock) for clock in range(24)] for key in keys])
    share = np.asarray(means)[series] * shapes[series, hour]
    columns = {"series": series, "month": month, "weekday": weekday, "hour": hour}
    return pl.DataFrame(columns | {name: share * times for name, times in zip(COLUMNS, SPREAD, strict=True)})


def _manifest(capacities: dict[str, float], *, demo: bool) -> Manifest:
    return Manifest(
        version="",
        created=datetime(2025, 3, 1, 6, tzinfo=UTC),
        trained_from=date(2023, 1, 1),
        trained_until=TRAINED_UNTIL,
        table_from=date(2025, 3, 1),
        table_until=date(2025, 3, 30),
        zone="Europe/Madrid",
        demo=demo,
        seed=1,
        code_version="test",
        series=capacities,
    )


def _parquet(frame: pl.DataFrame) -> bytes:
    buffer = BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()
