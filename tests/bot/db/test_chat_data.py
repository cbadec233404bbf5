"""All that is kept of a chat: every table is covered, those of later revisions too."""

from dataclasses import replace

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from bot.db import (
    ChatDataRepository,
    ChatRepository,
    DialogueRepository,
    FeedbackRepository,
    FoundQuestion,
    ParkedCarRepository,
    PictureFileRepository,
    PlaceRepository,
    RecentPlaceRepository,
    Said,
)
from bot.db.chat_data import IMPERSONAL_TABLES, chat_tables
from bot.db.models import Base, ChatRow, FoundReportRow, SentPictureRow
from bot.domain import ChatMemory, ParkedCar, PendingDialogue, SavedPlace
from forecasting.feedback import Basis
from tests.bot.db.filling import GOYA, HOUR, NOW, PONZANO, count, counts, fill, restarted

OLD, NEW = -7, -1_001_234_567_890
SAID = Said("07-05", "green", NOW, 0.7, "v1", demo=True, basis=Basis(0.3, 0.6, 9))

ALONE = {"found_questions"}
"""Tables whose chats need no row of their own: a question is planned for chats that nothing else is kept of."""


@pytest.fixture
def kept(sessions):
    return ChatDataRepository(sessions)


@pytest.fixture
def chats(sessions, clock):
    return ChatRepository(sessions, clock)


def test_every_table_knows_its_chat_or_is_impersonal():
    named = {table.name for table in chat_tables()}
    assert named | IMPERSONAL_TABLES == set(Base.metadata.tables)
    assert not named & IMPERSONAL_TABLES


def test_impersonal_tables_have_no_place_and_nobody_who_asked():
    for name in IMPERSONAL_TABLES:
        columns = set(Base.metadata.tables[name].columns.keys())
        assert not columns & {"user_id", "place_label", "place_lat", "place_lon", "lat", "lon"}


def test_what_belongs_to_a_chat_goes_with_its_row():
    for table in chat_tables():
        if table is not ChatRow.__table__ and table.name not in ALONE:
            (owner,) = table.c.chat_id.foreign_keys
            assert (owner.target_fullname, owner.ondelete) == ("chats.chat_id", "CASCADE"), table.name


async def test_the_database_itself_forgets_what_belongs_to_a_chat(sessions):
    await fill(sessions, 7)
    async with sessions.begin() as session:
        await session.execute(delete(ChatRow))
    left = {table for table, rows in (await counts(sessions, 7)).items() if rows}
    assert left <= ALONE


async def test_nothing_belongs_to_a_chat_without_a_row(sessions):
    for table in chat_tables():
        if table.c.chat_id.foreign_keys:
            await fill(sessions, 7)
            rows = select(table).where(table.c.chat_id == 7)
            async with sessions() as session:
                row = dict((await session.execute(rows)).mappings().one())
            await ChatDataRepository(sessions).delete(7)
            with pytest.raises(IntegrityError, match="FOREIGN KEY"):
                async with sessions.begin() as session:
                    await session.execute(table.insert().values(row))


# --- showing and deleting -----------------------------------------------------------------------------


async def test_a_chat_is_shown_its_rows_of_every_table(kept, sessions):
    await fill(sessions, 7)
    await fill(sessions, 8, n=2)
    found = await kept.rows(7)
    assert set(found) == {table.name for table in chat_tables()}
    assert all(len(rows) == 1 and rows[0]["chat_id"] == 7 for rows in found.values())
    assert all(rows == [] for rows in (await kept.rows(9)).values())


async def test_a_chat_that_is_forgotten_leaves_nothing_and_others_stay(kept, sessions):
    await fill(sessions, 7)
    await fill(sessions, 8, n=2)
    assert await kept.delete(7) == len(chat_tables())
    assert set((await counts(sessions, 7)).values()) == {0}
    assert set((await counts(sessions, 8)).values()) == {1}
    assert await kept.delete(7) == 0


async def test_what_tells_of_nobody_stays(kept, sessions, clock):
    await fill(sessions, 7)
    feedback = FeedbackRepository(sessions)
    await feedback.add(SAID.report("at_once", "opaque"))
    await PictureFileRepository(sessions, clock).keep("k", "f")
    await kept.delete(7)
    assert await count(sessions, FoundReportRow) == await count(sessions, SentPictureRow) == 1


async def test_a_chat_that_is_forgotten_is_forgotten_in_memory_too(kept, sessions, chats, clock):
    places, recents = PlaceRepository(sessions, clock), RecentPlaceRepository(sessions)
    dialogues = DialogueRepository(sessions, clock)
    await chats.save(ChatMemory(7, "en", PONZANO, language_chosen=True))
    await places.save_place(SavedPlace(7, "casa", PONZANO))
    await recents.remember(7, GOYA, NOW)
    await dialogues.ask(PendingDialogue(7, "step", {}, NOW + HOUR))
    assert await places.named(7, "casa") is not None
    assert await recents.recent(7) == [GOYA]
    assert await dialogues.pending(7, NOW) is not None
    assert await kept.delete(7) == 4
    assert await chats.load(7, "es") == ChatMemory(7, "es")
    assert await places.places(7) == ()
    assert await recents.recent(7) == []
    assert await dialogues.pending(7, NOW) is None
    await recents.remember(7, GOYA, NOW)
    assert await recents.recent(7) == [GOYA]


async def test_a_table_that_cannot_be_emptied_keeps_all_the_others(kept, sessions, chats):
    await fill(sessions, 7)
    async with sessions.begin() as session:
        connection = await session.connection()
        await connection.exec_driver_sql(
            "CREATE TRIGGER never BEFORE DELETE ON chats BEGIN SELECT RAISE(ABORT, 'never'); END"
        )
    with pytest.raises(IntegrityError, match="never"):
        await kept.delete(7)
    assert set((await counts(sessions, 7)).values()) == {1}


# --- a group that became a supergroup -----------------------------------------------------------------


async def test_everything_follows_a_group_that_became_a_supergroup(sessions, chats):
    await fill(sessions, OLD)
    before = await ChatDataRepository(sessions).rows(OLD)
    await chats.migrate(OLD, NEW)
    assert set((await counts(sessions, OLD)).values()) == {0}
    after = await ChatDataRepository(sessions).rows(NEW)
    assert after == {name: [row | {"chat_id": NEW} for row in rows] for name, rows in before.items()}


async def test_what_the_new_chat_has_of_its_own_wins(sessions, chats):
    await fill(sessions, OLD, n=1)
    await fill(sessions, NEW, n=1)  # the same keys, as far as an id is not part of them
    own = dict(await ChatDataRepository(sessions).rows(NEW))
    await chats.migrate(OLD, NEW)
    assert set((await counts(sessions, OLD)).values()) == {0}
    moved = dict(await ChatDataRepository(sessions).rows(NEW))
    assert len(moved.pop("subscriptions")) == 2  # alerts have no key of their own: both chats' are kept
    own.pop("subscriptions")
    assert moved == own


async def test_both_chats_places_and_settings_are_known_after_the_move(sessions, chats, clock):
    places, recents = PlaceRepository(sessions, clock), RecentPlaceRepository(sessions)
    cars = ParkedCarRepository(sessions, clock)
    await chats.save(ChatMemory(OLD, "en", PONZANO, language_chosen=True))
    await chats.save(ChatMemory(NEW, "es", GOYA, theme="dark", language_chosen=True))
    await places.save_place(SavedPlace(OLD, "casa", PONZANO))
    await places.save_place(SavedPlace(OLD, "trabajo", PONZANO))
    await places.save_place(SavedPlace(NEW, "CASA", GOYA))
    await recents.remember(OLD, PONZANO, NOW)
    await recents.remember(NEW, GOYA, NOW + HOUR)
    car = ParkedCar(OLD, "en", PONZANO, "07-05", NOW)
    await cars.park(car)
    await chats.migrate(OLD, NEW)
    assert [(one.name, one.place) for one in await places.places(NEW)] == [
        ("trabajo", PONZANO),
        ("CASA", GOYA),
    ]
    assert await recents.recent(NEW) == [GOYA, PONZANO]
    assert await cars.parked(NEW) == replace(car, chat_id=NEW)
    assert await chats.load(NEW, "en") == ChatMemory(NEW, "es", GOYA, theme="dark", language_chosen=True)
    assert await chats.load(OLD, "es") == ChatMemory(OLD, "es")
    assert await places.places(OLD) == ()


async def test_a_group_that_only_has_a_question_to_answer_takes_it_along(sessions, chats):
    feedback = FeedbackRepository(sessions)
    await feedback.plan(FoundQuestion(OLD, "es", NOW.date(), NOW, SAID))
    await chats.migrate(OLD, NEW)
    (due,) = await feedback.claim(NOW, HOUR)
    assert due.chat_id == NEW


@pytest.mark.parametrize(("old", "new"), [(OLD, OLD), (5, OLD)])
async def test_a_move_of_nothing_or_to_nowhere_changes_nothing(sessions, chats, old, new):
    await fill(sessions, OLD)
    before = await ChatDataRepository(restarted(sessions)).rows(OLD)
    await chats.migrate(old, new)
    assert await ChatDataRepository(sessions).rows(OLD) == before
