"""`sermadrid ask`: one question, one answer; or a line each in and a JSON line each out."""

import asyncio
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import cast

import click
from rich.console import Console

from bot.answer_json import as_json
from bot.bootstrap import Answering, open_answering
from bot.bot_api.entities import parse_html
from bot.clock import utc_now
from bot.commands.days import YEARS
from bot.commands.driver import driver_of, driver_options
from bot.commands.files import write_file
from bot.domain import MADRID, Answer, Language, Outcome
from bot.errors import BadTimeError
from bot.first_training import ensure_model
from bot.presentation import present
from bot.screen import styled
from bot.services.questions import Question
from bot.settings import load_settings
from forecasting.availability import Driver

NOT_ANSWERED = 2


@click.command()
@click.argument("text", nargs=-1)
@click.option(
    "--lang", type=click.Choice(["es", "en"]), default="es", show_default=True, help="Language of the answer."
)
@click.option(
    "--now", "now_text", metavar="ISO", help="Answer as if it were then (Madrid's time without an offset)."
)
@click.option("--map", "map_file", type=click.Path(path_type=Path), help="Write the map here (PNG).")
@click.option("--json", "wants_json", is_flag=True, help="Print one JSON object instead of text.")
@click.option(
    "--stdin", "reads_lines", is_flag=True, help="Read a question a line; print a JSON line for each."
)
@driver_options
def ask(  # noqa: PLR0913 -- one parameter an option
    text: tuple[str, ...],
    lang: str,
    now_text: str | None,
    map_file: Path | None,
    *,
    wants_json: bool,
    reads_lines: bool,
    label: str | None,
    resident: str | None,
    walk: int,
) -> None:
    """Ask about a place and a time, such as "Calle de Ponzano 20 mañana a las 11".

    Ends with status 2 when the question has no answer.
    """
    now, language = moment(now_text), cast("Language", lang)
    settings = load_settings()
    ensure_model(settings)
    answering = open_answering(settings)
    driver = driver_of(label, resident, walk)
    if reads_lines:
        _answer_lines(answering, language, now, driver)
        return
    outcome = asyncio.run(answered(answering, " ".join(text), now, driver))
    if map_file is not None and isinstance(outcome, Answer):
        _write_map(answering, outcome, language, now, driver, map_file)
    reply = present(outcome, language, now).text
    if wants_json:
        click.echo(json.dumps(as_json(outcome, reply, now), ensure_ascii=False))
    else:
        Console(highlight=False, soft_wrap=True).print(styled(parse_html(reply)))
    if not is_answered(outcome):
        sys.exit(NOT_ANSWERED)


def _answer_lines(answering: Answering, language: Language, now: datetime, driver: Driver) -> None:
    async def run() -> None:
        for line in sys.stdin.buffer:
            text = line.decode(errors="replace").rstrip("\r\n")
            outcome = await answered(answering, text, now, driver)
            reply = present(outcome, language, now).text
            click.echo(json.dumps(as_json(outcome, reply, now), ensure_ascii=False))

    asyncio.run(run())


async def answered(answering: Answering, text: str, now: datetime, driver: Driver) -> Outcome:
    """Return the answer to a text, or why there is none.

    Raises:
        UnknownNeighbourhoodError: the driver is a resident of no neighbourhood there is.
    """
    if driver.resident is not None:
        answering.answers.neighbourhoods.get(driver.resident)
    readable = text.encode(errors="replace").decode()  # the shell may hand over bytes that are no text
    question = await answering.reader.read(readable, now)
    return answering.answers.answer(question, now, driver) if isinstance(question, Question) else question


def _write_map(  # noqa: PLR0913, PLR0917 -- what a map shows, and where it goes
    answering: Answering, answer: Answer, language: Language, now: datetime, driver: Driver, file: Path
) -> None:
    async def draw() -> bytes:
        return await answering.pictures.map_of(answer, language, now, driver).draw()

    write_file(file, asyncio.run(draw()))


def is_answered(outcome: Outcome) -> bool:
    """Tell whether the question has an answer."""
    return isinstance(outcome, Answer) and outcome.status != "no_forecast" and not outcome.is_far


def moment(text: str | None) -> datetime:
    """Return the time of an option `--now`, aware; without one the time it is.

    Raises:
        BadTimeError: the text is no time in ISO 8601, or of another century.
    """
    if text is None:
        return utc_now()
    try:
        given = datetime.fromisoformat(text)
    except ValueError:
        raise BadTimeError(text) from None
    if given.year not in YEARS:
        raise BadTimeError(text)
    return given if given.tzinfo else given.replace(tzinfo=MADRID)
