"""All that belongs to a chat, in whatever table: found by the column `chat_id`, so that no table is forgotten."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final, cast

from sqlalchemy import (
    Column,
    CursorResult,
    Executable,
    Index,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    delete,
    exists,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import Base, ChatRow
from bot.db.sessions import Sessions

CHAT: Final = "chat_id"
CHATS: Final = cast("Table", ChatRow.__table__)

IMPERSONAL_TABLES: Final = frozenset(
    {
        "audit_entries",
        "broadcasts",
        "found_reports",
        "geocodings",
        "job_runs",
        "leases",
        "seen_errors",
        "sent_pictures",
        "usage_counts",
    }
)
"""The tables that know no chat: nobody can tell whose doing a row is, but for what administrators did as such,
which is the installation's and not theirs to delete. Every other one has a `chat_id`."""


class ChatDataRepository:
    """Shows and deletes all that is kept of a chat."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def rows(self, chat_id: int) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """Return the chat's rows by table, each by column; tables that have none included."""
        found = {}
        async with self._sessions() as session:
            for table in chat_tables():
                rows = await session.execute(select(table).where(table.c[CHAT] == chat_id))
                found[table.name] = [dict(row) for row in rows.mappings()]
        return found

    async def delete(self, chat_id: int) -> int:
        """Delete the chat's rows, all of them or none; return how many there were."""
        deleted = 0
        try:
            async with self._sessions.begin() as session:
                for table in reversed(chat_tables()):  # what belongs to the chat's own row before that
                    deleted += await _count(session, delete(table).where(table.c[CHAT] == chat_id))
        finally:
            self._sessions.caches.drop(chat_id)
        return deleted


def chat_tables() -> list[Table]:
    """Return the tables that have a `chat_id`, the chats first."""
    return [table for table in Base.metadata.sorted_tables if CHAT in table.c]


async def move_rows(session: AsyncSession, old_id: int, new_id: int) -> None:
    """Give the rows of a chat to another one; where both have the same thing, that of the new one stays."""
    await session.execute(_copied_chat(old_id, new_id))
    for table in chat_tables():
        if table is not CHATS:
            for key in _unique_keys(table):
                await session.execute(_without_twins(table, key, old_id, new_id))
            await session.execute(update(table).where(table.c[CHAT] == old_id).values({CHAT: new_id}))
    await session.execute(delete(CHATS).where(CHATS.c[CHAT] == old_id))


def _copied_chat(old_id: int, new_id: int) -> Executable:
    """Return the insert of the chat's own row for the new id, unless that has one."""
    others = [column for column in CHATS.c if column.name != CHAT]
    there = exists().where(CHATS.alias().c[CHAT] == new_id)
    rows = select(literal(new_id), *others).where(CHATS.c[CHAT] == old_id, ~there)
    return insert(CHATS).from_select([CHAT, *(column.name for column in others)], rows)


def _without_twins(table: Table, key: Collection[Column[Any]], old_id: int, new_id: int) -> Executable:
    """Return the delete of the old id's rows that would be the new one's twins in a unique `key`."""
    new = table.alias()
    same = [new.c[column.name] == column for column in key if column.name != CHAT]
    return delete(table).where(table.c[CHAT] == old_id, exists().where(new.c[CHAT] == new_id, *same))


def _unique_keys(table: Table) -> Iterator[Collection[Column[Any]]]:
    """Yield the columns that no two rows of the table share, where the chat is one of them."""
    unique = (PrimaryKeyConstraint, UniqueConstraint)
    for one in (*table.constraints, *(index for index in table.indexes if index.unique)):
        if isinstance(one, (*unique, Index)) and CHAT in one.columns:
            yield list(one.columns)


async def _count(session: AsyncSession, statement: Executable) -> int:
    return cast("CursorResult[Any]", await session.execute(statement)).rowcount
