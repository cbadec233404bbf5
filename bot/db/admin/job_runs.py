"""The last run of each scheduled job, so that one missed while nobody ran it is made up for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast

from sqlalchemy import Table, select

from bot.db.models import JobRunRow
from bot.db.sessions import Sessions
from bot.db.statements import upsert

RUNS: Final = cast("Table", JobRunRow.__table__)


@dataclass(frozen=True, slots=True)
class JobRun:
    """When a job ended (UTC), and how: "done", "failed", or "known" for one that was first heard of then."""

    job: str
    ended_at: datetime
    outcome: str


class JobRunRepository:
    """Keeps the last run of each job."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._save = upsert(sessions.dialect, RUNS, ("job",))

    async def keep(self, run: JobRun) -> None:
        """Keep a run in the place of the job's one before."""
        row = {"job": run.job, "ended_at": run.ended_at, "outcome": run.outcome}
        async with self._sessions.begin() as session:
            await session.execute(self._save, row)

    async def all(self) -> Mapping[str, JobRun]:
        """Return the last runs by job."""
        async with self._sessions() as session:
            rows = await session.scalars(select(JobRunRow).order_by(JobRunRow.job))
            return {row.job: JobRun(row.job, row.ended_at, row.outcome) for row in rows}
