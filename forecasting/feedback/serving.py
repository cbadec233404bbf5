"""The seam to the answers: the assumptions as learning begins with them, and what was learned in their place."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from forecasting.availability import (
    DAY_PARTS,
    Range,
    UnseenShare,
    UnseenShares,
    assumed_share,
    assumptions,
    chance_of_space,
    day_part,
)
from forecasting.feedback.learning import Model
from forecasting.feedback.shares import Cell, LearnedShares

SOURCE = "reports"
"""The key of learned shares' source, beside those of the assumptions file."""

PLAIN_DAY = datetime(2025, 3, 12)  # noqa: DTZ001 -- any Wednesday outside August, on Madrid's clock
"""Shares are learned as they are on a plain day; the assumptions' factors for Saturdays and August stay."""


def answering_model(areas: Iterable[tuple[str, str]], zone: ZoneInfo) -> Model:
    """Return what learning stands on where the answers' own model is asked: `areas` are (neighbourhood, colour)."""
    cells: list[Cell] = [(area, colour, part) for area, colour in areas for part in DAY_PARTS]
    assumed = {cell: _plain(*cell).share for cell in cells}
    return Model(chance_of_space, assumed, day_part, zone)


def day_factor(area: str, colour: str, at: datetime) -> float:
    """Return how the unseen share of a day differs from a plain day's; `at` on Madrid's clock."""
    plain = _plain(area, colour, day_part(at.hour)).share.mean
    return assumed_share(area, colour, at).share.mean / plain if plain > 0 else 1.0


def learned_or_assumed(learned: Callable[[], LearnedShares]) -> UnseenShares:
    """Return the unseen shares for the answers: learned ones where the served version has them.

    `learned` is asked each time, so that a version that is promoted or rolled back brings its own.
    """

    def share_of(area: str, colour: str, at: datetime) -> UnseenShare:
        assumed = assumed_share(area, colour, at)
        found = learned().cells.get((area, colour, assumed.part))
        if found is None:
            return assumed
        factor = day_factor(area, colour, at)
        share = Range(
            *(min(value * factor, 1.0) for value in (found.share.mean, found.share.low, found.share.high))
        )
        return replace(assumed, share=share, source=SOURCE, why=f"{found.n} answers here, and the city's.")

    return share_of


def _plain(area: str, colour: str, part: str) -> UnseenShare:
    begins = {name: hour for name, hour in assumptions().parts.items() if name == part}
    return assumed_share(area, colour, PLAIN_DAY.replace(hour=begins.popitem()[1]))
