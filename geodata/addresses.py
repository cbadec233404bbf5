"""Reading an address phrase: street type, name, house number and what stands after it.

A phrase can be read in several ways ("alfonso 12" is a king or a house); the readings come in the
order in which they should be tried, and the gazetteer decides.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA

from geodata.gazetteer.folding import COMMA, tokens
from geodata.gazetteer.spelled_numbers import with_digits
from geodata.gazetteer.vocabulary import (
    AREA_WORDS,
    CITY_WORDS,
    ENGLISH_KINDS,
    KINDS,
    LEADING_NOISE,
    PARTICLES,
    STATION_WORDS,
    canonical,
)

STATION = "station"
AREA = "area"

_MAX_TOKENS = 14  # an address with floor, postcode and city has fewer
_MAX_NUMBERS = 3  # "Dos de Mayo 2, 3º 4": more digits than that are no address
_POSTCODE = re.compile(r"28\d{3}")
_HOUSE_NUMBER = re.compile(r"(\d{1,4})([a-h]|bis|dup)?")
_SHORTEST_SLIPPED_KIND = 4  # "clle", "plza": anything shorter is an abbreviation or a word of its own
_SLIPPABLE_KINDS = tuple(sorted(kind for kind in set(KINDS.values()) if len(kind) > _SHORTEST_SLIPPED_KIND))
_LONGEST_PARTICLE = 4  # "dela", "dell"
_MAX_AREA_WORDS = 5  # "San Sebastián de los Reyes"
_ABOUT_POSTCODES = frozenset({COMMA, "cp", "c", "p", "codigo", "postal", "postcode", "zip", "code"})
_SUFFIX = re.compile(r"[a-h]|bis|dup")


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a phrase.

    `kind`: a street type as in the index ("calle"), `STATION`, `AREA`, or None where none was
    written; `name`: canonical words; `number` and `suffix` ("B", "BIS"): the house; `hint`:
    canonical words after the number or a comma, perhaps a district or a town; `postcode` "28010".
    """

    kind: str | None
    name: tuple[str, ...]
    number: int | None = None
    suffix: str = ""
    hint: tuple[str, ...] = ()
    postcode: str | None = None


def read_address(phrase: str) -> tuple[Reading, ...]:
    """Return the readings of a phrase, the one to try first at the head; () if it has no words.

    Any text is accepted; only its first words are read.
    """
    read = tokens(phrase)[:_MAX_TOKENS]
    whole = tuple(token for token in read if not _POSTCODE.fullmatch(token))
    postcode = next((token for token in read if _POSTCODE.fullmatch(token)), None)
    readings = dict.fromkeys(_typed(Reading(None, _spoken(whole))))
    address = _without_city(_without_noise(whole))
    for parts in (address, *with_digits(address)):
        for split in _splits(parts):
            readings.update(dict.fromkeys(_typed(split)))
    return tuple(
        replace(each, name=canonical(each.name), hint=canonical(each.hint), postcode=postcode)
        for each in readings
        if canonical(each.name)
    )


def lone_postcode(phrase: str) -> str | None:
    """Return the postcode if the phrase names nothing else: "en 28010 Madrid", "C.P. 28010"."""
    read = tokens(phrase)[:_MAX_TOKENS]
    found = [token for token in read if _POSTCODE.fullmatch(token)]
    others = set(read) - set(found) - LEADING_NOISE - PARTICLES - CITY_WORDS - AREA_WORDS - _ABOUT_POSTCODES
    return found[0] if len(found) == 1 and not others else None


def behind_an_area(phrase: str) -> Iterator[tuple[tuple[str, ...], str, bool]]:
    """Yield the ways to take the first words for an area: "Getafe, calle Mayor 10", "Getafe calle Mayor".

    Each is the area's canonical words, the rest of the phrase, and whether the rest is an address for
    certain: a comma stands before it, and it has a street type or a house number.
    """
    read = tokens(phrase)[:_MAX_TOKENS]
    for length in range(1, min(_MAX_AREA_WORDS, len(read) - 1) + 1):
        rest = _spoken(read[length:])
        if COMMA in read[:length] or not any(part.isalpha() for part in rest):
            continue
        is_typed = rest[0] in KINDS or rest[0] in ENGLISH_KINDS
        is_numbered = not rest[0].isdigit() and any(part.isdigit() for part in rest)
        certain = read[length] == COMMA and (is_typed or is_numbered)
        yield canonical(read[:length]), " ".join(read[length:]), certain


def _spoken(parts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(part for part in parts if part != COMMA)


def _without_noise(parts: tuple[str, ...]) -> tuple[str, ...]:
    start = 0
    while start < len(parts) - 1 and (parts[start] in LEADING_NOISE or parts[start] in PARTICLES | {COMMA}):
        start += 1
    return parts[start:]


def _without_city(parts: tuple[str, ...]) -> tuple[str, ...]:
    end = len(parts)
    while end > 1 and parts[end - 1] in CITY_WORDS | PARTICLES | {COMMA}:
        end -= 1
    return parts[:end]


def _splits(parts: tuple[str, ...]) -> Iterator[Reading]:
    """Yield the phrase without number, then with each of its numbers as the house, first one first.

    "Goya, 20" is no Goya without number, so there the order is the other way round.
    """
    before, after = _at_comma(parts)
    unnumbered = Reading(None, before, hint=_spoken(after))
    number_follows = any(_HOUSE_NUMBER.fullmatch(part) for part in after)
    if not number_follows:
        yield unnumbered
    found = 0
    for at, part in enumerate(parts):
        house = _HOUSE_NUMBER.fullmatch(part)
        if not house or found == _MAX_NUMBERS:
            continue
        found += 1
        suffix, rest = house[2] or "", parts[at + 1 :]
        if at == 0:
            name, hint = _at_comma(rest)
        else:
            name, aside = _at_comma(parts[:at])
            if not suffix and rest and _SUFFIX.fullmatch(rest[0]):
                suffix, rest = rest[0], rest[1:]
            hint = aside + rest
        yield Reading(None, name, int(house[1]), suffix.upper(), _spoken(hint))
    if number_follows:
        yield unnumbered


def _at_comma(parts: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if COMMA not in parts[1:]:
        return _spoken(parts), ()
    cut = parts.index(COMMA, 1)
    return _spoken(parts[:cut]), parts[cut:]


def _typed(reading: Reading) -> Iterator[Reading]:
    """Yield the reading as it stands, then with its first or last words taken as a type."""
    name = reading.name
    yield reading
    if len(name) <= 1:
        return
    if kind := _kind(name[0]):
        yield replace(reading, name=(kind, *name[1:]))  # "Plza. Mayor" is a name of its own
        yield replace(reading, kind=kind, name=name[1:])
        if len(name) > 2 and _is_slipped_particle(name[1]):  # noqa: PLR2004 - type, particle and a name
            yield replace(reading, kind=kind, name=name[2:])
    if name[-1] in ENGLISH_KINDS:
        yield replace(reading, kind=ENGLISH_KINDS[name[-1]], name=name[:-1])
    for kind, type_words in ((STATION, STATION_WORDS), (AREA, AREA_WORDS)):
        if stripped := _stripped(name, type_words):
            yield replace(reading, kind=kind, name=stripped)


def _kind(word: str) -> str | None:
    """Return the street type that a word is, one slip in a word written out forgiven."""
    if kind := KINDS.get(word) or ENGLISH_KINDS.get(word):
        return kind
    if len(word) < _SHORTEST_SLIPPED_KIND:
        return None
    return next((kind for kind in _SLIPPABLE_KINDS if OSA.distance(word, kind) == 1), None)


def _is_slipped_particle(word: str) -> bool:
    return len(word) <= _LONGEST_PARTICLE and any(OSA.distance(word, each) == 1 for each in PARTICLES)


def _stripped(name: tuple[str, ...], type_words: frozenset[str]) -> tuple[str, ...]:
    """Return the name without leading or trailing type words; () if it has none or nothing else."""
    start, end = 0, len(name)
    while start < end and name[start] in type_words | PARTICLES:
        start += 1
    while end > start and name[end - 1] in type_words:
        end -= 1
    dropped = {*name[:start], *name[end:]}
    return name[start:end] if dropped & type_words else ()
