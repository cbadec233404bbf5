"""How long a tick takes when 50,000 alerts are due at once, and how fast what it plans can be sent.

    python benchmarks/alerts.py [DATA_DIR]

Fills a temporary SQLite database with watches and trips at addresses all over the zone, due on the evening before,
and ticks on two evenings in a row: the first with nothing in memory. Then sends through a function that takes
every message at once. Figures to meet on two cores: 2 s a tick, and more than the 25 messages a second that are
sent at most.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from datetime import datetime, timedelta
from datetime import time as clock_time
from pathlib import Path

from sqlalchemy import insert

from bot.alerts.crossings import Threshold
from bot.alerts.local_times import moment
from bot.alerts.occasions import first_occasion
from bot.alerts.quiet_hours import DEFAULT_QUIET_HOURS
from bot.alerts.wishes import Subscription, Trip, Watch, level_threshold
from bot.db import (
    ChatRepository,
    Lease,
    OccurrenceQueue,
    SubscriptionRepository,
    TickRepository,
    open_database,
)
from bot.db.alerts.rows import subscription_values
from bot.db.alerts.tables import SUBSCRIPTIONS
from bot.db.models import ChatRow
from bot.first_training import ensure_model
from bot.services.alerting.composing import Composer
from bot.services.alerting.deciding import Decider
from bot.services.alerting.dispatching import Dispatcher
from bot.services.alerting.notices import NoticePlanner
from bot.services.alerting.outlooks import Outlooks
from bot.services.alerting.saying import Saying
from bot.services.alerting.ticking import AlertService
from bot.services.answering import AnswerService
from bot.services.estimating import Estimator
from bot.services.reaching import ReachFinder
from bot.settings import Settings
from forecasting.availability import VISITOR, assumed_share, rights
from forecasting.service_hours import ServiceCalendar
from forecasting.store import ForecastStore
from geodata.neighbourhoods import NeighbourhoodIndex
from geodata.places import Place
from geodata.projection import to_wgs84
from geodata.spaces import SpaceIndex
from geodata.streets import StreetIndex

ALERTS = 50_000
CHATS = 20_000
TRIPS = 0.1
SENT = 1_000
TICK_LIMIT_S, SENDING_LIMIT = 2.0, 25.0
DAYS = [frozenset(range(5)), frozenset(range(6)), frozenset({0, 2, 4}), frozenset({1, 3}), frozenset({1})]
THRESHOLDS = [
    *map(level_threshold, ("easy", "medium", "hard")),
    Threshold("at_least", 75),
    Threshold("below", 50),
]


def answers_from(folder: Path) -> AnswerService:
    estimator = Estimator(ServiceCalendar.load(), ForecastStore.open(folder), assumed_share)
    return AnswerService(ReachFinder(NeighbourhoodIndex.load(), SpaceIndex.load()), estimator)


def addresses(answers: AnswerService, drawn: random.Random) -> list[tuple[Place, dict[str, int]]]:
    """Return as many addresses as there are alerts, many of them twice, with the spaces around."""
    numbers = [(street, number) for street in StreetIndex.load() for number in street.numbers]
    counted: dict[int, tuple[Place, dict[str, int]]] = {}
    day = answers.forecasts.manifest.trained_until
    for n in (chosen := drawn.choices(range(len(numbers)), k=ALERTS)):
        if n not in counted:
            street, number = numbers[n]
            point, area = to_wgs84(number.x, number.y), number.neighbourhood
            place = Place(f"{street.label}, {number.number}", point, "benchmark", "house", area)
            reach = answers.reaching.around(place, area, rights(VISITOR, area, day), VISITOR)
            counted[n] = place, dict(reach.spaces)
    return [counted[n] for n in chosen]


def subscriptions(answers: AnswerService, tuesday: datetime) -> list[dict[str, object]]:
    """Return rows of alerts that are all due on the evening before a Tuesday."""
    drawn, rows = random.Random(1), []
    after = tuesday - timedelta(days=1)
    for n, (place, spaces) in enumerate(addresses(answers, drawn)):
        area, start = place.neighbourhood or "", drawn.randrange(9 * 4, 18 * 4) * 15
        if drawn.random() < TRIPS:
            wish = Trip(place, tuesday + timedelta(minutes=start), None, area)
        else:
            end = start + 60 * drawn.randint(1, 3)
            hours = (clock_time(*divmod(one, 60)) for one in (start, min(end, 23 * 60)))
            days = drawn.choice([one for one in DAYS if 1 in one])
            wish = Watch(place, days, *hours, drawn.choice(THRESHOLDS), None, area)
        upcoming = first_occasion(wish.schedule, after, answers.calendar, DEFAULT_QUIET_HOURS)
        one = Subscription(1 + n % CHATS, wish, spaces, upcoming)
        rows.append({**subscription_values(one), "created_at": after})
    return rows


def chats(now: datetime) -> list[dict[str, object]]:
    plain = {"language": "es", "language_chosen": False, "walk_metres": 250, "theme": "light", "active": True}
    return [{"chat_id": n, **plain, "created_at": now, "updated_at": now} for n in range(1, CHATS + 1)]


async def nothing(*_: object) -> tuple[()]:
    return ()


async def measured(answers: AnswerService, folder: Path, tuesday: datetime) -> tuple[list[float], float]:
    """Return the seconds of a tick on two evenings, and the messages sent in a second."""
    async with open_database(f"sqlite+aiosqlite:///{folder / 'alerts.db'}") as sessions:
        async with sessions.begin() as session:
            await session.execute(insert(ChatRow), chats(tuesday))
            await session.execute(insert(SUBSCRIPTIONS), subscriptions(answers, tuesday))
        lease, outlooks = Lease("benchmark"), Outlooks(answers.estimator)
        ticks, queue = TickRepository(sessions, lease), OccurrenceQueue(sessions, lease)
        service = AlertService(ticks, Decider(outlooks), NoticePlanner(ticks, answers), nothing)
        seconds = []
        for evening in (-4, 20):
            now = tuesday + timedelta(hours=evening, minutes=1)
            started = time.perf_counter()
            ticked = await service.tick(now)
            seconds.append(time.perf_counter() - started)
            print(f"{ticked.judged} judged, {ticked.planned} to tell: {seconds[-1]:.2f} s")
        kept = SubscriptionRepository(sessions, lambda: now)
        known = ChatRepository(sessions, lambda: now)
        composer = Composer(kept, queue, known, nothing, Saying(answers, outlooks))
        dispatcher = Dispatcher(queue, composer, known, nothing, nothing)
        started, done = time.perf_counter(), 0
        while done < SENT and (batch := await dispatcher.run_once(now)):
            done += batch.total()
        return seconds, done / (time.perf_counter() - started)


def main() -> None:
    """Measure, print, and say which figure is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data_dir", type=Path, nargs="?", metavar="DATA_DIR", help="the settings' by default")
    given = parser.parse_args().data_dir
    settings = Settings(data_dir=given) if given else Settings()
    ensure_model(settings)
    answers = answers_from(settings.models_dir)
    day = answers.forecasts.manifest.trained_until + timedelta(days=10)
    day -= timedelta(days=day.weekday() - 1)  # a Tuesday
    with tempfile.TemporaryDirectory() as folder:
        seconds, rate = asyncio.run(measured(answers, Path(folder), moment(day, clock_time())))
    print(f"a tick with {ALERTS} due: {max(seconds):.2f} s (limit {TICK_LIMIT_S:.0f})")
    print(f"composed, sent and confirmed: {rate:.0f} messages a second (limit {SENDING_LIMIT:.0f})")
    sys.exit("missed" if max(seconds) > TICK_LIMIT_S or rate < SENDING_LIMIT else 0)


if __name__ == "__main__":
    main()
