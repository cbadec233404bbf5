"""Updates as they come in and are handled: each once, in its turn, timed, and kept until it is finished."""

import asyncio

import pytest
from telegram import Update

from bot.application import build_application
from bot.bot_api import BotApi, InMemoryRequest, Person
from bot.inbox import Inbox
from bot.observing import Observer
from bot.update_watch import WatchedUpdates, kind_of
from bot.updates_under_way import UpdatesUnderWay
from tests.bot.dialogues.driver import FakeServices


class Hearing(Observer):
    def __init__(self):
        self.heard = []

    def update_handled(self, kind, seconds):
        assert seconds >= 0
        self.heard.append(kind)

    def update_refused(self, reason):
        self.heard.append(reason)


class Run:
    """What updates go through in a run of the bot on a folder."""

    def __init__(self, folder):
        self.folder, self.hearing = folder, Hearing()
        self.under_way = UpdatesUnderWay(folder)
        self.inbox = Inbox(self.under_way, self.hearing)
        self.updates = WatchedUpdates(self.hearing, self.under_way)

    async def handle(self, handling):
        """Handle the update that waits longest, by a coroutine."""
        await self.updates.process_update(self.inbox.get_nowait(), handling)


@pytest.fixture
def run(tmp_path):
    return Run(tmp_path / "updates")


@pytest.fixture
def api():
    return BotApi()


@pytest.fixture
def bot(api):
    return build_application(FakeServices(), api.token, InMemoryRequest(api)).bot


@pytest.fixture
def update(api, bot):
    return Update.de_json(Person(api, 7).types("Ponzano 20"), bot)


async def test_an_update_is_kept_while_it_is_handled_and_timed_after(run, update):
    await run.inbox.put(update)

    async def handle():
        assert (len(run.under_way), run.under_way.kept, len(list(run.folder.iterdir()))) == (1, 1, 1)
        assert run.hearing.heard == []

    await run.handle(handle())
    assert (len(run.under_way), run.under_way.kept, list(run.folder.iterdir())) == (0, 0, [])
    assert run.hearing.heard == ["message"]


async def test_the_same_update_comes_in_once_while_it_is_under_way_and_after(run, update):
    for _ in range(3):
        await run.inbox.put(update)
    assert (run.inbox.qsize(), run.under_way.kept) == (1, 1)
    await run.handle(asyncio.sleep(0))
    await run.inbox.put(update)
    assert (run.inbox.qsize(), run.under_way.kept) == (0, 0)
    assert run.hearing.heard == ["duplicate", "duplicate", "message", "duplicate"]


async def test_what_a_kill_met_is_taken_up_by_the_next_run_in_order(run, api, bot):
    met = [Update.de_json(Person(api, n).types("Ponzano 20"), bot) for n in (9, 7, 8)]
    for one in met:
        await run.inbox.put(one)
    assert Run(run.folder).under_way.take_up(bot) == met


async def test_what_a_kill_met_is_taken_up_once(run, update, bot):
    await run.inbox.put(update)
    second = Run(run.folder)
    for one in second.under_way.take_up(bot):
        await second.inbox.put(one)
    assert (len(second.under_way), second.under_way.kept) == (1, 0)
    assert Run(run.folder).under_way.take_up(bot) == []


async def test_an_update_that_was_cancelled_is_taken_up(run, update, bot):
    await run.inbox.put(update)
    task = asyncio.create_task(run.handle(asyncio.Event().wait()))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert run.hearing.heard == []
    assert Run(run.folder).under_way.take_up(bot) == [update]


async def test_what_this_run_has_got_already_is_not_taken_up(run, update, bot):
    await run.inbox.put(update)  # by a webhook that Telegram knows from before
    assert run.under_way.take_up(bot) == []
    assert run.under_way.kept == 1


async def test_a_file_that_a_kill_cut_short_is_dropped_and_the_others_are_taken_up(run, update, bot, caplog):
    await run.inbox.put(update)
    (run.folder / "000000000099.json").write_text('{"update_id": 99, "mess')
    assert Run(run.folder).under_way.take_up(bot) == [update]
    assert [(one.levelname, one.exc_info) for one in caplog.records] == [("WARNING", None)]
    assert "000000000099.json, which the last run left, cannot be read" in caplog.text
    assert list(run.folder.iterdir()) == []


async def test_on_a_full_disk_updates_are_handled_all_the_same(run, update, caplog):
    run.folder.write_text("no folder")
    await run.inbox.put(update)
    await run.handle(asyncio.sleep(0))
    assert (len(run.under_way), run.hearing.heard) == (0, ["message"])
    assert "would not outlive a kill" in caplog.text


async def test_a_file_that_cannot_be_deleted_is_not_taken_up_and_keeps_nobody_from_starting(
    run, update, bot, caplog
):
    (run.folder / "000000000099.json").mkdir(parents=True)  # whoever runs: not even root deletes it as a file
    await run.inbox.put(update)
    assert Run(run.folder).under_way.take_up(bot) == [update]
    assert "000000000099.json cannot be deleted" in caplog.text


async def test_an_update_whose_file_cannot_be_deleted_is_finished_all_the_same(run, update, caplog):
    await run.inbox.put(update)
    (file,) = run.folder.iterdir()
    file.unlink()
    file.mkdir()
    await run.handle(asyncio.sleep(0))
    assert (len(run.under_way), run.under_way.kept, run.hearing.heard) == (0, 0, ["message"])
    assert "cannot be deleted" in caplog.text


async def test_of_an_update_that_the_disk_had_no_room_for_nothing_stays(run, update, caplog):
    run.folder.mkdir()
    (run.folder / f"{update.update_id:012}.part").symlink_to("/dev/full")
    await run.inbox.put(update)
    assert list(run.folder.iterdir()) == []
    assert run.under_way.kept == 0
    assert "No space left" in caplog.text


async def test_what_is_kept_is_for_its_owner_only(run, update):
    await run.inbox.put(update)
    (file,) = run.folder.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


async def test_what_is_no_update_has_its_turn_too(run):
    handled = asyncio.Event()

    async def handle():
        handled.set()

    await run.inbox.put("anything")
    await run.handle(handle())
    assert handled.is_set()
    assert run.hearing.heard == []


def test_a_kind_is_the_name_of_the_field(update):
    assert kind_of(update) == "message"
    assert kind_of(Update(1)) == "unknown"
