"""Ticket tables as streams of tidy batches: which series, from when to when, and what was dropped and why."""

from collections import Counter
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta

import polars as pl

from forecasting.errors import DamagedTicketFileError, NotATicketFileError
from forecasting.local_clock import to_utc
from forecasting.tickets.sources import TicketSource
from forecasting.tickets.table import (
    DEMO_METER,
    PLACE_COLUMNS,
    TICKET_ZONE,
    DropReason,
    Kind,
    TicketLayout,
    fields_of,
    place_of,
    read_layout,
)

BATCH_BYTES = 16 * 2**20
HEAD_BYTES = 2**18  # two thousand rows, to find the layout by
LONGEST = timedelta(days=7)
"""A longer validity is an error of the meter: seven rows in 150 million."""
FIRST_YEAR = 2002  # the service began in November 2002: earlier dates are misread ones
_TIME_FORMAT = "%Y-%m-%d %H:%M:%S"
_TIME_LENGTH = 19  # fractions of a second, if any, are cut off
_PLACE = "place"


class TicketReader:
    """Reads one source once.

    While `batches` runs, `series` grows (the area and kind of every code in a batch's column `series`), and so do
    `read` (rows seen), `dropped` (rows by reason) and `demo` (whether simulated tickets were met). `label`: the path.
    """

    def __init__(
        self, source: TicketSource, now: datetime, known_areas: AbstractSet[str] | None = None
    ) -> None:
        self.series: list[tuple[str, Kind]] = []
        self.read = 0
        self.dropped: Counter[DropReason] = Counter()
        self.demo = False
        self.label = source.label
        self._source = source
        self._now = now
        self._known_areas = known_areas
        self._codes: dict[tuple[str, Kind], int] = {}

    def batches(self, tell: Callable[[int], None]) -> Iterator[pl.DataFrame]:
        """Yield tidy tickets: series (code), start and end (UTC seconds), fingerprint (equal for equal rows).

        `tell` gets the bytes done. Raises what `read_layout` raises, and DamagedTicketFileError for a file that
        breaks off in the middle of a row.
        """
        layout: TicketLayout | None = None
        done = 0
        for chunk in self._chunks():
            body = chunk
            if layout is None:
                layout = read_layout(self.label, chunk[:HEAD_BYTES])
                body = chunk[layout.header_bytes :]
            self._refuse_broken_end(layout, chunk)
            frame = self._parse(layout, body)
            if frame.height:
                yield self._tidy(frame)
            done += len(chunk)
            tell(done)

    def _chunks(self) -> Iterator[bytes]:
        """Whole lines, some megabytes at a time."""
        kept: list[bytes] = []
        size = 0
        for block in self._source.blocks():
            cut = block.rfind(b"\n") + 1
            size += len(block)
            if cut == 0 and size > 2 * BATCH_BYTES:
                raise NotATicketFileError(self.label, "it has no lines")
            if cut == 0 or size < BATCH_BYTES:
                kept.append(block)
                continue
            yield b"".join((*kept, block[:cut]))
            kept, size = [block[cut:]], len(block) - cut
        rest = b"".join(kept)
        if rest:
            yield rest

    def _refuse_broken_end(self, layout: TicketLayout, chunk: bytes) -> None:
        last = chunk[chunk.rfind(b"\n") + 1 :].decode(layout.encoding, "replace")
        if last.strip() and len(fields_of(last, layout.separator)) < len(layout.columns):
            raise DamagedTicketFileError(self.label, "it breaks off in the middle of its last row")

    def _parse(self, layout: TicketLayout, body: bytes) -> pl.DataFrame:
        if layout.encoding != "utf-8":
            body = body.decode(layout.encoding, "replace").encode()
        if not body or body.isspace():
            return pl.DataFrame()
        try:
            frame = pl.read_csv(
                body,
                has_header=False,
                separator=layout.separator,
                quote_char='"' if layout.quoted else None,
                schema=dict.fromkeys(_unique(layout.columns), pl.String),
                encoding="utf8-lossy",
                truncate_ragged_lines=True,
            )
        except pl.exceptions.PolarsError as error:
            raise DamagedTicketFileError(self.label, f"it cannot be read ({error})") from error
        blank = pl.all_horizontal(pl.all().is_null())
        return frame.filter(~blank) if frame[layout.columns[0]].null_count() else frame

    def _tidy(self, raw: pl.DataFrame) -> pl.DataFrame:
        self.read += raw.height
        if not self.demo and "meter" in raw.columns:
            self.demo = bool((raw["meter"] == DEMO_METER).any())
        start, end = (self._utc(raw[name]) for name in ("start", "end"))
        place = self._places(raw)
        frame = pl.DataFrame([start, end, raw.hash_rows().alias("fingerprint"), *place])
        frame = frame.with_columns(reason=self._reason(pl.col("start"), pl.col("end")))
        dropped = frame.drop_nulls("reason")["reason"].value_counts()
        self.dropped.update(dict(dropped.iter_rows()))
        kept = frame.filter(pl.col("reason").is_null())
        return kept.select(pl.col("series"), pl.col("start", "end").cast(pl.UInt32), pl.col("fingerprint"))

    def _utc(self, text: pl.Series) -> pl.Series:
        local = (
            text.str.strip_chars()
            .str.slice(0, _TIME_LENGTH)
            .str.to_datetime(_TIME_FORMAT, strict=False, cache=False)
        )
        seconds = local.dt.epoch("s")
        utc = to_utc(seconds.fill_null(0).to_numpy(), TICKET_ZONE, FIRST_YEAR, self._now.year + 1)
        known = seconds.is_not_null() & (local.dt.year() >= FIRST_YEAR)
        return pl.select(pl.when(known).then(pl.Series(text.name, utc))).to_series().alias(text.name)

    def _places(self, raw: pl.DataFrame) -> list[pl.Series]:
        """Columns `series` and `wrong`: there are some hundred different places, so each is read once."""
        columns = [name for name in PLACE_COLUMNS if name in raw.columns]
        keyed = raw.select(*columns, pl.struct(columns).hash().alias(_PLACE))
        places = keyed.unique(_PLACE)
        values: list[tuple[int | None, str | None]] = [
            self._series_or_reason({name: row[name] for name in columns})
            for row in places.iter_rows(named=True)
        ]
        read = pl.DataFrame(
            {
                _PLACE: places[_PLACE],
                "series": pl.Series([code for code, _ in values], dtype=pl.UInt16),
                "wrong": pl.Series([reason for _, reason in values], dtype=pl.String),
            }
        )
        joined = keyed.select(_PLACE).join(read, on=_PLACE, how="left", maintain_order="left")
        return [joined["series"], joined["wrong"]]

    def _series_or_reason(self, row: dict[str, str | None]) -> tuple[int | None, str | None]:
        place = place_of(*(row.get(name) for name in PLACE_COLUMNS))
        if isinstance(place, str):
            return None, place
        if self._known_areas is not None and place[0] not in self._known_areas:
            return None, "unknown_area"
        if place not in self._codes:
            self._codes[place] = len(self.series)
            self.series.append(place)
        return self._codes[place], None

    def _reason(self, start: pl.Expr, end: pl.Expr) -> pl.Expr:
        """Why a row is dropped, the first reason that holds; null for a good one."""
        return (
            pl.when(pl.col("wrong") == "test_row")
            .then(pl.col("wrong"))
            .when(start.is_null() | end.is_null())
            .then(pl.lit("unreadable"))
            .when(pl.col("wrong").is_not_null())
            .then(pl.col("wrong"))
            .when(end < start)
            .then(pl.lit("ends_before_start"))
            .when(end == start)
            .then(pl.lit("zero_length"))
            .when(end - start > LONGEST.total_seconds())
            .then(pl.lit("too_long"))
            .when(start > self._now.timestamp())
            .then(pl.lit("in_the_future"))
        )


def _unique(names: tuple[str, ...]) -> list[str]:
    """Give repeated column names a number, as a table needs different ones."""
    return [name if name not in names[:n] else f"{name}_{n}" for n, name in enumerate(names)]
