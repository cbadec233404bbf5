"""How long it takes to read a message: python -m benchmarks.understanding.

Everyday messages are the documented rows; the worst are as many words of time as a message may hold.
Targets: median 5 ms, worst 50 ms.
"""

import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

from bot.understanding import PlaceNames, UnderstandingError, understand
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
)


def milliseconds(text: str, names: PlaceNames) -> float:
    begun = time.perf_counter()
    with suppress(UnderstandingError):
        understand(text, NOW, names)
    return (time.perf_counter() - begun) * 1000


def longest(phrase: str) -> str:
    """Repeat the phrase as often as a message may hold."""
    text = (phrase * 4096)[:4096]
    tokens = tokenise(text)
    return text if len(tokens) <= MOST_TOKENS else text[: tokens[MOST_TOKENS - 1].end]


def main() -> None:
    names = Gazetteer(StreetIndex.load(), NeighbourhoodIndex.load(), load_landmarks())
    lines = DOCUMENT.read_text("utf-8").splitlines()
    messages = [line.split(" | ")[0].strip("| ") for line in lines if line.startswith("| ")]
    print(f"first message, which reads the lexicon: {milliseconds('goya a las 8', names):.1f} ms")
    times = sorted(milliseconds(message, names) for _ in range(ROUNDS) for message in messages)
    p99 = times[int(0.99 * len(times))]
    print(
        f"{len(messages)} everyday messages: median {median(times):.2f} ms, p99 {p99:.2f} ms, max {times[-1]:.2f} ms"
    )
    for phrase in WORST:
        worst = median(milliseconds(longest(phrase), names) for _ in range(ROUNDS))
        print(f"{worst:6.1f} ms  {phrase!r} repeated")


if __name__ == "__main__":
    main()
