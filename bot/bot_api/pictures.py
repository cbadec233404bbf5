"""Photos as the Bot API takes and keeps them."""

import hashlib
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from PIL import Image, UnidentifiedImageError

from bot.bot_api.errors import bad_request

MAX_PHOTO_BYTES: Final = 10 * 1024 * 1024  # https://core.telegram.org/bots/api#sendphoto
MAX_PHOTO_SIDES: Final = 10_000  # width and height together, in pixels
MAX_PHOTO_RATIO: Final = 20  # the longer side over the shorter


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo that was uploaded: the same bytes have the same `file_id`; `kind` is "png", "jpeg" or the like."""

    file_id: str
    data: bytes
    width: int
    height: int
    kind: str

    @property
    def file_path(self) -> str:
        """Where getFile says it is."""
        return f"photos/{self.file_id}.{self.kind}"

    def to_file(self) -> dict[str, Any]:
        """Return Telegram's File, without its path."""
        size = len(self.data)
        return {"file_id": self.file_id, "file_unique_id": self.file_id[-16:], "file_size": size}

    def to_message(self) -> dict[str, Any]:
        """Return the fields that it gives a Message: the sizes, smallest first; here there is one."""
        return {"photo": [{**self.to_file(), "width": self.width, "height": self.height}]}


def read_photo(data: bytes) -> Photo:
    """Return an upload as a photo.

    Raises:
        BotApiError: 400 PHOTO_INVALID for what is no image, PHOTO_INVALID_DIMENSIONS, or "file is too big".

    """
    if len(data) > MAX_PHOTO_BYTES:
        raise bad_request("file is too big")
    try:
        with Image.open(BytesIO(data)) as image:
            image.load()
            width, height, kind = image.width, image.height, (image.format or "").lower()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise bad_request("PHOTO_INVALID") from None
    if width + height > MAX_PHOTO_SIDES or max(width, height) > MAX_PHOTO_RATIO * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return Photo(f"AgAC{hashlib.sha256(data).hexdigest()}", data, width, height, kind)
