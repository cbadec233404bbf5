"""A process that sends, with its time and its chance in the test's hands, and cars to remind people of."""

from datetime import timedelta

from sqlalchemy import select

from bot.alerts.occasions import Occasion
from bot.alerts.occurrences import Occurrence
from bot.db import Lease, OccurrenceQueue, SubscriptionRepository
from bot.db.alerts.tables import OCCURRENCES
from bot.domain import ParkedCar
from bot.services.alerting.composing import Composer
from bot.services.alerting.dispatching import Dispatcher
from bot.services.alerting.outlooks import Outlooks
from bot.services.alerting.saying import Saying
from tests.bot.alerts.world import PONZANO

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


def car_due(chat_id, due_at, useful_for=HOUR):
    """A reminder of a car, due at a moment; its key is that moment."""
    car = ParkedCar(
        chat_id, "es", PONZANO, "07-05", due_at - 2 * HOUR,
        move_by=due_at + useful_for / 2, why="stay_ends", remind_at=due_at,
    )  # fmt: skip
    occasion = Occasion(due_at, due_at + useful_for / 2, due_at + useful_for)
    return Occurrence(chat_id, "parked", occasion, f"{due_at:%dT%H%M%S}", content=car)


class Desk:
    """A dispatcher over a world's database. `seconds` is what a send takes, `passed` what has passed since it began.

    `chance` is what is drawn for every pause: at 0 the pauses are whole.
    """

    def __init__(self, world, holder="one", *, chance=0.0, seconds=0.0):
        self.world, self.began, self.passed, self.seconds = world, world.clock.now, 0.0, seconds
        self.queue = OccurrenceQueue(world.sessions, Lease(holder))
        self.sent_after, self.late, self.slept = [], [], []
        kept = SubscriptionRepository(world.sessions, world.clock)
        saying = Saying(world.answers, Outlooks(world.answers.estimator))
        self.dispatcher = Dispatcher(
            self.queue,
            Composer(kept, self.queue, world.chats, world.places.places, saying),
            world.chats,
            self._send,
            world.report,
            told=self.late.append,
            monotonic=lambda: self.passed,
            chance=lambda: chance,
        )

    @property
    def now(self):
        return self.began + self.passed * SECOND

    async def sleep(self, seconds):
        self.slept.append(seconds)
        self.passed += seconds

    async def runs(self, after=timedelta(0)):
        """Send one batch, so long after the desk began; returns what became of how many."""
        self.passed = after / SECOND
        return await self.dispatcher.run_once(self.now)

    async def drains(self, until=HOUR):
        return await self.dispatcher.drain(lambda: self.now, self.began + until, self.sleep)

    async def plans(self, *occurrences):
        for one in occurrences:
            await self.queue.plan(one, self.began)

    async def _send(self, message):
        self.passed += self.seconds
        await self.world.people.send(message)
        self.sent_after.append(self.passed)


async def states(world):
    """What became of all occurrences: their states and reasons, the oldest first."""
    columns = OCCURRENCES.c
    async with world.sessions() as session:
        rows = await session.execute(
            select(columns.state, columns.reason).order_by(columns.due_at, columns.occurrence_id)
        )
        return [tuple(row) for row in rows]
