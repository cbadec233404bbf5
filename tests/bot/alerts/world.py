"""A small world for alerts: a forecast that a test sets, people who are told, and a process that may be killed."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, date, time, timedelta

from bot.alerts.crossings import Threshold
from bot.alerts.local_times import moment
from bot.alerts.wishes import Digest, Trip, Watch, level_threshold
from bot.db import ChatRepository, PlaceRepository
from bot.domain import ChatMemory
from bot.services.alerting.assembly import assemble
from bot.services.answering import AnswerService
from bot.services.estimating import Estimator
from forecasting.availability import assumed_share
from forecasting.store import OccupancyForecast
from geodata.places import Place, Point
from tests.bot.published import SPREAD

PONZANO = Place("Calle de Ponzano, 20", Point(40.43783, -3.69941), "streets", "house", "07-05")
GOYA = Place("Calle de Goya, 40", Point(40.42501, -3.67999), "streets", "house", "04-01")
GETAFE = Place("Getafe", Point(40.305, -3.73), "streets", "landmark")

WORKDAYS = frozenset(range(5))
TUESDAY = date(2026, 3, 10)
ANA, EVA = 1001, 1002

EASY, MEDIUM, HARD = 0.3, 0.5, 0.7
"""Shares paid for with which Ponzano at 17 h is easy (85), medium (70) and hard (55)."""


def local(day, hour, minute=0):
    """A moment of Madrid's clock."""
    return moment(day, time(hour, minute))


def watch(**changes):
    """Ponzano on working days from 17 to 18, when it is at least easy, told the evening before."""
    usual = Watch(PONZANO, WORKDAYS, time(17), time(18), level_threshold("easy"))
    return replace(usual, **changes)


def trip(**changes):
    """Goya on the Tuesday at 17, an hour ahead."""
    return replace(Trip(GOYA, local(TUESDAY, 17), timedelta(hours=1)), **changes)


def digest(**changes):
    """On working days at 8."""
    return replace(Digest(WORKDAYS, time(8)), **changes)


def at_least(points):
    return Threshold("at_least", points)


@dataclass
class Manifest:
    version: str = "v1"
    trained_until: date = date(2026, 2, 28)
    demo: bool = False


class Forecasts:
    """Forecasts the same share of every series, but for hours that a test sets; `serve` publishes another."""

    def __init__(self, share=EASY):
        self.manifest, self.share = Manifest(), share
        self.by_hour, self.origin = {}, "table"
        self.unknown = set()

    def serve(self, version, share=None, **changes):
        self.manifest = replace(self.manifest, version=version, **changes)
        self.share = self.share if share is None else share

    def at(self, area, colour, at):
        if area in self.unknown:
            return None
        share = self.by_hour.get(at.astimezone(UTC).hour, self.share)
        quantiles = tuple(min(share * times, 1.0) for times in SPREAD[1:])
        manifest = self.manifest
        return OccupancyForecast(
            share, quantiles[1], quantiles[-2], manifest.version, manifest.trained_until, manifest.demo, self.origin,
            quantiles,
        )  # fmt: skip

    def norm(self, *_):
        return None


class Clock:
    """Shows the time that a test set."""

    def __init__(self, now):
        self.now = now

    def __call__(self):
        return self.now


class Killed(BaseException):
    """The process was killed."""


@dataclass
class People:
    """Who is sent messages: they remember them. `refuse` makes a chat's next sends raise, one error each."""

    got: list = field(default_factory=list)
    refusals: dict = field(default_factory=dict)
    under_way: Counter = field(default_factory=Counter)

    async def send(self, message):
        self.under_way[message.chat_id] += 1
        assert self.under_way[message.chat_id] == 1, "two at once to a chat"
        try:
            errors = self.refusals.get(message.chat_id)
            if errors:
                raise errors.pop(0)
            self.got.append(message)
        finally:
            self.under_way[message.chat_id] -= 1

    def refuse(self, chat_id, *errors):
        self.refusals[chat_id] = list(errors)

    def of(self, chat_id):
        return [one for one in self.got if one.chat_id == chat_id]


class World:
    """One database, one forecast, and any number of processes over both."""

    def __init__(self, sessions, answering, now):
        self.sessions, self.clock = sessions, Clock(now)
        self.forecasts = Forecasts()
        answers = answering.answers
        estimator = Estimator(answers.calendar, self.forecasts, assumed_share)
        self.answers = AnswerService(answers.reaching, estimator)
        self.chats, self.places = ChatRepository(sessions, self.clock), PlaceRepository(sessions, self.clock)
        self.people, self.reports = People(), []
        self.alerts = self.process()

    def process(self, **options):
        """A process that has just started: it remembers nothing, and holds no lease."""
        return assemble(
            self.sessions,
            self.answers,
            chats=self.chats,
            saved_places=self.places.places,
            send=self.people.send,
            report=self.report,
            clock=self.clock,
            **options,
        )

    async def report(self, one):
        self.reports.append(one)

    async def asks(self, wish, chat_id=ANA, at=None):
        """A chat asks for an alert."""
        now = at or self.clock.now
        return await self.alerts.subscriptions.subscribe(ChatMemory(chat_id, "es"), wish, now)

    async def passes(self, until, step=timedelta(minutes=10), alerts=None):
        """Time passes, and the process ticks and sends."""
        alerts = alerts or self.alerts
        while self.clock.now < until:
            self.clock.now = min(self.clock.now + step, until)
            await self.ticks(alerts)

    async def ticks(self, alerts=None):
        """One tick, and all that is due is sent."""
        alerts = alerts or self.alerts
        await alerts.service.tick(self.clock.now)
        while await alerts.dispatcher.run_once(self.clock.now):
            pass
