"""What SQLAlchemy has no word for that every database understands."""

from collections.abc import Collection, Sequence
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

Insert = sqlite.Insert | postgresql.Insert


def upsert(
    dialect: str,
    table: Table,
    keys: Sequence[str],
    *,
    made_with: Collection[str] = (),
    where: ColumnElement[bool] | None = None,
) -> Insert:
    """Return an insert that changes the row instead, where one has the same `keys` (a unique constraint's).

    That row keeps what the columns `made_with` hold, and all of it when it is not as in `where`.
    """
    statement = _insert(dialect, table)
    fixed = {*keys, *made_with, *(column.name for column in table.primary_key)}
    changed = {name: column for name, column in statement.excluded.items() if name not in fixed}
    return statement.on_conflict_do_update(index_elements=list(keys), set_=changed, where=where)


def insert_new(dialect: str, table: Table, keys: Sequence[str]) -> Insert:
    """Return an insert that does nothing where a row has the same `keys`."""
    return _insert(dialect, table).on_conflict_do_nothing(index_elements=list(keys))


def add_up(dialect: str, table: Table, keys: Sequence[str], column: str) -> Insert:
    """Return an insert that adds its number in a `column` to that of the row, where one has the same `keys`."""
    statement = _insert(dialect, table)
    total = table.c[column] + statement.excluded[column]
    return statement.on_conflict_do_update(index_elements=list(keys), set_={column: total})


async def changed_rows(session: AsyncSession, statement: Executable) -> int:
    """Execute an update or a delete, and return how many rows it changed."""
    return cast("CursorResult[Any]", await session.execute(statement)).rowcount


def _insert(dialect: str, table: Table) -> Insert:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
