"""How good the forecasts would have been: compared in a process of its own, shown as a picture."""

import tempfile
from collections.abc import Mapping
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from bot.domain import Language, Picture, Reply
from bot.services.admin.operations import Page, Tell
from bot.settings import Settings
from bot.steps.processes import run_step
from bot.texts import number, say

DIGITS = 3


async def backtest(settings: Settings, tell: Tell) -> Page:
    """Compare, and return the picture; raises what `run_step` does."""
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "backtest.png"
        job = {"step": "backtest", "data_dir": str(settings.data_dir), "picture": str(picture)}
        result = await run_step(job, tell)
        return partial(backtest_page, result, picture.read_bytes())


def backtest_page(result: Mapping[str, Any], png: bytes, language: Language) -> Reply:
    """Return the errors of the model and of the simplest ones, with the picture."""
    lines = [say(language, "admin.backtest"), *([say(language, "stats.demo")] if result["demo"] else [])]
    lines += [
        say(language, "admin.backtest_line", name=name, wape=number(language, wape, DIGITS))
        for name, wape in sorted(result["wape"].items(), key=lambda item: float(item[1]))
    ]

    async def drawn() -> bytes:
        return png

    return Reply("\n".join(lines), Picture(f"backtest/{sha256(png).hexdigest()}", drawn))
