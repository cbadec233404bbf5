"""What administrators did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.db.models import AuditRow
from bot.db.sessions import Sessions


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """A deed of an administrator at a moment (UTC), and what it was done with or came to."""

    admin_id: int
    at: datetime
    deed: str
    detail: str


class AuditRepository:
    """Keeps deeds; none is ever changed."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def add(self, entry: AuditEntry) -> None:
        """Keep a deed."""
        async with self._sessions.begin() as session:
            session.add(AuditRow(admin_id=entry.admin_id, at=entry.at, deed=entry.deed, detail=entry.detail))

    async def admins(self) -> frozenset[int]:
        """Return everybody who ever did something as an administrator, by Telegram id."""
        async with self._sessions() as session:
            return frozenset(await session.scalars(select(AuditRow.admin_id).distinct()))

    async def latest(self, limit: int) -> Sequence[AuditEntry]:
        """Return the last deeds, the newest first."""
        newest = select(AuditRow).order_by(AuditRow.entry_id.desc()).limit(limit)
        async with self._sessions() as session:
            rows = await session.scalars(newest)
            return [AuditEntry(row.admin_id, row.at, row.deed, row.detail) for row in rows]
