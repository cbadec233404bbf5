"""A quarter's tickets into the ticket store. Runs in the worker."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from bot.portal.content import HEAD, is_archive
from bot.portal.errors import ArchiveError
from bot.portal.periods import Period
from bot.portal.unpacking import ArchiveLimits, is_rar, members_of
from bot.services.syncing.period_check import refuse_other_period, short_of
from bot.steps.processes import Tell
from forecasting.service_hours import ServiceCalendar
from forecasting.tickets.sources import MAX_UNPACKED
from forecasting.tickets.store import TicketStore
from geodata.neighbourhoods import NeighbourhoodIndex

_LIMITS: Final = ArchiveLimits(unpacked=MAX_UNPACKED)


def ingest_tickets(job: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    """Ingest the tickets in `file` into the store in `tickets`, `replacing` the tables of its former edition.

    `figures`: whose neighbourhoods count; `now`: ISO 8601; `period`, which may be left out: year and quarter that
    they are offered as, `guessed` where the portal does not say it. Tables whose tickets another file has are no
    failure, and a wait for another ingestion is told. `known` of the result: what tables that were read before were
    called then. Raises ArchiveError, OtherPeriodError, TicketFileError and its
    children, TicketStoreError, FullTicketStoreError.
    """
    file = Path(job["file"])
    tell("ingesting", 0.0)
    rars = _rars(file)
    now = datetime.fromisoformat(job["now"])
    period = Period(*job["period"]) if job.get("period") else None
    if period and not job["guessed"]:
        refuse_other_period(file, period, now)
    store = TicketStore(Path(job["tickets"]), ServiceCalendar.load(), lambda: tell("waiting", 0.0))
    codes = {each.code for each in NeighbourhoodIndex.load(Path(job["figures"]))}
    report = store.ingest(
        file,
        now,
        codes,
        lambda done, total: tell("ingesting", done / total if total else 1.0),
        replacing=frozenset(job["replacing"]),
    )
    here = (*report.added, *report.known)
    refused = [each for each in report.refused if not is_rar(each.path.name)]
    short = short_of(file.name, period, here) if period and not report.repeated else []
    return {
        "read": report.read,
        "kept": report.kept,
        "digests": [each.digest for each in here],
        "known": [each.name for each in report.known],
        "remarks": [*report.replaced, *report.repeated, *rars, *refused, *short],
    }


def _rars(file: Path) -> list[Exception]:
    """Return an error for each RAR in an archive of tickets; raises the first when there is nothing else."""
    with file.open("rb") as stream:
        if not is_archive(stream.read(HEAD)):
            return []
    members = members_of(file, _LIMITS)
    rars: list[Exception] = [ArchiveError(file.name, "rar_inside", name) for name in members if is_rar(name)]
    if rars and len(rars) == len(members):
        raise rars[0]
    return rars
