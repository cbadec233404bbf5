"""Rows of the official ticket format, tidy or as untidy as the real ones."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from forecasting.series import SeriesKey
from forecasting.tickets.table import COLUMNS, DEMO_METER, KINDS

_KIND_NAMES: dict[str, str] = {kind: name for name, kind in KINDS.items()}
_KINDS = {
    # The kinds of green tickets with their published shares of the three.
    "green": (("green", 0.903), ("commercial", 0.096), ("workshop", 0.001)),
    "red": (("hospital", 1.0),),
}
_LABELS = (("C", 0.46), ("B", 0.33), ("ECO", 0.19), ("INFORMACIÓN NO DISPONIBLE", 0.02))
_TEST_ROWS = ("ELO MONITORIZACION 1", "TALLER DEVAS", "TEST PARKARE")
_BY_APP = 0.5  # published: 40 to 60 %
_CENTS_A_MINUTE = 2.1  # 1.36 euro for 65 minutes
_TIME_FORMAT = "%Y-%m-%d %H:%M:%S"
_OLD_NAMES = {"cod_distrito": "codigo_distrito", "cod_barrio": "codigo_barrio"}
_METERS = 100  # of a neighbourhood


@dataclass(frozen=True, slots=True)
class TicketQuirks:
    """How untidy the files are. Counts are rows a series; the defaults are a clean file of 2025."""

    encoding: str = "utf-8-sig"
    separator: str = ";"
    header_separator: str = ";"
    old_names: bool = False
    blank_names: bool = False
    blank_cells: bool = False
    pair_names: bool = False
    test_rows: int = 0
    duplicates: int = 0
    bad_times: int = 0

    @classmethod
    def untidy(cls) -> "TicketQuirks":
        """Give everything that was ever seen to be wrong, at once."""
        return cls(
            encoding="cp1252",
            header_separator=",",
            old_names=True,
            blank_names=True,
            blank_cells=True,
            pair_names=True,
            test_rows=3,
            duplicates=5,
            bad_times=2,
        )

    @classmethod
    def of_year(cls, year: int) -> "TicketQuirks":
        """Give the layout in which the city published a year's files."""
        if year <= 2022:  # noqa: PLR2004  the year before the first change of names
            return cls(encoding="cp1252", old_names=True, blank_names=True)
        separator = "," if year == 2024 else ";"  # noqa: PLR2004  the one year with commas
        return cls(separator=separator, header_separator=separator)


def header(quirks: TicketQuirks) -> bytes:
    """Write the line of column names, byte order mark included."""
    names = [_OLD_NAMES.get(name, name) if quirks.old_names else name for name in _official_names()]
    if quirks.blank_names:
        names = [f" {name} " for name in names]
    return (quirks.header_separator.join(names) + "\r\n").encode(quirks.encoding)


def rows(
    key: SeriesKey, tickets: pl.DataFrame, quirks: TicketQuirks, zone: ZoneInfo, rng: np.random.Generator
) -> bytes:
    """Write tickets (start, end in UTC seconds, minutes) of one series as lines."""
    n = tickets.height
    district, number = key.neighbourhood.split("-")
    by_app = rng.random(n) < _BY_APP
    meter = int(f"3{district}{int(number)}0000") + rng.integers(1, _METERS, n)
    kinds = _KINDS.get(key.colour, ((key.colour, 1.0),))
    frame = pl.DataFrame(
        {
            "meter": np.where(by_app, DEMO_METER, meter.astype(str)),
            "bought": _local(tickets["start"], zone),
            "start": _local(tickets["start"], zone),
            "end": _local(tickets["end"], zone),
            "district_code": pl.repeat(str(int(district)), n, eager=True),
            "district": pl.repeat(f"DISTRITO {district}", n, eager=True),
            "area_code": pl.repeat(str(int(number)), n, eager=True),
            "area_name": pl.repeat(
                key.neighbourhood if quirks.pair_names else f"BARRIO {number}", n, eager=True
            ),
            "kind": _chosen([(_KIND_NAMES[kind], share) for kind, share in kinds], n, rng),
            "label": _chosen(list(_LABELS), n, rng),
            "minutes": tickets["minutes"].cast(pl.String),
            "amount": (tickets["minutes"] * _CENTS_A_MINUTE / 100)
            .round(2)
            .cast(pl.String)
            .str.replace(".", ",", literal=True),
        }
    )
    frame = _with_bad_rows(frame, quirks)
    if quirks.blank_cells:
        frame = frame.with_columns(pl.col("area_name", "kind", "area_code") + "  ")
    text = frame.select(COLUMNS[name] for name in _official_names()).write_csv(
        include_header=False, separator=quirks.separator, line_terminator="\r\n"
    )
    return text.encode(quirks.encoding.removesuffix("-sig"))


def _official_names() -> list[str]:
    return [name for name in COLUMNS if name not in _OLD_NAMES.values()]


def _local(seconds: pl.Series, zone: ZoneInfo) -> pl.Series:
    at = pl.from_epoch(seconds, "s").dt.replace_time_zone("UTC").dt.convert_time_zone(zone.key)
    return at.dt.strftime(_TIME_FORMAT)


def _chosen(shares: list[tuple[str, float]], n: int, rng: np.random.Generator) -> pl.Series:
    names = pl.Series([name for name, _ in shares])
    share = np.array([share for _, share in shares])
    return names.gather(rng.choice(len(shares), n, p=share / share.sum()))


def _with_bad_rows(frame: pl.DataFrame, quirks: TicketQuirks) -> pl.DataFrame:
    """Add rows that a reader must drop: tests of the meters' makers, exact copies, impossible times."""
    sample = frame.head(1)
    tests = [sample.with_columns(area_name=pl.lit(_TEST_ROWS[i % 3])) for i in range(quirks.test_rows)]
    reversed_times = [sample.with_columns(start="end", end="start")] * quirks.bad_times
    zero_length = [sample.with_columns(end="start")] * quirks.bad_times
    return pl.concat([frame, frame.head(quirks.duplicates), *tests, *reversed_times, *zero_length])
