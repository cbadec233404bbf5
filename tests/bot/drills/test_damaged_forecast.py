"""A damaged forecast: at the start an older one serves, later the one that serves goes on; both are told."""

import os
import shutil
from datetime import UTC

import pytest

from bot.bootstrap import open_services
from bot.first_training import ensure_model
from bot.jobs import tick
from bot.settings import Settings
from tests.bot.dialogues.driver import talking
from tests.bot.drills.somebody import OPEN_DAY
from tests.bot.published import publish

GOYA, PONZANO = "Goya 40 mañana a las 11", "Ponzano 20 mañana a las 12"


@pytest.fixture
def clock(now):
    """Stands still on a Wednesday of the forecast."""
    return lambda: now.astimezone(UTC)


def damage(folder, version, name="table.npy"):
    """Let a file of a version break off."""
    file = folder / "models" / version / name
    file.write_bytes(file.read_bytes()[:1_000])


async def test_a_bot_starts_on_the_forecast_before_a_damaged_one_and_says_so(start, folder, ana):
    damage(folder, publish(folder / "models", demo=False))
    async with start("forecast") as bot:
        assert (await bot.reasons())["forecast"].startswith("an older one serves: table.npy of model")
        answer = await ana.says(f"Goya 40 {OPEN_DAY} a las 11")
        assert "Datos de demostración" in answer.text  # the older one's


async def test_a_damaged_pointer_is_told_and_the_newest_whole_forecast_serves(folder, clock):
    (folder / "models" / "current").write_bytes(b"\x00\xff")
    settings = Settings(data_dir=folder)
    ensure_model(settings)  # trains nothing over it
    async with open_services(settings, clock) as services, talking(services) as ana:
        await ana.says(GOYA)
        assert "Datos de demostración" in ana.shown[0].text
        assert "pointer" in services.forecasts.damage


async def test_a_serving_forecast_whose_files_are_cut_short_goes_on(folder, clock):
    async with open_services(Settings(data_dir=folder), clock) as services, talking(services) as ana:
        await ana.says(GOYA)
        for name in ("table.npy", "profile.npy", "manifest.json"):
            os.truncate(folder / "models" / services.forecasts.manifest.version / name, 100)
        await tick(ana.application)
        await ana.says(PONZANO)
        await ana.says("Goya 40 el 12 de abril a las 12")
        assert all("Datos de demostración" in one.text for one in ana.shown)


@pytest.mark.parametrize("lost", ["the new one", "the one that serves"])
async def test_what_is_damaged_while_it_runs_changes_no_answer(folder, clock, lost):
    async with open_services(Settings(data_dir=folder), clock) as services, talking(services) as ana:
        await ana.says(GOYA)
        serving = services.forecasts.manifest.version
        if lost == "the new one":
            damage(folder, publish(folder / "models", demo=False))
        else:
            shutil.rmtree(folder / "models" / serving)
        await tick(ana.application)
        assert services.forecasts.manifest.version == serving
        assert (services.forecasts.damage is None) == (lost == "the one that serves")
        await ana.says(PONZANO)
        assert "Datos de demostración" in ana.shown[-1].text
        publish(folder / "models", demo=False)
        await tick(ana.application)
        await ana.says("Atocha 30 mañana a las 12")
        assert services.forecasts.damage is None
        assert "Datos de demostración" not in ana.shown[-1].text
