"""Models of occupancy: one contract (base), baselines, and the calendar-aware smoothing ladder.

Only training and backtests import this package; the serving process reads tables and never does,
for statsmodels is slow to import and large in memory. Nothing here knows a city: hours, holidays
and special days come from the calendar that is passed in.
"""
