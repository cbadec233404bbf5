"""How large, how long, how often: what a file of each data set may cost."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.portal.addresses import Dataset

MEGABYTE: Final = 2**20
_BYTES: Final[Mapping[Dataset, int]] = {
    "tickets": 2_048 * MEGABYTE,  # 0.9 to 1.4 GB a quarter
    "streets": 50 * MEGABYTE,  # 4 MB
    "meters": 50 * MEGABYTE,  # 0.6 MB
    "boundaries": 200 * MEGABYTE,  # the archive holds other layers too
}
_SECONDS: Final[Mapping[Dataset, float]] = {
    "tickets": 2 * 3_600.0,  # 1.4 GB at 2 Mbit/s
    "streets": 600.0,
    "meters": 600.0,
    "boundaries": 900.0,
}


@dataclass(frozen=True, slots=True)
class Limits:
    """Largest size in bytes and longest time in seconds of a file; the rest holds for every request.

    `catalogue`, `catalogue_seconds`: the same for the catalogue's answer. `connect`, `read`: seconds to wait for a connection, for the
    next bytes. `attempts`: tries in all, `backoff` seconds before the second, twice that before the third.
    `patience`: the longest wait, in seconds, that a server may ask for. `reserve`: bytes left free on the disk.
    """

    size: Mapping[Dataset, int] = field(default_factory=lambda: _BYTES)
    seconds: Mapping[Dataset, float] = field(default_factory=lambda: _SECONDS)
    catalogue: int = 20 * MEGABYTE
    catalogue_seconds: float = 180.0
    connect: float = 15.0
    read: float = 60.0
    attempts: int = 4
    backoff: float = 2.0
    patience: float = 120.0
    redirects: int = 5
    reserve: int = 200 * MEGABYTE
