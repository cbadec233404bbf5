"""The first forecast: trained before anything is answered, in a process that ends with this one.

A terminal shows a bar. Elsewhere a command has a line at the begin, and the log of who serves one at each quarter
and at the end, too.
"""

import asyncio
import logging
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from html import unescape
from typing import Any, Final

import click

from bot.errors import FirstTrainingError, StepCrashedError, StepError
from bot.failures import in_words
from bot.progress import Tell, progress_bar
from bot.services.admin.retraining import refusal_words
from bot.settings import Settings
from bot.steps.processes import run_step
from forecasting.manifest import Manifest
from forecasting.publishing import ModelFolder

QUARTERS: Final = 4

Show = Callable[[str, str], AbstractContextManager[Tell]]
"""Shows a training, given a sentence that tells that it begins, and a label for its progress."""

log = logging.getLogger(__name__)


@contextmanager
def on_standard_error(begin: str, label: str) -> Iterator[Tell]:
    """Show a command's training: as a bar, or where there is no terminal as the sentence that it begins with."""
    if sys.stderr.isatty():
        with progress_bar(label) as tell:
            yield tell
    else:
        click.echo(f"{begin[:1].upper()}{begin[1:]}.", err=True)
        yield lambda _: None


@contextmanager
def in_the_log(begin: str, label: str) -> Iterator[Tell]:
    """Show the training of who writes a log: the sentence, and then a bar, or where there is no terminal each quarter."""
    log.info(begin)
    if sys.stderr.isatty():
        with progress_bar(label) as tell:
            yield tell
    else:
        yield _quarters(label)


def ensure_model(settings: Settings, show: Show = on_standard_error) -> None:
    """Return as soon as a forecast is published: by a training of our own, or by another that is under way.

    `show`: how the one or the other is shown.

    Raises:
        FirstTrainingError: our own failed, or the gate refused it.
    """
    folder = ModelFolder(settings.models_dir)
    while not folder.is_published():
        if folder.is_training():
            _other_training(folder, show)
        else:
            asyncio.run(_our_training(settings, show))


def _other_training(folder: ModelFolder, show: Show) -> None:
    with show(f"another training is under way in {folder.path}: waiting for it to end", "Another training"):
        folder.wait_for_training()


async def _our_training(settings: Settings, show: Show) -> None:
    job = {
        "step": "train",
        "data_dir": str(settings.data_dir),
        "workers": os.cpu_count() or 1,
        "whole_paths": True,
    }
    try:
        with show("there is no forecast yet: training the first one", "Training") as tell:
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
