"""An answer → its map: composed here, drawn off the event loop, kept by what it shows."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain import Answer, Language
from bot.services.answering import AnswerService
from bot.services.walking import METRES_A_MINUTE
from bot.texts import say, when
from forecasting.availability import VISITOR
from geodata.maps import (
    Around,
    Fitted,
    LegendEntry,
    Level,
    MapRenderer,
    MapRequest,
    Pin,
    Walk,
)

KEPT_PICTURES = 60
"""Maps kept in memory; at some 100 kB each, 6 MB."""

DRAWING_THREADS = 2
"""Maps drawn at once: drawing is work for a core, and each thread keeps some 20 MB of its own."""

VIEW_METRES = 650.0
"""From the place to the map's edges: the streets within ten minutes on foot, still legible on a phone."""

LEVELS_WITHIN_METRES = 1500
"""Neighbourhoods whose level may show on such a map, to its corners and a little more."""

EDGE_METRES = 6000
"""Up to here from the zone, a map around the place is widened until the zone's edge shows; the whole zone
says more beyond."""

FORECAST_LEVELS: frozenset[Level] = frozenset({"easy", "medium", "hard"})
"""The levels that stand on a forecast, and so on its data."""


@dataclass(slots=True)
class PictureService:
    """Draws maps for answers and keeps the last ones."""

    renderer: MapRenderer
    answers: AnswerService
    _kept: OrderedDict[str, bytes] = field(default_factory=OrderedDict)
    _drawing: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(DRAWING_THREADS, "drawing")
    )

    async def map_of(self, answer: Answer, language: Language, now: datetime) -> tuple[str, bytes]:
        """Return the map's key and its PNG; the same key is the same picture."""
        request = self.request(answer, language, now)
        key = request.key()
        picture = self._kept.pop(key, None)
        if picture is None:
            loop = asyncio.get_running_loop()
            picture = await loop.run_in_executor(self._drawing, self.renderer.render, request)
        self._kept[key] = picture
        while len(self._kept) > KEPT_PICTURES:
            self._kept.popitem(last=False)
        return key, picture

    def request(self, answer: Answer, language: Language, now: datetime) -> MapRequest:
        """Compose what the map shows."""
        view = _view(answer)
        levels = self._levels(answer, view)
        moment = when(language, answer.query.at, now)
        around = isinstance(view, Around)
        counted = answer.rights.counted if answer.rights else frozenset()
        shown = sorted({forecast.colour for forecast in answer.forecasts} & counted)
        demo = answer.model is not None and answer.model.demo
        return MapRequest(
            view=view,
            title=answer.place.label,
            subtitle=moment[:1].upper() + moment[1:],
            levels=levels,
            focus=answer.neighbourhood.code if answer.neighbourhood else None,
            pin=Pin(answer.place.point) if around else None,
            walk=Walk(VISITOR.walk_metres, _walk_words(language)) if around else None,
            colours=frozenset(shown),
            legend=_legend(language, levels, shown),
            attribution=(say(language, "map.attribution"),),
            ribbon=say(language, "map.demo") if demo and FORECAST_LEVELS & set(levels.values()) else "",
        )

    def _levels(self, answer: Answer, view: Around | Fitted) -> dict[str, Level]:
        """Return the level of each neighbourhood in view; the asked one as the answer's text has it."""
        index = self.answers.neighbourhoods
        if isinstance(view, Fitted) and not view.codes:
            codes = [neighbourhood.code for neighbourhood in index]
        else:
            reach = LEVELS_WITHIN_METRES + (answer.nearest[1] if answer.nearest else 0)
            codes = [neighbourhood.code for neighbourhood, _ in index.within(answer.place.point, reach)]
        levels = {code: self._level(code, answer) for code in codes}
        if answer.neighbourhood and answer.availability:
            levels[answer.neighbourhood.code] = answer.availability.level
        return levels

    def _level(self, code: str, answer: Answer) -> Level:
        if not self.answers.calendar.is_regulated(code, answer.query.at):
            return "unregulated"
        found = self.answers.level_of(code, answer.query)
        return found.level if found else "unknown"


def _view(answer: Answer) -> Around | Fitted:
    """Return the streets around a place, a neighbourhood asked for by name, or the whole zone from afar."""
    if answer.nearest is not None and answer.nearest[1] > EDGE_METRES:
        return Fitted()
    if answer.neighbourhood is not None and answer.place.precision == "neighbourhood":
        return Fitted((answer.neighbourhood.code,))
    return Around(answer.place.point, VIEW_METRES)


def _walk_words(language: Language) -> str:
    return say(language, "map.walk", minutes=round(VISITOR.walk_metres / METRES_A_MINUTE))


def _legend(
    language: Language, levels: Mapping[str, Level], colours: Sequence[str]
) -> tuple[LegendEntry, ...]:
    order: tuple[Level, ...] = ("easy", "medium", "hard", "unregulated", "unknown")
    drawn = set(levels.values())
    return (
        *(LegendEntry(level, say(language, f"level.{level}")) for level in order if level in drawn),
        *(LegendEntry(colour, say(language, f"colour.{colour}")) for colour in colours),
    )
