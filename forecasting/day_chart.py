"""What a day's chart shows, said in values: the caller composes it and brings every word and colour."""

import json
from dataclasses import asdict, dataclass
from hashlib import sha256

DESIGN = 1
"""Part of every key: raise it when the same chart starts to look different, so that kept pictures expire."""

Colour = str
"""Six hexadecimal digits after a "#"."""


@dataclass(frozen=True, slots=True)
class Fill:
    """A ground and the pattern on it, which tells grounds apart without colour; `hatch` as matplotlib names it."""

    ground: Colour
    hatch: str
    mark: Colour


@dataclass(frozen=True, slots=True)
class Band:
    """A level's part of the scale, `low` to `high` within 0 and 1."""

    label: str
    low: float
    high: float
    fill: Fill


@dataclass(frozen=True, slots=True)
class Estimate:
    """What is expected of an hour (counted from the first shown): heights on the scale, 0 to 1."""

    hour: int
    low: float
    mean: float
    high: float


@dataclass(frozen=True, slots=True)
class Gap:
    """Hours without an estimate, `first` to `last` (included), and why."""

    first: int
    last: int
    label: str
    fill: Fill


@dataclass(frozen=True, slots=True)
class Asked:
    """The hour that was asked about, and what is said of it."""

    hour: int
    label: str


@dataclass(frozen=True, slots=True)
class Colours:
    """Of the page; `accent` marks the hour that was asked about."""

    panel: Colour
    text: Colour
    quiet_text: Colour
    accent: Colour
    accent_text: Colour
    ribbon: Colour
    ribbon_text: Colour


@dataclass(frozen=True, slots=True)
class DayChart:
    """One picture: everything that decides its pixels.

    `hours` names the hours in order. `ticks` are heights on the scale with their names; none where the
    bands alone are the scale. `heading` says what is shown, `explanation` how it is read. A `message`
    takes the place of the plot. `ribbon` is a warning, such as that the data are a demonstration.
    """

    title: str
    subtitle: str
    heading: str
    hours: tuple[str, ...]
    hours_label: str
    bands: tuple[Band, ...]
    ticks: tuple[tuple[float, str], ...]
    estimates: tuple[Estimate, ...]
    gaps: tuple[Gap, ...]
    asked: Asked | None
    explanation: str
    source: str
    colours: Colours
    message: str = ""
    ribbon: str = ""

    def key(self) -> str:
        """Return 32 hexadecimal digits: the same for the same picture, in any process and on any day."""
        text = json.dumps({**asdict(self), "design": DESIGN}, sort_keys=True, separators=(",", ":"))
        return sha256(text.encode()).hexdigest()[:32]
