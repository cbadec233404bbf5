"""A full disk: what needs no room goes on, what does says so, readiness tells it, and room ends it."""

import logging
import resource
from contextlib import contextmanager, suppress

import pytest
from sqlalchemy import event

from bot.bootstrap import connected
from bot.db import open_database
from bot.reporters import Reporters
from tests.bot.dialogues.driver import NOW, talking
from tests.bot.drills.somebody import ADMIN, OPEN_DAY, Somebody
from tests.small_disk import small_disk

PONZANO, GOYA, ATOCHA = (f"{place} {OPEN_DAY} a las 11" for place in ("Ponzano 20", "Goya 40", "Atocha 30"))
NOT_KEPT = "no se puede guardar"


@contextmanager
def no_room(process):
    """Let a process write no file any further: what it is told is what a full disk tells."""
    before = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        with suppress(ProcessLookupError):  # it may have been stopped meanwhile
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, before)


async def test_a_bot_without_room_answers_and_keeps_nothing_until_there_is_room_again(start, ana):
    async with start() as bot:
        await ana.says(PONZANO)
        with no_room(bot.process):
            for question in (GOYA, ATOCHA):
                answer = await ana.says(question)
                assert answer.photo is not None
            assert "No encuentro" in (await ana.says("Calle Inventada 3 mañana a las 11")).text
            assert NOT_KEPT in (await ana.says("guarda Ponzano 20 como casa")).text
            assert list(await bot.reasons()) == ["database"]
        assert NOT_KEPT not in (await ana.says("guarda Ponzano 20 como casa")).text
        assert "Ponzano" in (await ana.says(f"casa {OPEN_DAY} a las 12")).text
        assert await bot.reasons() == {}
        assert len(ana.shown) == 7, "an apology came after an answer"


async def test_administrators_see_how_full_the_disk_is_when_it_is_full(start, api):
    boss = Somebody(api, ADMIN)
    async with start() as bot:
        await boss.says("/help")
        with no_room(bot.process):
            assert "Disco" in (await boss.says("/status")).text
            assert "Previsiones publicadas" in (await boss.says("/models")).text


async def test_a_stop_without_room_is_no_failure(start, ana):
    async with start() as bot:
        await ana.says(PONZANO)
        with no_room(bot.process):
            await ana.says(GOYA)
            assert await bot.stop() == 0


async def test_a_bot_that_was_stopped_starts_on_a_full_disk_answers_and_stops_well(start, ana, folder):
    with small_disk(folder) as disk:
        async with start() as bot:
            await ana.says(PONZANO)
            assert await bot.stop() == 0
        bot.log.unlink()
        disk.fill()
        for question in (GOYA, ATOCHA):
            async with start() as bot:
                assert (await ana.says(question)).photo is not None
                assert NOT_KEPT in (await ana.says("guarda Ponzano 20 como casa")).text
                assert list(await bot.reasons()) == ["database"]
                assert await bot.stop() == 0
        disk.make_room()
        async with start() as bot:
            assert NOT_KEPT not in (await ana.says("guarda Ponzano 20 como casa")).text
            assert await bot.reasons() == {}


@pytest.fixture
async def full(answering, tmp_path):
    """Services over a database that takes no page more, and what lets it."""
    async with open_database(f"sqlite+aiosqlite:///{tmp_path / 'chats.db'}") as sessions:
        limits = []

        @event.listens_for(sessions.writer.sync_engine, "checkout")
        def limit(connection, *_):
            connection.execute(f"PRAGMA max_page_count = {limits[-1] if limits else 2**30}")

        services = connected(answering, sessions, Reporters(b"key"), lambda: NOW)
        yield services, limits


async def test_sqlite_s_own_word_for_it_reaches_readiness_and_not_the_people(full, caplog):
    caplog.set_level(logging.WARNING, "bot")
    services, limits = full
    async with talking(services) as ana:
        limits.append(1)  # no more than there are
        for n in range(40):  # there is some room left within the pages
            await ana.beside(user_id=n + 1).says(PONZANO)
            if await services.ping():
                break
        assert await services.ping() == "the last write failed: database or disk is full"
        answers = len(ana.api.state.messages)
        (answer,) = [one for one in await ana.says(GOYA) if hasattr(one, "message")]
        assert answer.message.photo is not None
        assert len(ana.api.state.messages) == answers + 1
        assert "could not be kept: database or disk is full" in caplog.text
        limits.append(2**30)
        await ana.says("guarda Goya 40 como casa")
        assert await services.ping() is None
