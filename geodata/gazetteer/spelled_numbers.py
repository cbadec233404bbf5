"""House numbers in words: "castelló número veinte", "goya ciento veinte"."""

from collections.abc import Iterator, Sequence

_UNITS = "un dos tres cuatro cinco seis siete ocho nueve"
_UP_TO_29 = f"""{_UNITS} diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve
veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete veintiocho
veintinueve"""
_SMALL = {word: value for value, word in enumerate(_UP_TO_29.split(), start=1)} | {"uno": 1}
_FROM_30 = "treinta cuarenta cincuenta sesenta setenta ochenta noventa"
_TENS = {word: 10 * value for value, word in enumerate(_FROM_30.split(), start=3)}
_FROM_100 = "ciento doscientos trescientos cuatrocientos quinientos"
_HUNDREDS = {word: 100 * value for value, word in enumerate(_FROM_100.split(), start=1)} | {"cien": 100}
_AND = "y"
_NUMBER_WORDS = frozenset({"numero", "num", "nro", "no", "n"})


def with_digits(parts: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield folded words with one of the numbers written in words behind a name in digits.

    ("goya", "ciento", "veinte") gives ("goya", "120"); "número" before it is dropped. A number at the
    head ("dos de mayo") is part of the name.
    """
    at = 1
    while at < len(parts):
        value, length = _number(parts[at:])
        if length:
            name = parts[:at]
            name = name[:-1] if len(name) > 1 and name[-1] in _NUMBER_WORDS else name
            yield (*name, str(value), *parts[at + length :])
        at += max(length, 1)


def _number(parts: Sequence[str]) -> tuple[int, int]:
    """Return the number that the leading words spell and how many they are; 0 words if they spell none."""
    value = at = 0
    if parts and parts[0] in _HUNDREDS:
        value, at = _HUNDREDS[parts[0]], 1
    if at < len(parts) and parts[at] in _TENS:
        value, at = value + _TENS[parts[at]], at + 1
        if at + 1 < len(parts) and parts[at] == _AND and _is_unit(parts[at + 1]):
            return value + _SMALL[parts[at + 1]], at + 2
    elif at < len(parts) and parts[at] in _SMALL:
        value, at = value + _SMALL[parts[at]], at + 1
    return value, at


def _is_unit(word: str) -> bool:
    return _SMALL.get(word, 10) < 10  # noqa: PLR2004 - decimal system
