"""What whoever runs the bot needs kept: counted, told once, and gone when it is old."""

from datetime import timedelta

import pytest

from bot.db import ChatRepository
from bot.db.admin import (
    AuditEntry,
    AuditRepository,
    BroadcastRepository,
    ErrorRepository,
    JobRun,
    JobRunRepository,
    PeopleRepository,
    SeenError,
    UsageRepository,
    prune,
)
from tests.bot.db.filling import HOUR, NOW, counts, fill

MINUTE = timedelta(minutes=1)


@pytest.fixture
def chats(sessions):
    return ChatRepository(sessions, lambda: NOW)


def seen(at=NOW, text="boom"):
    return SeenError("f00d", "ValueError", text, at, at)


async def test_deeds_come_back_the_newest_first(sessions):
    audit = AuditRepository(sessions)
    entries = [AuditEntry(7, NOW + n * HOUR, "promote", f"v{n}") for n in range(3)]
    for entry in entries:
        await audit.add(entry)
    assert await audit.latest(2) == entries[:0:-1]


async def test_answers_add_up_by_hour_and_neighbourhood(sessions):
    usage = UsageRepository(sessions)
    await usage.add({})
    await usage.add({(NOW, "07-05"): 2, (NOW, ""): 1})
    await usage.add({(NOW, "07-05"): 3, (NOW - HOUR, "07-05"): 1})
    found = {(one.hour, one.neighbourhood): one.answers for one in await usage.since(NOW)}
    assert found == {(NOW, "07-05"): 5, (NOW, ""): 1}


async def test_errors_that_are_alike_are_told_of_once_a_minute_and_counted_all(sessions):
    errors = ErrorRepository(sessions)
    told = [await errors.see(seen(NOW + timedelta(seconds=n)), MINUTE) for n in (0, 30, 59, 60)]
    assert [one and one.times for one in told] == [1, None, None, 4]
    (kept,) = await errors.latest(5)
    assert (kept.times, kept.first_at, kept.last_at) == (4, NOW, NOW + MINUTE)
    assert (await errors.count_since(NOW), await errors.count_since(NOW + HOUR)) == (1, 0)


async def test_a_job_has_one_last_run(sessions):
    runs = JobRunRepository(sessions)
    await runs.keep(JobRun("sync", NOW, "done"))
    await runs.keep(JobRun("sync", NOW + HOUR, "failed"))
    assert await runs.all() == {"sync": JobRun("sync", NOW + HOUR, "failed")}


async def test_chats_are_counted(sessions, chats):
    for number in (1, 2, -3):
        await chats.save(await chats.load(number, "es"))
    await chats.deactivate(2)
    found = await PeopleRepository(sessions).count(NOW - HOUR)
    assert (found.known, found.active, found.groups, found.recent) == (3, 2, 1, 2)


async def test_a_chat_is_handed_out_once_for_a_broadcast(sessions, chats):
    broadcasts = BroadcastRepository(sessions)
    for number in (1, 2):
        await chats.save(await chats.load(number, "es"))
    draft = await broadcasts.draft(7, "hola", NOW)
    assert await broadcasts.claim(draft) is None
    assert await broadcasts.confirm(draft)
    assert not await broadcasts.confirm(draft)
    assert not await broadcasts.discard(draft)
    assert [await broadcasts.claim(draft) for _ in range(3)] == [1, 2, None]
    await broadcasts.settle(draft, 1, "sent")
    found = await broadcasts.recipients(draft)
    assert (found.total, found.count("sent"), found.count("claimed"), found.count("waiting")) == (2, 1, 1, 0)
    assert [one.text for one in await broadcasts.sending()] == ["hola"]
    await broadcasts.end(draft, "done")
    assert await broadcasts.sending() == []


async def test_what_is_old_goes_and_what_is_new_stays(sessions):
    await fill(sessions, 7)
    deleted = await prune(sessions, NOW)
    assert deleted["broadcast_recipients"] == 1  # of a broadcast that is no more
    assert sum(deleted.values()) == 1
    deleted = await prune(sessions, NOW + timedelta(days=400))
    assert {table for table, n in deleted.items() if n} >= {"parked_cars", "live_shares", "found_questions"}
    kept = await counts(sessions, 7)
    assert (kept["chats"], kept["saved_places"], kept["parked_cars"]) == (1, 1, 0)
