"""One statement for tens of thousands of rows, each with values of its own."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from typing import Any

from sqlalchemy import Dialect, Update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeEngine


async def execute_many(
    connection: AsyncConnection, statement: Update, rows: Sequence[Mapping[str, object]]
) -> None:
    """Execute a statement once for each row of its parameters, all with the same names.

    As `connection.execute` does, without what it prepares anew for each row: that took as long as the database.
    """
    dialect = connection.dialect
    compiled = statement.compile(dialect=dialect)
    names = compiled.positiontup or ()
    same = {name: value for name, value in compiled.params.items() if name not in rows[0]}
    columns = [
        _written(
            compiled.binds[name].type,
            dialect,
            repeat(same[name], len(rows)) if name in same else [row[name] for row in rows],
        )
        for name in names
    ]
    await connection.exec_driver_sql(compiled.string, list(zip(*columns, strict=True)))


def _written(of: TypeEngine[Any], dialect: Dialect, values: Iterable[Any]) -> Iterable[Any]:
    """Return a column's values as the driver takes them."""
    write = of.dialect_impl(dialect).bind_processor(dialect)
    return values if write is None else map(write, values)
