"""A question of ours waits for its answer, for a while."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.db import DialogueRepository
from bot.db.models import PendingDialogueRow
from bot.domain import PendingDialogue
from tests.bot.db.filling import HOUR, NOW, count, moments, restarted, statements

NAME = PendingDialogue(7, "place_name", {"label": "Calle de Ponzano, 20", "ñ": "🏠"}, NOW + HOUR)


@pytest.fixture
def kept(sessions, clock):
    return DialogueRepository(sessions, clock)


async def test_a_chat_that_was_asked_nothing_answers_nothing(kept):
    assert await kept.pending(7, NOW) is None


async def test_a_question_waits_until_it_expires(kept, sessions, clock):
    await kept.ask(NAME)
    for one in (kept, DialogueRepository(restarted(sessions), clock)):
        assert await one.pending(7, NOW) == NAME
        assert await one.pending(7, NOW + HOUR) is None
        assert await one.pending(8, NOW) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(
    asked=st.builds(
        PendingDialogue,
        st.integers(-(2**62), 2**62),
        st.text(),
        st.dictionaries(st.text(), st.text()),
        moments.filter(lambda at: at > NOW),
    )
)
async def test_every_question_comes_back(sessions, clock, asked):
    await DialogueRepository(sessions, clock).ask(asked)
    assert await DialogueRepository(restarted(sessions), clock).pending(asked.chat_id, NOW) == asked


async def test_the_last_question_is_the_one_that_is_answered(kept):
    await kept.ask(NAME)
    other = replace(NAME, step="resident", data={})
    await kept.ask(other)
    assert await kept.pending(7, NOW) == other


async def test_a_question_that_was_answered_is_over(kept, sessions):
    await kept.ask(NAME)
    await kept.end(7)
    assert await kept.pending(7, NOW) is None
    assert await count(sessions, PendingDialogueRow) == 0


async def test_what_nobody_answered_in_time_is_deleted(kept, sessions, clock):
    await kept.ask(NAME)
    clock.now += HOUR
    await kept.ask(replace(NAME, chat_id=8, expires_at=clock.now + HOUR))
    assert await count(sessions, PendingDialogueRow) == 1


async def test_messages_of_a_chat_that_was_asked_nothing_cost_no_query(kept, sessions):
    await kept.pending(7, NOW)
    with statements(sessions.reader) as read, statements(sessions.writer) as written:
        assert await kept.pending(7, NOW) is None
        await kept.end(7)
    assert read == written == []
