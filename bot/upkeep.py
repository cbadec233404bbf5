"""Jobs that look after an installation, for `bot.schedule`; and the lock of a bot that runs."""

import asyncio
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from bot.clock import Clock
from bot.db.backup import back_up, prune_backups
from bot.errors import AlreadyRunningError
from bot.locks import LockedError, locked
from bot.schedule import Job
from bot.settings import Settings

log = logging.getLogger(__name__)


@contextmanager
def running_alone(settings: Settings) -> Iterator[None]:
    """Hold the data folder for one bot, or for who changes it while none runs.

    Raises:
        AlreadyRunningError: another holds it.
    """
    try:
        with locked(settings.running_lock):
            yield
    except LockedError as error:
        raise AlreadyRunningError(settings.data_dir) from error


def upkeep(settings: Settings, clock: Clock) -> Sequence[Job]:
    """Return the jobs at the settings' times."""

    async def backup() -> None:
        await asyncio.to_thread(_back_up, settings, clock)

    return [Job("backup", settings.backup_schedule, backup)]


def _back_up(settings: Settings, clock: Clock) -> None:
    settings.backups.mkdir(parents=True, exist_ok=True)
    file = back_up(settings.database_file, settings.backups, clock())
    deleted = prune_backups(settings.backups, settings.backups_kept)
    log.info("backed up to %s, %d older ones deleted", file.name, len(deleted))
