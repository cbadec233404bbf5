"""A file of tickets that an administrator sends: into the ticket store, in a process of its own."""

import shutil
import tempfile
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from bot.domain import Language, Reply
from bot.failures import in_words
from bot.geography import figures_in_force
from bot.presentation.caption import Line, caption
from bot.services.admin.operations import Page, Tell
from bot.services.admin.syncing import LONGEST_MESSAGE, TRAIN
from bot.settings import Settings
from bot.steps.processes import run_step
from bot.texts import number, say

PREFIX: Final = "upload-"


def folder_for_upload(settings: Settings) -> Path:
    """Make a folder for a file that is uploaded; `ingest` deletes it."""
    return Path(tempfile.mkdtemp(prefix=PREFIX, dir=settings.data_dir))


def sweep_uploads(settings: Settings) -> None:
    """Delete what a killed bot left of uploads; for the one bot that runs on this data, before it takes any."""
    for folder in settings.data_dir.glob(f"{PREFIX}*"):
        shutil.rmtree(folder, ignore_errors=True)


async def ingest(settings: Settings, file: Path, now: datetime, tell: Tell) -> Page:
    """Ingest a file, and delete it with its folder; raises what `run_step` does."""
    job = {
        "step": "ingest",
        "file": str(file),
        "tickets": str(settings.tickets_dir),
        "figures": str(figures_in_force(settings.resources_dir)),
        "now": now.isoformat(),
        "replacing": [],
    }
    try:
        return partial(ingested_page, file.name, await run_step(job, tell))
    finally:
        shutil.rmtree(file.parent, ignore_errors=True)


def ingested_page(name: str, result: dict[str, Any], language: Language) -> Reply:
    """Return what a file came to, what of it was read before, and what was odd about it."""
    counts = {key: number(language, result[key]) for key in ("read", "kept")}
    known, remarks = result["known"], result["remarks"]
    lines = []
    if result["read"] or not (known or remarks):
        lines.append(say(language, "admin.ingested", name=name, **counts))
    elif known:
        lines.append(say(language, "admin.nothing_new", name=name))
    if known:
        lines.append(say(language, "admin.read_before", names=", ".join(known)))
    lines += [in_words(remark, language) for remark in remarks]
    if result["kept"]:
        lines.append(say(language, "sync.new_tickets", train=TRAIN))
    return Reply(caption([Line(line) for line in lines], LONGEST_MESSAGE))
