"""What remembering costs for each answer.

    python benchmarks/database.py

Opens a new database file, and times what is read and written with every answer: by one chat after another,
and by many at once, whose rows share transactions. Processor time of the whole process, threads included.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from bot.db import (
    ChatRepository,
    DialogueRepository,
    FeedbackRepository,
    FoundQuestion,
    PlaceRepository,
    RecentPlaceRepository,
    Said,
    Sessions,
    open_database,
)
from forecasting.feedback import Basis
from geodata.places import Place, Point

CHATS = 400
AT_ONCE = 100
ROUNDS = 10
MICROSECONDS = 1e6
NOW = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)
PONZANO = Place("Calle de Ponzano, 20", Point(40.43783, -3.69941), "streets", "house", "07-05")
SAID = Said("07-05", "green", NOW, 0.7, "v1", demo=True, basis=Basis(0.3, 0.6, 9))

Step = Callable[[int, int], Awaitable[object]]
Way = Callable[[Step, int], Awaitable[None]]


def steps(sessions: Sessions) -> dict[str, Step]:
    """Return what an answer does, by name; each is given a chat and the round, which makes it another answer."""
    chats, recents = ChatRepository(sessions, lambda: NOW), RecentPlaceRepository(sessions)
    places, dialogues = PlaceRepository(sessions, lambda: NOW), DialogueRepository(sessions, lambda: NOW)
    feedback = FeedbackRepository(sessions)

    def place(turn: int) -> Place:
        return replace(PONZANO, label=f"Calle de Ponzano, {turn}")

    def later(turn: int) -> datetime:
        return NOW + timedelta(minutes=turn)

    async def save(chat_id: int, turn: int) -> None:
        chat = await chats.load(chat_id, "es")
        await chats.save(replace(chat, last_place=place(turn), asked_at=later(turn)))

    async def plan(chat_id: int, turn: int) -> None:
        await feedback.plan(FoundQuestion(chat_id, "es", NOW.date(), later(turn), SAID))

    return {
        "load the chat": lambda chat_id, _: chats.load(chat_id, "es"),
        "load and save the chat": save,
        "its saved places": lambda chat_id, _: places.places(chat_id),
        "its pending dialogue": lambda chat_id, _: dialogues.pending(chat_id, NOW),
        "remember another place": lambda chat_id, turn: recents.remember(chat_id, place(turn), later(turn)),
        "plan a question": plan,
    }


async def one_by_one(step: Step, turn: int) -> None:
    """Take the step for one chat after another."""
    for chat_id in range(CHATS):
        await step(chat_id, turn)


async def at_once(step: Step, turn: int) -> None:
    """Take the step for many chats at once."""
    for first in range(0, CHATS, AT_ONCE):
        await asyncio.gather(*(step(chat_id, turn) for chat_id in range(first, first + AT_ONCE)))


async def timed(way: Way, step: Step, turn: int) -> float:
    """Return the microseconds of processor time that a step takes a chat."""
    started = time.process_time()
    await way(step, turn)
    return (time.process_time() - started) / CHATS * MICROSECONDS


async def measure(folder: Path) -> Table:
    """Return the microseconds of each step: the first time for a chat, then the median of some rounds."""
    table = Table("microseconds a chat", "first time", "one by one", f"{AT_ONCE} at once")
    async with open_database(f"sqlite+aiosqlite:///{folder / 'chats.db'}") as sessions:
        for name, step in steps(sessions).items():
            alone = [await timed(one_by_one, step, turn) for turn in range(ROUNDS)]
            together = [await timed(at_once, step, turn) for turn in range(ROUNDS, 2 * ROUNDS)]
            table.add_row(name, *(f"{one:.0f}" for one in (alone[0], median(alone), median(together))))
    return table


def main() -> None:
    """Measure and print."""
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        Console().print(asyncio.run(measure(Path(folder))))


if __name__ == "__main__":
    main()
