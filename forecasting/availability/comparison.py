"""Is one place or hour really better than another, beyond what is not known of both?"""

import numpy as np

from forecasting.availability.assumptions import assumptions
from forecasting.availability.distribution import Availability, Scenarios


def is_better(one: Availability, other: Availability, *, shared_doubt: bool) -> bool:
    """Tell whether `one` has the better chance, beyond the noise of both.

    `shared_doubt`: the same assumption stands behind both (one neighbourhood at two hours, or two
    neighbourhoods of one kind), so that what is unseen is heavy or light in both at once. The
    forecasts' errors are taken to be independent.
    """
    given = assumptions()
    gain = mean_chance(one) - mean_chance(other)
    return gain >= given.gain and sureness(one.scenarios, other.scenarios, shared=shared_doubt) >= given.sure


def mean_chance(found: Availability) -> float:
    """Return the chance before it is rounded for people."""
    return sum(map(sum, found.scenarios)) / sum(map(len, found.scenarios))


def sureness(one: Scenarios, other: Scenarios, *, shared: bool) -> float:
    """Return the share of the combinations of all doubts in which `one` has the better chance."""
    mine, theirs = np.asarray(one), np.asarray(other)
    if shared:  # row by row: what is unseen is at the same point in both
        return float(np.mean(mine[:, :, None] > theirs[:, None, :]))
    return float(np.mean(mine.ravel()[:, None] > theirs.ravel()[None, :]))
