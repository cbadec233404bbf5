"""The file_ids of pictures sent before, by what they show: sending one again needs no drawing and no upload."""

from collections import OrderedDict
from typing import Final

from bot.db import PictureFileRepository
from bot.db.forgoing import forgoing

KEPT_FILE_IDS: Final = 2_000  # a key and a file_id take some 200 bytes


class SentPictures:
    """Remembers them in memory, and beyond a restart."""

    def __init__(self, files: PictureFileRepository, size: int = KEPT_FILE_IDS) -> None:
        self._files, self._size = files, size
        self._kept: OrderedDict[str, str] = OrderedDict()

    async def load(self) -> None:
        """Read what was sent before the last restart."""
        self._kept.update(await self._files.load_recent(self._size))

    def file_id(self, key: str) -> str | None:
        """Return the file_id of the picture `key`; None when it was never sent, or long ago."""
        if key not in self._kept:
            return None
        self._kept.move_to_end(key)
        return self._kept[key]

    async def keep(self, key: str, file_id: str) -> None:
        """Remember a picture's file_id, and forget the one that was not used for longest."""
        self._kept[key] = file_id
        self._kept.move_to_end(key)
        while len(self._kept) > self._size:
            self._kept.popitem(last=False)
        with forgoing("a picture's file"):
            await self._files.keep(key, file_id)

    async def forget(self, key: str) -> None:
        """Forget a file_id that Telegram no longer takes."""
        self._kept.pop(key, None)
        with forgoing("that a picture's file is gone"):
            await self._files.forget(key)
