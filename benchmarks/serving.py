"""How long a person waits, and what the serving process takes.

    python benchmarks/serving.py

Starts the chat on an empty data folder (data built, models trained), starts it again, has it answer a list
of questions, and times answers with and without their map. Figures to meet on two cores: first start
60 s, next start 3 s, answer with a map 300 ms, without 30 ms, memory 250 MB; statsmodels never loaded.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from bot.bootstrap import open_answering
from bot.clock import utc_now
from bot.presentation import present
from bot.services.questions import Question
from bot.settings import Settings
from geodata.streets import StreetIndex

QUESTIONS = 60
KIB_IN_MIB = 1024
LIMITS = {
    "first start, s": 60.0,
    "next start, s": 3.0,
    "answer without map, ms": 30.0,
    "answer with a fresh map, ms": 300.0,
    "peak memory of a chat, MiB": 250.0,
}


def chat(data_dir: Path, lines: list[str]) -> tuple[float, float]:
    """Pipe the lines through `sermadrid chat`; return its seconds and its peak memory in MiB."""
    environment = os.environ | {"SERMADRID_DATA_DIR": str(data_dir)}
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "chat"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        env=environment,
    )
    process.stdin.write("".join(f"{line}\n" for line in lines).encode())
    process.stdin.close()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit("the chat failed")
    return time.perf_counter() - started, usage.ru_maxrss / KIB_IN_MIB


def questions() -> list[str]:
    """Return addresses spread over the zone, each a fresh map."""
    streets = [street for street in StreetIndex.load() if len(street.numbers) > 5]
    chosen = streets[:: max(1, len(streets) // QUESTIONS)][:QUESTIONS]
    return [f"{street.label} {street.numbers[2].number} mañana a las 11" for street in chosen]


def answer_times(data_dir: Path, texts: list[str]) -> tuple[list[float], list[float]]:
    """Return the milliseconds of each answer without and with its map, in this process."""
    answering, now = open_answering(Settings(data_dir=data_dir)), utc_now()
    without, drawn = [], []

    async def run() -> None:
        for text in texts:
            started = time.perf_counter()
            question = await answering.reader.read(text, now)
            if not isinstance(question, Question):
                sys.exit(f"not understood: {text}")
            answer = answering.answers.answer(question)
            present(answer, "es", now)
            without.append(1000 * (time.perf_counter() - started))
            await answering.pictures.map_of(answer, "es", now).draw()
            drawn.append(1000 * (time.perf_counter() - started))

    asyncio.run(run())
    return without, drawn


def main() -> None:
    """Measure, print, and say which figure is missed."""
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    texts = questions()
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder)
        first, _ = chat(data_dir, [])
        following = median(chat(data_dir, [])[0] for _ in range(3))
        _, memory = chat(data_dir, texts)
        without, drawn = answer_times(data_dir, texts)
    measured = dict(zip(LIMITS, (first, following, median(without), median(drawn), memory), strict=True))
    table = Table("figure", "measured", "limit", "worst of the list")
    worst = {"answer without map, ms": max(without), "answer with a fresh map, ms": max(drawn)}
    for name, limit in LIMITS.items():
        table.add_row(
            name, f"{measured[name]:.1f}", f"{limit:.0f}", f"{worst[name]:.1f}" if name in worst else ""
        )
    Console().print(table)
    loaded = sorted({"statsmodels", "pandas", "geopandas"} & sys.modules.keys())
    print(f"model code loaded by the serving side: {', '.join(loaded) or 'none'}")
    missed = [name for name, limit in LIMITS.items() if measured[name] > limit]
    sys.exit(f"missed: {', '.join(missed)}" if missed or loaded else 0)


if __name__ == "__main__":
    main()
