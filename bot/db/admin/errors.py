"""Unexpected errors, one row for all that are alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from bot.db.models import SeenErrorRow
from bot.db.sessions import Sessions


@dataclass(frozen=True, slots=True)
class SeenError:
    """An error's class (`kind`) and redacted `text`, when it was first and last seen (UTC), and how often."""

    fingerprint: str
    kind: str
    text: str
    first_at: datetime
    last_at: datetime
    times: int = 1


class ErrorRepository:
    """Counts errors, and says when admins are to hear of one."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def see(self, error: SeenError, silence: timedelta) -> SeenError | None:
        """Count an error; return it with its count when admins are to be told, None within `silence` of the last time."""
        now = error.last_at
        async with self._sessions.begin() as session:
            row = await session.get(SeenErrorRow, error.fingerprint)
            if row is None:
                row = SeenErrorRow(
                    fingerprint=error.fingerprint,
                    kind=error.kind,
                    text=error.text,
                    first_at=error.first_at,
                    last_at=now,
                    times=0,
                )
                session.add(row)
            row.times, row.last_at, row.text = row.times + 1, now, error.text
            if row.told_at is not None and now - row.told_at < silence:
                return None
            row.told_at = now
            return _seen(row)

    async def latest(self, limit: int) -> Sequence[SeenError]:
        """Return the errors that were seen last, the newest first."""
        newest = select(SeenErrorRow).order_by(SeenErrorRow.last_at.desc()).limit(limit)
        async with self._sessions() as session:
            return [_seen(row) for row in await session.scalars(newest)]

    async def count_since(self, moment: datetime) -> int:
        """Return how many different errors were seen from a moment on."""
        async with self._sessions() as session:
            return await session.scalar(select(func.count()).where(SeenErrorRow.last_at >= moment)) or 0


def _seen(row: SeenErrorRow) -> SeenError:
    return SeenError(row.fingerprint, row.kind, row.text, row.first_at, row.last_at, row.times)
