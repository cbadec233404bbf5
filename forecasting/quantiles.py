"""The quantiles that every forecast carries, in the one order that files and arrays use."""

QUANTILE_LEVELS = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)
"""Enough for the 80 % and 90 % ranges, and for integrating a probability over the forecast."""

LOW = QUANTILE_LEVELS.index(0.10)
HIGH = QUANTILE_LEVELS.index(0.90)
MEDIAN = QUANTILE_LEVELS.index(0.50)
LOWEST = QUANTILE_LEVELS.index(0.05)
HIGHEST = QUANTILE_LEVELS.index(0.95)

COLUMNS = ("mean", *(f"q{level * 100:02.0f}" for level in QUANTILE_LEVELS))
"""Names of the value columns of a stored table: mean, q05, q10, … q95."""
