"""Text as the gazetteer compares it: lower case, no accents, words and commas."""

import re
import unicodedata

MAX_CHARACTERS = 240  # a place phrase is far shorter; what comes after is not read
COMMA = ","

_ACCENT = re.compile(r"[\u0300-\u036f]")  # the combining accents that a letter is taken apart into
_DROPPED = re.compile(r"['’`´]")
_DOTTED_ORDINAL = re.compile(r"\b([a-z]{1,3})\.([oa])(?![a-z])")  # "n.º", "p.º" after folding
_NUMBER_SIGN = re.compile(r"#|\b(?:no|num|nro|numero|number)\.?(?=\s*\d)")
_NO_NUMBER = re.compile(r"\bs\s*[/.]\s*n\b")
_GLUED_NUMBER = re.compile(r"\b([a-z]{3,})(\d)")  # "ponzano20", but not "t4" or "m30"
_TOKEN = re.compile(r"[a-z0-9]+|,")


def fold(text: str) -> str:
    """Return the text in lower case without accents; "ñ" becomes "n", "º" becomes "o"."""
    return _ACCENT.sub("", unicodedata.normalize("NFKD", text[:MAX_CHARACTERS].casefold()))


def tokens(text: str) -> tuple[str, ...]:
    """Return the folded words and the commas of a phrase; the marks of a number ("nº", "#") are gone.

    "C/ Narváez, n.º 8" gives ("c", "narvaez", ",", "8").
    """
    folded = _DOTTED_ORDINAL.sub(r"\1\2", _DROPPED.sub("", fold(text)))
    folded = _NO_NUMBER.sub(" ", _NUMBER_SIGN.sub(" ", folded))
    return tuple(_TOKEN.findall(_GLUED_NUMBER.sub(r"\1 \2", folded)))


def words(text: str) -> tuple[str, ...]:
    """Return the folded words of a phrase, without commas."""
    return tuple(token for token in tokens(text) if token != COMMA)
