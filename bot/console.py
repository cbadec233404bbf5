"""The chat in a terminal: the real handlers, behind the Bot API in memory.

What is typed is a message; a number taps the button it stands for; `/location LAT LON` shares a
position; `/quit`, Ctrl-D and Ctrl-C leave. After each line, what is due is done as a tick does it. Piped input works the same, without a prompt.
"""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

from telegram import Update

from bot.application import BotApplication, build_application
from bot.bot_api import BotApi, InMemoryRequest, Person
from bot.bot_api.keyboards import InlineButton
from bot.bot_api.messages import SentMessage
from bot.domain import Language
from bot.jobs import tick
from bot.screen import Screen, pressed
from bot.texts import say
from bot.typed_lines import typed_lines

if TYPE_CHECKING:
    from bot.bootstrap import Services

USER_ID: Final = 1  # whoever sits at the terminal; the chat's memory is kept under it
QUIT: Final = "/quit"
LOCATION: Final = "/location"
UNLIMITED: Final = sys.maxsize


async def run_console(
    services: "Services", source: TextIO, output: TextIO, pictures_dir: Path, language: Language = "es"
) -> None:
    """Chat until the input ends; pictures are saved in `pictures_dir`, `language` is the person's client's.

    Whoever sits here keeps nobody else waiting: as many lines a minute are taken as come.
    """
    api = BotApi(clock=services.clock)
    screen = Screen(output, pictures_dir)
    api.listen(screen.show)
    async with build_application(
        services, api.token, InMemoryRequest(api), flood_limit=UNLIMITED
    ) as application:
        chat = _Chat(Person(api, USER_ID, language), screen, application, language)
        async for line in typed_lines(source, screen.prompt if source.isatty() else None):
            if line == QUIT:
                break
            if line:
                await chat.take(line)
                await tick(application)
        else:
            if source.isatty():
                screen.say("")  # the shell's own prompt belongs on a line of its own


@dataclass(frozen=True, slots=True)
class _Chat:
    """What a line means, and who gets it."""

    person: Person
    screen: Screen
    application: BotApplication
    language: Language

    async def take(self, line: str) -> None:
        """Do what a typed line means: tap, share a position, or say it."""
        tapped = self.screen.button(line)
        if tapped is not None:
            await self._tap(*tapped)
        elif line.split(maxsplit=1)[0] == LOCATION:
            await self._share(line)
        else:
            await self._process(self.person.types(line))

    async def _tap(self, message: SentMessage, button: InlineButton) -> None:
        does = pressed(button)
        if does is not None:
            self.screen.say(does)
        else:
            await self._process(self.person.taps(message, button.data or ""))

    async def _share(self, line: str) -> None:
        point = _read_point(line)
        if point is None:
            self.screen.say(say(self.language, "console.welcome"))
        else:
            await self._process(self.person.shares(*point))

    async def _process(self, update: dict[str, Any]) -> None:
        """Hand an update to the handlers, as polling would, and wait until they are through with it."""
        parsed = Update.de_json(update, self.application.bot)
        await self.application.update_processor.process_update(
            parsed, self.application.process_update(parsed)
        )


def _read_point(line: str) -> tuple[float, float] | None:
    """Return the degrees after "/location", with a comma or a blank between; None when they are none."""
    parts = line.removeprefix(LOCATION).replace(",", " ").split()
    try:
        lat, lon = (float(part) for part in parts)
    except ValueError:
        return None
    return (lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 else None  # noqa: PLR2004 -- degrees of the Earth
