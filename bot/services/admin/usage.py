"""How much is asked: counted in memory, kept once a minute, shown as a picture."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

from bot.db.admin import PeopleRepository, Usage, UsageRepository
from bot.db.forgoing import forgoing
from bot.domain import MADRID, Answer, ChatMemory, Language, Picture, Reply
from bot.services.track_record import TrackRecordService
from bot.texts import number, percent, say
from geodata.maps import Drawing
from geodata.neighbourhoods import NeighbourhoodIndex

SHOWN: Final = timedelta(days=30)
MOST_ASKED: Final = 10
HOURS: Final = 24


class UsageCounter:
    """Hears of every answer, and counts the hour and the neighbourhood: not whose it was."""

    def __init__(self, kept: UsageRepository) -> None:
        self._kept = kept
        self._counts: Counter[tuple[datetime, str]] = Counter()

    async def plan(self, _chat: ChatMemory, answer: Answer, now: datetime) -> None:
        """Count an answer."""
        hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        area = answer.neighbourhood
        self._counts[hour, area.code if area else ""] += 1

    async def flush(self) -> None:
        """Keep what was counted since the last time; what cannot be kept now is kept the next time, and fails nobody."""
        with forgoing("how much was asked"):
            await self._keep()

    async def _keep(self) -> None:
        counts, self._counts = self._counts, Counter()
        try:
            await self._kept.add(counts)
        except BaseException:
            self._counts.update(counts)
            raise


@dataclass(frozen=True, slots=True)
class UsagePage:
    """Shows how much is asked, by whom not; the picture is drawn by `drawing`."""

    counter: UsageCounter
    kept: UsageRepository
    people: PeopleRepository
    records: TrackRecordService
    neighbourhoods: NeighbourhoodIndex
    drawing: Drawing

    async def page(self, language: Language, now: datetime) -> Reply:
        """Return the last month: people, questions by hour, the most asked neighbourhoods, and the hit rate."""
        await self.counter.flush()
        usages = await self.kept.since(now - SHOWN)
        people = await self.people.count(now - SHOWN)
        total = (await self.records.record(now)).total
        counts = {name: number(language, getattr(people, name)) for name in ("active", "groups", "recent")}
        lines = [
            say(language, "admin.usage", days=SHOWN.days),
            say(language, "admin.people", known=number(language, people.known), **counts),
            say(language, "admin.answers", n=number(language, sum(one.answers for one in usages))),
            say(language, "admin.no_hits")
            if total is None
            else say(language, "admin.hits", share=percent(total.at_once.mean), n=total.n),
        ]
        if not usages:
            return Reply("\n".join(lines))
        by_hour, by_area = hours_of(usages), self._areas(usages, language)
        titles = (say(language, "admin.by_hour"), say(language, "admin.by_area"))
        draw = partial(self.drawing.run, draw_page, by_hour, by_area, titles)
        return Reply("\n".join(lines), Picture(f"usage/{language}/{now:%Y%m%dT%H%M%S}", draw))

    def _areas(self, usages: Sequence[Usage], language: Language) -> list[tuple[str, int]]:
        names = {one.code: one.name for one in self.neighbourhoods}
        outside = say(language, "admin.outside")
        counts: Counter[str] = Counter()
        for one in usages:
            counts[names.get(one.neighbourhood, outside)] += one.answers
        return counts.most_common(MOST_ASKED)


def hours_of(usages: Sequence[Usage]) -> list[int]:
    """Return how many answers each hour of Madrid's clock had, 0 to 23."""
    counts = [0] * HOURS
    for one in usages:
        counts[one.hour.astimezone(MADRID).hour] += one.answers
    return counts


def draw_page(by_hour: list[int], by_area: list[tuple[str, int]], titles: tuple[str, str]) -> bytes:
    """Draw the page's picture as PNG; the drawing library is loaded with the first picture, and costs nothing before."""
    from bot.presentation.usage_picture import draw_usage  # noqa: PLC0415 -- see above

    return draw_usage(by_hour, by_area, titles)
