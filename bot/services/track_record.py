"""The public record: what was said, what came of it, and the picture of both."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from bot.db import FeedbackRepository
from bot.domain import MADRID, Language, Picture, Reply
from bot.record_page import picture_words, record_text
from forecasting.store import ForecastStore
from forecasting.track_record import TrackRecord, track_record
from geodata.maps import Drawing

SHOWN_FOR: Final = timedelta(days=365)
"""The record is the last year's: older answers stood on other models."""


@dataclass(frozen=True, slots=True)
class TrackRecordService:
    """Reads the reports and judges them; pictures are drawn by `drawing`."""

    kept: FeedbackRepository
    forecasts: ForecastStore
    drawing: Drawing

    async def record(self, now: datetime) -> TrackRecord:
        """Return the last year's record."""
        return await last_year(self.kept, self.forecasts, now)

    async def page(self, language: Language, now: datetime) -> Reply:
        """Return the record in words, with its picture when there are enough reports to show."""
        record, demo = await self.record(now), self.forecasts.manifest.demo
        text = record_text(record, language, demo=demo)
        if not record.is_enough:
            return Reply(text)
        words = picture_words(record, language, demo=demo)
        draw = partial(self.drawing.run, draw_record, record, words)
        return Reply(text, Picture(f"stats/{language}/{record.n}/{record.last}", draw))


async def last_year(kept: FeedbackRepository, forecasts: ForecastStore, now: datetime) -> TrackRecord:
    """Return the last year's record, of answers from such data (simulated or not) as are served now."""
    reports = await kept.reports(now - SHOWN_FOR)
    demo = forecasts.manifest.demo
    return track_record([one for one in reports if one.demo == demo], MADRID)


def draw_record(record: TrackRecord, words: dict[str, str]) -> bytes:
    """Draw a record as PNG; the drawing library is loaded with the first one, and costs nothing before."""
    from forecasting.track_record_picture import draw_track_record  # noqa: PLC0415 -- see above

    return draw_track_record(record, words)
