"""What may never be written: a token, a password, where somebody is, and what people write.

Coordinates are found by their form, so figures that look like them go too: nobody needs the third
decimal of the rest.
"""

import logging
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final

FIGURE: Final = "<figure>"
HIDDEN: Final = "<secret>"

_DECIMAL: Final = r"[-+−]?\d{1,3}\.\d+"
_PATTERNS: Final = (
    # A bot's token, also inside an address, where its colon may be escaped.
    (re.compile(r"\d+(?::|%3A)[\w-]{30,}", re.IGNORECASE), "<token>"),
    (re.compile(r"(access_token=)[^&\s]+"), r"\1<token>"),  # Mapbox
    (re.compile(r"(secret[-_]token[\"']?\s*[:=]\s*b?[\"']?)[^\s\"',;&})]+", re.IGNORECASE), r"\1<secret>"),
    (re.compile(r"(://)[^/\s@]+(?=@)"), r"\1<secret>"),  # a password in an address; Sentry's key
    # "latitude": 40.4 · lon=-3,69 · place_lat: 40: labelled, so however few the decimals.
    (
        re.compile(
            r"((?:\b|_)(?:lat(?:itude?)?|lon(?:g(?:itude?)?)?|lng)[\"']?\s*(?:[:=]|%3[AD])\s*[\"']?)"
            r"[-+−]?\d+(?:[.,]\d+)?",
            re.IGNORECASE,
        ),
        rf"\1{FIGURE}",
    ),
    # 40°26′16.1″N · 40.44° N
    (re.compile(r"\d{1,3}\s*[°º]\s*\d{1,2}(?:\.\d+)?\s*['′’][^,;\n]{0,12}?[NSEWO]\b"), FIGURE),
    (re.compile(r"[-+−]?\d{1,3}\.\d+\s*[°º](?:\s*[NSEWO]\b)?"), FIGURE),
    # 40.44, -3.7 · POINT (-3.7 40.44) · 40.44%2C-3.7: two together, however few the decimals.
    (re.compile(rf"{_DECIMAL}(?:\s*[,;/|]\s*|\s+|%2C){_DECIMAL}", re.IGNORECASE), f"{FIGURE},{FIGURE}"),
    # 40.43783 alone, not a part of 10.100.200.1; 40,43783, not 177,000.
    (re.compile(r"(?<![\d.])[-+−]?\d+\.\d{3,}(?!\.?\d)"), FIGURE),
    (re.compile(r"(?<![\d.,])[-+−]?\d{1,3},\d{4,}"), FIGURE),
    # What could not be encoded, quoted whole where an error is written as `repr` has it.
    (re.compile(r"(Unicode(?:En|De)codeError\('[\w-]+', ).*?(?=, \d+, \d+, ['\"])", re.DOTALL), r"\1<text>"),
)

PATIENCE: Final = "Rate limit hit. Retrying after %f seconds"
"""How python-telegram-bot says how long Telegram lets it wait: with six decimals, as a coordinate has."""

_TRACEBACKS: Final = logging.Formatter()


def redacted(text: str, secrets: Iterable[str] = ()) -> str:
    """Return the text without tokens, coordinates and the given secrets."""
    for secret in filter(None, secrets):
        text = text.replace(secret, HIDDEN)
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return text


class Redaction(logging.Filter):
    """Takes out of a record what may not be written: its message, its traceback (causes too) and its stack.

    It belongs on a handler: filters of a logger do not see what its children log. The record is left with
    its message whole and its traceback as text, so that any formatter writes them as they are here.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        self._secrets = tuple(secrets)

    def filter(self, record: logging.LogRecord) -> bool:
        """Return True: every record is written, redacted."""
        record.msg, record.args = self._clean(message_of(record)), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = _TRACEBACKS.formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = self._clean(record.exc_text)
        if record.stack_info:
            record.stack_info = self._clean(record.stack_info)
        return True

    def _clean(self, text: str) -> str:
        return redacted(text, self._secrets)


def message_of(record: logging.LogRecord) -> str:
    """Return the message; of a call whose arguments do not fit, both as they are."""
    words = str(record.msg)  # anything may be logged
    instead = QUOTING.get(words)
    if instead is not None:
        quoted = record.args if isinstance(record.args, tuple) else (record.args,)  # one dict is no tuple
        return words % tuple(map(instead, quoted))
    try:
        if words == PATIENCE:
            return PATIENCE.replace("%f", "%.1f") % record.args
        return record.getMessage()
    except Exception:  # noqa: BLE001 -- any argument's own __str__ may fail, and a log must not
        return f"{record.msg} {record.args!r}"


def _length(body: object) -> str:
    return f"{len(body)} characters" if isinstance(body, str) else type(body).__name__


def _update_id(update: object) -> object:
    return getattr(update, "update_id", type(update).__name__)


def _update_ids(updates: object) -> object:
    """Return the numbers of updates as Telegram sent them: enough for `sermadrid skip`."""
    if not isinstance(updates, list):
        return type(updates).__name__
    return [one.get("update_id") if isinstance(one, dict) else None for one in updates]


QUOTING: Final[Mapping[object, Callable[[object], object]]] = {
    "Error while parsing updates! Received data was %r": _update_ids,
    'Can not load invalid JSON data: "%s"': _length,
    "Error while building CallbackContext for update %s. Update will not be processed.": _update_id,
}
"""How python-telegram-bot quotes what people wrote and who they are, from INFO on, and what is written instead.

Below, it quotes every call and update: `bot.logs.setup` keeps those lines out.
"""
