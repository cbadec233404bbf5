"""How the alerts' queue stands, as /status says it."""

from datetime import timedelta

from sqlalchemy import insert

from bot.db.admin import AlertBacklog, AlertBacklogRepository
from bot.db.alerts.tables import OCCURRENCES
from bot.db.chats import ensure_chat


async def test_what_waits_is_late_or_not_and_what_ended_counts_since_a_moment(sessions, now):
    hour = timedelta(hours=1)
    states = [
        ("waiting", now - hour, None),
        ("waiting", now, None),
        ("waiting", now + hour, None),
        ("sent", now - hour, now - hour),
        ("sent", now - 30 * hour, now - 30 * hour),
        ("missed", now - hour, now - hour),
        ("failed", now - hour, now - hour),
    ]
    rows = [
        {
            "key": str(n),
            "chat_id": 1,
            "kind": "parked",
            "about_at": due,
            "due_at": due,
            "useful_until": due + hour,
            "next_try_at": due,
            "state": state,
            "attempts": 0,
            "faults": 0,
            "finished_at": finished,
        }
        for n, (state, due, finished) in enumerate(states)
    ]
    async with sessions.begin() as session:
        await ensure_chat(session, 1, now)
        await session.execute(insert(OCCURRENCES), rows)
    counted = await AlertBacklogRepository(sessions).count(now, now - 24 * hour)
    assert counted == AlertBacklog(waiting=3, late=1, sent=1, missed=1, failed=1)


async def test_an_empty_queue_counts_nothing(sessions, now):
    counted = await AlertBacklogRepository(sessions).count(now, now - timedelta(days=1))
    assert counted == AlertBacklog(0, 0, 0, 0, 0)
