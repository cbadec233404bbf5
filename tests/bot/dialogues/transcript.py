"""The main dialogues as a page with pictures: `python -m tests.bot.dialogues.transcript` writes it again.

Everything on the page was said by the real handlers; the forecast behind it is the tests' own, and is
called demonstration data like any other that is not the city's.
"""

import asyncio
import sys
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.bootstrap import connected, open_answering
from bot.bot_api.messages import Content, Edited, Notice, Sent, SentMessage
from bot.db import open_database
from bot.domain import MADRID
from bot.jobs import tick
from bot.reporters import Reporters
from bot.settings import Settings
from tests.bot.dialogues.driver import talking
from tests.bot.published import lifelike, publish

DOCS = Path(__file__).parents[3] / "docs"
PAGE = DOCS / "transcript.md"
PICTURES = DOCS / "pictures" / "transcript"
MORNING = datetime(2025, 3, 12, 10, 15, tzinfo=MADRID)

HEAD = """# What talking to it is like

Recorded from the real handlers by `make transcript`, and compared with them by the tests. Buttons are in
brackets. The forecast behind it is a made-up one, so every answer says that it stands on demonstration data.
"""


@dataclass
class Page:
    """The page as it grows, and its pictures by file name."""

    lines: list[str] = field(default_factory=lambda: [HEAD])
    pictures: dict[str, bytes] = field(default_factory=dict)

    def heading(self, text: str) -> None:
        self.lines += [f"## {text}", ""]

    def deed(self, text: str) -> None:
        self.lines += [f"**Ana** {text}", ""]

    def shows(self, events: list[object]) -> None:
        for event in events:
            if isinstance(event, Sent | Edited):
                self._message(event)
            elif isinstance(event, Notice):
                self.lines += [f"**sermadrid** _over the chat:_ {event.text}", ""]

    def _message(self, event: Sent | Edited) -> None:
        message = event.message
        if isinstance(event, Edited) and _only_buttons(message.versions):
            self.lines += ["**sermadrid** _other buttons under the same message:_", ""]
            self._buttons(message)
            return
        how = " _in the same message:_" if isinstance(event, Edited) else ""
        self.lines += [f"**sermadrid**{how}", ""]
        if message.photo is not None:
            self.lines += [f"![]({PICTURES.relative_to(DOCS)}/{self._picture(message.photo)})", ""]
        if message.document is not None:
            self.lines += [f"`{message.document.name}`", ""]
        self.lines += [f"> {line}".rstrip() for line in message.text.splitlines()]
        self._buttons(message)

    def _buttons(self, message: SentMessage) -> None:
        for row in message.content.keyboard:
            self.lines += [">", "> " + " ".join(f"`[{button.text}]`" for button in row)]
        self.lines.append("")

    def _picture(self, data: bytes) -> str:
        for name, known in self.pictures.items():
            if known == data:
                return name
        name = f"{len(self.pictures) + 1:02d}.png"
        self.pictures[name] = data
        return name


def _only_buttons(versions: list[Content]) -> bool:
    before, now = versions[-2:]
    return (before.formatted, before.photo) == (now.formatted, now.photo)


class Clock:
    """A clock that the dialogues move."""

    def __init__(self) -> None:
        self.now = MORNING.astimezone(UTC)

    def __call__(self) -> datetime:
        return self.now


async def record(folder: Path) -> Page:
    """Return the page, with the database and the forecast in `folder`."""
    publish(folder / "models", shape=lifelike)
    clock, page = Clock(), Page()
    answering = open_answering(Settings(data_dir=folder))
    async with open_database(f"sqlite+aiosqlite:///{folder / 'chats.db'}") as sessions:
        services = connected(answering, sessions, Reporters(b"transcript"), clock)
        async with talking(services) as ana:
            await _spanish(page, ana, clock)
        async with talking(services, user_id=3003) as ana:
            await _alerts(page, ana, clock)
        async with talking(services, user_id=5005) as ana:
            await _going_on(page, ana)
        async with talking(services, user_id=4004) as ana:
            await _refused(page, ana)
        async with talking(services, user_id=2002, language_code="en") as ana:
            await _english(page, ana)
    return page


def deeds(page, ana):
    """Return what Ana does on the page: she says something, or taps a button."""

    async def says(text):
        page.deed(text)
        page.shows(await ana.says(text))

    async def taps(words):
        page.deed(f"_taps_ `[{words}]`")
        page.shows(await ana.taps(words))

    return says, taps


async def _spanish(page, ana, clock):
    says, taps = deeds(page, ana)
    page.heading("La respuesta, y todo lo que se puede tocar")
    await says("/start")
    await says("Calle de Ponzano 20 mañana a las 11")
    for words in (
        "+1 h",
        "🕐 Otra hora",
        "vie 14",
        "17:00",
        "📈 El día",
        "‹ Volver",
        "🚶 Mejor cerca",
        "‹ Volver",
    ):
        await taps(words)
    await taps("¿Por qué?")
    await taps("🧭 Ir")
    await taps("‹ Volver")
    page.heading("Sitios con nombre")
    await taps("⭐ Guardar")
    await taps("🏠 Casa")
    await says("casa el sábado por la mañana")
    await says("/places")
    page.heading("El coche")
    page.deed("_shares a location_")
    page.shows(await ana.shares(40.43783, -3.69941))
    await taps("🅿️ Aparqué aquí")
    await taps("Verde")
    clock.now += timedelta(minutes=106)
    page.deed("_an hour and three quarters later_")
    with ana.api.hearing() as events:
        await tick(ana.application)
    page.shows(list(events))
    await taps("🚗 Ya me fui")
    page.heading("Toda la zona")
    await says("mapa esta tarde a las 19")
    page.heading("Ajustes y datos propios")
    await says("/settings")
    await taps("🏷 Etiqueta")
    await taps("CERO")
    await says("Goya 50 mañana a las 10")
    await says("/privacy")


async def _going_on(page, ana):
    says, _ = deeds(page, ana)
    page.heading("Seguir hablando")
    for text in ("el viernes a las 9", "alcalá con goya", "¿y el sábado?", "+1 h", "¿y en Ponzano 20?"):
        await says(text)


async def _alerts(page, ana, clock):
    says, taps = deeds(page, ana)
    page.heading("Avisos")
    await says("Calle de Ponzano 20 mañana a las 11")
    await taps("🔔 Avísame")
    await taps("⏰ Una hora antes")
    await says("avísame los laborables de 8:30 a 9:30 si está difícil en Goya 50")
    await says("mis alertas")
    page.deed("_the next morning, at ten_")
    clock.now = datetime(2025, 3, 13, 10, 0, tzinfo=MADRID).astimezone(UTC)
    with ana.api.hearing() as events:
        await tick(ana.application)
    page.shows(list(events))


async def _refused(page, ana):
    page.heading("Lo que no se entiende o no se puede")
    for text in (
        "Calle Inventada 3 mañana a las 11",
        "Imperial 10",
        "ayer a las 10 en Goya 50",
        "Goya 50 el domingo a las 12",
        "Barajas",
    ):
        page.deed(text)
        page.shows(await ana.says(text))


async def _english(page, ana):
    says, _ = deeds(page, ana)
    page.heading("In English")
    for text in ("hi", "Goya 50 tomorrow at 9", "where is my car?"):
        await says(text)


def recorded() -> Page:
    """Return the page, recorded in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(record(Path(folder)))


def main() -> None:
    """Write the page and its pictures, and remove those that it no longer shows."""
    page = recorded()
    PICTURES.mkdir(parents=True, exist_ok=True)
    for old in PICTURES.glob("*.png"):
        old.unlink()
    for name, data in page.pictures.items():
        (PICTURES / name).write_bytes(data)
    PAGE.write_text("\n".join(page.lines).rstrip() + "\n", encoding="utf-8")
    sys.stdout.write(f"{PAGE}: {len(page.pictures)} pictures\n")


if __name__ == "__main__":
    main()
