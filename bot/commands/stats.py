"""`sermadrid stats`: what was said, and what came of it."""

import asyncio
import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import cast

import click
from rich.console import Console

from bot.bot_api.entities import parse_html
from bot.clock import utc_now
from bot.commands.files import write_file
from bot.db import FeedbackRepository, open_database
from bot.domain import MADRID, Language
from bot.errors import TooFewReportsError
from bot.record_page import picture_words, record_text
from bot.screen import styled
from bot.services.track_record import draw_record, last_year
from bot.settings import Settings, load_settings
from forecasting.demo import simulated_year
from forecasting.store import ForecastStore
from forecasting.track_record import LEAST_REPORTS, TrackRecord, track_record

REPORTS_A_MONTH = 8
"""Of the simulated crowd, for each neighbourhood, colour and part of the day: some 770 a month in all."""


@click.command()
@click.option(
    "--lang", type=click.Choice(["es", "en"]), default="es", show_default=True, help="Language of the record."
)
@click.option("--json", "wants_json", is_flag=True, help="Print one JSON object instead of text.")
@click.option("--png", type=click.Path(path_type=Path), help="Draw the record into this PNG file.")
@click.option(
    "--simulated", is_flag=True, help="The record of a simulated crowd, to see what a full one looks like."
)
def stats(lang: str, png: Path | None, *, wants_json: bool, simulated: bool) -> None:
    """Show how often what was said came true, beside what is usual for the day and the hour."""
    language = cast("Language", lang)
    if simulated:
        record, demo = track_record(simulated_year(REPORTS_A_MONTH, MADRID).reports, MADRID), True
    else:
        record, demo = asyncio.run(_kept(load_settings()))
    if png is not None:
        if not record.is_enough:
            raise TooFewReportsError(record.n, LEAST_REPORTS)
        write_file(png, draw_record(record, picture_words(record, language, demo=demo)))
    if wants_json:
        click.echo(json.dumps({"demo": demo, "enough": record.is_enough, **asdict(record)}, default=_iso))
    else:
        text = record_text(record, language, demo=demo)
        Console(highlight=False, soft_wrap=True).print(styled(parse_html(text)))


async def _kept(settings: Settings) -> tuple[TrackRecord, bool]:
    """Return the record of the reports that were kept, and whether they are about simulated tickets."""
    forecasts = ForecastStore.open(settings.models_dir)
    async with open_database(settings.database_url) as sessions:
        record = await last_year(FeedbackRepository(sessions), forecasts, utc_now())
    return record, forecasts.manifest.demo


def _iso(value: date) -> str:
    return value.isoformat()
