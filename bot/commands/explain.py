"""`sermadrid explain`: what an answer stands on, as one JSON object."""

import asyncio
import json
import sys
from typing import cast

import click

from bot.answer_json import explanation_as_json
from bot.bootstrap import open_answering
from bot.commands.ask import NOT_ANSWERED, answered, is_answered, moment
from bot.commands.driver import driver_of, driver_options
from bot.domain import Answer, Language
from bot.first_training import ensure_model
from bot.presentation import explain as in_words
from bot.presentation import present
from bot.settings import load_settings


@click.command()
@click.argument("text", nargs=-1)
@click.option(
    "--lang", type=click.Choice(["es", "en"]), default="es", show_default=True, help="Language of the words."
)
@click.option(
    "--now", "now_text", metavar="ISO", help="Explain as if it were then (Madrid's time without an offset)."
)
@driver_options
def explain(  # noqa: PLR0913 -- one parameter an option
    text: tuple[str, ...],
    lang: str,
    now_text: str | None,
    *,
    label: str | None,
    resident: str | None,
    walk: int,
) -> None:
    """Explain the answer to a question: forecast, unseen share with its source, spaces in reach, age.

    Ends with status 2 when the question has no answer.
    """
    now, language = moment(now_text), cast("Language", lang)
    settings = load_settings()
    ensure_model(settings)
    driver = driver_of(label, resident, walk)
    outcome = asyncio.run(answered(open_answering(settings), " ".join(text), now, driver))
    reply = (
        in_words(outcome, language, now) if isinstance(outcome, Answer) else present(outcome, language, now)
    )
    click.echo(json.dumps(explanation_as_json(outcome, reply.text, now), ensure_ascii=False))
    if not is_answered(outcome):
        sys.exit(NOT_ANSWERED)
