"""Many coroutines on one file: nobody is locked out, nothing is lost, and the connections are few."""

import asyncio
import threading
from dataclasses import replace

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError, OperationalError

from bot.db import (
    ChatRepository,
    DialogueRepository,
    FeedbackRepository,
    FoundQuestion,
    LiveShareRepository,
    ParkedCarRepository,
    PictureFileRepository,
    PlaceRepository,
    RecentPlaceRepository,
    Said,
    open_database,
)
from bot.db.engine import READERS
from bot.db.models import ChatRow, SentPictureRow
from bot.domain import ChatMemory, LiveShare, ParkedCar, PendingDialogue, SavedPlace
from forecasting.feedback import Basis
from tests.bot.db.filling import GOYA, HOUR, NOW, PONZANO, count, counts, restarted, statements

PEOPLE = 50
SAID = Said("07-05", "green", NOW, 0.7, "v1", demo=True, basis=Basis(0.3, 0.6, 9))


class Talker:
    """Does in a chat all that can be done, over and over."""

    def __init__(self, sessions, clock, chat_id):
        self.chat_id, self.chats = chat_id, ChatRepository(sessions, clock)
        self.places, self.recents = PlaceRepository(sessions, clock), RecentPlaceRepository(sessions)
        self.cars, self.dialogues = ParkedCarRepository(sessions, clock), DialogueRepository(sessions, clock)
        self.shares, self.feedback = LiveShareRepository(sessions, clock), FeedbackRepository(sessions)

    async def talk(self, turn):
        me, at = self.chat_id, NOW + turn * HOUR
        chat = await self.chats.load(me, "es")
        await self.chats.save(replace(chat, last_place=GOYA if turn % 2 else PONZANO, asked_at=at))
        await self.recents.remember(me, replace(PONZANO, label=f"Calle {turn}"), at)
        await self.feedback.plan(FoundQuestion(me, "es", NOW.date(), at, SAID))
        await self.dialogues.ask(PendingDialogue(me, f"{turn}", {}, at + HOUR))
        await self.places.save_place(SavedPlace(me, f"n {turn}", PONZANO))
        await self.cars.park(ParkedCar(me, "es", GOYA, "07-05", at, remind_at=at))
        await self.shares.save(LiveShare(me, turn, turn, at + HOUR, None, "outside_zone"))


async def test_fifty_people_at_once_wait_for_nobody_in_vain(sessions, clock):
    async def one(chat_id):
        for turn in range(4):
            await Talker(sessions, clock, chat_id).talk(turn)

    async def reading():
        cars = ParkedCarRepository(restarted(sessions), clock)
        return [await cars.parked(chat_id) for chat_id in range(PEOPLE)]

    await asyncio.gather(*(one(chat_id) for chat_id in range(PEOPLE)), *(reading() for _ in range(10)))
    again = restarted(sessions)
    for chat_id in range(PEOPLE):
        assert await counts(again, chat_id) == {
            "chats": 1, "alert_settings": 0, "occurrences": 0, "subscriptions": 0, "saved_places": 4,
            "recent_places": 4, "parked_cars": 1, "pending_dialogues": 1, "live_shares": 4,
            "found_questions": 1, "broadcast_recipients": 0,
        }  # fmt: skip
        chat = await ChatRepository(again, clock).load(chat_id, "es")
        assert (chat.last_place, chat.asked_at) == (GOYA, NOW + 3 * HOUR)


async def test_a_second_process_that_writes_is_waited_for(url, sessions, clock):
    async with open_database(url) as others:
        pictures = [PictureFileRepository(each, clock) for each in (sessions, others)]
        chats = [ChatRepository(each, clock) for each in (sessions, others)]
        await asyncio.gather(
            *(pictures[n % 2].keep(f"{n}", "f") for n in range(60)),
            *(chats[n % 2].save(ChatMemory(n, "es")) for n in range(60)),
        )
    assert await count(sessions, SentPictureRow) == await count(sessions, ChatRow) == 60


async def test_a_file_is_open_once_to_write_and_a_few_times_to_read(sessions, clock):
    before = {one.ident for one in threading.enumerate()}
    cars = ParkedCarRepository(sessions, clock)
    await asyncio.gather(*(cars.parked(n) for n in range(200)), *(cars.leave(n) for n in range(200)))
    new = [one for one in threading.enumerate() if one.ident not in before]
    assert len(new) <= READERS  # the writer's is as old as the migration
    assert sessions.reader.pool.checkedout() == sessions.writer.pool.checkedout() == 0


async def test_who_is_cancelled_while_writing_leaves_the_writer_to_others(sessions, clock):
    cars = ParkedCarRepository(sessions, clock)
    for steps in range(12):  # somewhere between the first statement and the end
        task = asyncio.create_task(cars.park(ParkedCar(steps, "es", GOYA, "07-05", NOW)))
        for _ in range(steps):
            await asyncio.sleep(0.0005)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await asyncio.wait_for(cars.park(ParkedCar(99, "es", PONZANO, "07-05", NOW)), timeout=60)
    assert (await cars.parked(99)).place == PONZANO


async def test_a_transaction_that_fails_leaves_nothing_behind(sessions):
    rows = [{"key": key, "file_id": file_id, "used_at": NOW} for key, file_id in (("a", "f"), ("b", None))]
    with pytest.raises(IntegrityError):
        async with sessions.begin() as session:
            await session.execute(insert(SentPictureRow), rows)
    assert await count(sessions, SentPictureRow) == 0


async def test_who_opened_the_database_to_read_cannot_write(sessions):
    async with sessions() as session:
        with pytest.raises(OperationalError, match="readonly"):
            await session.execute(insert(SentPictureRow), {"key": "k", "file_id": "f", "used_at": NOW})


async def test_a_writer_says_so_before_it_changes_anything(sessions, clock):
    async with sessions.begin() as session:
        connection = await session.connection()
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver.isolation_level == "IMMEDIATE"
    with statements(sessions.writer) as seen:
        await ChatRepository(sessions, clock).save(ChatMemory(7, "es"))
    assert [one.split()[0] for one in seen] == ["INSERT"]
