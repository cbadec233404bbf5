"""How the alerts' queue stands, as /status says it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import insert

from bot.db.admin import AlertBacklog, AlertBacklogRepository
from bot.db.alerts.leases import Lease
from bot.db.alerts.queue import OccurrenceQueue
from bot.db.alerts.tables import OCCURRENCES
from bot.db.chats import ensure_chat

HOUR = timedelta(hours=1)


def occurrence(state, due, **more):
    values = {
        "key": str(uuid4()),
        "chat_id": 1,
        "kind": "parked",
        "about_at": due,
        "due_at": due,
        "useful_until": due + HOUR,
        "next_try_at": due,
        "state": state,
        "attempts": 0,
        "faults": 0,
        "finished_at": None,
    }
    return values | more


async def fill(sessions, now, rows):
    async with sessions.begin() as session:
        await ensure_chat(session, 1, now)
        await session.execute(insert(OCCURRENCES), rows)


@pytest.fixture
def waiting(now):
    """Late, tried in vain, held until quiet hours end, due now, and in an hour."""
    return [
        occurrence("waiting", now - HOUR),
        occurrence("waiting", now - HOUR, next_try_at=now + HOUR, attempts=3),
        occurrence("waiting", now - HOUR, next_try_at=now + 5 * HOUR),
        occurrence("waiting", now),
        occurrence("waiting", now + HOUR),
    ]


async def test_what_waits_is_late_or_not_and_what_ended_counts_since_a_moment(sessions, now, waiting):
    ended = [
        occurrence("sent", now - HOUR, finished_at=now - HOUR),
        occurrence("sent", now - 30 * HOUR, finished_at=now - 30 * HOUR),
        occurrence("missed", now - HOUR, finished_at=now - HOUR),
        occurrence("failed", now - HOUR, finished_at=now - HOUR),
    ]
    await fill(sessions, now, waiting + ended)
    counted = await AlertBacklogRepository(sessions).count(now, now - 24 * HOUR)
    assert counted == AlertBacklog(waiting=5, late=2, sent=1, missed=1, failed=1)


async def test_the_queues_backlog_is_what_is_due_and_not_told_but_for_quiet_hours(sessions, now, waiting):
    await fill(sessions, now, [*waiting, occurrence("claimed", now), occurrence("sent", now - HOUR)])
    queue = OccurrenceQueue(sessions, Lease("alerts", "this process"))
    assert await queue.backlog(now) == 4


async def test_an_empty_queue_counts_nothing(sessions, now):
    counted = await AlertBacklogRepository(sessions).count(now, now - timedelta(days=1))
    assert counted == AlertBacklog(0, 0, 0, 0, 0)
