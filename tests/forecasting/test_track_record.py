"""The record: what was promised against what came, beside a baseline that knows only the past."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from forecasting.track_record import LEAST_REPORTS, SHRUNK_BY, track_record, wilson
from forecasting.track_record_picture import draw_track_record
from tests.forecasting.reports import MADRID, WEDNESDAY, report

WORDS = dict.fromkeys(("title", "said", "found", "perfect", "brier", "ours", "baseline", "footnote"), "words")


def answers(*outcomes, said=0.7, **more):
    return [report(outcome, f"p{n}", day=n, said=said, **more) for n, outcome in enumerate(outcomes)]


def test_without_reports_there_is_no_record():
    record = track_record([], MADRID)
    assert (record.n, record.total, record.months, record.bands, record.first) == (0, None, (), (), None)
    assert not record.is_enough
    assert record.calibration_error == 0


def test_a_record_begins_with_enough_reports():
    few = track_record(answers(*["at_once"] * (LEAST_REPORTS - 1)), MADRID)
    assert not few.is_enough
    assert track_record(answers(*["at_once"] * LEAST_REPORTS), MADRID).is_enough


def test_the_promise_is_a_space_at_once_and_a_later_one_is_counted_apart():
    total = track_record(answers("at_once", "after_a_while", "not_found", "at_once"), MADRID).total
    assert (total.n, total.at_once.mean, total.in_the_end.mean) == (4, 0.5, 0.75)
    assert total.brier == pytest.approx((2 * 0.3**2 + 2 * 0.7**2) / 4)
    assert total.log_loss == pytest.approx((2 * 0.3567 + 2 * 1.2040) / 4, abs=1e-3)


def test_reliability_is_told_by_tenths_of_what_was_said():
    low, high = (
        answers("not_found", "at_once", said=0.35),
        answers("at_once", "at_once", "not_found", said=0.7),
    )
    record = track_record(low + [replace(one, said=0.75) for one in high[:1]] + high[1:], MADRID)
    assert [(round(band.said, 4), band.n) for band in record.bands] == [
        (0.35, 2),
        (pytest.approx(0.7167, abs=1e-4), 3),
    ]
    assert record.bands[1].found.mean == pytest.approx(2 / 3)
    assert record.calibration_error == pytest.approx((0.15 * 2 + 0.05 * 3) / 5)


def test_certainty_belongs_to_the_last_band():
    (band,) = track_record(answers("at_once", said=1.0) + answers("at_once", said=0.95), MADRID).bands
    assert band.n == 2


@given(n=st.integers(1, 400), share=st.floats(0, 1))
def test_a_range_holds_its_share_and_stays_a_share(n, share):
    found = wilson(round(n * share), n)
    assert 0 <= found.low <= found.mean + 1e-12
    assert found.mean - 1e-12 <= found.high <= 1


def test_a_range_narrows_with_reports():
    widths = [found.high - found.low for found in (wilson(n // 2, n) for n in (10, 100, 1000))]
    assert all(a > 2 * b for a, b in pairwise(widths))
    assert wilson(50, 100).low == pytest.approx(0.437, abs=0.002)


def test_the_baseline_knows_only_what_came_before():
    total = track_record(answers("at_once"), MADRID).total
    assert total.baseline_brier == pytest.approx(0.25)  # nothing known: one half
    two = track_record(answers("at_once", "at_once"), MADRID).total
    second = (1 + SHRUNK_BY * 0.5) / (1 + SHRUNK_BY)
    second = (1 + SHRUNK_BY * second) / (1 + SHRUNK_BY)  # the colour; another weekday knows no hour yet
    assert two.baseline_brier == pytest.approx((0.25 + (1 - second) ** 2) / 2)


def test_the_baseline_does_not_learn_from_the_same_hour():
    same = [report("at_once", f"p{n}") for n in range(10)]
    assert track_record(same, MADRID).total.baseline_brier == pytest.approx(0.25)


def test_the_baseline_comes_to_know_weekdays_hours_and_colours():
    usual = [
        report(
            "at_once" if n % 2 else "not_found",
            f"p{n}",
            slot=WEDNESDAY + timedelta(days=7 * (n // 2), hours=n % 2),
        )
        for n in range(120)
    ]
    total = track_record(usual, MADRID).total
    assert total.baseline_brier < 0.2  # in summer it learns the same hours anew
    assert total.brier == pytest.approx(0.29)


def test_months_are_madrids_and_in_order():
    newest = report(slot=datetime(2026, 3, 31, 22, tzinfo=WEDNESDAY.tzinfo))  # April in Madrid
    record = track_record([newest, report("not_found", day=-20), report()], MADRID)
    assert [(month, marks.n) for month, marks in record.months] == [
        (date(2026, 2, 1), 1),
        (date(2026, 3, 1), 1),
        (date(2026, 4, 1), 1),
    ]
    assert (record.first, record.last) == (date(2026, 2, 19), date(2026, 4, 1))


def test_a_reporter_beyond_the_daily_cap_does_not_count():
    assert track_record([report("not_found")] * 50, MADRID).n == 3


def test_the_picture_shows_a_record():
    record = track_record(answers(*["at_once", "not_found", "after_a_while"] * 20), MADRID)
    with Image.open(BytesIO(draw_track_record(record, WORDS))) as picture:
        assert picture.format == "PNG"
        assert picture.width > 2 * picture.height * 0.9
        colours = picture.convert("RGB").getcolors(1_000_000)
    assert len(colours) > 20


def test_the_same_record_is_the_same_picture():
    record = track_record(answers(*["at_once", "not_found"] * 20), MADRID)
    assert draw_track_record(record, WORDS) == draw_track_record(record, WORDS)
