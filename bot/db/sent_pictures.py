"""Telegram's files of pictures that were sent: after a restart none has to be drawn and uploaded again."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final, cast

from sqlalchemy import Table, delete, select

from bot.db.models import SentPictureRow
from bot.db.sessions import Sessions
from bot.db.statements import upsert

KEPT_PICTURES: Final = 5_000
"""Some 200 bytes each. Maps are of an hour: older ones are hardly asked for again."""

SENT_PICTURES: Final = cast("Table", SentPictureRow.__table__)


class PictureFileRepository:
    """Keeps the newest file_ids by what the pictures show; `clock` tells the present (aware)."""

    def __init__(self, sessions: Sessions, clock: Callable[[], datetime], size: int = KEPT_PICTURES) -> None:
        self._sessions, self._clock = sessions, clock
        self._keep = upsert(sessions.dialect, SENT_PICTURES, ("key",))
        row = SentPictureRow
        beyond = select(row.key).order_by(row.used_at.desc(), row.key).offset(size)
        self._prune = delete(row).where(row.key.in_(beyond))

    async def load_recent(self, limit: int) -> Sequence[tuple[str, str]]:
        """Return the newest pictures' keys and file_ids, at most `limit`, the newest last."""
        row = SentPictureRow
        newest = select(row.key, row.file_id).order_by(row.used_at.desc(), row.key).limit(limit)
        async with self._sessions() as session:
            found = (await session.execute(newest)).all()
        return [(key, file_id) for key, file_id in reversed(found)]

    async def keep(self, key: str, file_id: str) -> None:
        """Remember the file of the picture `key`, used now; the oldest beyond the limit is forgotten."""
        async with self._sessions.begin() as session:
            await session.execute(self._keep, {"key": key, "file_id": file_id, "used_at": self._clock()})
            await session.execute(self._prune)

    async def forget(self, key: str) -> None:
        """Forget a file that Telegram no longer takes."""
        async with self._sessions.begin() as session:
            await session.execute(delete(SentPictureRow).where(SentPictureRow.key == key))
