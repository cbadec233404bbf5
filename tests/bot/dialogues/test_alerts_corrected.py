"""A new forecast is published while alerts stand: what it changes is told, and what it leaves is not."""

import pytest

from bot.bootstrap import open_answering
from bot.settings import Settings
from tests.bot.dialogues.heard import sent
from tests.bot.dialogues.test_alerts import comes, march
from tests.bot.published import publish

HARD_NOONS = "avísame los laborables a las 13 si está difícil en Ponzano 20"
NOON_TRIP = "recuérdame mañana a las 13 lo de Ponzano 20"


def crowded(_key, _hour):
    """So many times the usual tickets that noons are hard."""
    return 8.0


@pytest.fixture
def publish_usual(tmp_path):
    """Publishes the usual forecast: noons are not hard any more."""
    return lambda: publish(tmp_path / "models")


@pytest.fixture
def answering(tmp_path):
    """What answers questions, from a crowded forecast that the test may follow by another."""
    publish(tmp_path / "models", shape=crowded)
    return open_answering(Settings(data_dir=tmp_path))


async def test_a_watch_that_was_hard_tells_once_that_it_no_longer_is(meet, clock, publish_usual):
    async with meet() as ana:
        await ana.says(HARD_NOONS)
        (hard,) = await comes(ana, clock, march(12, 12))
        assert hard.text.startswith("🔔 🔴 Difícil")
        publish_usual()
        (told,) = await comes(ana, clock, march(13, 12))
        assert told.text.startswith("🔔 🟡 Regular")
        assert "📌 Te aviso porque ya no se cumple lo que pediste: saber cuándo se pone difícil." in told.text
        assert "Lo último que te dije: difícil, para el miércoles 12 de marzo, 13:00." in told.text
        assert await comes(ana, clock, march(14, 12)) == []


async def test_what_was_said_of_this_evening_is_corrected_after_half_an_hour(meet, clock, publish_usual):
    async with meet() as ana:
        await ana.says(HARD_NOONS)
        await comes(ana, clock, march(12, 12))
        publish_usual()
        assert await comes(ana, clock, march(12, 12, 10)) == []
        (told,) = await comes(ana, clock, march(12, 12, 31))
        assert told.text.startswith("🔔 🟡 Regular")
        assert await comes(ana, clock, march(12, 12, 32)) == []


async def test_a_trip_that_was_told_is_corrected_by_a_new_forecast(meet, clock, publish_usual):
    async with meet() as ana:
        await ana.says(NOON_TRIP)
        await ana.taps("Víspera")
        await comes(ana, clock, march(12, 20))
        publish_usual()
        (corrected,) = await comes(ana, clock, march(13, 11))
        assert corrected.text.startswith("⏰ 🟡 Regular")
        assert "una previsión nueva cambia lo que te dije de este viaje: difícil." in corrected.text
        assert corrected.photo is not None


async def test_a_trip_that_was_ended_is_not_corrected(meet, clock, publish_usual):
    async with meet() as ana:
        await ana.says(NOON_TRIP)
        await ana.taps("Víspera")
        await comes(ana, clock, march(12, 20))
        (page,) = sent(await ana.taps("🔕 No más de este viaje"))
        assert page.text.startswith("No tienes avisos.")
        publish_usual()
        assert await comes(ana, clock, march(13, 12)) == []


async def test_a_forecast_that_changes_nothing_is_no_reason_to_write(meet, clock, tmp_path):
    async with meet() as ana:
        await ana.says(HARD_NOONS)
        await ana.says(NOON_TRIP)
        await ana.taps("Víspera")
        assert len(await comes(ana, clock, march(12, 12))) == 1
        assert len(await comes(ana, clock, march(12, 20))) == 1
        publish(tmp_path / "models", shape=lambda _key, _hour: 8.05)
        assert await comes(ana, clock, march(13, 12)) == []
