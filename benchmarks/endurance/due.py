"""Alerts that become due all the time, and what arrives of them."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from bot.alerts.crossings import Threshold
from bot.alerts.quiet_hours import QuietHours
from bot.alerts.wishes import Trip, Watch
from bot.bootstrap import Services, open_services
from bot.bot_api import BotApi
from bot.bot_api.chats import Chat
from bot.bot_api.messages import Event, Sent
from bot.db.alerts import AlertSettings
from bot.domain import MADRID, ChatMemory
from bot.errors import AlertError
from bot.settings import Settings
from geodata.places import Place
from geodata.projection import to_wgs84
from geodata.streets import StreetIndex

CHATS = 800
FIRST_CHAT = 100_001
ALERTS_A_MINUTE = 55
PLACES = 100

LEAD = timedelta(minutes=1)
"""After the start the first becomes due, and the last so long before the end, twice."""

NEVER_QUIET = QuietHours(time(), time())
EVERY_DAY = frozenset(range(7))
ALWAYS = Threshold("at_least", 1)
"""A chance that nearly every forecast reaches: a watch for it is told."""

Told = tuple[int, str]
"""The chat, and the icon that begins the message."""


@dataclass(slots=True)
class Alerts:
    """What is to be told, what has been, and everything that reached a chat which only waits."""

    api: BotApi
    announced: str
    expected: Counter[Told] = field(default_factory=Counter)
    told: Counter[Told] = field(default_factory=Counter)

    def hear(self, event: Event) -> None:
        """Take note of a message to a chat that waits for alerts."""
        if not isinstance(event, Sent) or event.message.chat_id not in range(FIRST_CHAT, FIRST_CHAT + CHATS):
            return
        if self.announced not in event.message.text:
            self.told[event.message.chat_id, event.message.text[0]] += 1

    @property
    def lost(self) -> int:
        """How many have not arrived."""
        return (self.expected - self.told).total()

    @property
    def doubled(self) -> int:
        """How many messages were too many, or of another kind than any that was asked for."""
        return (self.told - self.expected).total()

    async def ask_for(self, settings: Settings, starting: datetime, lasting: timedelta) -> None:
        """Have chats ask for trips to be reminded of and places to watch, due over that time."""
        spread = lasting - 3 * LEAD
        count = max(1, int(ALERTS_A_MINUTE * (spread / timedelta(minutes=1))))
        places = _places()
        async with open_services(settings, lambda: starting) as services:
            for n in range(CHATS):
                chat = Chat(FIRST_CHAT + n, "private", f"chat {n}")
                self.api.state.chats[chat.chat_id] = chat
                await services.chats.save(ChatMemory(chat.chat_id, "es"))
                await services.alerts.subscriptions.chosen.save(
                    AlertSettings(chat.chat_id, NEVER_QUIET, notices=False)
                )
            for n in range(count):
                due = starting + LEAD + spread * n / count
                await self._subscribe(services, n, places[n % len(places)], due, starting)

    async def _subscribe(
        self, services: Services, n: int, place: Place, due: datetime, now: datetime
    ) -> None:
        chat, is_watch = ChatMemory(FIRST_CHAT + n % CHATS, "es"), n // CHATS % 4 == 3
        at = _eleven_in_two_days(now)
        wish = (
            Watch(place, frozenset({at.weekday()}), at.time(), time(at.hour + 1), ALWAYS, at - due)
            if is_watch
            else Trip(place, at, at - due)
        )
        try:
            kept = await services.alerts.subscriptions.subscribe(chat, wish, now)
        except AlertError:  # nothing is regulated there, or nobody may park
            return
        if kept.upcoming is None:
            raise ValueError("an alert that is never due")
        self.expected[chat.chat_id, "🔔" if is_watch else "⏰"] += 1


def _eleven_in_two_days(now: datetime) -> datetime:
    """Return eleven o'clock on the second working day from now: regulated hours, unless it is a holiday."""
    day = now.astimezone(MADRID).date() + timedelta(days=2)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return datetime.combine(day, time(11), MADRID)


def _places() -> list[Place]:
    """Return addresses spread over the zone."""
    streets = [street for street in StreetIndex.load() if len(street.numbers) > 4]
    chosen = ((one, one.numbers[2]) for one in streets[:: len(streets) // PLACES])
    return [
        Place(f"{street.label}, {number.number}", to_wgs84(number.x, number.y), "benchmark", "house", area)
        for street, number in chosen
        if (area := number.neighbourhood)
    ]
