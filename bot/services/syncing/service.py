"""The data sets one after the other, each whole or not at all; what fails does not keep the others."""

import asyncio
import fcntl
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Final

from bot.clock import Clock, utc_now
from bot.errors import BotError, DiskFullError, OutputFileError
from bot.failures import named
from bot.portal.addresses import Dataset
from bot.portal.client import Pause, PortalClient, open_http
from bot.portal.errors import PortalError, SyncUnderWayError
from bot.portal.hosts import Hosts
from bot.portal.limits import Limits
from bot.portal.report import Outcome, SyncReport, Watch
from bot.portal.taken import TakenEditions
from bot.services.syncing.finding import Group, wanted
from bot.services.syncing.intake import Intake
from bot.services.syncing.outlook import Outlook
from bot.services.syncing.taking import Taking
from bot.settings import Settings
from forecasting.errors import TicketStoreError

READ: Final[tuple[Dataset, ...]] = ("streets", "boundaries", "tickets")
"""What something reads, figures first: tickets count in the neighbourhoods that those know."""

QUARTERS: Final = 8
"""Two years: what the forecast's yearly shape takes."""

STALE: Final = timedelta(days=30)
"""A file that was half here and that nobody came back for is in the way."""

Treat = Callable[[Dataset, Group], Awaitable[Outcome]]


@dataclass(frozen=True, slots=True)
class SyncRequest:
    """What to synchronise: which data sets, how many quarters of tickets.

    `force` fetches what is unchanged, too; `dry_run` only tells what would be fetched, and writes nothing.
    """

    datasets: tuple[Dataset, ...] = READ
    quarters: int = QUARTERS
    force: bool = False
    dry_run: bool = False


class SyncService:
    """Synchronises an installation with the city's open data."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock = utc_now,
        limits: Limits | None = None,
        pause: Pause = asyncio.sleep,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._limits = limits or Limits()
        self._pause = pause

    async def sync(self, request: SyncRequest, watch: Watch = lambda _: None) -> SyncReport:
        """Do what is asked for, telling `watch` how far it has come; failures are outcomes of the report.

        A cancellation ends it at once: what has been taken in stays, a file that was half here goes on the
        next time, and nothing else has changed. Raises SyncUnderWayError; DiskFullError and OutputFileError
        when the data folder cannot be written.
        """
        settings, limits = self._settings, self._limits
        hosts = Hosts.official_and((settings.portal_url, *settings.boundaries_url.split()))
        with nullcontext() if request.dry_run else _locked(settings.portal_dir):
            async with open_http(limits, settings.user_agent) as http:
                client = PortalClient(http, hosts, limits, self._pause)
                record = TakenEditions.read(settings.portal_dir / "taken.json", version("sermadrid"))
                downloads = settings.portal_dir / "downloads"
                if not request.dry_run:
                    _sweep(downloads, self._clock() - STALE)
                intake = Intake(client, record, downloads, self._clock, watch, force=request.force)
                treat = (Outlook if request.dry_run else Taking)(settings, intake)
                outcomes = [
                    outcome
                    for dataset in request.datasets
                    async for outcome in self._outcomes(dataset, request, intake, treat)
                ]
        return SyncReport(tuple(outcomes))

    async def _outcomes(
        self, dataset: Dataset, request: SyncRequest, intake: Intake, treat: Treat
    ) -> AsyncIterator[Outcome]:
        try:
            for group in await wanted(intake.client, self._settings, dataset, request.quarters):
                yield await treat(dataset, tuple(map(intake.record.without_stale_md5, group)))
        except (PortalError, TicketStoreError) as error:
            yield Outcome(dataset, "failed", step="asking", error=error)
        except OSError as error:
            yield Outcome(dataset, "failed", step="fetching", error=_unwritable(error))


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, which ends with the process."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / ".lock").open("ab")
    except OSError as error:
        raise _unwritable(error) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise SyncUnderWayError from error
        yield


def _sweep(downloads: Path, before: datetime) -> None:
    for folder in downloads.glob("*/"):
        if folder.stat().st_mtime < before.timestamp():
            shutil.rmtree(folder, ignore_errors=True)


def _unwritable(error: OSError) -> BotError:
    by_name = named(error)
    if isinstance(by_name, DiskFullError):
        return by_name
    return OutputFileError(Path(Path(str(error.filename or "")).name), error.strerror or str(error))
