"""What every handler is given beside the update."""

from collections import OrderedDict
from typing import TYPE_CHECKING, Any, ClassVar, Final

from telegram.ext import CallbackContext, ExtBot

if TYPE_CHECKING:
    from bot.bootstrap import Services

KEPT_FILE_IDS: Final = 2_000  # a key and a file_id take some 200 bytes


class FileIds:
    """The file_ids of pictures sent before, by what they show: sending one again needs no upload."""

    def __init__(self, size: int = KEPT_FILE_IDS) -> None:
        self._size = size
        self._kept: OrderedDict[str, str] = OrderedDict()

    def get(self, key: str | None) -> str | None:
        """Return the file_id of the picture `key`; None when it was never sent, or long ago."""
        if key is None or key not in self._kept:
            return None
        self._kept.move_to_end(key)
        return self._kept[key]

    def keep(self, key: str | None, file_id: str) -> None:
        """Remember a picture's file_id, and forget the one that was not used for longest."""
        if key is None:
            return
        self._kept[key] = file_id
        self._kept.move_to_end(key)
        while len(self._kept) > self._size:
            self._kept.popitem(last=False)

    def forget(self, key: str | None) -> None:
        """Forget a file_id that Telegram no longer takes."""
        if key is not None:
            self._kept.pop(key, None)


class Context(CallbackContext[ExtBot[int], dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """A handler's context; `build_application` binds the two attributes in a subclass."""

    services: ClassVar["Services"]
    file_ids: ClassVar[FileIds]
