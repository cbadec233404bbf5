"""From paid occupancy to "will I find a space?": a chance with its range, and a level.

Tickets are a lower bound of occupancy: residents, zero-emission cars and people who do not pay draw
none. What they leave unseen is an assumption with a range and a source, read from a file
(`assumptions/unseen.toml`), never hidden in the code. Pure: no clock, no files but the packaged
assumptions and rules. `docs/availability.md` derives it.

    forecast's quantiles ─┐
    unseen share's range ─┴→ distribution → levels · comparison (better elsewhere?) · pressure
    rules → rights → spaces in reach ─┘
"""

from forecasting.availability.assumptions import DAY_PARTS, Assumptions, DayPart, assumptions
from forecasting.availability.comparison import is_better, mean_chance, sureness
from forecasting.availability.distribution import (
    Availability,
    Load,
    Scenarios,
    availabilities,
    availability,
    chance_points,
    filled,
    paid_points,
)
from forecasting.availability.levels import Level, level_of
from forecasting.availability.pressure import Occupied, Pressure, Standing, Trend, pressure, trend
from forecasting.availability.ranges import POINTS, Range, Shares, spread, summary
from forecasting.availability.reach import chance_of_space, clustering, searched
from forecasting.availability.rights import VISITOR, Driver, Label, Rights, rights
from forecasting.availability.unseen import UnseenShare, UnseenShares, assumed_share, day_part, kind_of

__all__ = [
    "DAY_PARTS",
    "POINTS",
    "VISITOR",
    "Assumptions",
    "Availability",
    "DayPart",
    "Driver",
    "Label",
    "Level",
    "Load",
    "Occupied",
    "Pressure",
    "Range",
    "Rights",
    "Scenarios",
    "Shares",
    "Standing",
    "Trend",
    "UnseenShare",
    "UnseenShares",
    "assumed_share",
    "assumptions",
    "availabilities",
    "availability",
    "chance_of_space",
    "chance_points",
    "clustering",
    "day_part",
    "filled",
    "is_better",
    "kind_of",
    "level_of",
    "mean_chance",
    "paid_points",
    "pressure",
    "rights",
    "searched",
    "spread",
    "summary",
    "sureness",
    "trend",
]
