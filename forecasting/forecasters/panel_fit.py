"""Fitting a whole panel: what each series teaches, what all share, models, and their misses as of past dates.

Two passes over the series, each free to run in a process pool: what is shared needs every series'
lesson. A pass also refits as of each pseudo-origin, with what was shared as of that date, so no miss
knows its future.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import numpy as np

from forecasting.forecasters.annual import Season, Target
from forecasting.forecasters.base import Floats
from forecasting.forecasters.day_grid import DAY, DayGrid, Ints, span
from forecasting.forecasters.decomposition import decompose
from forecasting.forecasters.intervals import (
    HORIZON,
    blend_quantiles,
    own_quantiles,
    pool_quantiles,
    pseudo_origins,
)
from forecasting.forecasters.ladder_model import LadderModel, fit_ladder
from forecasting.forecasters.level import panel_errors
from forecasting.forecasters.pooling import Lesson, Shared, pool, teaching

LEAST_DAYS = 28
"""Known days that a series needs before an origin for its misses to say anything."""

RATIO_FLOOR = 0.02
"""Ratios are taken over at least this share of the series' mean forecast: an empty street is no infinite miss."""

In = TypeVar("In")
Out = TypeVar("Out")
Runner = Callable[[Callable[[In], Out], Sequence[In]], Iterable[Out]]
"""Applies a picklable function to each item, in order: the built-in `map`, or a process pool's."""


@dataclass(frozen=True, slots=True, eq=False)
class Hindcast:
    """What a model said as of `origin` and what came: (days, 24) from the day after, NaN where unknown."""

    origin: np.datetime64
    lead: Ints
    said: Floats
    came: Floats


@dataclass(frozen=True, slots=True, eq=False)
class SeriesFit:
    """A series' model, its served `ratios` (BUCKETS, levels), and its hindcasts by origin."""

    grid: DayGrid
    model: LadderModel
    ratios: Floats
    hindcasts: Mapping[np.datetime64, Hindcast]


@dataclass(frozen=True, slots=True, eq=False)
class _OwnFit:
    """What a worker sends back: everything but the grid, which the parent has."""

    model: LadderModel
    quantiles: Floats
    hindcasts: Mapping[np.datetime64, Hindcast]


def fit_panel(
    grids: Sequence[DayGrid],
    kinds: int,
    *,
    pooled: bool = True,
    run: Runner[Any, Any] = map,
    also: Sequence[np.datetime64] = (),
) -> list[SeriesFit]:
    """Fit every series with a believable day; deterministic, whatever order `run` works in.

    `kinds`: number of special kinds of days; `also`: further origins to hindcast from, which the
    ranges do not learn from.
    """
    if not grids:
        return []
    _, last = span(grids)
    origins = pseudo_origins(last)
    dates = [last, *origins, *(day for day in also if day not in origins)]
    shared = [Shared(Target(Season.flat(kinds)))] * len(dates)
    if pooled:
        lessons = list(run(partial(_lessons, dates=dates, kinds=kinds), grids))
        shared = [
            pool([own for own in at_date if own is not None], kinds) for at_date in zip(*lessons, strict=True)
        ]
    found = run(partial(_fit_dates, dates=dates, shared=shared, calibrating=frozenset(origins)), grids)
    fits = [(grid, fit) for grid, fit in zip(grids, found, strict=True) if fit is not None]
    misses = pool_quantiles([fit.quantiles for _, fit in fits] if pooled else [])
    return [
        SeriesFit(grid, fit.model, blend_quantiles(fit.quantiles, misses), fit.hindcasts)
        for grid, fit in fits
    ]


def _lessons(grid: DayGrid, dates: Sequence[np.datetime64], kinds: int) -> list[Lesson | None]:
    found: list[Lesson | None] = []
    for date in dates:
        known = grid.until(date)
        if known_days(known) < LEAST_DAYS:
            found.append(None)
            continue
        parts = decompose(known, teaching(kinds))
        found.append(Lesson(parts.season, parts.years, panel_errors(parts.deseasonalised(known.kinds))))
    return found


def _fit_dates(
    grid: DayGrid,
    dates: Sequence[np.datetime64],
    shared: Sequence[Shared],
    calibrating: frozenset[np.datetime64],
) -> _OwnFit | None:
    """Fit the model of the first date, and hindcast from the others."""
    model = fit_ladder(grid.until(dates[0]), shared[0])
    if model is None:
        return None
    attempts = (hindcast_from(grid, *at) for at in zip(dates[1:], shared[1:], strict=True))
    hindcasts = {hindcast.origin: hindcast for hindcast in attempts if hindcast is not None}
    misses = _misses([hindcast for origin, hindcast in hindcasts.items() if origin in calibrating])
    return _OwnFit(model, own_quantiles(*misses), hindcasts)


def hindcast_from(grid: DayGrid, origin: np.datetime64, shared: Shared) -> Hindcast | None:
    """Forecast HORIZON days from what was known at `origin`; None when that was too little, or nothing came."""
    known = grid.until(origin)
    model = fit_ladder(known, shared) if known_days(known) >= LEAST_DAYS else None
    rows = slice(len(known.occupied), len(known.occupied) + HORIZON)
    came = grid.occupied[rows]
    if model is None or not np.isfinite(came).any():
        return None
    days = grid.days[rows]
    lead = ((days - origin) / DAY).astype(np.int64)
    return Hindcast(origin, lead, model.means(days, grid.kinds[rows]), came)


def known_days(grid: DayGrid) -> int:
    """Days with a known hour."""
    return int(np.isfinite(grid.occupied).any(axis=1).sum())


def _misses(hindcasts: Sequence[Hindcast]) -> tuple[Ints, Floats]:
    """Leads in days and ratios of actual to forecast of all known hours."""
    leads, ratios = [np.empty(0, dtype=np.int64)], [np.empty(0)]
    for hindcast in hindcasts:
        known = np.isfinite(hindcast.came)
        said = hindcast.said[known]
        leads.append(np.broadcast_to(hindcast.lead[:, None], known.shape)[known])
        ratios.append(hindcast.came[known] / np.maximum(said, RATIO_FLOOR * max(said.mean(), 1e-9)))
    return np.concatenate(leads), np.concatenate(ratios)
