"""Whether a new model may replace the current one, and the figures that say so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from forecasting.forecasters.base import Floats
from forecasting.forecasters.baselines import last_week, last_year
from forecasting.forecasters.day_grid import DAY, HOURS, local_slots, months, weekdays
from forecasting.forecasters.panel_fit import Hindcast, SeriesFit
from forecasting.manifest import Manifest
from forecasting.scores import Scores, naive_scale, score
from forecasting.served_version import ServedVersion

TOLERANCE = 1.10
"""A new model may be a tenth worse than the current one on the same days: that much is chance."""

LEAST_WINDOW = 14
"""Days of new data that a comparison with the current version's own forecasts needs."""

LEAST_SERIES = 0.8
"""A training that lost more than a fifth of the series was given incomplete data."""

UNTRIED_HISTORY = 0.5
"""A model that could not be tried replaces one that stands on no more than twice its days."""

OURS, NAIVE, LAST_YEAR, CURRENT = "ladder", "seasonal-naive", "last-year", "current"

Fault = Literal[
    "untried", "worse_than_naive", "worse_than_current", "older_data", "lost_series", "demo_over_real"
]


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason against a new model: `ours` is its figure, `theirs` the figure that it had to meet.

    Figures are days of tickets for "untried", WAPE for the two "worse" faults, day ordinals for
    "older_data", numbers of series for "lost_series", and 0/1 for "demo_over_real".
    """

    fault: Fault
    ours: float
    theirs: float

    def __str__(self) -> str:
        return f"{self.fault}: {self.ours:.4g} against {self.theirs:.4g}"


def hindcast_scores(fits: Sequence[SeriesFit], origins: Sequence[np.datetime64]) -> dict[str, Scores]:
    """Scores of the model and two baselines over the same hindcasts, all series and leads together."""
    said: dict[str, list[Floats]] = {OURS: [], NAIVE: [], LAST_YEAR: []}
    came: list[Floats] = []
    scales: list[float] = []
    for fit in fits:
        scale = naive_scale(fit.grid.occupied)
        for origin in origins:
            hindcast = fit.hindcasts.get(origin)
            if hindcast is None:
                continue
            known = np.isfinite(hindcast.came)
            days = origin + hindcast.lead * DAY
            past = fit.grid.until(origin)
            came.append(hindcast.came[known])
            scales.append(scale)
            said[OURS].append(hindcast.said[known])
            said[NAIVE].append(last_week(past)[months(days), weekdays(days)][known])
            said[LAST_YEAR].append(last_year(past)[months(days), weekdays(days)][known])
    if not came:
        return {}
    actual = np.concatenate(came)
    scale = float(np.nanmean(scales)) if np.isfinite(scales).any() else float("nan")
    return {name: score(actual, np.concatenate(parts), scale=scale) for name, parts in said.items()}


def against_current(
    fits: Sequence[SeriesFit], current: ServedVersion, last: np.datetime64
) -> tuple[Scores, Scores] | None:
    """Scores of the new model and of the current version's own table since the latter was made.

    Both as of the current version's last day of data; None when too few days are new.
    """
    origin = np.datetime64(current.manifest.trained_until)
    if (last - origin) / DAY < LEAST_WINDOW:
        return None
    ours, theirs, came = [], [], []
    for fit in fits:
        hindcast = fit.hindcasts.get(origin)
        row = current.rows.get((fit.grid.key.neighbourhood, fit.grid.key.colour))
        if hindcast is None or row is None:
            continue
        table = _said_by(current, row, hindcast) * current.manifest.series[str(fit.grid.key)]
        known = np.isfinite(hindcast.came) & np.isfinite(table)
        ours.append(hindcast.said[known])
        theirs.append(table[known])
        came.append(hindcast.came[known])
    if not came:
        return None
    actual = np.concatenate(came)
    return score(actual, np.concatenate(ours)), score(actual, np.concatenate(theirs))


def _said_by(version: ServedVersion, row: int, hindcast: Hindcast) -> Floats:
    """Lay out the version's mean shares on the hindcast's days, (days, 24), NaN where it has none."""
    hours = version.first_hour + np.arange(version.table.shape[1])
    days, local = local_slots((hours * 3600).astype("datetime64[s]"), version.manifest.zone)
    rows = ((days - hindcast.origin) / DAY).astype(np.int64) - int(hindcast.lead[0])
    said = np.full((len(hindcast.lead), HOURS), np.nan)
    inside = (rows >= 0) & (rows < len(said))
    said[rows[inside], local[inside]] = version.table[row, inside, 0]
    return said


def days_of_data(manifest: Manifest) -> int:
    """Return how many days a version's files cover; without files, from its first day to its last."""
    spans = [(source.first, source.last) for source in manifest.sources]
    days: set[int] = set()
    for first, last in spans or [(manifest.trained_from, manifest.trained_until)]:
        days.update(range(first.toordinal(), last.toordinal() + 1))
    return len(days)


def refusals(
    new: Manifest,
    scores: Mapping[str, Scores],
    current: Manifest | None,
    compared: tuple[Scores, Scores] | None,
) -> tuple[Refusal, ...]:
    """Reasons not to promote; none means that the new version is fit to serve."""
    found: list[Refusal] = []
    if scores and not scores[OURS].wape <= scores[NAIVE].wape:
        found.append(Refusal("worse_than_naive", scores[OURS].wape, scores[NAIVE].wape))
    if compared is not None and compared[0].wape > TOLERANCE * compared[1].wape:
        found.append(Refusal("worse_than_current", compared[0].wape, compared[1].wape))
    if current is not None and not scores and days_of_data(new) < UNTRIED_HISTORY * days_of_data(current):
        found.append(Refusal("untried", days_of_data(new), days_of_data(current)))
    if current is None or (current.demo and not new.demo):
        return tuple(found)  # real data that were tried replace a demonstration whatever its dates and series
    if new.demo and not current.demo:
        found.append(Refusal("demo_over_real", 1.0, 0.0))
    if compared is None and scores and current.trained_until == new.trained_until:
        before = current.scores.get(OURS, {}).get("wape", float("inf"))
        if scores[OURS].wape > TOLERANCE * before:
            found.append(Refusal("worse_than_current", scores[OURS].wape, before))
    if new.trained_until < current.trained_until:
        found.append(Refusal("older_data", new.trained_until.toordinal(), current.trained_until.toordinal()))
    if len(new.series) < LEAST_SERIES * len(current.series):
        found.append(Refusal("lost_series", len(new.series), LEAST_SERIES * len(current.series)))
    return tuple(found)
