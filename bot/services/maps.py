"""What a map shows, composed: around an answer's place, or the whole zone at an hour."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.domain import MADRID, Answer, Language
from bot.services.answering import AnswerService
from bot.services.walking import minutes_about
from bot.texts import say, when
from forecasting.availability import Driver, rights
from geodata.maps import Around, Fitted, LegendEntry, Level, MapRequest, Pin, Theme, Walk

VIEW_METRES: Final = 650.0
"""From the place to the map's edges: the streets within ten minutes on foot, still legible on a phone."""

WALK_ROOM: Final = 1.15
"""From the place to the edges, as a multiple of a walk that would not fit otherwise."""

CORNERS: Final = 2.3
"""How far from the place a neighbourhood's level may show, as a multiple of that: to the corners and a little more."""

EDGE_METRES: Final = 6000
"""Up to here from the zone, a map around the place is widened until the zone's edge shows; the whole zone
says more beyond."""

NEAR_SIZE: Final = (800, 800)
"""Pixels: more than two a point on a phone, and a third less to draw than a thousand square."""

ZONE_SIZE: Final = (1000, 1333)
"""Pixels: the zone is higher than wide, and so is a phone."""

LEGEND_ORDER: Final[tuple[Level, ...]] = ("easy", "medium", "hard", "unregulated", "refused", "unknown")

FORECAST_LEVELS: Final[frozenset[Level]] = frozenset({"easy", "medium", "hard"})
"""The levels that stand on a forecast, and so on its data."""


@dataclass(frozen=True, slots=True)
class MapComposer:
    """Composes requests for whatever renderer."""

    answers: AnswerService

    def around(
        self, answer: Answer, language: Language, now: datetime, driver: Driver, theme: Theme
    ) -> MapRequest:
        """Return the map of an answer: its place with the walk, the spaces and the levels around."""
        view, at = _view(answer, driver), answer.query.at
        levels = self._levels(self._codes(answer, view), at, driver)
        if answer.neighbourhood and answer.availability:
            levels[answer.neighbourhood.code] = answer.availability.level
        counted = answer.rights.counted if answer.rights else frozenset()
        colours = sorted({forecast.colour for forecast in answer.forecasts} & counted)
        moment, around = when(language, at, now), isinstance(view, Around)
        return MapRequest(
            view=view,
            title=answer.place.label,
            subtitle=moment[:1].upper() + moment[1:],
            size=ZONE_SIZE if view == Fitted() else NEAR_SIZE,
            theme=theme,
            levels=levels,
            focus=answer.neighbourhood.code if answer.neighbourhood else None,
            pin=Pin(answer.place.point) if around else None,
            walk=Walk(driver.walk_metres, _walk_words(language, driver)) if around else None,
            colours=frozenset(colours),
            legend=_legend(language, levels, colours),
            attribution=(say(language, "map.attribution"),),
            ribbon=self._ribbon(language, levels),
        )

    def zone(
        self, at: datetime, language: Language, now: datetime, driver: Driver, theme: Theme
    ) -> MapRequest:
        """Return the map of every neighbourhood's level in an hour."""
        levels = self._levels([each.code for each in self.answers.neighbourhoods], at, driver)
        moment = when(language, at, now)
        shown = moment[:1].upper() + moment[1:]
        is_known = bool(FORECAST_LEVELS & set(levels.values()))
        return MapRequest(
            view=Fitted(),
            title=say(language, "map.whole_zone"),
            subtitle=say(language, "map.whole_zone_when", when=shown) if is_known else shown,
            size=ZONE_SIZE,
            theme=theme,
            levels=levels,
            legend=_legend(language, levels, ()),
            attribution=(say(language, "map.attribution"),),
            ribbon=self._ribbon(language, levels),
        )

    def _codes(self, answer: Answer, view: Around | Fitted) -> list[str]:
        """Return the neighbourhoods in view."""
        index = self.answers.neighbourhoods
        if view == Fitted():
            return [each.code for each in index]
        metres = view.metres if isinstance(view, Around) else VIEW_METRES
        reach = metres * CORNERS + (answer.nearest[1] if answer.nearest else 0)
        return [each.code for each, _ in index.within(answer.place.point, reach)]

    def _levels(self, codes: Sequence[str], at: datetime, driver: Driver) -> dict[str, Level]:
        """Return what is usual in each whole neighbourhood then, for this driver."""
        day, levels = at.astimezone(MADRID).date(), dict[str, Level]()
        for code, one in self.answers.usual(codes, at, driver).items():
            if not self.answers.calendar.is_regulated(code, at):
                levels[code] = "unregulated"
            elif rights(driver, code, day).refused is not None:
                levels[code] = "refused"
            else:
                levels[code] = one.level if one else "unknown"
        return levels

    def _ribbon(self, language: Language, levels: Mapping[str, Level]) -> str:
        """Return the warning that the data are a demonstration, where something stands on them."""
        demo = self.answers.model.demo and FORECAST_LEVELS & set(levels.values())
        return say(language, "map.demo") if demo else ""


def _view(answer: Answer, driver: Driver) -> Around | Fitted:
    """Return the streets around a place, a neighbourhood asked for by name, or the whole zone from afar."""
    if answer.nearest is not None and answer.nearest[1] > EDGE_METRES:
        return Fitted()
    if answer.neighbourhood is not None and answer.place.precision == "neighbourhood":
        return Fitted((answer.neighbourhood.code,))
    return Around(answer.place.point, max(VIEW_METRES, driver.walk_metres * WALK_ROOM))


def _walk_words(language: Language, driver: Driver) -> str:
    return say(language, "map.walk", minutes=minutes_about(driver.walk_metres))


def _legend(
    language: Language, levels: Mapping[str, Level], colours: Sequence[str]
) -> tuple[LegendEntry, ...]:
    drawn = set(levels.values())
    return (
        *(LegendEntry(level, say(language, f"level.{level}")) for level in LEGEND_ORDER if level in drawn),
        *(LegendEntry(colour, say(language, f"colour.{colour}")) for colour in colours),
    )
