"""A training: in a process of its own, and what it came to beside the forecast that serves."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from bot.domain import Language, Reply
from bot.observing import Observer
from bot.services.admin.operations import NotDone, Page, Tell
from bot.settings import Settings
from bot.steps.processes import run_step
from bot.texts import day, number, say
from forecasting.manifest import Manifest

DIGITS = 3
WHOLE = ("untried", "lost_series")
"""Faults whose figures are counts."""


async def retrain(settings: Settings, refresh: Callable[[], bool], observer: Observer, tell: Tell) -> Page:
    """Train, serve the new forecast at once if it was published, and return what came of it.

    Raises what `run_step` does.
    """
    loop = asyncio.get_running_loop()
    begun = loop.time()
    try:
        result = await run_step({"step": "train", "data_dir": str(settings.data_dir)}, tell)
    except Exception:
        observer.trained("failed", loop.time() - begun)
        raise
    observer.trained("published" if result["promoted"] else "refused", loop.time() - begun)
    await asyncio.to_thread(refresh)
    page = partial(trained_page, result)
    return page if result["promoted"] else NotDone(page, "refused")


def trained_page(result: Mapping[str, Any], language: Language) -> Reply:
    """Return what a training came to: `manifest`, `promoted` and `refusals` as the worker has them."""
    manifest = Manifest.from_json(result["manifest"])
    kind = say(language, "admin.data_demo" if manifest.demo else "admin.data_tickets")
    lines = [
        say(
            language,
            "admin.trained" if result["promoted"] else "admin.refused",
            version=manifest.version,
            kind=kind,
            until=day(language, manifest.trained_until),
        ),
        *_scores(manifest.scores, language),
        *(f"· {refusal_words(one, language)}" for one in result["refusals"]),
    ]
    return Reply("\n".join(lines))


def _scores(scores: Mapping[str, Mapping[str, float]], language: Language) -> list[str]:
    ours, naive, current = (scores.get(name, {}) for name in ("ladder", "seasonal-naive", "current"))
    lines = []
    if "wape" in ours and "wape" in naive:
        lines.append(_against("admin.against_naive", ours["wape"], naive["wape"], language))
    if "new_wape" in current and "wape" in current:
        lines.append(_against("admin.against_current", current["new_wape"], current["wape"], language))
    return lines


def _against(key: str, ours: float, theirs: float, language: Language) -> str:
    figures = {"ours": number(language, ours, DIGITS), "theirs": number(language, theirs, DIGITS)}
    return say(language, key, **figures)


def refusal_words(refusal: Sequence[Any], language: Language) -> str:
    """Return why the gate refused, of its fault and two figures: dates, whole numbers of days or series, else errors."""
    fault, ours, theirs = refusal
    if fault == "older_data":
        dates = (day(language, date.fromordinal(int(value))) for value in (ours, theirs))
        return say(language, f"admin.fault_{fault}", **dict(zip(("ours", "theirs"), dates, strict=True)))
    digits = 0 if fault in WHOLE else DIGITS
    return say(
        language,
        f"admin.fault_{fault}",
        ours=number(language, ours, digits),
        theirs=number(language, theirs, digits),
    )
