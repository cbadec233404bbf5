"""What a message is read into, and what its reader must know about names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

Language = Literal["es", "en"]


class PlaceNames(Protocol):
    """Knows which words are the name of a place, so that they are not read as a time."""

    def match(self, words: Sequence[str]) -> int:
        """Return how many of the leading folded words are a known place name; 0 none; longest wins."""
        ...


@dataclass(frozen=True, slots=True)
class When:
    """The moment asked about; every time is aware, Europe/Madrid.

    `until` ends a stay ("de 11 a 13"). `vague` is the window (first minute, last minute) that the
    words allow when they name no hour ("esta tarde"); `at` is a sensible moment inside it.
    """

    at: datetime
    until: datetime | None = None
    vague: tuple[datetime, datetime] | None = None


@dataclass(frozen=True, slots=True)
class Understood:
    """One message, read.

    `place` is the place phrase as typed: one place, behind a comma the town or area it is said to lie in, or
    two streets with the words between ("Goya con Alcalá"). `point` is (latitude, longitude) in WGS84 degrees
    when the message carries coordinates; `here` means the sender's own position; `when` is None when no time
    was named, which means now. `language` is a guess, None when the words do not tell.
    """

    place: str | None = None
    point: tuple[float, float] | None = None
    when: When | None = None
    here: bool = False
    language: Language | None = None

    @property
    def at_given(self) -> bool:
        """Whether the message itself names a time."""
        return self.when is not None
