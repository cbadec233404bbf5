from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from forecasting.forecasters.day_grid import DAY, DayGrid
from forecasting.forecasters.panel_fit import Hindcast, SeriesFit
from forecasting.gate import (
    LEAST_WINDOW,
    TOLERANCE,
    against_current,
    days_of_data,
    hindcast_scores,
    refusals,
)
from forecasting.manifest import DataSource
from forecasting.scores import Scores
from forecasting.series import SeriesKey
from forecasting.served_version import ServedVersion
from tests.forecasting.test_publishing import MANIFEST

REAL = replace(MANIFEST, demo=False)


def wape(value):
    return Scores(1000, value, 0.0, 1.0, 0.1, 0.8, 0.9)


def faults(new, scores, current=None, compared=None):
    return [refusal.fault for refusal in refusals(new, scores, current, compared)]


GOOD = {"ladder": wape(0.1), "seasonal-naive": wape(0.2), "last-year": wape(0.15)}
BAD = {**GOOD, "ladder": wape(0.25)}


def test_a_good_first_model_passes():
    assert faults(REAL, GOOD) == []


def test_a_model_too_young_for_hindcasts_passes_when_it_is_the_first():
    assert faults(REAL, {}) == []


def test_a_model_worse_than_repeating_last_week_is_refused_with_both_figures():
    (refusal,) = refusals(REAL, BAD, None, None)
    assert (refusal.fault, refusal.ours, refusal.theirs) == ("worse_than_naive", 0.25, 0.2)
    assert "0.25 against 0.2" in str(refusal)


@pytest.mark.parametrize(
    ("ours", "refused"), [(0.1 * TOLERANCE + 0.001, True), (0.1 * TOLERANCE - 0.001, False)]
)
def test_a_model_may_be_worse_than_the_current_one_by_chance_only(ours, refused):
    found = faults(REAL, GOOD, REAL, (wape(ours), wape(0.1)))
    assert found == (["worse_than_current"] if refused else [])


def test_without_new_days_the_recorded_scores_are_compared():
    current = replace(REAL, scores={"ladder": {"wape": 0.05}})
    assert faults(REAL, GOOD, current) == ["worse_than_current"]
    assert faults(replace(REAL, trained_until=date(2026, 10, 31)), GOOD, current) == []


def test_older_data_do_not_replace_newer():
    assert faults(replace(REAL, trained_until=date(2025, 9, 30)), GOOD, REAL) == ["older_data"]


def spanning(manifest, days, until=date(2026, 9, 30)):
    return replace(
        manifest, trained_from=until - timedelta(days=days - 1), trained_until=until, sources=(), scores={}
    )


@pytest.mark.parametrize("kind", [REAL, MANIFEST], ids=["real", "demonstration"])
def test_a_week_that_cannot_be_tried_does_not_replace_two_years(kind):
    (refusal,) = refusals(spanning(kind, 7), {}, spanning(kind, 730), None)
    assert (refusal.fault, refusal.ours, refusal.theirs) == ("untried", 7, 730)


def test_a_week_of_real_tickets_waits_for_more_beside_a_demonstration():
    assert faults(spanning(REAL, 7), {}, spanning(MANIFEST, 730)) == ["untried"]


@pytest.mark.parametrize(("days", "refused"), [(6, True), (7, False), (30, False)])
def test_what_cannot_be_tried_replaces_what_stands_on_hardly_more(days, refused):
    assert faults(spanning(REAL, days), {}, spanning(REAL, 14)) == (["untried"] if refused else [])


def test_days_are_those_of_the_files_each_once_and_not_what_lies_between():
    files = [
        DataSource("q.csv", "ab" * 32, date(2025, 1, day), date(2025, 1, day + 6), 9) for day in (1, 4, 20)
    ]
    assert days_of_data(replace(REAL, sources=tuple(files))) == 10 + 7
    assert days_of_data(replace(REAL, sources=())) == (date(2026, 9, 30) - date(2022, 1, 1)).days + 1


def test_a_demonstration_never_replaces_real_data_but_real_data_that_were_tried_always_replace_it():
    assert faults(MANIFEST, GOOD, REAL) == ["demo_over_real"]
    assert faults(replace(REAL, trained_until=date(2020, 1, 1)), GOOD, MANIFEST) == []


def test_losing_more_than_a_fifth_of_the_series_is_refused():
    ten = {f"07-{n:02d}/blue": 10.0 for n in range(10)}
    current = replace(REAL, series=ten)
    assert faults(replace(REAL, series=dict(list(ten.items())[:7])), GOOD, current) == ["lost_series"]
    assert faults(replace(REAL, series=dict(list(ten.items())[:8])), GOOD, current) == []


# --- figures behind the decision ----------------------------------------------------------------------

FIRST = np.datetime64("2025-01-06")  # a Monday
ORIGIN = np.datetime64("2025-03-31")


def grid(level=20.0, days=140):
    occupied = np.full((days, 24), np.nan)
    occupied[:, 9:21] = level
    return DayGrid(SeriesKey("07-05", "blue"), 100.0, FIRST, occupied, np.full(days, -1))


def fit(said, level=20.0, days=30):
    """A fit whose hindcast said `said` of every hour, where `level` came."""
    whole = grid(level)
    row = int((ORIGIN - FIRST) / DAY) + 1
    came = whole.occupied[row : row + days]
    hindcast = Hindcast(ORIGIN, np.arange(1, days + 1), np.full((days, 24), said), came)
    return SeriesFit(whole, None, np.ones((6, 7)), {ORIGIN: hindcast})


def version(share, trained_until=date(2025, 3, 31), hours=24 * 60):
    first = int(np.datetime64("2025-03-31T22", "h").astype(int))  # midnight in Madrid
    table = np.full((1, hours, 8), share, dtype=np.float16)
    manifest = replace(REAL, trained_until=trained_until, series={"07-05/blue": 100.0})
    rows = {("07-05", "blue"): 0}
    return ServedVersion(manifest, ZoneInfo("Europe/Madrid"), rows, first, table, np.zeros((1, 13, 7, 24, 8)))


def test_the_model_and_two_baselines_are_scored_on_the_same_hindcasts():
    scores = hindcast_scores([fit(said=22.0)], [ORIGIN])
    assert scores["ladder"].wape == pytest.approx(0.1)
    assert scores["ladder"].bias == pytest.approx(0.1)
    assert scores["seasonal-naive"].wape == scores["last-year"].wape == 0  # nothing ever changed here
    assert {s.n for s in scores.values()} == {30 * 12}


def test_origins_without_hindcasts_are_passed_over_and_none_at_all_is_no_score():
    assert hindcast_scores([fit(said=22.0)], [ORIGIN, ORIGIN - 30 * DAY])["ladder"].n == 30 * 12
    assert hindcast_scores([fit(said=22.0)], [ORIGIN - 30 * DAY]) == {}


def test_both_versions_are_scored_on_the_days_that_came_after_the_current_one():
    ours, theirs = against_current([fit(said=22.0)], version(share=0.25), ORIGIN + 30 * DAY)
    assert ours.wape == pytest.approx(0.1)
    assert theirs.wape == pytest.approx(0.25)
    assert ours.n == theirs.n == 30 * 12


def test_only_hours_that_the_current_table_has_are_compared():
    ours, theirs = against_current([fit(said=22.0)], version(share=0.25, hours=24 * 7), ORIGIN + 30 * DAY)
    assert ours.n == theirs.n == 7 * 12


def test_too_few_new_days_or_no_common_series_are_no_comparison():
    assert against_current([fit(said=22.0)], version(share=0.25), ORIGIN + (LEAST_WINDOW - 1) * DAY) is None
    elsewhere = replace(version(share=0.25), rows={("07-06", "blue"): 0})
    assert against_current([fit(said=22.0)], elsewhere, ORIGIN + 30 * DAY) is None
