"""Who reported, without saying who: an opaque id, only for capping what one person may say.

The id is a keyed hash (HMAC-SHA-256) of the chat and the quarter of the year. The key is drawn once an
installation and kept in a file of its own, so that the database alone tells nobody's id; with each
quarter everybody's id changes, so that nobody can be followed for longer.
"""

import hmac
import os
import secrets
from datetime import datetime
from pathlib import Path
from typing import Final

KEY_BYTES: Final = 32
ID_DIGITS: Final = 16  # hexadecimal: among millions of ids, two meet once in a few million times
_MONTHS_A_QUARTER: Final = 3


class Reporters:
    """Makes the ids with an installation's key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def id_of(self, chat_id: int, at: datetime) -> str:
        """Return the id of a chat in the quarter that holds `at` (aware, UTC's calendar)."""
        quarter = (at.month - 1) // _MONTHS_A_QUARTER
        words = f"{chat_id}/{at.year}/{quarter}".encode()
        return hmac.digest(self._key, words, "sha256").hex()[:ID_DIGITS]


def load_reporters(file: Path) -> Reporters:
    """Read the installation's key; draw it where there is none, readable by its owner only."""
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return Reporters(file.read_bytes())
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(secrets.token_bytes(KEY_BYTES))
    return Reporters(file.read_bytes())
