"""How long pictures take and how large they are, with the composing that comes before them.

    python benchmarks/maps.py [DATA_DIR]

Answers addresses spread over the zone from a published forecast (by default that of the settings), draws the map of each, the
chart of its day and the whole zone by hours, one by one and many at once. Milliseconds of wall clock from asking
to having the PNG, queueing included. Figures to meet on two cores: a fresh map 150 ms, 95 % of a burst of 50
within 400 ms, 250 kB.
"""

import argparse
import asyncio
import resource
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from rich.console import Console
from rich.table import Table

from bot.bootstrap import Answering, open_answering
from bot.domain import MADRID, Answer, ChatMemory, Picture, Query
from bot.first_training import ensure_model
from bot.services.kept_pictures import KeptPictures
from bot.services.pictures import PictureService
from bot.services.questions import Question
from bot.settings import Settings
from forecasting.availability import VISITOR
from geodata.places import Place, Point
from geodata.projection import to_wgs84
from geodata.streets import StreetIndex

PLACES = 50
PACE = 10
"""Questions a second that arrive evenly: a busy hour, not a crowd at the same instant."""

KIB_IN_MIB = 1024

Drawing = Callable[[PictureService, Answer], Picture]
Taken = list[tuple[float, int]]
"""Milliseconds and bytes of each picture."""


def answers(answering: Answering, now: datetime) -> list[Answer]:
    """Return the answers for addresses spread over the zone."""
    streets = [street for street in StreetIndex.load() if len(street.numbers) > 5]
    chosen = streets[:: len(streets) // PLACES][:PLACES]
    places = [
        Place(f"{street.label}, {street.numbers[2].number}", point_of(street), "benchmark", "house")
        for street in chosen
    ]
    query = Query("", None, now + timedelta(days=1), at_given=True)
    return [answering.answers.answer(Question(query, place), now) for place in places]


def point_of(street) -> Point:
    return to_wgs84(street.numbers[2].x, street.numbers[2].y)


def fresh(answering: Answering) -> PictureService:
    """Return the pictures with nothing kept."""
    return replace(answering.pictures, kept=KeptPictures())


async def timed(draw: Drawing, pictures: PictureService, answer: Answer) -> tuple[float, int]:
    started = perf_counter()
    picture = await draw(pictures, answer).draw()
    return 1000 * (perf_counter() - started), len(picture)


async def one_by_one(pictures: PictureService, asked: Sequence[Answer], draw: Drawing) -> Taken:
    return [await timed(draw, pictures, answer) for answer in asked]


async def at_once(pictures: PictureService, asked: Sequence[Answer], draw: Drawing) -> Taken:
    return await asyncio.gather(*(timed(draw, pictures, answer) for answer in asked))


async def at_pace(pictures: PictureService, asked: Sequence[Answer], draw: Drawing) -> Taken:
    async def later(seconds: float, answer: Answer) -> tuple[float, int]:
        await asyncio.sleep(seconds)
        return await timed(draw, pictures, answer)

    return await asyncio.gather(*(later(n / PACE, answer) for n, answer in enumerate(asked)))


async def measure(answering: Answering, now: datetime) -> dict[str, Taken]:
    """Return what each kind of picture took."""
    asked = answers(answering, now)

    def a_map(pictures: PictureService, answer: Answer) -> Picture:
        return pictures.map_of(answer, "es", now)

    def a_chart(pictures: PictureService, answer: Answer) -> Picture:
        hours = answering.answers.day(answer, VISITOR)
        return pictures.day_of(answer, hours, ChatMemory(1, "es"), now)

    def a_zone(pictures: PictureService, answer: Answer) -> Picture:
        return pictures.zone_at(answer.query.at, ChatMemory(1, "es"), now)

    hours = [
        replace(asked[0], query=replace(asked[0].query, at=now + timedelta(hours=hour))) for hour in range(24)
    ]
    kept = fresh(answering)
    await one_by_one(kept, asked[:1], a_chart)  # loads the drawing library
    return {
        "fresh map": await one_by_one(kept, asked, a_map),
        "the same again": await one_by_one(kept, asked, a_map),
        "8 maps at once": await at_once(fresh(answering), asked[:8], a_map),
        f"{PLACES} maps at once": await at_once(fresh(answering), asked, a_map),
        f"{PACE} maps a second": await at_pace(fresh(answering), asked, a_map),
        f"one map, asked for {PLACES} times at once": await at_once(
            fresh(answering), asked[:1] * PLACES, a_map
        ),
        "day's chart": await one_by_one(fresh(answering), asked, a_chart),
        "8 charts at once": await at_once(fresh(answering), asked[:8], a_chart),
        "whole zone": await one_by_one(fresh(answering), hours, a_zone),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data_dir", type=Path, nargs="?", metavar="DATA_DIR", help="the settings' by default")
    given = parser.parse_args().data_dir
    settings = Settings(data_dir=given) if given else Settings()
    ensure_model(settings)
    answering = open_answering(settings)
    trained = answering.answers.model.trained_until + timedelta(weeks=6)
    tuesday = trained - timedelta(days=trained.weekday() - 1)
    now = datetime(tuesday.year, tuesday.month, tuesday.day, 11, tzinfo=MADRID)
    table = Table("picture", "ms, median", "ms, 95 %", "kB, median", "kB, 95 %")
    for name, taken in asyncio.run(measure(answering, now)).items():
        spent, sizes = zip(*taken, strict=True)
        table.add_row(
            name,
            f"{median(spent):.1f}",
            f"{quantiles(spent, n=20)[-1]:.1f}",
            f"{median(sizes) / 1000:.0f}",
            f"{quantiles(sizes, n=20)[-1] / 1000:.0f}",
        )
    Console().print(table)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB_IN_MIB:.0f} MiB")


if __name__ == "__main__":
    main()
