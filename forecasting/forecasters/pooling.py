"""What the neighbourhoods share: the season that a short history is shrunk towards."""

from collections.abc import Sequence

import numpy as np

from forecasting.forecasters.annual import Season, Target

LEAST_YEARS = 1.5
"""A series teaches the others once it has seen more than one turn of the year."""

TEACHERS_PRIOR = 0.05
"""Years, and days, that a teacher's own season is shrunk by: the median over many tames their noise,
and effects shrunk twice would come out too small."""


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
