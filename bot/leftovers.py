"""Updates that a stop left unfinished, kept beside the database until the next start.

Telegram has been told that they were taken, and would not send them again.
"""

import json
import logging
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from telegram import Bot, Update

OWNER_ONLY: Final = 0o600  # they are what people wrote

log = logging.getLogger(__name__)


def keep(file: Path, updates: Iterable[Update]) -> None:
    """Write updates down, whole or not at all."""
    unfinished = file.with_suffix(".new")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY), "w") as writing:
        json.dump([update.to_dict() for update in updates], writing)
        writing.flush()
        os.fsync(writing.fileno())
    unfinished.replace(file)


def take(file: Path, bot: Bot) -> list[Update]:
    """Return the updates that were kept, once; what cannot be read is dropped and written down."""
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        updates = [Update.de_json(one, bot) for one in kept]
    except FileNotFoundError:
        return []
    except Exception:
        log.exception("the updates of the last stop cannot be read")
        updates = []
    file.unlink()
    return updates
