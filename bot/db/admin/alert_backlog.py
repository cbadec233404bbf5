"""How the alerts' queue stands, for those who look after it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, case, func, select

from bot.db.alerts.claiming import is_overdue
from bot.db.alerts.tables import OCCURRENCES
from bot.db.sessions import Sessions

_COLUMNS: Final = OCCURRENCES.c
LATE: Final = timedelta(minutes=5)
"""What waits so long after it was due is late, unless for the end of quiet hours."""


@dataclass(frozen=True, slots=True)
class AlertBacklog:
    """Occurrences that wait, those of them that are late, and since a moment those told, missed and given up."""

    waiting: int
    late: int
    sent: int
    missed: int
    failed: int


class AlertBacklogRepository:
    """Counts occurrences."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def count(self, now: datetime, since: datetime) -> AlertBacklog:
        """Return how the queue stands at `now` (both aware)."""
        waits = _COLUMNS.state == "waiting"
        counted = [waits, and_(waits, is_overdue(now, LATE))]
        counted += [
            and_(_COLUMNS.state == state, _COLUMNS.finished_at > since)
            for state in ("sent", "missed", "failed")
        ]
        found = select(*(func.coalesce(func.sum(case((one, 1), else_=0)), 0) for one in counted))
        async with self._sessions() as session:
            return AlertBacklog(*(await session.execute(found)).one())
