"""The first forecast: trained before anything is answered, in a process that ends with this one.

A terminal shows a bar. Elsewhere the log has a line at the begin, at each quarter and at the end.
"""

import asyncio
import logging
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html import unescape
from typing import Any, Final

from bot.errors import FirstTrainingError, StepCrashedError, StepError
from bot.failures import in_words
from bot.progress import Tell, progress_bar
from bot.services.admin.retraining import refusal_words
from bot.settings import Settings
from bot.steps.processes import run_step
from forecasting.manifest import Manifest
from forecasting.publishing import ModelFolder

QUARTERS: Final = 4

log = logging.getLogger(__name__)


def ensure_model(settings: Settings) -> None:
    """Return as soon as a forecast is published: by a training of our own, or by another that is under way.

    Raises:
        FirstTrainingError: our own failed, or the gate refused it.
    """
    folder = ModelFolder(settings.models_dir)
    while not folder.is_published():
        if folder.is_training():
            _other_training(folder)
        else:
            asyncio.run(_our_training(settings))


def _other_training(folder: ModelFolder) -> None:
    log.info("another training is under way in %s: waiting for it to end", folder.path)
    with _shown("Another training"):
        folder.wait_for_training()


async def _our_training(settings: Settings) -> None:
    job = {
        "step": "train",
        "data_dir": str(settings.data_dir),
        "workers": os.cpu_count() or 1,
        "whole_paths": True,
    }
    log.info("there is no forecast yet: training the first one")
    try:
        with _shown("Training") as tell:
            result = await run_step(job, lambda _, share: tell(share))
    except StepError as error:
        if "TrainingUnderWayError" in error.kinds:  # it began just before ours
            return
        raise FirstTrainingError(unescape(in_words(error))) from error
    except StepCrashedError as error:
        raise FirstTrainingError(unescape(in_words(error))) from error
    _report(result)


def _report(result: Mapping[str, Any]) -> None:
    if not result["promoted"]:
        raise FirstTrainingError(" ".join(unescape(refusal_words(one, "en")) for one in result["refusals"]))
    manifest = Manifest.from_json(result["manifest"])
    data = "demonstration data" if manifest.demo else "tickets"
    log.info("published %s, trained on %s until %s", manifest.version, data, manifest.trained_until)


@contextmanager
def _shown(label: str) -> Iterator[Tell]:
    if sys.stderr.isatty():
        with progress_bar(label) as tell:
            yield tell
    else:
        yield _quarters(label)


def _quarters(label: str) -> Tell:
    """Return what logs each quarter, once."""
    told = 0

    def tell(share: float) -> None:
        nonlocal told
        done = int(share * QUARTERS)
        if done > told:
            told = done
            log.info("%s: %d %%", label, 100 * done // QUARTERS)

    return tell
