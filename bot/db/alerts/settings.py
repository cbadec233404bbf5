"""How chats want to be told: in which hours not, and whether of news."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, case, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.alerts.quiet_hours import DEFAULT_QUIET_HOURS, QuietHours
from bot.db.alerts.rows import minutes_of, quiet_of
from bot.db.alerts.tables import ALERT_SETTINGS
from bot.db.chats import ensure_chat
from bot.db.sessions import Sessions
from bot.db.statements import insert_new

KEY: Final = ("chat_id",)

_COLUMNS: Final = ALERT_SETTINGS.c


@dataclass(frozen=True, slots=True)
class AlertSettings:
    """A chat's quiet hours, and whether it wants to hear of news."""

    chat_id: int
    quiet: QuietHours = field(default=DEFAULT_QUIET_HOURS)
    notices: bool = True


class AlertSettingsRepository:
    """Keeps the settings; `clock` tells the present (aware)."""

    def __init__(self, sessions: Sessions, clock: Callable[[], datetime]) -> None:
        self._sessions, self._clock = sessions, clock

    async def load(self, chat_id: int) -> AlertSettings:
        """Return the chat's settings; those of a chat that never chose any are the usual ones."""
        async with self._sessions() as session:
            found = select(ALERT_SETTINGS).where(_COLUMNS.chat_id == chat_id)
            row = (await session.execute(found)).first()
        return AlertSettings(chat_id) if row is None else _settings(row)

    async def save(self, settings: AlertSettings) -> None:
        """Keep a chat's settings."""
        async with self._sessions.begin() as session:
            await ensure_settings(session, settings.chat_id, self._clock(), None)
            row = update(ALERT_SETTINGS).where(_COLUMNS.chat_id == settings.chat_id)
            await session.execute(row.values(**_chosen(settings)))


async def ensure_settings(
    session: AsyncSession, chat_id: int, now: datetime, data_until: date | None
) -> None:
    """Make the chat's row, and the chat's own, where there is none; data up to `data_until` are no news to it."""
    await ensure_chat(session, chat_id, now)
    row = {**_chosen(AlertSettings(chat_id)), "chat_id": chat_id, "data_until": data_until}
    insert = insert_new(session.get_bind().dialect.name, ALERT_SETTINGS, KEY)
    await session.execute(insert, row)


def quiet_columns() -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """Return the ends of a chat's quiet hours, for a query that joins its settings from outside."""
    usual, has_none = _chosen(AlertSettings(0)), _COLUMNS.chat_id.is_(None)
    start = case((has_none, usual["quiet_start"]), else_=_COLUMNS.quiet_start)
    end = case((has_none, usual["quiet_end"]), else_=_COLUMNS.quiet_end)
    return start.label("quiet_start"), end.label("quiet_end")


def _chosen(settings: AlertSettings) -> dict[str, object]:
    quiet = settings.quiet
    silent = quiet.start != quiet.end
    return {
        "quiet_start": minutes_of(quiet.start) if silent else None,
        "quiet_end": minutes_of(quiet.end) if silent else None,
        "notices": settings.notices,
    }


def _settings(row: Row[Any]) -> AlertSettings:
    return AlertSettings(row.chat_id, quiet_of(row.quiet_start, row.quiet_end), row.notices)
