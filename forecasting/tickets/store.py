"""The store of ingested tickets: 15-minute partial sums a file, keyed by the file's content.

A file is there when its manifest is; everything else is written before, each part by an atomic replacement. Files
that take the place of others come as these go, in one step (see switching). So an interrupted run leaves nothing
half-ingested and nothing twice, and running again ends in the same state.

    <digest>.sums.parquet    partial sums (see occupancy.SUMS_SCHEMA)
    <digest>.sample.parquet  tickets to recognise repetitions by (see repeats)
    <digest>.json            manifest (see manifest)
"""

import errno
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import polars as pl

from forecasting.errors import (
    EmptyTicketFileError,
    FullTicketStoreError,
    RepeatedTicketsError,
    TicketFileError,
    TicketStoreError,
    UnknownTicketFileError,
)
from forecasting.manifest import DataSource
from forecasting.series import Panel, SeriesKey
from forecasting.service_hours import ServiceCalendar
from forecasting.tickets.coverage import coverage
from forecasting.tickets.ingestion import Ingestion
from forecasting.tickets.manifest import DateRange, IngestedFile, runs_of_days
from forecasting.tickets.panel import build_panel, without_dips
from forecasting.tickets.reader import TicketReader
from forecasting.tickets.repeats import Sample, contains, named
from forecasting.tickets.report import IngestReport
from forecasting.tickets.shortfalls import Shortfall, shortfalls, started_by_area
from forecasting.tickets.sources import Progress, TicketSource, find_sources
from forecasting.tickets.switching import (
    ingested_files,
    manifests,
    seen_whole,
    switch,
    write_whole,
    writing,
)
from forecasting.tickets.table import TICKET_ZONE, DropReason
from forecasting.tickets.tally import Tally

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
_PASSES = 2  # a table is read once for its digest and once for its tickets
_Part = Literal["sums", "sample"]
_Parts = Iterable[tuple[IngestedFile, pl.DataFrame]]
_Tell = Callable[[int], None]


class TicketStore:
    """Partial sums of every ticket file taken in so far, in one folder.

    `calendar` says which hours are regulated: others are masked in the panel, and days without tickets are
    reported as missing only where paying was due. `waiting`: told before a writer waits for another one.
    """

    def __init__(
        self,
        directory: Path,
        calendar: ServiceCalendar | None = None,
        waiting: Callable[[], None] = lambda: None,
    ) -> None:
        self._directory = directory
        self._calendar = calendar
        self._waiting = waiting

    @property
    def zone(self) -> ZoneInfo:
        """The zone whose days are counted."""
        return self._calendar.zone if self._calendar else TICKET_ZONE

    def files(self) -> list[IngestedFile]:
        """List the ingested files, by their first covered day. Raises TicketStoreError."""
        return ingested_files(self._directory)

    def covered(self) -> tuple[DateRange, ...]:
        """List the runs of local days that the files cover, free days between them included."""
        return runs_of_days(_days(self.files()))

    def shortfalls(self) -> tuple[Shortfall, ...]:
        """Find quarters with fewer tickets than those around them promise. Raises TicketStoreError."""
        return seen_whole(self._directory, lambda files: self._shortfalls(files, self._parts(files)))

    def panel(self, capacities: Mapping[SeriesKey, float]) -> Panel:
        """Give the panel of `training_data`. Raises TicketStoreError."""
        return self.training_data(capacities)[0]

    def training_data(self, capacities: Mapping[SeriesKey, float]) -> tuple[Panel, tuple[DataSource, ...]]:
        """Give the occupancy of every series asked for (see `build_panel`), dips left out, and the files behind it.

        The files are described for the manifest of a model; all of it is of one moment, while others are taken in,
        too. Raises TicketStoreError.
        """
        parts = seen_whole(self._directory, lambda files: list(self._parts(files)))
        files = [file for file, _ in parts]
        short = self._shortfalls(files, parts)
        panel = build_panel(parts, runs_of_days(_days(files)), capacities, self._calendar)
        sources = tuple(_source(file, short) for file in files if file.covered)
        return without_dips(panel, short, self.zone), sources

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
        that this is the corrected edition of; they go as all of it comes, and stay if any of it is refused. A
        smaller file whose tickets a table has too goes as the table comes; a table whose tickets are here is no
        failure. Waits while another process ingests.

        Raises a TicketFileError (see errors) when the only table, or every one, is refused; of a refused table
        nothing is kept. One refused table among others is reported and does not stop the rest. Raises
        FullTicketStoreError when the disk has no room, OSError when the folder cannot be written: whatever ends it,
        the corrected edition is there whole or not at all.
        """
        found = list(find_sources(path))
        sources = [item for item in found if isinstance(item, TicketSource)]
        refused = [item for item in found if isinstance(item, TicketFileError)]
        taken = Ingestion(replacing)
        tell = _progress_over(sources, progress)
        with _room_for(path), writing(self._directory, self._waiting):
            for source in sources:
                try:
                    self._take_in(source, now, known_areas, tell(source), taken)
                except RepeatedTicketsError as error:
                    taken.repeated.append(error)
                except TicketFileError as error:
                    refused.append(error)
                if taken.staged and not replacing:
                    self._switch(taken)
            if refused and (replacing or not (taken.here or taken.repeated)):
                raise refused[0]
            if not (taken.here or taken.repeated):
                raise EmptyTicketFileError(path, "there is no ticket file in it")
            if replacing and taken.here:
                self._switch(taken)
        return taken.report(refused, self.shortfalls())

    def forget(self, digest: str) -> None:
        """Remove a file's tickets; unknown digests are ignored."""
        with writing(self._directory, self._waiting):
            self._manifest(digest).unlink(missing_ok=True)  # its parts are swept

    def digest_of(self, name: str) -> str:
        """Give the digest of the file that was ingested under this name, or has this digest.

        Raises UnknownTicketFileError when there is none, or several, TicketStoreError.
        """
        if name in manifests(self._directory):
            return name
        files = self.files()
        found = [file for file in files if file.name == name]
        if len(found) != 1:
            choice = ", ".join(f"{file.name} ({file.digest})" for file in found or files)
            raise UnknownTicketFileError(name, choice or "—")
        return found[0].digest

    def _parts(self, files: Sequence[IngestedFile]) -> _Parts:
        return ((file, self._read(file, "sums")) for file in files)

    def _shortfalls(self, files: Sequence[IngestedFile], parts: _Parts) -> tuple[Shortfall, ...]:
        if not files:
            return ()
        started = (started_by_area(sums, file.series, self.zone.key) for file, sums in parts)
        by_day = pl.concat(started).group_by("area", "day").agg(pl.col("started").sum())
        return shortfalls(by_day, _days(files), self._calendar)

    def _take_in(
        self,
        source: TicketSource,
        now: datetime,
        known_areas: AbstractSet[str] | None,
        tell: _Tell,
        taken: Ingestion,
    ) -> None:
        """Read a table and write its parts; it counts once it is switched to."""
        digest = source.digest(tell)
        here = {file.digest: file for file in (*self.files(), *taken.staged)}
        if digest in here:
            tell(_PASSES * source.size)
            taken.known.append(here[digest])
            return
        reader = TicketReader(source, now, known_areas)
        tally = Tally(reader.batches(lambda done: tell(source.size + done)))
        if not tally.kept:
            raise EmptyTicketFileError(
                source.label, f"none of its {reader.read} rows can be used: {dict(reader.dropped)}"
            )
        series = tuple(reader.series)
        sample = Sample(source.label.name, tally.kept, tally.every, named(tally.sample(), series))
        others = [file for file in here.values() if file.digest not in taken.going | taken.replacing]
        contained = [old for old in others if contains(source.label, sample, self._sample(old))]
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
        self._write(self._part(digest, "sums"), sums)
        self._write(self._part(digest, "sample"), sample.tickets)
        taken.stage(file, contained)

    def _switch(self, taken: Ingestion) -> None:
        """Let the staged files count from now on, instead of those that they take the place of."""
        going = taken.going
        switch(self._directory, [file for file in taken.staged if file.digest not in going], going)
        taken.staged.clear()

    def _sample(self, file: IngestedFile) -> Sample:
        return Sample(file.name, file.kept, file.sample_every, self._read(file, "sample"))

    def _write(self, path: Path, frame: pl.DataFrame) -> None:
        content = BytesIO()  # some megabytes; and what the system says of the disk stays an OSError
        frame.write_parquet(content)
        write_whole(path, content.getbuffer())

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


@contextmanager
def _room_for(path: Path) -> Iterator[None]:
    """Name what the system says of a full disk."""
    try:
        yield
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        raise FullTicketStoreError(path.name) from error


def _days(files: Iterable[IngestedFile]) -> list[date]:
    return sorted({day for file in files for day in file.days})


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
