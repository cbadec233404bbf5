"""Never lost, never doubled: the bot is killed (-9) at any moment, hundreds of times, while alerts are due."""

import asyncio
import os
import signal
import sys
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select

from bot.alerts.wishes import Trip, Watch, level_threshold
from bot.bootstrap import connected
from bot.bot_api import BotApi, Fault, Faults
from bot.bot_api.chats import Chat
from bot.bot_api.faults import Hanging
from bot.bot_api.http import served
from bot.bot_api.messages import Sent
from bot.db import open_database
from bot.db.alerts.leases import LASTS
from bot.db.alerts.tables import OCCURRENCES
from bot.domain import MADRID, ChatMemory
from bot.reporters import Reporters
from bot.settings import Settings
from tests.bot.dialogues.driver import PONZANO

KILLS = 200
SEED = 20250312
CHATS = 240
"""Each has a trip to be reminded of, a place that it watches, and every third a parked car."""

ELEVEN = datetime(2025, 3, 12, 11, tzinfo=MADRID)
SPREAD = timedelta(minutes=54)
"""What is due becomes due over so long; the bot is started again every APART of it."""

APART = LASTS + timedelta(seconds=1)
"""Between two starts on the bot's clock: nobody holds the lease that the killed one had."""

SLOWEST = 0.04  # seconds the Bot API takes for an answer, at most
LONGEST = 0.15  # seconds until the kill, at most, from what is awaited before it

AT_ONCE, ONCE_UP = 0.1, 0.25
"""Of the kills, a tenth come while the bot opens its database or before, and up to a quarter while it judges what
is due; the others while it sends."""

MOST_SENT = 4  # messages that are awaited before a kill: what becomes due between two, and one more

BACKLOG = timedelta(minutes=2)
"""So long after ELEVEN the first bot starts: from then on there is always something to send."""

PATIENCE = 300.0  # seconds to wait for anything that has to come, and for all that is left at the end

Told = tuple[int, str]
"""An occurrence as it arrives: the chat, and the icon that begins the message."""


@dataclass
class Life:
    """A process, and what arrived from it in its order."""

    told: list[Told] = field(default_factory=list)
    faults: Faults = field(default_factory=Faults)


class Line(BotApi):
    """A bot's own line to a memory of the Bot API; notes what arrives on it."""

    def __init__(self, api, life):
        self.token, self.calls, self.state, self.life = api.token, api.calls, api.state, life

    def call(self, token, method, parameters):
        with self.hearing() as events:
            result = super().call(token, method, parameters)
        messages = [event.message for event in events if isinstance(event, Sent)]
        self.life.told += [(one.chat_id, one.text[0]) for one in messages]
        return result


class Telegram:
    """The Bot API, which outlives every bot, and the lives of those."""

    def __init__(self, chats=CHATS):
        self.api, self.lives = BotApi(), []
        for chat_id in range(1, chats + 1):
            self.api.state.chats[chat_id] = Chat(chat_id, "private", f"chat {chat_id}")

    @asynccontextmanager
    async def life(self, *faults):
        """Serve one bot at an address of its own: what arrives there is from no other."""
        life = Life(faults=Faults(*faults))
        self.lives.append(life)
        async with served(Line(self.api, life), faults=life.faults) as url:
            yield life, url

    @property
    def told(self):
        return [one for life in self.lives for one in life.told]


class Forks:
    """The parent of the bots."""

    def __init__(self, process):
        self._process = process

    async def start(self, url, at):
        """Start a bot at a time (aware) of its clock; returns its number."""
        self._process.stdin.write(f"{url} {at.isoformat()}\n".encode())
        return int(await self._line())

    async def kill(self, number):
        os.kill(number, signal.SIGKILL)
        assert int(await self._line()) == signal.SIGKILL, "it ended by itself"

    async def _line(self):
        return await asyncio.wait_for(self._process.stdout.readline(), PATIENCE)


@asynccontextmanager
async def forking(data_dir, token):
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.bot.forked_bot",
        str(data_dir),
        token,
        cwd=Path(__file__).parents[2],
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,  # a group of its own, with its forks
        env=os.environ
        | {"SSL_CERT_DIR": str(data_dir)},  # no certificates: reading them takes half of a start
    )
    try:
        yield Forks(process)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


@pytest.fixture
def data(tmp_path, data_dir):
    """A data folder of the test's own, with the published forecast."""
    (tmp_path / "models").symlink_to(data_dir / "models")
    return tmp_path


async def ask_for_alerts(data_dir, answering, telegram):
    """Have each chat ask for what becomes due from ELEVEN on; returns all that is to be told."""
    now = ELEVEN - timedelta(hours=1)
    async with open_database(Settings(data_dir=data_dir).database_url) as sessions:
        services = connected(answering, sessions, Reporters(b"key"), lambda: now.astimezone(UTC))
        expected = set()
        for chat_id in telegram.api.state.chats:
            chat = ChatMemory(chat_id, "es")
            at, due = ELEVEN.replace(hour=17), ELEVEN + SPREAD * chat_id / len(telegram.api.state.chats)
            watched = Watch(
                PONZANO, frozenset(range(5)), at.time(), at.replace(hour=18).time(), level_threshold("easy")
            )
            for wish in (Trip(PONZANO, at, at - due), replace(watched, ahead=at - due)):
                await services.alerts.subscriptions.subscribe(chat, wish, now)
            expected |= {(chat_id, "⏰"), (chat_id, "🔔")}
            if chat_id % 3 == 0:
                stay = timedelta(hours=1, minutes=45)
                await services.car.park(chat, PONZANO, "green", due - stay, now)
                expected.add((chat_id, "🚗"))
    return expected


async def states(data_dir):
    """How many occurrences are in each state."""
    async with open_database(Settings(data_dir=data_dir).database_url) as sessions, sessions() as session:
        counted = select(OCCURRENCES.c.state, func.count()).group_by(OCCURRENCES.c.state)
        return dict(tuple(row) for row in await session.execute(counted))


async def until(holds):
    """Wait until something holds."""
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110 -- what another process does has no event here
            await asyncio.sleep(0.005)


async def confirmed(data_dir, expected):
    """Wait until it is written down that everything has arrived."""
    async with asyncio.timeout(PATIENCE):
        while await states(data_dir) != {"sent": len(expected)}:  # noqa: ASYNC110 -- as below
            await asyncio.sleep(0.1)


def slowly(chance):
    """Faults of one life: answers take a while, after or before the call has done its work."""
    return Fault(Hanging(chance.uniform(0, SLOWEST)), performed=chance.random() < 1 / 2)


def at_work(life, chance):
    """Return what tells when a life has come as far as it may at least."""
    when, calls = chance.random(), chance.randint(1, MOST_SENT)
    if when < AT_ONCE:
        return lambda: True
    if when < ONCE_UP:
        return lambda: life.faults.met
    return lambda: sum(method.startswith("send") for method, _ in life.faults.met) >= calls


def assert_only_the_last_came_again(lives):
    """Of what a life told only its last may be told by a later one, and nothing twice by itself."""
    later = set()
    for life in reversed(lives):
        assert len(set(life.told)) == len(life.told), f"twice in one life: {life.told}"
        assert later.isdisjoint(life.told[:-1]), (
            f"was confirmed, and came again: {later & set(life.told[:-1])}"
        )
        later |= set(life.told)


@pytest.mark.timeout(3600)  # two hundred starts, on a machine that may be slow
async def test_a_bot_that_is_killed_at_any_moment_loses_nothing_and_doubles_only_what_was_in_flight(
    data, answering
):
    chance, telegram, began = Random(SEED), Telegram(), time.monotonic()  # noqa: S311 -- delays, no secrets
    expected = await ask_for_alerts(data, answering, telegram)
    async with forking(data, telegram.api.token) as forks:
        for n in range(KILLS):
            async with telegram.life(slowly(chance)) as (life, url):
                number = await forks.start(url, ELEVEN + BACKLOG + n * APART)
                await until(at_work(life, chance))
                await asyncio.sleep(chance.uniform(0, LONGEST))
                await forks.kill(number)
        between_kills = len(set(telegram.told))
        async with telegram.life() as (_, url):
            number = await forks.start(url, ELEVEN + max(SPREAD, BACKLOG + KILLS * APART) + APART)
            await until(lambda: expected <= set(telegram.told))
            await confirmed(data, expected)
            await forks.kill(number)
    told = telegram.told
    print(  # noqa: T201 -- the figures of a run, for who reads its log
        f"seed {SEED}: {KILLS} kills, {len(expected)} due, {between_kills} told between kills, "
        f"{len(told) - len(set(told))} doubled, {len(expected - set(told))} lost, "
        f"{time.monotonic() - began:.0f} s"
    )
    assert set(told) == expected
    assert_only_the_last_came_again(telegram.lives)
    assert await states(data) == {"sent": len(expected)}
    assert between_kills > len(expected) / 4, "too few kills met a bot at work"


@pytest.mark.timeout(1200)
async def test_two_bots_on_one_database_tell_everything_once_and_one_takes_over_from_the_other(
    data, answering
):
    telegram = Telegram(CHATS // 10)
    expected = await ask_for_alerts(data, answering, telegram)
    at = ELEVEN + SPREAD
    async with (
        forking(data, telegram.api.token) as one,
        forking(data, telegram.api.token) as other,
        telegram.life() as (first, url),
        telegram.life() as (second, elsewhere),
    ):
        numbers = await one.start(url, at), await other.start(elsewhere, at)
        await until(lambda: len(telegram.told) > len(expected) / 4)
        ahead = first if first.told else second
        await (one.kill(numbers[0]) if ahead is first else other.kill(numbers[1]))
        await until(lambda: expected <= set(telegram.told))
        await confirmed(data, expected)
        await (other.kill(numbers[1]) if ahead is first else one.kill(numbers[0]))
    follower = second if ahead is first else first
    assert set(telegram.told) == expected
    assert_only_the_last_came_again([ahead, follower])
    assert await states(data) == {"sent": len(expected)}
