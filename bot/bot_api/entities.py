"""Telegram's HTML → plain text and entities, with Telegram's refusals.

Rules: https://core.telegram.org/bots/api#html-style and `parse_html` of tdlib. Offsets and lengths
count UTF-16 units, as Telegram does; a refusal names the byte (UTF-8) where it happened.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import unescape
from typing import Final

from bot.bot_api.errors import bad_request

ENTITY_TYPES: Final[Mapping[str, str]] = {
    "a": "text_link",
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "tg-emoji": "custom_emoji",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}

_TOKEN = re.compile(
    r"<(?P<end>/?)(?P<name>[^\s>/]*)(?P<attributes>[^>]*)(?P<close>>?)"
    r"|(?P<reference>&(?:lt|gt|amp|quot|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});?)"
)
_HREF = re.compile(r"""href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""")
_SPOILER = re.compile(r"""class\s*=\s*["']?tg-spoiler["']?""")


@dataclass(frozen=True, slots=True)
class Entity:
    """A stretch of text with a meaning; `offset` and `length` in UTF-16 units."""

    type: str
    offset: int
    length: int
    url: str | None = None

    def to_json(self) -> dict[str, object]:
        """Return Telegram's MessageEntity."""
        link = {} if self.url is None else {"url": self.url}
        return {"type": self.type, "offset": self.offset, "length": self.length, **link}


@dataclass(frozen=True, slots=True)
class FormattedText:
    """Plain text and its entities, in order of their starts."""

    text: str
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True, slots=True)
class _Opened:
    name: str
    type: str
    offset: int
    url: str | None


def utf16_length(text: str) -> int:
    """Return how many UTF-16 units a text takes: how Telegram counts its limits."""
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2


def parse_html(source: str) -> FormattedText:
    """Return what Telegram shows of a message's HTML, without the blanks around it.

    Raises:
        BotApiError: 400 "can't parse entities: …".

    """
    reader = _Reader(source)
    for token in _TOKEN.finditer(source):
        reader.take(token)
    return reader.finish()


def plain(source: str) -> FormattedText:
    """Return a text without a parse mode, as Telegram keeps it."""
    return FormattedText(source.strip())


class _Reader:
    """Walks the source once, keeping the tags that are open."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._read = 0
        self._text = ""
        self._open: list[_Opened] = []
        self._entities: list[Entity] = []

    def take(self, token: re.Match[str]) -> None:
        """Take the text before the token, then the token."""
        self._text += self._source[self._read : token.start()]
        self._read = token.end()
        if token["reference"]:
            self._text += unescape(token["reference"].removesuffix(";") + ";")
        elif not token["close"]:
            raise self._refusal(token, "Unclosed {} tag at byte offset {}")
        elif token["end"]:
            self._end(token)
        else:
            self._start(token)

    def finish(self) -> FormattedText:
        """Return the whole, once every tag is closed."""
        self._text += self._source[self._read :]
        if self._open:
            raise bad_request(
                f"can't parse entities: Can't find end tag corresponding to start tag \"{self._open[-1].name}\""
            )
        return _stripped(
            FormattedText(self._text, tuple(sorted(self._entities, key=lambda e: (e.offset, -e.length))))
        )

    def _start(self, token: re.Match[str]) -> None:
        name = token["name"].lower()
        if name not in ENTITY_TYPES:
            raise bad_request(
                f'can\'t parse entities: Unsupported start tag "{name}" at byte offset {self._byte(token)}'
            )
        if name == "span" and not _SPOILER.search(token["attributes"]):
            raise bad_request(
                f'can\'t parse entities: Tag "span" must have class "tg-spoiler" at byte offset {self._byte(token)}'
            )
        href = _HREF.search(token["attributes"]) if name == "a" else None
        url = unescape(next(group for group in href.groups() if group is not None)) if href else None
        expandable = name == "blockquote" and "expandable" in token["attributes"]
        kind = "expandable_blockquote" if expandable else ENTITY_TYPES[name]
        self._open.append(_Opened(name, kind, utf16_length(self._text), url))

    def _end(self, token: re.Match[str]) -> None:
        name = token["name"].lower()
        if not self._open:
            raise bad_request(f"can't parse entities: Unexpected end tag at byte offset {self._byte(token)}")
        opened = self._open.pop()
        if name not in ("", opened.name):
            raise bad_request(
                f"can't parse entities: Unmatched end tag at byte offset {self._byte(token)}, "
                f'expected "</{opened.name}>", found "</{name}>"'
            )
        length = utf16_length(self._text) - opened.offset
        if length and not (opened.type == "text_link" and opened.url is None):
            self._entities.append(Entity(opened.type, opened.offset, length, opened.url))

    def _refusal(self, token: re.Match[str], sentence: str) -> Exception:
        kind = "end" if token["end"] else "start"
        return bad_request("can't parse entities: " + sentence.format(kind, self._byte(token)))

    def _byte(self, token: re.Match[str]) -> int:
        return len(self._source[: token.start()].encode())


def _stripped(formatted: FormattedText) -> FormattedText:
    start = utf16_length(formatted.text) - utf16_length(formatted.text.lstrip())
    text = formatted.text.strip()
    end = start + utf16_length(text)
    kept = []
    for entity in formatted.entities:
        first, last = max(entity.offset, start), min(entity.offset + entity.length, end)
        if first < last:
            kept.append(replace(entity, offset=first - start, length=last - first))
    return FormattedText(text, tuple(kept))
