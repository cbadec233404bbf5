"""How long it takes to read a message: python -m benchmarks.understanding.

Everyday messages are the documented rows, read as questions and for what is wanted; the worst are as many words of
time and of intents as a message may hold. Targets: median 1 ms, worst 50 ms.
"""

import argparse
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

from bot.understanding import PlaceNames, UnderstandingError, understand
from bot.understanding.intents import read_intent
from bot.understanding.message import MOST_TOKENS
from bot.understanding.tokens import tokenise
from geodata.gazetteer import Gazetteer
from geodata.landmarks import load_landmarks
from geodata.neighbourhoods import NeighbourhoodIndex
from geodata.streets import StreetIndex

DOCUMENT = Path(__file__).parents[1] / "docs" / "understanding.md"
NOW = datetime(2025, 3, 12, 10, 15, tzinfo=ZoneInfo("Europe/Madrid"))
ROUNDS = 5
WORST = (
    "1 ",
    "a las ",
    "mañana ",
    "el 25 de ",
    "las 5 menos ",
    "hora y media y ",
    "Goya 20 a las 11 ",
    "entre las 9 y las 11 ",
    "next week on ",
    "un cuarto y dos y tres y ",
    "viernse ",
    "?",
    "hola ",
    "lunes ",
    "Mon, ",
    "media hora antes ",
    "si no está difícil ",
    "todos los días menos los lunes y martes ",
    "a las 9 avísame ",
    "es mi casa ",
    "guarda como ",
    "x",
)
# What makes a message an alert, so that its other words are read for one.
VERB = "avísame "

Reader = Callable[[str, datetime, PlaceNames], object]


def milliseconds(text: str, names: PlaceNames, read: Reader) -> float:
    begun = time.perf_counter()
    with suppress(UnderstandingError):
        read(text, NOW, names)
    return (time.perf_counter() - begun) * 1000


def longest(phrase: str, beginning: str = "") -> str:
    """Repeat the phrase as often as a message may hold."""
    text = (beginning + phrase * 4096)[:4096]
    tokens = tokenise(text)
    return text if len(tokens) <= MOST_TOKENS else text[: tokens[MOST_TOKENS - 1].end]


def main() -> None:
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    names = Gazetteer(StreetIndex.load(), NeighbourhoodIndex.load(), load_landmarks())
    lines = DOCUMENT.read_text("utf-8").splitlines()
    messages = [line.split(" | ")[0].strip("| ") for line in lines if line.startswith("| ")]
    for read in (understand, read_intent):
        first = milliseconds("goya a las 8", names, read)
        times = sorted(milliseconds(message, names, read) for _ in range(ROUNDS) for message in messages)
        p99 = times[int(0.99 * len(times))]
        print(
            f"{read.__name__}: first message, which reads the lexicon, {first:.1f} ms; {len(messages)} everyday "
            f"messages: median {median(times):.2f} ms, p99 {p99:.2f} ms, max {times[-1]:.2f} ms"
        )
    print("understand, read_intent, read_intent of an alert:")
    for phrase in WORST:
        texts = (
            (longest(phrase), understand),
            (longest(phrase), read_intent),
            (longest(phrase, VERB), read_intent),
        )
        worst = [median(milliseconds(text, names, read) for _ in range(ROUNDS)) for text, read in texts]
        print(" ".join(f"{each:6.1f}" for each in worst), f"ms  {phrase!r} repeated")


if __name__ == "__main__":
    main()
