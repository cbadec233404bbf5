"""Simulated people with a known truth: the estimate finds it, in spite of a wrong beginning and of liars."""

from collections import Counter
from datetime import date

import numpy as np
import pytest

from forecasting.availability import chance_of_space
from forecasting.demo import simulated_year
from forecasting.demo.crowd import Crowd
from forecasting.feedback import OUTCOMES, answering_model, learn
from forecasting.track_record import track_record
from tests.forecasting.reports import MADRID

MODEL = answering_model([("07-05", colour) for colour in ("blue", "green")], MADRID)
ASSUMED = {cell: share.mean for cell, share in MODEL.assumed.items()}
FIRST, DAYS = date(2026, 1, 5), 120
ANSWERS = 200
CROWDS = range(8)

WRONG = [
    (("07-05", "green", "night"), 0.75),
    (("07-05", "green", "morning"), 0.65),
    (("07-05", "green", "afternoon"), 0.93),
    (("07-05", "blue", "morning"), 0.75),
    (("07-05", "blue", "night"), 0.85),
]
"""Cells with a true unseen share far from what is assumed of them."""


def crowd(cell, truth, seed, liars=0.0):
    return Crowd({cell: truth}, ASSUMED, chance_of_space, MADRID, liars, seed)


def mean_chance(reports, unseen):
    """What would be said on average in these searches with an unseen share."""
    return float(np.mean([chance_of_space(one.basis.taken(unseen), one.basis.searched) for one in reports]))


def said_on_average(reports, shares):
    return float(np.mean([mean_chance([one], shares[MODEL.cell(one)]) for one in reports]))


def moved(share, odds):
    """A share moved by log-odds."""
    return float(1 / (1 + np.exp(-np.log(share / (1 - share)) - odds)))


def estimated(reports, cell):
    return mean_chance(reports, learn(reports, MODEL).cells[cell].share.mean)


@pytest.mark.parametrize(("cell", "truth"), WRONG)
def test_two_hundred_answers_mend_a_wrong_assumption(cell, truth):
    before, after = [], []
    for seed in CROWDS:
        reports = crowd(cell, truth, seed).reports(ANSWERS, FIRST, DAYS)
        right = mean_chance(reports, truth)
        before.append(abs(mean_chance(reports, ASSUMED[cell]) - right))
        after.append(abs(estimated(reports, cell) - right))
    assert min(before) >= 0.15
    assert np.mean(after) <= 0.05


@pytest.mark.parametrize(("cell", "truth"), WRONG)
def test_a_fifth_of_random_liars_moves_the_estimate_by_no_more_than_five_points(cell, truth):
    moved, wrong = [], []
    for seed in CROWDS:
        honest, lying = (
            crowd(cell, truth, seed, liars).reports(ANSWERS, FIRST, DAYS) for liars in (0.0, 0.2)
        )
        moved.append(abs(estimated(lying, cell) - estimated(honest, cell)))
        wrong.append(abs(estimated(lying, cell) - mean_chance(lying, truth)))
    assert np.mean(moved) <= 0.05
    assert np.mean(wrong) <= 0.05


def test_two_hundred_answers_over_all_colours_and_hours_mend_a_whole_neighbourhood():
    """Each colour's average chance; a single part of the day has too few answers of its own for that."""
    truth = {cell: moved(share, 1.8 if cell[1] == "blue" else -1.6) for cell, share in ASSUMED.items()}
    before, after = [], []
    for seed in CROWDS:
        reports = Crowd(truth, ASSUMED, chance_of_space, MADRID, seed=seed).reports(
            ANSWERS // len(truth), FIRST, DAYS
        )
        learned = {cell: one.share.mean for cell, one in learn(reports, MODEL).cells.items()}
        for colour in ("blue", "green"):
            own = [one for one in reports if one.colour == colour]
            right, wrong, found = (said_on_average(own, shares) for shares in (truth, ASSUMED, learned))
            before.append(abs(wrong - right))
            after.append(abs(found - right))
    assert np.mean(before) >= 0.15
    assert np.mean(after) <= 0.05


def test_liars_are_so_many_and_the_same_ones_throughout():
    cell, truth = WRONG[3]
    honest, lying = (crowd(cell, truth, 1, liars).reports(400, FIRST, DAYS) for liars in (0.0, 0.2))
    changed = {b.reporter for a, b in zip(honest, lying, strict=True) if a.outcome != b.outcome}
    assert 0.10 <= len(changed) / len({one.reporter for one in lying}) <= 0.20
    assert [one.slot for one in honest] == [one.slot for one in lying]


def test_equal_crowds_say_the_same_and_other_seeds_something_else():
    cell, truth = WRONG[0]
    one, same, other = (crowd(cell, truth, seed).reports(50, FIRST, DAYS) for seed in (1, 1, 2))
    assert one == same != other


def test_reports_are_simulated_in_regulated_hours_and_every_outcome_happens():
    cell, truth = ("07-05", "blue", "morning"), 0.75
    reports = crowd(cell, truth, 1).reports(300, FIRST, DAYS)
    local = [one.slot.astimezone(MADRID) for one in reports]
    assert {moment.hour for moment in local} == {10, 11, 12, 13}
    assert all(moment.weekday() < 6 for moment in local)
    assert all(one.demo for one in reports)
    assert Counter(one.outcome for one in reports).keys() == set(OUTCOMES)
    assert {MODEL.cell(one) for one in reports} == {cell}


def test_what_was_said_is_the_assumption_in_steps_of_five_percent():
    cell, truth = WRONG[0]
    for one in crowd(cell, truth, 1).reports(50, FIRST, DAYS):
        exact = chance_of_space(one.basis.taken(ASSUMED[cell]), one.basis.searched)
        assert one.said == pytest.approx(exact, abs=0.0251)
        assert one.said * 20 == pytest.approx(round(one.said * 20))


def test_over_the_months_answers_that_learn_come_to_beat_the_usual():
    year = simulated_year(4, MADRID)
    months = [marks for _, marks in track_record(year.reports, MADRID).months]
    first, last = months[0], months[-1]
    assert len(months) == 8
    assert last.brier < last.baseline_brier
    assert last.brier - last.baseline_brier < first.brier - first.baseline_brier
    wrong = [abs(year.learned.cells[cell].share.mean - true) for cell, true in year.truth.items()]
    assumed = answering_model([cell[:2] for cell in year.truth], MADRID).assumed
    before = [abs(assumed[cell].mean - true) for cell, true in year.truth.items()]
    assert np.mean(wrong) < 0.6 * np.mean(before)
