"""What reports teach: caps, habits, one neighbourhood and the city, and the file that it is published as."""

import json
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.availability import Range, assumed_share, chance_of_space
from forecasting.errors import CorruptModelError
from forecasting.feedback import (
    OUTCOMES,
    Basis,
    LearnedShare,
    LearnedShares,
    admitted,
    answering_model,
    day_factor,
    learn,
    learn_on_trial,
    learned_or_assumed,
)
from forecasting.feedback.grids import GRID, SHIFTS, kinship, prior, summary
from forecasting.feedback.habits import NOISE, PERSEVERANCE, Likelihoods, outcome_chances
from forecasting.feedback.reports import CELL_LEAST, CELL_SHARE, DAILY_CAP, trusted_share
from forecasting.feedback.trial import LEAST_HELD_OUT, log_loss
from tests.forecasting.reports import BASIS, MADRID, WEDNESDAY, report

CODES = ("07-05", "07-06", "02-01")
MODEL = answering_model([(code, colour) for code in CODES for colour in ("blue", "green")], MADRID)
HERE = ("07-05", "blue", "morning")


def crowd(outcomes, each=1, **more):
    """Reports of so many people of each outcome, `each` a person, on days of their own."""
    people = (f"{outcome}{n}" for outcome, count in outcomes.items() for n in range(count))
    return [
        report(person.rstrip("0123456789"), person, day=day, **more)
        for person in people
        for day in range(each)
    ]


def chance_at(shares, cell=HERE, basis=BASIS):
    return chance_of_space(basis.taken(shares.cells[cell].share.mean), basis.searched)


# --- caps ---------------------------------------------------------------------------------------------


def test_a_reporter_counts_a_few_times_a_day_and_again_the_next():
    said = [report(slot=WEDNESDAY + timedelta(hours=n)) for n in range(6)] + [report(day=1)]
    kept = admitted(said)
    assert len(kept) == DAILY_CAP + 1
    assert kept == tuple(said[:DAILY_CAP] + said[-1:])


def test_reports_are_in_the_order_of_their_hours_however_they_came():
    said = [report(day=n, reporter=f"p{n % 3}") for n in range(9)]
    assert admitted(said[::-1]) == admitted(said) == tuple(said)


@given(own=st.integers(1, 500), others=st.integers(0, 5000))
def test_nobody_has_more_of_a_cell_than_the_cap(own, others):
    total = own * trusted_share(own, others)
    assert 0 < total <= own
    assert total <= max(CELL_LEAST, CELL_SHARE * (total + others)) + 1e-9


def test_one_persons_two_hundred_denials_move_a_neighbourhood_little():
    honest = crowd({"at_once": 35, "not_found": 5}, each=2)
    before = chance_at(learn(honest, MODEL))
    liar = [report("not_found", "liar", day=n) for n in range(200)]
    assert abs(chance_at(learn(honest + liar, MODEL)) - before) < 0.05


# --- what an outcome says -----------------------------------------------------------------------------


@given(chance=st.floats(0, 1), perseverance=st.sampled_from(PERSEVERANCE))
def test_the_three_outcomes_are_all_that_can_happen(chance, perseverance):
    chances = outcome_chances(np.array([chance]), perseverance)
    assert chances.shape == (len(OUTCOMES), 1)
    assert chances.sum() == pytest.approx(1)
    assert (chances >= -1e-12).all()


def test_after_a_while_speaks_for_neither_full_nor_empty_streets():
    chances = outcome_chances(np.array([0.05, 0.5, 0.95]), 0.7)[1]
    assert chances[1] > chances[0]
    assert chances[1] > chances[2]


def test_patient_people_give_up_less_often():
    hasty, patient = (outcome_chances(np.array([0.4]), r)[2, 0] for r in (PERSEVERANCE[0], PERSEVERANCE[-1]))
    assert patient < hasty


def test_the_answers_own_function_is_asked_once_for_each_basis():
    asked = []

    def chance_of(taken, spaces):
        asked.append((taken, spaces))
        return chance_of_space(taken, spaces)

    Likelihoods(chance_of).of(crowd({"at_once": 20, "not_found": 20}))
    assert len(asked) == len(GRID)


def test_what_is_taken_stays_a_share():
    assert Basis(0.9, 0.4, 12).taken(1.0) == 1.0
    assert Basis(0.2, 0.5, 12).taken(0.5) == pytest.approx(0.45)


# --- densities ----------------------------------------------------------------------------------------


@given(low=st.floats(0.01, 0.3), mean=st.floats(0.35, 0.6), high=st.floats(0.65, 0.99))
def test_a_prior_is_a_density_that_peaks_where_nothing_is_moved(low, mean, high):
    density = prior(Range(mean, low, high))
    assert density.sum() == pytest.approx(1)
    assert SHIFTS[density.argmax()] == 0
    assert (density > 0).all()


@pytest.mark.parametrize("mean", [0.05, 0.25, 0.65, 0.94])
def test_a_neighbourhood_is_expected_about_where_the_city_is(mean):
    rows = kinship(mean, 15.0)
    assert np.allclose(rows.sum(axis=1), 1)
    means = rows @ GRID
    assert (np.diff(means) > 0).all()
    assert means[len(SHIFTS) // 2] == pytest.approx(mean, abs=0.06)  # a tenth of it is spread evenly


def test_a_summary_is_the_mean_and_the_eighty_percent_range():
    even = summary(np.full(len(GRID), 1 / len(GRID)))
    assert (even.mean, even.low, even.high) == (pytest.approx(0.5), pytest.approx(0.1), pytest.approx(0.9))


# --- learning -----------------------------------------------------------------------------------------


def test_no_reports_teach_nothing():
    shares = learn([], MODEL)
    assert not shares
    assert shares.unseen_for(*HERE) is None


@pytest.mark.parametrize(("outcome", "sign"), [("at_once", -1), ("not_found", 1)])
def test_who_finds_a_space_makes_a_street_emptier_and_who_does_not_fuller(outcome, sign):
    learned = learn(crowd({outcome: 30}), MODEL).unseen_for(*HERE)
    assert (learned.mean - MODEL.assumed[HERE].mean) * sign > 0


def test_more_reports_are_surer():
    few, many = (learn(crowd({"at_once": n, "not_found": n}), MODEL).unseen_for(*HERE) for n in (5, 50))
    assert many.high - many.low < (few.high - few.low) / 1.5
    assert few.low <= few.mean <= few.high


def test_the_same_reports_in_any_order_teach_the_same():
    said = crowd({"at_once": 12, "after_a_while": 5, "not_found": 8}, each=2)
    assert learn(said[::3] + said[1::3] + said[2::3], MODEL) == learn(said, MODEL)


def test_neighbours_learn_from_each_other_and_less_than_from_their_own():
    shares = learn(crowd({"not_found": 60}), MODEL)
    assumed = MODEL.assumed["02-01", "blue", "morning"]
    there = shares.cells["02-01", "blue", "morning"]
    assert there.n == 0
    assert assumed.mean < there.share.mean < shares.cells[HERE].share.mean
    assert there.share.high - there.share.low > shares.unseen_for(*HERE).high - shares.unseen_for(*HERE).low


def test_a_neighbourhood_with_few_reports_is_drawn_to_the_city():
    mixed = {"at_once": 25, "after_a_while": 15, "not_found": 20}
    city = [one for code in CODES[1:] for one in crowd(mixed, neighbourhood=code)]
    own = crowd({"at_once": 2})
    alone, among = (learn(reports, MODEL).unseen_for(*HERE) for reports in (own, own + city))
    assert among.mean > alone.mean + 0.05


def test_another_colour_stays_as_assumed():
    shares = learn(crowd({"not_found": 20}), MODEL)
    assert shares.unseen_for("07-05", "green", "morning") is None


def test_another_part_of_the_day_is_moved_the_same_way_and_stays_less_sure():
    shares = learn(crowd({"not_found": 20}), MODEL)
    night = ("07-05", "blue", "night")
    assert shares.cells[night].n == 0
    assert shares.unseen_for(*night).mean > MODEL.assumed[night].mean
    widths = [share.high - share.low for share in (shares.unseen_for(*HERE), shares.unseen_for(*night))]
    assert widths[0] < widths[1]


def test_reports_of_a_cell_without_an_assumption_teach_nothing():
    assert not learn(crowd({"not_found": 20}, neighbourhood="21-01"), MODEL)


def test_reporters_who_contradict_themselves_are_taken_for_noise():
    basis = Basis(0.3, 0.3, 12)
    honest = crowd({"at_once": 60}, each=4, basis=basis)
    rng = np.random.default_rng(5)
    liars = [report(str(rng.choice(OUTCOMES)), f"liar{n % 15}", day=n // 15, basis=basis) for n in range(60)]
    moved = chance_at(learn(honest, MODEL), basis=basis) - chance_at(
        learn(honest + liars, MODEL), basis=basis
    )
    naive = 1 - sum(one.outcome == "at_once" for one in honest + liars) / 300
    assert abs(moved) < 0.05 < naive
    assert len(NOISE) > 1


def test_the_part_of_the_day_is_madrids():
    late = report(slot=datetime(2026, 7, 8, 17, 30, tzinfo=WEDNESDAY.tzinfo))  # 19:30 in summer
    assert MODEL.cell(late) == ("07-05", "blue", "night")


# --- the trial ----------------------------------------------------------------------------------------


def test_what_foretells_later_reports_better_is_kept():
    shares, trial = learn_on_trial(crowd({"not_found": 120}), MODEL)
    assert shares
    assert trial.kept
    assert trial.n == 30
    assert trial.learned < trial.assumed
    assert trial.to_dict() == {
        "n": 30,
        "log_loss": trial.learned,
        "assumed_log_loss": trial.assumed,
        "kept": 1,
    }


def test_what_does_not_is_not_kept():
    early = [replace(one, slot=one.slot - timedelta(days=60)) for one in crowd({"not_found": 90})]
    late = [replace(one, reporter=f"late{one.reporter}") for one in crowd({"at_once": 30})]
    shares, trial = learn_on_trial(early + late, MODEL)
    assert not shares
    assert not trial.kept
    assert trial.learned > trial.assumed > 0


def test_too_few_reports_are_no_trial():
    shares, trial = learn_on_trial(crowd({"not_found": 4 * LEAST_HELD_OUT - 1}), MODEL)
    assert not shares
    assert (trial.n, trial.kept) == (0, False)


def test_a_certainty_that_fails_costs_no_endless_loss():
    assert log_loss(1.0, hit=False) == pytest.approx(4.605, abs=1e-3)
    assert log_loss(0.5, hit=True) == pytest.approx(0.693, abs=1e-3)


# --- the file and the answers -------------------------------------------------------------------------


def test_shares_come_back_from_their_file_as_they_were():
    shares = learn(crowd({"not_found": 20, "at_once": 7}), MODEL)
    back = LearnedShares.from_json(shares.to_json())
    assert back.cells.keys() == shares.cells.keys()
    assert back.unseen_for(*HERE).mean == pytest.approx(shares.unseen_for(*HERE).mean, abs=1e-4)
    assert back.cells[HERE].n == 27
    assert LearnedShares.from_json(back.to_json()) == back


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"format": 2, "cells": {}}',
        '{"format": 1, "cells": {"07-05/blue": {"mean": 0.5, "low": 0.4, "high": 0.6, "n": 1}}}',
        '{"format": 1, "cells": {"07-05/blue/night": {"mean": 0.5, "low": 0.7, "high": 0.6, "n": 1}}}',
        '{"format": 1, "cells": {"07-05/blue/night": {"mean": NaN, "low": 0.4, "high": 0.6, "n": 1}}}',
    ],
)
def test_anything_else_is_a_corrupt_model(text):
    with pytest.raises(CorruptModelError):
        LearnedShares.from_json(text)


def test_the_file_is_readable():
    raw = json.loads(learn(crowd({"not_found": 20}), MODEL).to_json())
    assert raw["format"] == 1
    assert raw["cells"]["/".join(HERE)].keys() == {"mean", "low", "high", "n"}


def test_answers_use_what_was_learned_and_else_what_is_assumed():
    kept = LearnedShares({HERE: LearnedShare(Range(0.6, 0.5, 0.7), 40)})
    share_of = learned_or_assumed(lambda: kept)
    at = datetime(2026, 3, 11, 11, tzinfo=MADRID)
    assert share_of("07-05", "blue", at).share == Range(0.6, 0.5, 0.7)
    assert share_of("07-05", "blue", at).source == "reports"
    assert "40" in share_of("07-05", "blue", at).why
    assert share_of("07-06", "blue", at) == assumed_share("07-06", "blue", at)


def test_another_version_brings_its_own_shares():
    versions = [LearnedShares({HERE: LearnedShare(Range(0.6, 0.5, 0.7), 40)}), LearnedShares()]
    share_of = learned_or_assumed(lambda: versions[-1])
    at = datetime(2026, 3, 11, 11, tzinfo=MADRID)
    assert share_of("07-05", "blue", at) == assumed_share("07-05", "blue", at)
    versions.pop()
    assert share_of("07-05", "blue", at).source == "reports"


def test_saturdays_and_august_stay_lighter_than_what_was_learned_of_plain_days():
    share_of = learned_or_assumed(lambda: LearnedShares({HERE: LearnedShare(Range(0.6, 0.5, 0.7), 40)}))
    saturday, august = datetime(2026, 3, 14, 11, tzinfo=MADRID), datetime(2026, 8, 12, 11, tzinfo=MADRID)
    for day in (saturday, august):
        factor = day_factor("07-05", "blue", day)
        assert factor < 1
        assert share_of("07-05", "blue", day).share.mean == pytest.approx(0.6 * factor)
    assert day_factor("07-05", "blue", datetime(2026, 3, 11, 11, tzinfo=MADRID)) == pytest.approx(1)
