"""What is shown: words, a picture, buttons."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a reply.

    `data` comes back when tapped, `url` opens a page, `share` starts an inline question in a chat of
    the person's choice, `copy` is put on the clipboard: one of them.
    """

    text: str
    data: str | None = None
    url: str | None = None
    share: str | None = None
    copy: str | None = None


Buttons = tuple[tuple[Button, ...], ...]
"""Rows of buttons."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file that is sent."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class ReplyKeyboard:
    """The keys under the typing field: one that shares where the person is, then texts to send."""

    share_location: str
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG that is drawn when somebody needs it.

    The same `key` is the same picture: a file that was sent before is sent again without drawing it.
    """

    key: str
    draw: Callable[[], Awaitable[bytes]] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """What is sent: Telegram HTML of at most 1,024 UTF-16 units beside a picture, 4,096 without."""

    text: str
    picture: Picture | None = None
    buttons: Buttons = ()
    document: Document | None = None
    keyboard: ReplyKeyboard | None = None


@dataclass(frozen=True, slots=True)
class Menu:
    """Other buttons under a message that stays as it is."""

    buttons: Buttons


@dataclass(frozen=True, slots=True)
class Toast:
    """A few words over the chat (at most 200 UTF-16 units, no HTML), and what is shown `then`; an `alert` waits for "OK"."""

    text: str
    alert: bool = False
    then: Reply | Menu | None = None


Shown = Reply | Menu | Toast
"""What a tap may bring."""
