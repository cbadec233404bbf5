"""Lines that fit under a picture: where there is no room for all, the least needed go."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from typing import Final

LONGEST_CAPTION: Final = 1024  # UTF-16 units after parsing; https://core.telegram.org/bots/api#sendphoto

VITAL, NEEDED, WANTED, NICE = 0, 1, 2, 3
"""How much an answer needs a line: without a needed one it would mislead, and without a vital one deceive."""

_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of Telegram HTML (itself well formed), and how much it is needed."""

    text: str
    need: int = NEEDED


BLANK: Final = Line("")


def caption(lines: Iterable[Line], limit: int = LONGEST_CAPTION) -> str:
    """Return the lines as one text of at most `limit` UTF-16 units as shown.

    Lines are dropped whole, the last of the least needed first; blank ones never begin, end or repeat.
    """
    kept = list(lines)
    while True:
        text = "\n".join(line.text for line in _without_gaps(kept))
        if shown_length(text) <= limit or len(kept) == 1:
            return text
        least = max(line.need for line in kept)
        last = max(n for n, line in enumerate(kept) if line.need == least)
        del kept[last]


def shown_length(text: str) -> int:
    """Return how many UTF-16 units Telegram counts of a text in HTML."""
    return len(unescape(_TAG.sub("", text)).encode("utf-16-le")) // 2


def _without_gaps(lines: Iterable[Line]) -> list[Line]:
    kept: list[Line] = []
    for line in lines:
        if line.text or (kept and kept[-1].text):
            kept.append(line)
    while kept and not kept[-1].text:
        kept.pop()
    return kept
