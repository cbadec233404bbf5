"""A training from panel to published version: fit, hindcast, write, judge, promote.

Runs where it may take its time (a child process of its own): it imports statsmodels, and starts
worker processes. The serving side only ever reads what is published here.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

from forecasting.errors import CorruptModelError, NaiveTimeError, NoModelError, NotEnoughDataError
from forecasting.feedback import Report, answering_model, learn_on_trial
from forecasting.forecasters.day_grid import DAY, DayGrid, DayKinds, day_grid, span
from forecasting.forecasters.intervals import HORIZON, pseudo_origins
from forecasting.forecasters.ladder import panel_kinds
from forecasting.forecasters.panel_fit import SeriesFit, fit_panel
from forecasting.gate import CURRENT, Refusal, against_current, hindcast_scores, refusals
from forecasting.manifest import DataSource, Manifest
from forecasting.publishing import UNSEEN, VERSIONS_KEPT, ModelFolder
from forecasting.scores import Scores
from forecasting.series import Panel, Series
from forecasting.served_cubes import with_cubes
from forecasting.served_tables import served_files
from forecasting.served_version import ServedVersion, read_current
from forecasting.service_hours import ServiceCalendar
from forecasting.workers import Cancelled, Progress, Workers, open_workers

PASSES = 2
"""fit_panel goes over the series twice: own seasons, then pooled fits."""

SEED = 0
"""Nothing is drawn at random; the manifest says so with a constant seed."""

UNSEEN_SCORES = "unseen"
"""The manifest's scores of what reports taught: log loss on held-out reports beside the assumptions'."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a training ended: `manifest` of the new version, and why it was not promoted, if it was not.

    A refused version is not kept. `forced`: it was promoted in spite of its `refusals`.
    """

    manifest: Manifest
    refusals: tuple[Refusal, ...]
    promoted: bool

    @property
    def forced(self) -> bool:
        """Promoted although the gate spoke against it."""
        return self.promoted and bool(self.refusals)


def _publish(folder: ModelFolder, files: Mapping[str, bytes], manifest: Manifest, keep: int) -> Manifest:
    published = folder.publish(files, manifest)
    folder.promote(published.version)
    folder.prune(keep)
    return published


def _ignore(_: float) -> None:
    pass


def _never() -> bool:
    return False


def train(  # noqa: PLR0913 -- a training has that many inputs, most of them optional
    panel: Panel,
    calendar: ServiceCalendar,
    models_dir: Path,
    now: datetime,
    *,
    workers: int = 1,
    progress: Progress = _ignore,
    cancelled: Cancelled = _never,
    sources: Sequence[DataSource] = (),
    reports: Sequence[Report] = (),
    force: bool = False,
    keep: int = VERSIONS_KEPT,
) -> Outcome:
    """Train on the panel and publish into `models_dir`, if the gate lets it pass or `force` is given.

    `now`: aware, names the version; `progress`: told the share done, 0..1; `keep`: versions left
    after pruning; `reports`: what users found, of which those about answers from such data (simulated
    or not) teach the unseen shares. Raises NotEnoughDataError, TrainingUnderWayError, TrainingCancelledError,
    TrainingFailedError and NaiveTimeError; nothing is published then.
    """
    if now.tzinfo is None:
        raise NaiveTimeError(f"{now.isoformat()} has no time zone")
    folder = ModelFolder(models_dir)
    with folder.training():
        current = _current(folder)
        also = [np.datetime64(current.manifest.trained_until)] if current else []
        with open_workers(workers, PASSES, progress, cancelled) as run:
            learned = _learn(panel, calendar, run, also)
        manifest = replace(_describe(learned, now, demo=panel.demo), sources=tuple(sources))
        manifest, found = _judge(learned, manifest, current)
        taught, scores = _taught(panel, calendar, reports)
        manifest = replace(manifest, scores={**manifest.scores, **scores})
        if found and not force:
            return Outcome(manifest, found, promoted=False)
        tables = served_files(learned.fits, learned.kinds, learned.last)
        manifest = _publish(folder, {**with_cubes(tables, manifest), **taught}, manifest, keep)
    progress(1.0)
    return Outcome(manifest, found, promoted=True)


@dataclass(frozen=True, slots=True, eq=False)
class _Learned:
    """Fits in the order of their keys; `last`: the data's last local day; `skipped`: series and why."""

    fits: Sequence[SeriesFit]
    kinds: DayKinds
    last: np.datetime64
    skipped: Mapping[str, str]


def _learn(panel: Panel, calendar: ServiceCalendar, run: Workers, also: Sequence[np.datetime64]) -> _Learned:
    kinds = panel_kinds(panel, calendar)
    grids, skipped = _grids(panel, kinds)
    fits = fit_panel(grids, len(kinds.names), run=run, also=also)
    if not fits:
        raise NotEnoughDataError("no series has a day that can be believed")
    return _Learned(fits, kinds, span(grids)[1], skipped)


def _taught(
    panel: Panel, calendar: ServiceCalendar, reports: Sequence[Report]
) -> tuple[Mapping[str, bytes], Mapping[str, Mapping[str, float]]]:
    """Return the file of what reports taught, if it passed its trial, and the trial's scores, if there was one.

    Only answers that stood on such data count: simulated tickets teach nothing of real ones.
    """
    areas = [(series.key.neighbourhood, series.key.colour) for series in panel]
    like = [report for report in reports if report.demo == panel.demo]
    shares, trial = learn_on_trial(like, answering_model(areas, calendar.zone))
    files = {UNSEEN: shares.to_json().encode()} if shares else {}
    return files, {UNSEEN_SCORES: trial.to_dict()} if trial.n else {}


def _judge(
    learned: _Learned, manifest: Manifest, current: ServedVersion | None
) -> tuple[Manifest, tuple[Refusal, ...]]:
    """Score the new model on its hindcasts and against the current version; the manifest gets the scores."""
    scores = hindcast_scores(learned.fits, pseudo_origins(learned.last))
    compared = against_current(learned.fits, current, learned.last) if current else None
    found = refusals(manifest, scores, current.manifest if current else None, compared)
    return replace(manifest, scores=_scores(scores, compared)), found


def _current(folder: ModelFolder) -> ServedVersion | None:
    """Read the version to beat; a damaged one has no say."""
    try:
        return read_current(folder)
    except (NoModelError, CorruptModelError):
        return None


def _grids(panel: Panel, kinds: DayKinds) -> tuple[list[DayGrid], dict[str, str]]:
    """Grids of the usable series in key order, and why others were skipped."""
    grids: list[DayGrid] = []
    skipped: dict[str, str] = {}
    for series in sorted(panel, key=_key):
        grid = day_grid(series, kinds) if series.capacity > 0 else None
        if grid is None:
            skipped[str(series.key)] = "no known regulated hour" if series.capacity > 0 else "no spaces"
        else:
            grids.append(grid)
    if not grids:
        raise NotEnoughDataError(f"none of {len(panel)} series has a known regulated hour")
    return grids, skipped


def _key(series: Series) -> tuple[str, str]:
    return series.key


def _describe(learned: _Learned, now: datetime, *, demo: bool) -> Manifest:
    """Write the manifest of what was learned; its version, scores and sources are filled in later."""
    first, last = min(fit.grid.first for fit in learned.fits), learned.last
    return Manifest(
        version="",
        created=now,
        trained_from=_date(first),
        trained_until=_date(last),
        table_from=_date(last + DAY),
        table_until=_date(last + HORIZON * DAY),
        zone=str(learned.kinds.calendar.zone),
        demo=demo,
        seed=SEED,
        code_version=_code_version(),
        series={str(fit.grid.key): fit.grid.capacity for fit in learned.fits},
        skipped=learned.skipped,
    )


def _scores(
    hindcasts: Mapping[str, Scores], compared: tuple[Scores, Scores] | None
) -> dict[str, dict[str, float]]:
    """Gather the manifest's scores; `current` is the former version's, with ours on the same days beside it."""
    table = {name: _finite(scores) for name, scores in hindcasts.items()}
    if compared is not None:
        table[CURRENT] = {**_finite(compared[1]), "new_wape": compared[0].wape}
    return table


def _finite(scores: Scores) -> dict[str, float]:
    """JSON knows no NaN."""
    return {name: value for name, value in scores.to_dict().items() if math.isfinite(value)}


def _date(day: np.datetime64) -> date:
    found: date = day.astype("datetime64[D]").item()
    return found


def _code_version() -> str:
    try:
        return version("sermadrid")
    except PackageNotFoundError:  # run from a checkout that was never installed
        return "unknown"
