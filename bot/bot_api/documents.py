"""Documents as the Bot API takes and keeps them: any file, with its name."""

import hashlib
from dataclasses import dataclass
from mimetypes import guess_type
from pathlib import PurePath
from typing import Any, Final

from bot.bot_api.errors import BotApiError, bad_request

MAX_SENT_BYTES: Final = 50 * 1024 * 1024  # https://core.telegram.org/bots/api#senddocument
MAX_FETCHED_BYTES: Final = 20 * 1024 * 1024  # https://core.telegram.org/bots/api#getfile
ANY_KIND: Final = "application/octet-stream"
UNNAMED: Final = "file"


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was uploaded: the same bytes under the same name have the same `file_id`."""

    file_id: str
    data: bytes
    name: str
    mime_type: str

    @property
    def file_path(self) -> str:
        """Where getFile says it is."""
        return f"documents/{self.file_id}{PurePath(self.name).suffix}"

    def to_file(self) -> dict[str, Any]:
        """Return Telegram's File, without its path."""
        size = len(self.data)
        return {"file_id": self.file_id, "file_unique_id": self.file_id[-16:], "file_size": size}

    def to_message(self) -> dict[str, Any]:
        """Return the fields that it gives a Message."""
        return {"document": {**self.to_file(), "file_name": self.name, "mime_type": self.mime_type}}


def read_document(data: bytes, name: str) -> Document:
    """Return an upload as a document; its name without folders.

    Raises:
        BotApiError: 400 for an empty file, 413 for one beyond 50 MB.

    """
    if not data:
        raise bad_request("file must be non-empty")
    if len(data) > MAX_SENT_BYTES:
        raise BotApiError(413, "Request Entity Too Large")
    known_as = PurePath(name).name
    if not known_as.strip("."):
        known_as = UNNAMED
    digest = hashlib.sha256(known_as.encode() + b"\0" + data).hexdigest()
    return Document(f"BQAC{digest}", data, known_as, guess_type(known_as)[0] or ANY_KIND)
