"""What was said and what came of it: reliability, Brier score and log loss, beside the seasonal baseline's.

What is judged is the promise itself: a chance of a space at once, on the first street. Who found one
after a while did not have that promise kept, and is counted apart.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt
from zoneinfo import ZoneInfo

from forecasting.availability import Range
from forecasting.feedback import Report, admitted
from forecasting.feedback.trial import log_loss

LEAST_REPORTS = 30
"""Fewer are no record: a share of thirty answers is known to 12 points either way, of ten to 20."""

BANDS = 10
"""Reliability is told by tenths of what was said."""

EIGHTY_PERCENT = 1.2816
"""Standard deviations from a normal density's middle to the end of its 80 % range."""

SHRUNK_BY = 5.0
"""Reports that the wider group counts for in the baseline's narrower one: colour in hour, all in colour."""

_ROUNDING = 1e-9  # 0.7 * 10 may lie a hair below 7


@dataclass(frozen=True, slots=True)
class Band:
    """The reports that were told about the same chance: `said` is its mean, `found` the share that had a
    space at once, with its 80 % (Wilson) range; `n` reports."""  # fmt: skip  # noqa: D205, D209 -- one sentence

    said: float
    found: Range
    n: int


@dataclass(frozen=True, slots=True)
class Marks:
    """Scores of `n` reports, lower is better: ours and those of the baseline.

    The baseline says how often a space was found at once until then, on that weekday and hour, for that
    colour. `at_once` and `in_the_end` are shares of the reports with their 80 % ranges; `in_the_end`
    includes "after a while".
    """

    n: int
    at_once: Range
    in_the_end: Range
    brier: float
    log_loss: float
    baseline_brier: float
    baseline_log_loss: float


@dataclass(frozen=True, slots=True)
class TrackRecord:
    """The public record: `months` by the first day of each, `bands` by rising chance; `first` and `last` days.

    Without reports `total` is None, and so are the days.
    """

    total: Marks | None
    months: tuple[tuple[date, Marks], ...]
    bands: tuple[Band, ...]
    first: date | None
    last: date | None

    @property
    def n(self) -> int:
        """How many reports count."""
        return self.total.n if self.total else 0

    @property
    def is_enough(self) -> bool:
        """Whether there are so many reports that figures say something."""
        return self.n >= LEAST_REPORTS

    @property
    def calibration_error(self) -> float:
        """Return the mean distance between what was said and what was found, by bands weighted with their reports."""
        return sum(abs(band.said - band.found.mean) * band.n for band in self.bands) / max(self.n, 1)


@dataclass(frozen=True, slots=True)
class _Judged:
    """A report with what the baseline would have said, on the zone's calendar."""

    report: Report
    baseline: float
    day: date

    @property
    def hit(self) -> bool:
        """Whether a space was found at once."""
        return self.report.outcome == "at_once"


def track_record(reports: Sequence[Report], zone: ZoneInfo) -> TrackRecord:
    """Return the record of the reports within their daily caps; days, weekdays and hours are the zone's."""
    judged = _judged(admitted(reports), zone)
    if not judged:
        return TrackRecord(None, (), (), None, None)
    return TrackRecord(
        _marks(judged),
        tuple((found[0].day.replace(day=1), _marks(found)) for found in _groups(judged, _month)),
        tuple(_band(found) for found in _groups(judged, _tenth)),
        min(one.day for one in judged),
        max(one.day for one in judged),
    )


def wilson(hits: int, n: int) -> Range:
    """Return a share of n with its 80 % range (Wilson's), which stays inside 0..1 and is sane for few."""
    share, z2 = hits / n, EIGHTY_PERCENT**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = EIGHTY_PERCENT * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return Range(share, max(middle - half, 0.0), min(middle + half, 1.0))


def _judged(reports: Sequence[Report], zone: ZoneInfo) -> list[_Judged]:
    """Let the baseline say its chance before each report, from the slots before it."""
    hits: Counter[Hashable] = Counter()
    counts: Counter[Hashable] = Counter()
    judged: list[_Judged] = []
    waiting: list[tuple[tuple[Hashable, ...], bool]] = []
    for n, report in enumerate(reports):
        local = report.slot.astimezone(zone)
        levels = ("all",), (report.colour,), (report.colour, local.weekday(), local.hour)
        chance = 0.5
        for level in levels:
            chance = (hits[level] + SHRUNK_BY * chance) / (counts[level] + SHRUNK_BY)
        one = _Judged(report, chance, local.date())
        judged.append(one)
        waiting.append((levels, one.hit))
        if n + 1 == len(reports) or reports[n + 1].slot != report.slot:
            for known, hit in waiting:
                counts.update(known)
                hits.update(known if hit else ())
            waiting.clear()
    return judged


def _groups(judged: Iterable[_Judged], key: Callable[[_Judged], int]) -> list[list[_Judged]]:
    """Return the reports of each key, by rising key."""
    groups: dict[int, list[_Judged]] = defaultdict(list)
    for one in judged:
        groups[key(one)].append(one)
    return [found for _, found in sorted(groups.items())]


def _month(one: _Judged) -> int:
    return one.day.replace(day=1).toordinal()


def _tenth(one: _Judged) -> int:
    return min(int(one.report.said * BANDS + _ROUNDING), BANDS - 1)


def _marks(judged: Sequence[_Judged]) -> Marks:
    n = len(judged)
    return Marks(
        n=n,
        at_once=wilson(sum(one.hit for one in judged), n),
        in_the_end=wilson(sum(one.report.outcome != "not_found" for one in judged), n),
        brier=sum((one.report.said - one.hit) ** 2 for one in judged) / n,
        log_loss=sum(log_loss(one.report.said, hit=one.hit) for one in judged) / n,
        baseline_brier=sum((one.baseline - one.hit) ** 2 for one in judged) / n,
        baseline_log_loss=sum(log_loss(one.baseline, hit=one.hit) for one in judged) / n,
    )


def _band(judged: Sequence[_Judged]) -> Band:
    n = len(judged)
    said = sum(one.report.said for one in judged) / n
    return Band(said, wilson(sum(one.hit for one in judged), n), n)
