"""What is written is understood by SQLite and by PostgreSQL."""

import pytest
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from bot.db.models import Base, SavedPlaceRow
from bot.db.statements import insert_new, upsert
from tests.bot.db.filling import GOYA, HOUR, NOW, PONZANO, fill

DIALECTS = {"sqlite": sqlite.dialect(), "postgresql": postgresql.dialect()}
PLACES = SavedPlaceRow.__table__
KEYS = ("chat_id", "folded")


def words(statement, dialect):
    return " ".join(str(statement.compile(dialect=DIALECTS[dialect])).split())


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("table", Base.metadata.tables.values(), ids=lambda table: table.name)
def test_every_table_and_its_indexes_have_words(table, dialect):
    assert words(CreateTable(table), dialect).startswith(f"CREATE TABLE {table.name} (")
    for index in table.indexes:
        assert f" ON {table.name} (" in words(CreateIndex(index), dialect)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_an_upsert_changes_all_but_its_keys_and_what_the_row_was_made_with(dialect):
    written = words(upsert(dialect, PLACES, KEYS, made_with=("created_at",)), dialect)
    changes = written.partition("ON CONFLICT (chat_id, folded) DO UPDATE SET ")[2]
    changed = {change.split(" = ")[0] for change in changes.split(", ")}
    assert changed == set(PLACES.columns.keys()) - {"place_id", "chat_id", "folded", "created_at"}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_an_upsert_may_spare_rows(dialect):
    written = words(upsert(dialect, PLACES, KEYS, where=SavedPlaceRow.name != ""), dialect)
    assert "WHERE saved_places.name != " in written


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_is_there_already_is_not_inserted(dialect):
    assert "ON CONFLICT (chat_id, folded) DO NOTHING" in words(insert_new(dialect, PLACES, KEYS), dialect)


async def test_an_upsert_leaves_the_rows_of_other_keys_alone(sessions):
    await fill(sessions, 7)
    await fill(sessions, 8)
    row = {"chat_id": 7, "folded": "1", "name": "one", "created_at": NOW - HOUR}
    place = {"place_label": GOYA.label, "place_lat": 1.0, "place_lon": 2.0, "place_source": "s"}
    row |= place | {"place_precision": PONZANO.precision, "place_neighbourhood": None}
    async with sessions.begin() as session:
        await session.execute(upsert(sessions.dialect, PLACES, KEYS, made_with=("created_at",)), row)
    async with sessions() as session:
        found = (await session.execute(select(PLACES).order_by(PLACES.c.chat_id))).mappings().all()
    assert [(one["name"], one["created_at"]) for one in found] == [("one", NOW + HOUR), ("1", NOW + HOUR)]
