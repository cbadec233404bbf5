"""Rows that many coroutines write at once, in as few transactions as that takes.

A transaction costs ten times what a row in it does. Who finds nothing under way has one of its own; whoever
comes in the meantime goes with the next one, together with all others who wait.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Executable
from sqlalchemy.ext.asyncio import AsyncEngine

LARGEST_GROUP: Final = 200  # rows: some ten milliseconds, for which other writers wait

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _Waiting:
    row: Row
    written: asyncio.Future[None]


class GroupCommit:
    """Writes rows with one statement, in the order they came."""

    def __init__(self, writer: AsyncEngine, statement: Executable) -> None:
        self._writer, self._statement = writer, statement
        self._waiting: list[_Waiting] = []
        self._task: asyncio.Task[None] | None = None

    async def write(self, row: Row) -> None:
        """Write a row; it is committed when this returns.

        Raises:
            SQLAlchemyError: the database refuses this row, or fails.

        """
        written = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(row, written))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._write_all())
        await written

    async def _write_all(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting[:LARGEST_GROUP], self._waiting[LARGEST_GROUP:]
            await self._write_group(group)

    async def _write_group(self, group: Sequence[_Waiting]) -> None:
        try:
            async with self._writer.begin() as connection:
                await connection.execute(self._statement, [one.row for one in group])
        except Exception as error:  # noqa: BLE001 -- whatever it is, who waits must hear of it
            if len(group) == 1:
                _tell(group[0], error)
                return
            for one in group:  # a single row may be at fault
                await self._write_group([one])
        else:
            for one in group:
                _tell(one)


def _tell(one: _Waiting, error: Exception | None = None) -> None:
    if one.written.done():  # whoever waited was cancelled
        return
    if error is None:
        one.written.set_result(None)
    else:
        one.written.set_exception(error)
