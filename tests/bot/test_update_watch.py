"""Updates under way: each once, in its turn, timed, and known until it is finished."""

import asyncio

import pytest
from telegram import Update

from bot.application import build_application
from bot.bot_api import BotApi, InMemoryRequest, Person
from bot.observing import Observer
from bot.update_watch import WatchedUpdates, kind_of
from tests.bot.dialogues.driver import FakeServices


class Hearing(Observer):
    def __init__(self):
        self.heard = []

    def update_handled(self, kind, seconds):
        assert seconds >= 0
        self.heard.append(kind)

    def update_refused(self, reason):
        self.heard.append(reason)


@pytest.fixture
def hearing():
    return Hearing()


@pytest.fixture
def updates(hearing):
    return WatchedUpdates(hearing)


@pytest.fixture
def update():
    api = BotApi()
    bot = build_application(FakeServices(), api.token, InMemoryRequest(api)).bot
    return Update.de_json(Person(api, 7).types("Ponzano 20"), bot)


async def test_an_update_is_known_while_it_is_handled_and_timed_after(updates, update, hearing):
    async def handle():
        assert updates.unfinished == {update.update_id: update}
        assert hearing.heard == []

    await updates.process_update(update, handle())
    assert (updates.unfinished, hearing.heard) == ({}, ["message"])


async def test_the_same_update_is_handled_once(updates, update, hearing):
    handled = []

    async def handle():
        handled.append(update)

    for _ in range(3):
        await updates.process_update(update, handle())
    assert handled == [update]
    assert hearing.heard == ["message", "duplicate", "duplicate"]


async def test_the_same_update_is_handled_once_while_the_first_is_under_way(updates, update, hearing):
    go_on = asyncio.Event()
    first = asyncio.create_task(updates.process_update(update, go_on.wait()))
    await asyncio.sleep(0)
    await updates.process_update(update, go_on.wait())
    assert hearing.heard == ["duplicate"]
    go_on.set()
    await first
    assert hearing.heard == ["duplicate", "message"]


async def test_an_update_that_was_cancelled_is_still_unfinished(updates, update, hearing):
    task = asyncio.create_task(updates.process_update(update, asyncio.Event().wait()))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert list(updates.unfinished) == [update.update_id]
    assert hearing.heard == []


async def test_what_is_no_update_has_its_turn_too(updates, hearing):
    handled = asyncio.Event()

    async def handle():
        handled.set()

    await updates.process_update("anything", handle())
    assert handled.is_set()
    assert hearing.heard == []


def test_a_kind_is_the_name_of_the_field(update):
    assert kind_of(update) == "message"
    assert kind_of(Update(1)) == "unknown"
