"""How a chance is shown: as a level, and in steps that claim no more than is known."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from forecasting.availability.assumptions import assumptions
from forecasting.availability.ranges import Range, Shares

Level = Literal["easy", "medium", "hard"]


def level_of(chance: float) -> Level:
    """Return the level of a chance between 0 and 1."""
    given = assumptions()
    if chance >= given.easy:
        return "easy"
    return "medium" if chance >= given.medium else "hard"


def shown(chance: Range) -> Range:
    """Return the chance in steps, never as certain and never as hopeless."""
    return Range(_stepped(chance.mean), _stepped(chance.low), _stepped(chance.high))


def shown_points(chances: Shares) -> NDArray[np.int64]:
    """Return the chances as shown, in whole hundredths; same shape."""
    given = assumptions()
    least, most = (round(100 * end) for end in (1 - given.surest, given.surest))
    stepped = np.rint(100 * given.step * np.rint(chances / given.step)).astype(np.int64)
    return np.asarray(np.clip(stepped, least, most))


def _stepped(chance: float) -> float:
    given = assumptions()
    stepped = round(round(chance / given.step) * given.step, 2)
    return min(max(stepped, round(1 - given.surest, 2)), given.surest)
