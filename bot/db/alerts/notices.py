"""Who is to hear of news: chats that want to, at most one message a week."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.alerts.occurrences import Occurrence
from bot.alerts.quiet_hours import QuietHours
from bot.db.alerts.occurrence_rows import put
from bot.db.alerts.rows import quiet_of
from bot.db.alerts.tables import ALERT_SETTINGS, SUBSCRIPTIONS
from bot.db.models import ChatRow

NOTICES_APART: Final = timedelta(days=7)

_COLUMNS: Final = ALERT_SETTINGS.c


@dataclass(frozen=True, slots=True)
class Listener:
    """A chat that may hear of news: of days after `told_until`, and of data after `data_until` (None: of none)."""

    chat_id: int
    quiet: QuietHours
    told_until: date | None
    data_until: date | None


class NoticeTurn:
    """One transaction of the lease's holder, to plan news at `now`."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self._session, self._now = session, now

    async def listeners(self, last: date, most: int) -> Sequence[Listener]:
        """Return chats that want to hear of news, heard of none for a week and of nothing up to the day `last`."""
        wanted = (
            _COLUMNS.notices,
            or_(_COLUMNS.last_notice_at.is_(None), _COLUMNS.last_notice_at <= self._now - NOTICES_APART),
            or_(_COLUMNS.told_until.is_(None), _COLUMNS.told_until < last),
            exists().where(ChatRow.chat_id == _COLUMNS.chat_id, ChatRow.active),
        )
        found = select(ALERT_SETTINGS).where(*wanted).order_by(_COLUMNS.chat_id).limit(most)
        rows = await self._session.execute(found)
        return [
            Listener(row.chat_id, quiet_of(row.quiet_start, row.quiet_end), row.told_until, row.data_until)
            for row in rows
        ]

    async def chats_by_area(self, areas: Collection[str]) -> Mapping[str, Collection[int]]:
        """Return the chats that have a subscription in each of some neighbourhoods."""
        columns = (SUBSCRIPTIONS.c.area, SUBSCRIPTIONS.c.chat_id)
        rows = await self._session.execute(select(*columns).distinct().where(columns[0].in_(areas)))
        found: dict[str, set[int]] = {area: set() for area in areas}
        for area, chat_id in rows:
            found[area].add(chat_id)
        return found

    async def plan(self, notices: Sequence[Occurrence]) -> None:
        """Put notices into the queue; what is there already stays."""
        if notices:
            await put(self._session, notices)
            await self._note([one.chat_id for one in notices], {"last_notice_at": self._now})

    async def note_told(self, chats: Collection[int], last: date, data_until: date) -> None:
        """Take note that chats know of what there is up to a day, and of the data up to another."""
        await self._note(chats, {"told_until": last, "data_until": data_until})

    async def _note(self, chats: Collection[int], values: Mapping[str, object]) -> None:
        row = update(ALERT_SETTINGS).where(_COLUMNS.chat_id.in_(chats))
        await self._session.execute(row.values(**values))
