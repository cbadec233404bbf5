"""Names in official capitals -> as people write them."""

import re
import tomllib
from functools import cache
from typing import NamedTuple

from geodata.errors import ResourceError
from geodata.tables import RESOURCES

ACCENTS_FILE = "accents.toml"
LOST = "\ufffd"  # what some editions have in place of a letter outside ASCII

_WITHOUT_ACUTE = str.maketrans("ÁÉÍÓÚ", "AEIOU")
_LOWER_CASE = frozenset(("a", "al", "de", "del", "e", "el", "en", "la", "las", "lo", "los", "y"))
_ROMAN = re.compile(r"[IVX]+")
_WORD = re.compile(rf"(?:[^\W_]|{LOST})+")
_KINDS = (
    "ARROYO|AUTOVIA|AVENIDA|BARRIO|BULEVAR|CALLE|CALLEJON|CAMINO|CARRERA|CARRETERA|COLONIA|COSTANILLA|CUESTA"
    "|ESCALINATA|GALERIA|GLORIETA|JARDIN|PARQUE|PARTICULAR|PASAJE|PASEO|PLAZA|PLAZUELA|PUENTE|RONDA|SENDA|TRAVESIA|VIA"
)
_NATURAL_ORDER = re.compile(rf"(?P<kind>{_KINDS})\s+(?:(?P<link>DE LAS|DE LOS|DE LA|DEL|DE)\s+)?(?P<name>.+)")
_LINK = re.compile(r"DE(?:L| LA| LAS| LOS)?")
_ARTICLE_OF = {"DEL": "el ", "DE LA": "la ", "DE LAS": "las ", "DE LOS": "los "}

_NUMBER = re.compile(r"(\d{1,4})(?:[.,]0+)?\s*([A-Z]{0,4})")
_CLOCK = re.compile(r"(\d{1,2}):00(?::00)?\s*([AP])M")


class StreetName(NamedTuple):
    """A street's name in natural order: kind "calle", name "las Aguas", label "Calle de las Aguas"."""

    kind: str
    name: str
    label: str


def street_name(official: str) -> StreetName | None:
    """Read `AGUAS, CALLE, DE LAS` (or `CALLE DE LAS AGUAS`); None where the file names no street.

    Two parts (`MAYOR, CALLE`) have no "de"; a name with quotes doubled for a database
    (`'O''DONNELL, CALLE, DE'`) is read without them.
    """
    text = " ".join(official.split()).upper()
    if len(text) > 1 and text[0] == text[-1] == "'":
        text = text[1:-1]
    text = text.replace("''", "'")
    if not text or text.startswith("("):  # "(Sin Asignar)"
        return None
    name, kind, link = _parts(text)
    kind, proper = proper_case(kind), proper_case(name)
    if not kind:
        return StreetName("", proper, proper)
    linked = f"{kind} {link.lower()} {proper}" if link else f"{kind} {proper}"
    return StreetName(kind.lower(), _ARTICLE_OF.get(link, "") + proper, linked)


def _parts(text: str) -> tuple[str, str, str]:
    natural = _NATURAL_ORDER.fullmatch(text)
    if "," not in text:
        return (natural["name"], natural["kind"], natural["link"] or "") if natural else (text, "", "")
    head, _, last = (part.strip() for part in text.rpartition(","))
    if _LINK.fullmatch(last) and "," in head:
        name, _, kind = (part.strip() for part in head.rpartition(","))
        return name, kind, last
    return head, last, ""


def house_number(official: str) -> tuple[int | None, str]:
    """Read "20" -> (20, ""), "1 B" or "1B" -> (1, "B"); (None, "") for `S/N` and what is no number.

    "1:00 AM" is what a spreadsheet made of "1 A". "Fte 9" lies opposite number 9, so it is not 9.
    """
    text = official.strip().upper()
    match = _CLOCK.fullmatch(text) or _NUMBER.fullmatch(text)
    if match is None or int(match[1]) == 0:
        return None, ""
    return int(match[1]), match[2]


def proper_case(text: str) -> str:
    """Return a name in capitals as people write it, accents included where they are known.

    Particles are lower case after the first word ("Fernando el Católico"), roman numerals and road
    numbers stay in capitals ("Alfonso XII", "A-2"). A letter lost to U+FFFD is found again from the
    known words, else taken for Ñ; for Ü between G and E or I, for Ó in -CIÓN and -SIÓN.
    """
    upper = " ".join(text.split()).upper().translate(_WITHOUT_ACUTE)
    if any(character.isdigit() for character in upper) and " " not in upper:
        return upper
    whole = _spellings().names.get(upper)
    if whole is not None:
        return whole
    # A hyphen starts a second name: "Fuencarral-El Pardo".
    return _WORD.sub(
        lambda match: _proper_word(match[0], first=upper[: match.start()][-1:] in ("", "-")), upper
    )


def neighbourhood_name(official: str) -> str:
    """Return a neighbourhood's or district's name: "Pradolongo Fase I" -> "Pradolongo"."""
    whole = re.sub(r"\s+FASE\s+[IVX]+$", "", " ".join(official.split()).upper())
    tight = re.sub(r"\s*-\s*", "-", whole)
    return _spellings().names.get(tight) or proper_case(tight)


def _proper_word(word: str, *, first: bool) -> str:
    if LOST in word:
        word = _found_again(word)
    known = _spellings().words.get(word)
    if known is not None:
        return known
    if _ROMAN.fullmatch(word):
        return word
    if word.endswith(("CION", "SION")):  # every Spanish word that ends so has its accent there
        return f"{word[:-2]}ÓN".capitalize()
    lower = word.lower()
    return lower if lower in _LOWER_CASE and not first else word.capitalize()


def _found_again(word: str) -> str:
    pattern = re.compile(word.replace(LOST, "."))
    for spelling in _spellings().words.values():
        # In the damaged files only the letters outside ASCII are lost.
        if pattern.fullmatch(spelling.upper()):
            return spelling.upper().translate(_WITHOUT_ACUTE)
    word = re.sub(rf"(?<=[CS]I){LOST}(?=N$)", "O", word)
    return re.sub(rf"(?<=G){LOST}(?=[EI])", "Ü", word).replace(LOST, "Ñ")


class _Spellings(NamedTuple):
    words: dict[str, str]  # "ALCALA" -> "Alcalá"
    names: dict[str, str]  # "DONOSO CORTES" -> "Donoso Cortés"


@cache
def _spellings() -> _Spellings:
    file = RESOURCES / ACCENTS_FILE
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ResourceError(file, "missing") from error
    except ValueError as error:
        raise ResourceError(file, "damaged") from error
    words = {word.upper().translate(_WITHOUT_ACUTE): word for word in document["words"].split()}
    names = {name.upper().translate(_WITHOUT_ACUTE): name for name in document["names"]}
    return _Spellings(words, names | document["misspelt"])
