"""`sermadrid chat`: the bot in this terminal, with no token and no network."""

import asyncio
import sys
from typing import cast

import click

from bot.bootstrap import open_services
from bot.console import run_console
from bot.domain import Language
from bot.first_training import ensure_model
from bot.settings import Settings, load_settings
from bot.texts import say


@click.command()
@click.option(
    "--lang", type=click.Choice(["es", "en"]), default="es", show_default=True, help="Your language."
)
def chat(lang: str) -> None:
    """Talk to the bot here: buttons are numbers, pictures are saved and their path is printed."""
    settings = load_settings()
    ensure_model(settings)
    asyncio.run(_chat(settings, cast("Language", lang)))


async def _chat(settings: Settings, lang: Language) -> None:
    async with open_services(settings) as services:
        if sys.stdin.isatty():
            click.echo(say(lang, "console.welcome"))
        await run_console(services, sys.stdin, sys.stdout, settings.pictures_dir, lang)
