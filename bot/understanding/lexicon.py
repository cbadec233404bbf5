"""The words and phrases that carry a meaning, read from spanish.toml and english.toml."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import product
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.understanding.model import Language
from bot.understanding.tokens import Token, fold, tokenise

FILES: dict[str, Language] = {"spanish.toml": "es", "english.toml": "en"}
WORDS_OF_QUESTIONS = "bot.understanding"

# Shorter words are too near to each other ("mar", "mas") and to names to be guessed at.
SHORTEST_TYPO = 5
LONGEST_TYPO = 20  # "mediodia", "madrugada": no word of time is nearly as long
# Words this long may differ in two letters and still be the same.
LONG_WORD = 8
CACHED_WORDS = 8192
# "holaaa": no word of either language has a letter three times running.
_STRETCHED = re.compile(r"(\w)\1{2,}")


@dataclass(frozen=True, slots=True)
class Entry:
    """A phrase of folded words with its class ("WEEKDAY") and the value the class gives it (0 for Monday)."""

    words: tuple[str, ...]
    kind: str
    value: Any
    language: Language


class Lexicon:
    """Every entry, found by its first word; typos of words in `forgiving` classes are put right.

    `kept` are folded words that look like such a typo and are none ("manzana").
    """

    def __init__(self, entries: Sequence[Entry], forgiving: frozenset[str], kept: frozenset[str]) -> None:
        self._by_first: dict[str, list[Entry]] = defaultdict(list)
        self._languages: dict[str, set[Language]] = defaultdict(set)
        self._kept = kept
        correctable = set()
        for entry in entries:
            self._by_first[entry.words[0]].append(entry)
            for word in entry.words:
                self._languages[word].add(entry.language)
                if entry.kind in forgiving and len(word) >= SHORTEST_TYPO:
                    correctable.add(word)
        self._correctable = sorted(correctable)
        self.correct = lru_cache(CACHED_WORDS)(self._correct)

    def entries(self, words: Sequence[str], start: int) -> Iterator[Entry]:
        """Yield the entries that the folded words spell out from `start` on."""
        for entry in self._by_first.get(words[start], ()):
            if tuple(words[start : start + len(entry.words)]) == entry.words:
                yield entry

    def language_of(self, word: str) -> Language | None:
        """Return the only language that has this folded word, None when neither or both have."""
        languages = self._languages.get(word, ())
        return next(iter(languages)) if len(languages) == 1 else None

    def unstretched(self, word: str) -> str:
        """Return the known word that was drawn out ("holaaa", "hellooo"), else the folded word itself."""
        if not _STRETCHED.search(word):
            return word
        shortened = (_STRETCHED.sub(letters, word) for letters in (r"\1", r"\1\1"))
        return next((short for short in shortened if len(short) > 1 and short in self._languages), word)

    def _correct(self, word: str) -> str | None:
        """Return the known word that this unknown one is a typo of, None when there is none or it is known."""
        if (
            word in self._languages
            or word in self._kept
            or not SHORTEST_TYPO - 1 <= len(word) <= LONGEST_TYPO
        ):
            return None
        allowed = 2 if len(word) >= LONG_WORD else 1
        found = process.extractOne(word, self._correctable, scorer=OSA.distance, score_cutoff=allowed)
        if found is None or (found[1] > 1 and len(found[0]) < LONG_WORD):
            return None
        return found[0]


@cache
def load(*more: str) -> Lexicon:
    """Return the lexicon of both languages; read once a process.

    `more` are packages whose words are added to those that questions are read with.
    """
    entries: list[Entry] = []
    forgiving: set[str] = set()
    kept: set[str] = set()
    for package, (name, language) in product((WORDS_OF_QUESTIONS, *more), FILES.items()):
        tables = tomllib.loads(files(package).joinpath(name).read_text("utf-8"))
        forgiving.update(tables["typos"])
        kept.update(map(fold, tables["not_typos"]))
        for kind, phrases in tables["words"].items():
            entries += (Entry(_words(phrase), kind, None, language) for phrase in phrases)
        for kind, meanings in tables["values"].items():
            entries += (Entry(_words(phrase), kind, value, language) for phrase, value in meanings.items())
    return Lexicon(entries, frozenset(forgiving), frozenset(kept))


def spelt(tokens: Sequence[Token], lexicon: Lexicon) -> list[str]:
    """Return the folded words of the tokens, with known words that were drawn out as they are spelt."""
    return [token.folded if token.is_sign else lexicon.unstretched(token.folded) for token in tokens]


def corrected(tokens: Sequence[Token], lexicon: Lexicon) -> list[str]:
    """Return the words as they are spelt, with typos of known words put right."""
    return [
        word if token.is_sign or token.classes else lexicon.correct(word) or word
        for token, word in zip(tokens, spelt(tokens, lexicon), strict=True)
    ]


def _words(phrase: str) -> tuple[str, ...]:
    return tuple(token.folded for token in tokenise(fold(phrase)))
