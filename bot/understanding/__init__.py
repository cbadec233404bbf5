"""Reads one free message, Spanish or English or both, into a place phrase and a time.

    text ── coordinates ── tokens ── candidates (grammar over the lexicon) ── names ── resolution ── Understood

Pure: `understand(text, now, names)` reads no clock, file of the user or network. The grammar is in
`clocks`, `ranges`, `spans`, `dates` and `calendar_dates`; the words are in spanish.toml, english.toml and moments.toml.
What else people want than to ask is read by `bot.understanding.intents`.
docs/understanding.md is the tested table of what is understood, and tells how to add a phrase.
"""

from bot.understanding.errors import (
    AlertNotUnderstoodError,
    LinkNotUnderstoodError,
    MessageTooLongError,
    TimeNotUnderstoodError,
    UnderstandingError,
)
from bot.understanding.message import understand
from bot.understanding.model import Language, PlaceNames, Understood, When

__all__ = [
    "AlertNotUnderstoodError",
    "Language",
    "LinkNotUnderstoodError",
    "MessageTooLongError",
    "PlaceNames",
    "TimeNotUnderstoodError",
    "UnderstandingError",
    "Understood",
    "When",
    "understand",
]
