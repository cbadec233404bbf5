"""What the neighbourhoods share: the season that a short history is shrunk towards, and how to smooth levels."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forecasting.forecasters.annual import Season, Target
from forecasting.forecasters.base import Floats

LEAST_YEARS = 1.5
"""A series teaches the others once it has seen more than one turn of the year."""

TEACHERS_PRIOR = 0.05
"""Years, and days, that a teacher's own season is shrunk by: the median over many tames their noise,
and effects shrunk twice would come out too small."""


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """What one series has to teach.

    Its own season, the years that it was drawn from, and its level's errors (see level.panel_errors).
    """

    season: Season
    years: float
    errors: Floats | None


@dataclass(frozen=True, slots=True, eq=False)
class Shared:
    """What a series is told: the season it is shrunk towards, and how levels of the panel are best smoothed."""

    target: Target
    errors: Floats | None = None


def pool(lessons: Sequence[Lesson], kinds: int) -> Shared:
    """Put the lessons together; `kinds`: number of special kinds of days."""
    errors = [lesson.errors for lesson in lessons if lesson.errors is not None]
    return Shared(
        Target(pool_seasons([(lesson.season, lesson.years) for lesson in lessons], kinds)),
        np.mean(errors, axis=0) if errors else None,
    )


def teaching(kinds: int) -> Target:
    """Give the target of the series while they teach: next to none."""
    return Target(Season.flat(kinds), TEACHERS_PRIOR, TEACHERS_PRIOR)


def pool_seasons(seasons: Sequence[tuple[Season, float]], kinds: int) -> Season:
    """Median season over the series with LEAST_YEARS and more; flat when there is none.

    `seasons`: each series' own season and the years that it was drawn from; `kinds`: number of
    special kinds of days.
    """
    grown = [season for season, years in seasons if years >= LEAST_YEARS]
    if not grown:
        return Season.flat(kinds)
    annual = np.median([season.annual for season in grown], axis=0)
    special = np.median([season.special for season in grown], axis=0)
    return Season(np.asarray(annual - annual.mean()), np.asarray(special))
