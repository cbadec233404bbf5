"""One published version in memory: dense cubes that an hour is looked up in.

Cubes are float16 (relative precision 1/2000, far finer than any forecast): about 15 MB for a city of
140 series. They are read, not mapped: a mapped file that is cut short in its place ends the process.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from forecasting.errors import CorruptModelError, NoModelError
from forecasting.feedback import LearnedShares
from forecasting.manifest import Manifest
from forecasting.publishing import MANIFEST, PROFILE_CUBE, TABLE_CUBE, UNSEEN, ModelFolder, verify_file

log = logging.getLogger(__name__)

WHOLE_YEAR = 0
"""The profile's `month` of the norms: what was observed over the last year, all months together."""

Cube = NDArray[np.float16]

PROFILE_SHAPE = (13, 7, 24)
"""Month (0: the norms), weekday, local hour."""

SECONDS_AN_HOUR = 3600


@dataclass(frozen=True, slots=True, eq=False)
class ServedVersion:
    """Shares of the spaces, as `COLUMNS` on the last axis; NaN where nothing is regulated.

    `table`: (series, hours, 8), hours since 1970 in UTC from `first_hour` on; `profile`: (series,
    month, weekday, local hour, 8), month 0 being the norm; `rows`: (neighbourhood, colour) to series.
    `unseen`: what users' reports taught, empty where the assumptions stand.
    """

    manifest: Manifest
    zone: ZoneInfo
    rows: Mapping[tuple[str, str], int]
    first_hour: int
    table: Cube
    profile: Cube
    unseen: LearnedShares = field(default_factory=LearnedShares)


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


def read_older(folder: ModelFolder) -> ServedVersion | None:
    """Read the newest whole version before the one that the pointer names, of all where it names none; None without."""
    for name in reversed(folder.older()):
        try:
            return read_version(folder.path / name)
        except CorruptModelError as error:
            log.warning("an older model is damaged too: %s", error)
    return None


def read_version(path: Path) -> ServedVersion:
    """Read a version's arrays, checking all of its files against the manifest; raises CorruptModelError."""
    try:
        manifest = Manifest.from_json((path / MANIFEST).read_text(encoding="utf-8"))
        for name, digest in manifest.files.items():
            verify_file(path / name, digest)
        table, profile = (_cube(path / name) for name in (TABLE_CUBE, PROFILE_CUBE))
        if len(table) != len(manifest.series) or profile.shape[1:4] != PROFILE_SHAPE:
            raise CorruptModelError(f"the arrays of model {path.name} are not those of its series")
        zone, unseen = ZoneInfo(manifest.zone), _unseen(path / UNSEEN, manifest)
        return ServedVersion(manifest, zone, _rows(manifest), first_hour(manifest), table, profile, unseen)
    except (OSError, ValueError, LookupError) as error:
        raise CorruptModelError(f"model {path.name} cannot be read: {error}") from error


def first_hour(manifest: Manifest) -> int:
    """Return the hour since 1970 in UTC at which the table's array begins: midnight of its first local day."""
    midnight = datetime.combine(manifest.table_from, time(), ZoneInfo(manifest.zone))
    return int(midnight.astimezone(UTC).timestamp()) // SECONDS_AN_HOUR


def _unseen(path: Path, manifest: Manifest) -> LearnedShares:
    if path.name not in manifest.files:
        return LearnedShares()
    return LearnedShares.from_json(path.read_text(encoding="utf-8"))


def _cube(path: Path) -> Cube:
    cube: Cube = np.load(path, allow_pickle=False)
    return cube


def _rows(manifest: Manifest) -> dict[tuple[str, str], int]:
    parts = (key.partition("/") for key in manifest.series)
    return {(neighbourhood, colour): row for row, (neighbourhood, _, colour) in enumerate(parts)}
