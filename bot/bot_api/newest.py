"""What remembers the newest only, so that a long run needs no more memory than a short one."""

from collections import OrderedDict
from typing import TypeVar

Item = TypeVar("Item")
Key = TypeVar("Key")


class Newest(list[Item]):
    """A list that forgets its oldest items when `append` makes it longer than `keep`; None keeps all."""

    def __init__(self, keep: int | None = None) -> None:
        super().__init__()
        self._keep = keep

    def append(self, item: Item, /) -> None:
        """Add an item at the end."""
        super().append(item)
        if self._keep is not None:
            del self[: -self._keep]


class NewestByKey(OrderedDict[Key, Item]):
    """A mapping that forgets its oldest keys when it holds more than `keep`; None keeps all."""

    def __init__(self, keep: int | None = None) -> None:
        super().__init__()
        self._keep = keep

    def __setitem__(self, key: Key, item: Item, /) -> None:
        super().__setitem__(key, item)
        if self._keep is not None and len(self) > self._keep:
            self.popitem(last=False)
