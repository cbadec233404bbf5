"""How much is asked: answers by hour and neighbourhood, and nobody's name on any."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast

from sqlalchemy import Table, select

from bot.db.models import UsageRow
from bot.db.sessions import Sessions
from bot.db.statements import add_up

COUNTS: Final = cast("Table", UsageRow.__table__)

Key = tuple[datetime, str]
"""The hour that it was asked in (UTC, its beginning) and the neighbourhood asked about ("" outside of all)."""


@dataclass(frozen=True, slots=True)
class Usage:
    """How many answers an hour and a neighbourhood had."""

    hour: datetime
    neighbourhood: str
    answers: int


class UsageRepository:
    """Keeps the counts."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def add(self, counts: Mapping[Key, int]) -> None:
        """Add to what the hours and neighbourhoods have, all at once."""
        if not counts:
            return
        statement = add_up(self._sessions.dialect, COUNTS, ("hour", "neighbourhood"), "answers")
        rows = [{"hour": hour, "neighbourhood": code, "answers": n} for (hour, code), n in counts.items()]
        async with self._sessions.begin() as session:
            await session.execute(statement, rows)

    async def since(self, moment: datetime) -> Sequence[Usage]:
        """Return the counts of the hours from a moment on, oldest first."""
        kept = UsageRow
        async with self._sessions() as session:
            rows = await session.scalars(select(kept).where(kept.hour >= moment).order_by(kept.hour))
            return [Usage(row.hour, row.neighbourhood, row.answers) for row in rows]
