"""Answers, hours and days → pictures: composed here, drawn off the event loop when needed, kept by what they show."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from bot.domain import Answer, ChatMemory, Language, Picture
from bot.services.answering import AnswerService
from bot.services.day_charts import day_chart, draw_chart
from bot.services.kept_pictures import KeptPictures
from bot.services.maps import MapComposer
from forecasting.availability import VISITOR, Availability, Driver
from geodata.maps import Drawing, MapRenderer, MapRequest, Theme


@dataclass(frozen=True, slots=True)
class PictureService:
    """Composes pictures. Charts are drawn by `drawing`, and maps where the `renderer` draws."""

    renderer: MapRenderer
    answers: AnswerService
    drawing: Drawing
    kept: KeptPictures = field(default_factory=KeptPictures)

    def map_of(
        self,
        answer: Answer,
        language: Language,
        now: datetime,
        driver: Driver = VISITOR,
        theme: Theme = "light",
    ) -> Picture:
        """Return the map of an answer, with the walk of the driver whom it was given to."""
        return self._map(MapComposer(self.answers).around(answer, language, now, driver, theme))

    def zone_at(self, at: datetime, chat: ChatMemory, now: datetime) -> Picture:
        """Return the map of all neighbourhoods' levels at a moment."""
        composer = MapComposer(self.answers)
        return self._map(composer.zone(at, chat.language, now, chat.driver, chat.theme))

    def day_of(
        self,
        answer: Answer,
        hours: Sequence[tuple[datetime, Availability | None]],
        chat: ChatMemory,
        now: datetime,
        *,
        marked: bool = True,
    ) -> Picture:
        """Return the chart of an answer's day, whose `hours` are as `AnswerService.day` has them.

        `marked`: with a mark at the hour of the answer.
        """
        chart = day_chart(answer, hours, self.answers.calendar, chat, now, marked=marked)
        key = chart.key()
        draw = partial(self.drawing.run, draw_chart, chart)
        return Picture(key, partial(self.kept.get, key, draw))

    def _map(self, request: MapRequest) -> Picture:
        key = request.key()
        return Picture(key, partial(self.kept.get, key, partial(self.renderer.render, request)))
