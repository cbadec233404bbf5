"""A message cut into words, numbers and signs, each folded and with its place in the text."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

CENTURY = 2000  # "25/3/26" is a day of 2026
LONGEST_NUMBER = 9  # digits; longer runs are no hour, house number, year or duration
SHORT_YEAR = 2  # digits
CLOCK_DIGITS = (3, 4)  # "930h", "1730h"

MADRID_POSTCODES = "28"  # how those of the province begin: alone they name a place
POSTCODE_DIGITS = 5

_TOKEN = re.compile(
    r"""
      (?P<instant>\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(?::\d\d(?:[.,]\d{1,6})?)?(?:[Zz]\b|[+-]\d\d:?\d\d(?!\d)))
    | (?P<iso>\d{4}-\d{1,2}-\d{1,2}(?!\d))
    | (?P<date>\d{1,2}(?P<sep>[/.-])\d{1,2}(?P=sep)(?:\d{4}|\d{2})(?![\d:]))
    | (?P<digital>\d{1,2}:\d{2}(?::\d{2})?(?!\d))
    | (?P<slashed>\d{1,2}/\d{1,2}(?![\d/]))
    | (?P<pair>\d{1,2}[-–]\d{1,2}(?![\d:.,/-]))
    | (?P<dotted>\d{1,2}[.'´’]\d{2}(?![\d.,]))
    | (?P<decimal>\d+[.,]\d+)
    | (?P<number>\d+)
    | (?P<half>[aApP]\.\s?[mM]\b\.?)
    | (?P<word>[^\W\d_]+(?:['’´`][^\W\d_]+)*)
    | (?P<sign>[^\w\s]|[_\n])
    """,
    re.VERBOSE,
)

# "O'Donnell" is one word, and so are "o'clock" and "how's".
_APOSTROPHE = re.compile("['’´`]")

Meanings = dict[str, Any]


@dataclass(slots=True)
class Token:
    """One word, number or sign: `folded` is without case and accents; [start, end) is its place in the text.

    `classes` are the meanings that its shape alone gives ("17:30" is a DIGITAL (17, 30)).
    """

    folded: str
    start: int
    end: int
    is_sign: bool = False
    classes: Meanings = field(default_factory=dict)


@lru_cache(maxsize=1024)
def fold(text: str) -> str:
    """Return the text in lower case and without accents ("Mañana" becomes "manana")."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def tokenise(text: str) -> list[Token]:
    """Return the tokens of an NFC text, in order; blanks and accents without a letter are dropped."""
    tokens = []
    for found in _TOKEN.finditer(text):
        if unicodedata.combining(found[0][0]):
            continue
        kind = next(name for name in _KINDS if found[name] is not None)
        folded = fold(found[0])
        if kind == "half":
            folded = folded[0] + "m"
        elif kind == "word":
            folded = _APOSTROPHE.sub("", folded)
        classes = _SHAPES[kind](folded) if kind in _SHAPES else {}
        tokens.append(Token(folded, found.start(), found.end(), kind == "sign", classes))
    return tokens


def _integers(text: str) -> list[int]:
    return [int(piece) for piece in re.findall(r"\d+", text)]


def _instant(text: str) -> Meanings:
    try:
        return {"INSTANT": datetime.fromisoformat(text.upper()).astimezone(UTC)}
    except (ValueError, OverflowError):  # no such day or hour, or one beyond what a calendar holds
        return {}


def _iso(text: str) -> Meanings:
    year, month, day = _integers(text)
    return {"DATE": (day, month, year), "ISO_DATE": (day, month, year)}


def _date(text: str) -> Meanings:
    day, month, year = _integers(text)
    short = len(re.split(r"[/.-]", text)[-1]) == SHORT_YEAR
    return {"DATE": (day, month, year + CENTURY if short else year)}


def _digital(text: str) -> Meanings:
    hour, minute = _integers(text)[:2]
    return {"DIGITAL": (hour, minute, text.startswith("0"))}


def _slashed(text: str) -> Meanings:
    day, month = _integers(text)
    return {"DATE": (day, month, None), "FRACTION": (day, month)}


def _pair(text: str) -> Meanings:
    first, second = _integers(text)
    return {"PAIR": (first, second), "DASHED": (first, second, None)}


def _dotted(text: str) -> Meanings:
    hour, minute = _integers(text)
    return {"DOTTED": (hour, minute, text.startswith("0")), "DECIMAL": float(f"{hour}.{minute:02}")}


def _decimal(text: str) -> Meanings:
    whole, fraction = text.replace(",", ".").split(".")
    return {"DECIMAL": float(f"{whole[:LONGEST_NUMBER]}.{fraction[:LONGEST_NUMBER]}")}


def _number(text: str) -> Meanings:
    if len(text) > LONGEST_NUMBER:
        return {}
    classes: Meanings = {"INTEGER": int(text)}
    if text.startswith("0"):
        classes["PADDED"] = int(text)
    if text.startswith(MADRID_POSTCODES) and len(text) == POSTCODE_DIGITS:
        classes["POSTCODE"] = int(text)
    if len(text) in CLOCK_DIGITS:
        classes["MILITARY"] = (int(text[:-2]), int(text[-2:]), True)
    return classes


_SHAPES = {
    "instant": _instant,
    "iso": _iso,
    "date": _date,
    "digital": _digital,
    "slashed": _slashed,
    "pair": _pair,
    "dotted": _dotted,
    "decimal": _decimal,
    "number": _number,
}
_KINDS = (*_SHAPES, "half", "word", "sign")
