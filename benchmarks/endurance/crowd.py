"""People who talk to the bot all the time: they ask, share where they are, tap, and look at the whole day."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from benchmarks.conversation import addresses
from bot.bot_api import BotApi, Person
from bot.bot_api.messages import Edited, Event, Sent, SentMessage
from bot.callbacks import Explain, PickTime, ShowAt, ShowDay, ShowNearby, decode
from bot.services.feedback import TOPIC as FOUND

PEOPLE = 30
FIRST_ID = 1_001
BETWEEN_QUESTIONS = 1.5
"""Seconds, on average, between two questions of all people together."""

PATIENCE = 60.0
"""Seconds that somebody waits for an answer while Telegram is up."""

TAPPED = (ShowAt, ShowDay, ShowNearby, Explain, PickTime)
"""Buttons that show something; those that keep something would add to what becomes due."""

CHOSEN = "•"
"""How the button begins of the day that is shown already: a tap on it changes nothing that one could wait for."""

FOUND_IT = f"1:{FOUND}/"
"""How the buttons begin under "did you find a space?" (bot/callbacks.py), which nobody asked for."""


@dataclass(slots=True)
class Asked:
    """A question: when it was asked, on time's own clock, and how long the answer took (None: it never came)."""

    kind: str
    at: float
    seconds: float | None = None


@dataclass(slots=True)
class Crowd:
    """Everybody, and what they asked. `is_down` tells whether Telegram is; `announced` is what everybody is sent unasked."""

    api: BotApi
    is_down: Callable[[], bool]
    drawn: Random
    announced: str
    asked: list[Asked] = field(default_factory=list)
    _waiting: dict[int, asyncio.Event] = field(default_factory=dict)

    def hear(self, event: Event) -> None:
        """Take note of an answer: a new message in the chat of somebody who waits, or another one changed."""
        if not isinstance(event, Sent | Edited) or not isinstance(event.message, SentMessage):
            return
        waiting = self._waiting.get(event.message.chat_id)
        if waiting is not None and not self._is_unasked(event.message):
            waiting.set()

    async def talk(self, until: float) -> None:
        """Have everybody talk until a moment of time.monotonic()."""
        people = [Person(self.api, FIRST_ID + n) for n in range(PEOPLE)]
        places = addresses(PEOPLE * 10)
        await asyncio.gather(*(self._converse(one, places, until) for one in people))

    async def _converse(self, person: Person, places: list[str], until: float) -> None:
        while (left := until - time.monotonic()) > 0:
            pause = self.drawn.expovariate(1 / (PEOPLE * BETWEEN_QUESTIONS))
            await asyncio.sleep(min(pause, left))
            if pause < left:
                await self._ask(person, places)

    async def _ask(self, person: Person, places: list[str]) -> None:
        deed, kind = self._deed(person, places)
        asked = Asked(kind, time.monotonic())
        self.asked.append(asked)
        answered = self._waiting[person.chat_id] = asyncio.Event()
        deed()
        try:
            await self._wait(answered)
            asked.seconds = time.monotonic() - asked.at
        except TimeoutError:
            pass
        finally:
            del self._waiting[person.chat_id]

    async def _wait(self, answered: asyncio.Event) -> None:
        """Wait for an answer; while Telegram is down nobody loses patience."""
        while True:
            try:
                await asyncio.wait_for(answered.wait(), PATIENCE)
            except TimeoutError:
                if not self.is_down():
                    raise
            else:
                return

    def _deed(self, person: Person, places: list[str]) -> tuple[Callable[[], Any], str]:
        """Return what somebody does next, and what that is called."""
        chance = self.drawn.random()
        tap = self._button(person.chat_id) if chance < 0.5 else None
        if tap is not None:
            message, data = tap
            return lambda: person.taps(message, data), f"tap {type(decode(data)).__name__}"
        if chance < 0.65:
            lat, lon = 40.40 + self.drawn.random() / 20, -3.71 + self.drawn.random() / 20
            return lambda: person.shares(lat, lon), "location"
        text = f"{self.drawn.choice(places)} mañana a las {self.drawn.randint(9, 19)}"
        return lambda: person.types(text), "text"

    def _button(self, chat_id: int) -> tuple[SentMessage, str] | None:
        """Return a button that somebody may tap under what they were answered last."""
        answers = [one for one in self.api.shown(chat_id) if not self._is_unasked(one)]
        if not answers:
            return None
        buttons = [button for row in answers[-1].content.keyboard for button in row if button.data]
        others = [button.data for button in buttons if not button.text.startswith(CHOSEN)]
        shown = [data for data in others if data and isinstance(decode(data), TAPPED)]
        return (answers[-1], self.drawn.choice(shown)) if shown else None

    def _is_unasked(self, message: SentMessage) -> bool:
        if self.announced in message.text:
            return True
        return any(
            (button.data or "").startswith(FOUND_IT) for row in message.content.keyboard for button in row
        )
