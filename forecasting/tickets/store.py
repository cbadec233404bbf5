"""The store of ingested tickets: 15-minute partial sums a file, keyed by the file's content.

A file is there when its manifest is; everything else is written before, each part by an atomic replacement. So
an interrupted run leaves nothing half-ingested, and running again ends in the same state.

    <digest>.sums.parquet    partial sums (see occupancy.SUMS_SCHEMA)
    <digest>.sample.parquet  tickets to recognise repetitions by (see repeats)
    <digest>.json            manifest (see manifest)
"""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import polars as pl

from forecasting.errors import EmptyTicketFileError, RepeatedTicketsError, TicketFileError, TicketStoreError
from forecasting.manifest import DataSource
from forecasting.series import Panel, SeriesKey
from forecasting.service_hours import ServiceCalendar
from forecasting.tickets.coverage import coverage
from forecasting.tickets.manifest import (
    DateRange,
    IngestedFile,
    from_json,
    runs_of_days,
    to_json,
)
from forecasting.tickets.panel import build_panel, without_dips
from forecasting.tickets.reader import TicketReader
from forecasting.tickets.repeats import REPEATED_SHARE, named, repeated_share
from forecasting.tickets.report import IngestReport
from forecasting.tickets.shortfalls import Shortfall, shortfalls, started_by_area
from forecasting.tickets.sources import Progress, TicketSource, find_sources
from forecasting.tickets.table import TICKET_ZONE, DropReason
from forecasting.tickets.tally import Tally

_PASSES = 2  # a table is read once for its digest and once for its tickets
_Part = Literal["sums", "sample"]
_Tell = Callable[[int], None]


class TicketStore:
    """Partial sums of every ticket file taken in so far, in one folder.

    `calendar` says which hours are regulated: others are masked in the panel, and days without tickets are
    reported as missing only where paying was due.
    """

    def __init__(self, directory: Path, calendar: ServiceCalendar | None = None) -> None:
        self._directory = directory
        self._calendar = calendar

    @property
    def zone(self) -> ZoneInfo:
        """The zone whose days are counted."""
        return self._calendar.zone if self._calendar else TICKET_ZONE

    def files(self) -> list[IngestedFile]:
        """List the ingested files, by their first covered day. Raises TicketStoreError."""
        manifests = [from_json(path) for path in self._directory.glob("*.json")]
        return sorted(manifests, key=lambda file: (file.covered, file.digest))

    def covered(self) -> tuple[DateRange, ...]:
        """List the runs of local days that the files cover, free days between them included."""
        return runs_of_days(self._covered_days())

    def shortfalls(self) -> tuple[Shortfall, ...]:
        """Find quarters with fewer tickets than those around them promise. Raises TicketStoreError."""
        files = self.files()
        if not files:
            return ()
        started = (started_by_area(self._read(file, "sums"), file.series, self.zone.key) for file in files)
        by_day = pl.concat(started).group_by("area", "day").agg(pl.col("started").sum())
        return shortfalls(by_day, self._covered_days(), self._calendar)

    def sources(self) -> tuple[DataSource, ...]:
        """Describe the files for the manifest of a model made from them. Raises TicketStoreError."""
        short = self.shortfalls()
        return tuple(_source(file, short) for file in self.files() if file.covered)

    def panel(self, capacities: Mapping[SeriesKey, float]) -> Panel:
        """Give the occupancy of every series asked for, over all files (see `build_panel`), dips left out.

        Raises TicketStoreError.
        """
        parts = [(file, self._read(file, "sums")) for file in self.files()]
        panel = build_panel(parts, self.covered(), capacities, self._calendar)
        return without_dips(panel, self.shortfalls(), self.zone)

    def ingest(
        self,
        path: Path,
        now: datetime,
        known_areas: AbstractSet[str] | None = None,
        progress: Progress | None = None,
        replacing: AbstractSet[str] = frozenset(),
    ) -> IngestReport:
        """Take in a CSV file, a ZIP of them, or a folder of both; what was taken in before is passed over.

        `now`: aware; tickets that start later are dropped. `known_areas`: others are dropped; None trusts the
        file. `progress`: told the bytes done and in all, over every table found. `replacing`: digests of files
        that this is the corrected edition of; they go once all of it is in, and stay if any of it is refused.

        Raises a TicketFileError (see errors) when the only table, or every one, is refused; of a refused table
        nothing is kept. One refused table among others is reported and does not stop the rest.
        """
        found = list(find_sources(path))
        sources = [item for item in found if isinstance(item, TicketSource)]
        refused = [item for item in found if isinstance(item, TicketFileError)]
        added: list[IngestedFile] = []
        known: list[IngestedFile] = []
        tell = _progress_over(sources, progress)
        for source in sources:
            try:
                file, is_new = self._take_in(source, now, known_areas, tell(source), replacing)
            except TicketFileError as error:
                refused.append(error)
            else:
                (added if is_new else known).append(file)
        if replacing and refused:
            for file in added:
                self.forget(file.digest)
            raise refused[0]
        if not added and not known:
            raise refused[0] if refused else EmptyTicketFileError(path, "there is no ticket file in it")
        for digest in replacing - {file.digest for file in (*added, *known)}:
            self.forget(digest)
        return IngestReport(tuple(added), tuple(known), tuple(refused), self.shortfalls())

    def forget(self, digest: str) -> None:
        """Remove a file's tickets, as before taking in its corrected edition; unknown digests are ignored."""
        self._manifest(digest).unlink(missing_ok=True)
        for part in ("sums", "sample"):
            self._part(digest, part).unlink(missing_ok=True)

    def _covered_days(self) -> list[date]:
        days = {
            first + timedelta(days=n)
            for file in self.files()
            for first, last in file.covered
            for n in range((last - first).days + 1)
        }
        return sorted(days)

    def _take_in(
        self,
        source: TicketSource,
        now: datetime,
        known_areas: AbstractSet[str] | None,
        tell: _Tell,
        replacing: AbstractSet[str],
    ) -> tuple[IngestedFile, bool]:
        digest = source.digest(tell)
        if self._manifest(digest).exists():
            tell(_PASSES * source.size)
            return from_json(self._manifest(digest)), False
        reader = TicketReader(source, now, known_areas)
        tally = Tally(reader.batches(lambda done: tell(source.size + done)))
        if not tally.kept:
            raise EmptyTicketFileError(
                source.label, f"none of its {reader.read} rows can be used: {dict(reader.dropped)}"
            )
        series = tuple(reader.series)
        sampled = named(tally.sample(), series)
        self._refuse_repeated(source, sampled, tally.every, replacing)
        sums = tally.sums()
        about = coverage(sums, self.zone, now, self._calendar)
        file = IngestedFile(
            digest=digest,
            name=source.label.name,
            ingested_at=now,
            read=reader.read,
            kept=tally.kept,
            dropped=_with_duplicates(reader.dropped, tally.duplicates),
            strays=about.strays,
            covered=runs_of_days(about.days),
            missing=about.missing,
            weekday=about.weekday,
            demo=reader.demo,
            sample_every=tally.every,
            series=series,
        )
        self._keep(file, sums, sampled)
        return file, True

    def _refuse_repeated(
        self, source: TicketSource, sampled: pl.DataFrame, every: int, replacing: AbstractSet[str]
    ) -> None:
        for file in (file for file in self.files() if file.digest not in replacing):
            share = repeated_share(sampled, self._read(file, "sample"), max(every, file.sample_every))
            if share >= REPEATED_SHARE:
                raise RepeatedTicketsError(
                    source.label, f"{share:.0%} of its tickets were already read from {file.name}"
                )

    def _keep(self, file: IngestedFile, sums: pl.DataFrame, sampled: pl.DataFrame) -> None:
        self._directory.mkdir(parents=True, exist_ok=True)
        for part, frame in (("sums", sums), ("sample", sampled)):
            unfinished = self._directory / f"{file.digest}.{part}.unfinished"
            frame.write_parquet(unfinished)
            unfinished.replace(self._part(file.digest, part))
        unfinished = self._directory / f"{file.digest}.unfinished"
        unfinished.write_text(to_json(file), "utf-8")
        unfinished.replace(self._manifest(file.digest))

    def _read(self, file: IngestedFile, part: _Part) -> pl.DataFrame:
        path = self._part(file.digest, part)
        try:
            return pl.read_parquet(path)
        except (OSError, pl.exceptions.PolarsError) as error:
            raise TicketStoreError(
                f"{path}: damaged ({error}); forget {file.digest} and take it in again"
            ) from error

    def _manifest(self, digest: str) -> Path:
        return self._directory / f"{digest}.json"

    def _part(self, digest: str, part: str) -> Path:
        return self._directory / f"{digest}.{part}.parquet"


def _source(file: IngestedFile, short: Sequence[Shortfall]) -> DataSource:
    first, last = file.covered[0][0], file.covered[-1][1]
    flagged = {f"{s.name} {s.area or ''}".strip(): s.share for s in short if first <= s.quarter <= last}
    return DataSource(file.name, file.digest, first, last, file.kept, file.dropped, flagged)


def _with_duplicates(dropped: Mapping[DropReason, int], duplicates: int) -> dict[str, int]:
    reasons: dict[DropReason, int] = {**dropped, **({"duplicate": duplicates} if duplicates else {})}
    return {reason: reasons[reason] for reason in sorted(reasons)}


def _progress_over(sources: list[TicketSource], progress: Progress | None) -> Callable[[TicketSource], _Tell]:
    """Turn the bytes done of one source into the bytes done of all, over both passes."""
    total = _PASSES * sum(source.size for source in sources)
    before = {id(source): _PASSES * sum(s.size for s in sources[:n]) for n, source in enumerate(sources)}

    def of(source: TicketSource) -> _Tell:
        return lambda done: progress(before[id(source)] + done, total) if progress else None

    return of
