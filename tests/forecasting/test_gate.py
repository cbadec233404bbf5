from dataclasses import replace
from datetime import date

import pytest

from forecasting.gate import TOLERANCE, refusals
from forecasting.scores import Scores
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


def test_a_demonstration_never_replaces_real_data_but_real_data_always_replace_it():
    assert faults(MANIFEST, GOOD, REAL) == ["demo_over_real"]
    assert faults(replace(REAL, trained_until=date(2020, 1, 1)), GOOD, MANIFEST) == []


def test_losing_more_than_a_fifth_of_the_series_is_refused():
    ten = {f"07-{n:02d}/blue": 10.0 for n in range(10)}
    current = replace(REAL, series=ten)
    assert faults(replace(REAL, series=dict(list(ten.items())[:7])), GOOD, current) == ["lost_series"]
    assert faults(replace(REAL, series=dict(list(ten.items())[:8])), GOOD, current) == []
