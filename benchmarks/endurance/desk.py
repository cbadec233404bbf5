"""The administrator: trains again and again, writes to everybody once, and looks at how things are."""

import asyncio
import sqlite3
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field

from bot.bot_api import BotApi, Person
from bot.bot_api.messages import Event, Sent, SentMessage
from bot.callbacks import Press, decode
from bot.settings import Settings
from forecasting.publishing import ModelFolder

ADMIN = 1
ANNOUNCED = "Mañana no se cobra el SER."
TRAINED, REFUSED = "✅", "🚫"
"""How the message ends that shows a training (bot/texts, `admin.trained` and `admin.refused`)."""

STATUS, SENT_TO_ALL = "🩺", "📣 Mensaje a todos"
PATIENCE = 120.0  # seconds for an answer, while Telegram is up
TRAINING_SECONDS = 600.0
BROADCAST_SECONDS = 300.0


@dataclass(slots=True)
class Desk:
    """What the administrator does, and what came of it; `is_down` tells whether Telegram is."""

    api: BotApi
    settings: Settings
    is_down: Callable[[], bool]
    reached: Counter[int] = field(default_factory=Counter)
    """How often each chat got the message to everybody."""

    trainings: list[str] = field(default_factory=list)
    """The last line of each training's message."""

    failures: list[str] = field(default_factory=list)
    recipients: frozenset[int] = frozenset()
    """Whom the bot knew when that message was written."""

    @property
    def person(self) -> Person:
        """The administrator, as Telegram knows them."""
        return Person(self.api, ADMIN, name="Administradora")

    def hear(self, event: Event) -> None:
        """Count who gets the message to everybody; its preview is none."""
        if isinstance(event, Sent) and event.message.text == ANNOUNCED:
            self.reached[event.message.chat_id] += 1

    async def train(self) -> None:
        """Train, and wait for what comes of it."""
        before = self._newest()
        self.person.types("/retrain")
        ended = await self._shown(before, (TRAINED, REFUSED), TRAINING_SECONDS)
        self.trainings.append(ended.text.splitlines()[0] if ended else "no answer")
        if ended is None:
            self.failures.append("/retrain: no answer")

    async def look(self) -> None:
        """Ask how things are, and for the public record."""
        for command in ("/status", "/stats", "/models", "/errors"):
            before = self._newest()
            self.person.types(command)
            if await self._shown(before, ("",), PATIENCE) is None:
                self.failures.append(f"{command}: no answer")

    async def serving(self) -> bool:
        """Tell whether the bot says that the newest published forecast serves."""
        before = self._newest()
        self.person.types("/status")
        status = await self._shown(before, (STATUS,), PATIENCE)
        current = ModelFolder(self.settings.models_dir).current()
        return status is not None and current is not None and current in status.text

    async def announce(self) -> None:
        """Write to everybody: look at the preview, confirm, and wait for the report."""
        before, self.recipients = self._newest(), self._known()
        self.person.types(f"/broadcast {ANNOUNCED}")
        preview = await self._shown(before, ("👁",), PATIENCE)
        if preview is None:
            self.failures.append("/broadcast: no preview")
            return
        buttons = [button.data for row in preview.content.keyboard for button in row if button.data]
        self.person.taps(preview, next(data for data in buttons if _sends(data)))
        if await self._shown(before, (SENT_TO_ALL,), BROADCAST_SECONDS) is None:
            self.failures.append("/broadcast: no report")

    async def _shown(self, after: int, begins: tuple[str, ...], seconds: float) -> SentMessage | None:
        """Wait for a message later than `after` that shows such a beginning; time during an outage does not count."""
        waited = 0.0
        while waited < seconds:
            for one in self.api.shown(ADMIN):
                if one.message_id > after and one.text.startswith(begins) and one.text != ANNOUNCED:
                    return one
            before = time.monotonic()
            await asyncio.sleep(0.25)
            waited += 0.0 if self.is_down() else time.monotonic() - before
        return None

    def _known(self) -> frozenset[int]:
        """Return the chats that the bot knows and that want to hear from it."""
        with closing(sqlite3.connect(f"file:{self.settings.database_file}?mode=ro", uri=True)) as database:
            return frozenset(row[0] for row in database.execute("SELECT chat_id FROM chats WHERE active"))

    def _newest(self) -> int:
        return max((one.message_id for one in self.api.shown(ADMIN)), default=0)


def _sends(data: str) -> bool:
    action = decode(data)
    return isinstance(action, Press) and action.verb == "send"
