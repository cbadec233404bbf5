"""Never lost, never doubled: the process ends at every single step of a tick and of what it sends."""

import shutil
import sqlite3
from asyncio import CancelledError
from collections import Counter
from contextlib import asynccontextmanager, closing, suppress
from datetime import date, timedelta

import pytest

from bot.alerts.messages import NoticeMessage, ParkedMessage, TripMessage, WatchMessage
from bot.alerts.wishes import level_threshold
from bot.db import ChatRepository, PlaceRepository, Sessions, open_database
from bot.db.alerts.leases import LASTS
from bot.domain import SavedPlace
from bot.services.alerting.assembly import assemble
from tests.bot.alerts.desk import car_due, states
from tests.bot.alerts.world import ANA, EVA, HARD, PONZANO, TUESDAY, Killed, World, digest, local, trip, watch

MONDAY = TUESDAY - timedelta(days=1)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
IVO = 1003
AT_FOUR = local(TUESDAY, 16)
DUE = Counter({(ANA, TripMessage): 1, (ANA, WatchMessage): 1, (ANA, NoticeMessage): 1,
               (EVA, WatchMessage): 1, (EVA, NoticeMessage): 1, (IVO, ParkedMessage): 1})  # fmt: skip
"""At four: a trip, what a new forecast changed of a watch, another watch, news for who has alerts, and a car."""

SETTLED = Counter(sent=DUE.total() + 1, missed=1)
"""What becomes of them all, of what was told on Monday, and of the digest that nobody was there to send."""

STEPS = 60
"""A tick and six messages have more steps than that, else these tests do not see them."""

IN_FLIGHT = ("arrived", "confirmation begins", "confirmation written")
"""The steps at which a message has been sent, and that it has is not yet committed."""

LONGER_THAN_A_PAUSE = timedelta(minutes=1)


class Steps:
    """Counts what a process does that outlives it, and ends it at one of them."""

    def __init__(self, last=None, ending=Killed):
        self.taken, self.last, self.ending = 0, last, ending

    def take(self):
        self.taken += 1
        if self.taken == self.last:
            raise self.ending


class MortalSessions(Sessions):
    """A step each: before a transaction, when all is written and not committed, when it is, and before reading."""

    def __init__(self, sessions, steps):
        super().__init__(sessions.reader, sessions.writer)
        self.steps = steps

    def __call__(self, **options):
        self.steps.take()
        return super().__call__(**options)

    @asynccontextmanager
    async def begin(self):
        self.steps.take()
        async with super().begin() as session:
            yield session
            self.steps.take()
        self.steps.take()


def mortal_process(world, steps):
    """A process of a world; sending is a step before the message arrives, and one when it has."""
    sessions = MortalSessions(world.sessions, steps)

    async def send(message):
        steps.take()
        await world.people.send(message)
        steps.take()

    return assemble(
        sessions,
        world.answers,
        chats=ChatRepository(sessions, world.clock),
        saved_places=PlaceRepository(sessions, world.clock).places,
        send=send,
        report=world.report,
        clock=world.clock,
    )


def kinds(messages):
    return [(one.chat_id, type(one)) for one in messages]


def told(world):
    return Counter(kinds(world.people.got))


async def prepare(world):
    """On Monday they ask, and hear of the evening; a digest is missed, and at four much is due at once."""
    world.clock.now = local(MONDAY, 12)
    await world.places.save_place(SavedPlace(ANA, "casa", PONZANO))
    for wish in (trip(), watch()):
        await world.asks(wish)
    await world.asks(watch(threshold=level_threshold("hard"), ahead=HOUR), EVA)
    await world.alerts.subscriptions.queue.plan(car_due(IVO, AT_FOUR), world.clock.now)
    await world.passes(local(MONDAY, 21), step=HOUR)
    await world.asks(digest())
    assert kinds(world.people.got) == [(ANA, WatchMessage)]


@pytest.fixture
async def prepared(migrated, answering, tmp_path):
    """The file of a database in which much is due at four."""
    file = shutil.copy(migrated, tmp_path / "prepared.db")
    async with open_database(f"sqlite+aiosqlite:///{file}") as sessions:
        await prepare(World(sessions, answering, local(MONDAY, 12)))
    return file


@pytest.fixture
async def at_four(prepared, answering, tmp_path):
    """Returns a world of its own at four, for which another forecast has been published; one at a time."""
    file = shutil.copy(prepared, tmp_path / "run.db")

    def anew(sessions):
        with closing(sqlite3.connect(prepared)) as origin, closing(sqlite3.connect(file)) as run:
            origin.backup(run)
        world = World(sessions, answering, AT_FOUR)
        world.forecasts.serve("v2", HARD, trained_until=date(2026, 3, 8))
        return world

    # One engine for all of them: it compiles each statement once.
    async with open_database(f"sqlite+aiosqlite:///{file}") as sessions:
        yield lambda: anew(Sessions(sessions.reader, sessions.writer))


async def undisturbed(world):
    """How many steps there are when nothing happens."""
    steps = Steps()
    await world.ticks(mortal_process(world, steps))
    assert told(world) == DUE
    return steps.taken


async def test_a_process_that_ends_at_any_step_loses_nothing_and_doubles_only_what_was_in_flight(at_four):
    count, doubled = await undisturbed(at_four()), 0
    assert count > STEPS
    for n in range(1, count + 1):
        world = at_four()
        with pytest.raises(Killed):
            await world.ticks(mortal_process(world, Steps(n)))
        in_flight = Counter(kinds(world.people.got[-1:]))
        world.clock.now += LASTS + SECOND
        await world.ticks(world.process())
        twice = told(world) - DUE
        assert told(world) == DUE + twice, f"lost at step {n}"
        assert twice <= in_flight, f"doubled at step {n}"
        assert Counter(state for state, _ in await states(world)) == SETTLED, f"left behind at step {n}"
        assert {len(one.missed) for one in world.people.of(ANA)} >= {0, 1}, (
            f"not said to be missed at step {n}"
        )
        doubled += twice.total()
    assert doubled == len(IN_FLIGHT) * DUE.total()


@pytest.mark.parametrize("ending", [CancelledError, OSError])
async def test_a_process_that_lives_on_after_a_failure_at_any_step_confirms_what_it_sent(at_four, ending):
    count, doubled = await undisturbed(at_four()), 0
    for n in range(1, count + 1):
        world = at_four()
        process = mortal_process(world, Steps(n, ending))
        with suppress(ending):
            await world.ticks(process)
        world.clock.now += LONGER_THAN_A_PAUSE
        await world.ticks(process)
        twice = told(world) - DUE
        assert told(world) == DUE + twice, f"lost at step {n}"
        assert twice.total() <= 1, f"doubled at step {n}"
        doubled += twice.total()
    assert doubled == DUE.total(), "only what Telegram took without saying so comes twice"
