"""What the tests put into databases, and how they look at them."""

from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st
from sqlalchemy import JSON, Boolean, Date, Double, Integer, String, event, func, insert, select

from bot.db import Sessions
from bot.db.chat_data import chat_tables
from bot.db.models import Base
from bot.db.types import UtcDateTime
from geodata.places import Place, Point

NOW = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
PONZANO = Place("Calle de Ponzano, 20", Point(40.43783, -3.69941), "streets", "house", "07-05")
GOYA = Place("Calle de Goya, 40", Point(40.42501, -3.67999), "cartociudad", "street")
RENTED = Place("Calle de Alcalá, 1", Point(40.418, -3.7), "mapbox", "house", storable=False)

points = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))
precisions = st.sampled_from(["house", "street", "landmark", "neighbourhood", "point"])
places = st.builds(
    Place, st.text(), points, st.text(max_size=32), precisions, st.none() | st.text(max_size=8)
)
moments = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- hypothesis adds the zone

VALUES = {
    Boolean: lambda n: bool(n % 2),
    Integer: lambda n: n,
    Double: float,
    String: lambda n: f"{n}",
    UtcDateTime: lambda n: NOW + n * HOUR,
    Date: lambda n: date(2026, 3, 1 + n % 28),
    JSON: lambda n: {"n": f"{n}"},
}
"""A value of each type of column, by a number."""


class Clock:
    """Tells the time that a test says."""

    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


def restarted(sessions):
    """The same database, with nothing in memory."""
    return Sessions(sessions.reader, sessions.writer)


async def fill(sessions, chat_id, n=1):
    """Give a chat a row in every table that knows chats, later ones included; `n` makes it another row."""
    made = {"chats": chat_id}
    async with sessions.begin() as session:
        for table in Base.metadata.sorted_tables:
            if table not in chat_tables():
                continue
            columns = [one for one in table.columns if one is not table.autoincrement_column]
            row = {column.name: value_of(column.type, n) for column in columns}
            row |= {one.parent.name: made[one.column.table.name] for one in table.foreign_keys}
            found = await session.execute(insert(table).values(row | {"chat_id": chat_id}))
            made[table.name] = found.inserted_primary_key[0]
    sessions.caches.drop(chat_id)


def value_of(column_type, n):
    """A value that a column can hold."""
    return next(make(n) for kind, make in VALUES.items() if isinstance(column_type, kind))


async def counts(sessions, chat_id):
    """How many rows of a chat each table has."""
    async with sessions() as session:
        return {
            table.name: await session.scalar(select(func.count()).where(table.c.chat_id == chat_id))
            for table in chat_tables()
        }


async def count(sessions, row):
    """How many rows a table has."""
    async with sessions() as session:
        return await session.scalar(select(func.count()).select_from(row))


@contextmanager
def statements(engine):
    """The SQL that an engine executes in the block."""
    seen = []

    def note(_connection, _cursor, statement, *_):
        seen.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine.sync_engine, "before_cursor_execute", note)
