"""The chance of a space: what it must obey whatever the numbers, and what studies measured."""

from datetime import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.availability import (
    DAY_PARTS,
    Load,
    Range,
    assumed_share,
    assumptions,
    availability,
    chance_of_space,
    clustering,
    day_part,
    kind_of,
    level_of,
    paid_points,
    searched,
    spread,
    summary,
)
from forecasting.quantiles import QUANTILE_LEVELS

shares = st.floats(0, 1)
colours = st.sampled_from(["blue", "green", "orange"])
hours = st.integers(9, 20)
WEDNESDAY = datetime(2025, 3, 12)  # noqa: DTZ001 -- Madrid's clock
SATURDAY = WEDNESDAY.replace(day=15)
AUGUST = WEDNESDAY.replace(month=8, day=13)
MORNING, NIGHT = 10, 20
NOTHING = Range(0, 0, 0)


def paid(*values):
    """Five points that are all alike, or the five given."""
    return np.array(values * 5 if len(values) == 1 else values, dtype=float)


def load(colour="green", spaces=700, share=0.05, unseen=NOTHING):
    return Load(colour, spaces, paid(share), unseen)


def at(hour, day=WEDNESDAY):
    return day.replace(hour=hour)


# Doubts as points.


def test_a_range_is_five_points_between_its_ends():
    assert Range(0.5, 0.1, 0.9).points() == pytest.approx([0.1, 0.3, 0.5, 0.7, 0.9])


@given(st.lists(shares, min_size=7, max_size=7))
def test_quantiles_become_rising_points_within_them(values):
    points = spread(QUANTILE_LEVELS, sorted(values))
    assert (np.diff(points) >= -1e-12).all()
    assert min(values) <= points[0]
    assert points[-1] <= max(values)


def test_a_forecast_beyond_the_whole_counts_as_the_whole():
    assert paid_points((0.1, 0.9), (-0.5, 1.5)) == pytest.approx([0, 0, 0.5, 1, 1])


def test_the_summary_of_equal_chances_is_their_mean_and_the_middle_four_fifths():
    assert summary(np.arange(1, 11) / 10) == Range(
        pytest.approx(0.55), pytest.approx(0.15), pytest.approx(0.95)
    )


@given(st.lists(shares, min_size=1, max_size=40))
def test_a_summary_holds_its_mean(values):
    found = summary(np.array(values))
    assert min(values) - 1e-9 <= found.low <= found.mean <= found.high <= max(values) + 1e-9


# From the share taken to the chance.


def test_a_street_of_twelve_at_82_per_cent_is_full_28_per_cent_of_the_time():
    assert 1 - chance_of_space(0.82, 12) == pytest.approx(0.28, abs=0.01)


def test_independent_spaces_would_say_nine_per_cent():
    independent = 0.82**12
    assert round(independent, 2) == 0.09
    assert 1 - chance_of_space(0.82, 12) > 2 * independent


def test_an_empty_street_always_has_a_space_and_a_full_one_never():
    assert chance_of_space(0, 12) == 1
    assert chance_of_space(1, 12) == 0
    assert chance_of_space(0.5, 0) == 0


def test_one_space_is_free_as_often_as_its_share():
    assert chance_of_space(0.7, 1) == pytest.approx(0.3)


@given(shares, st.integers(1, 500))
def test_a_chance_is_a_chance(taken, spaces):
    assert -1e-12 <= chance_of_space(taken, spaces) <= 1


@given(shares, shares, st.integers(1, 500))
def test_a_fuller_street_never_has_the_better_chance(one, other, spaces):
    emptier, fuller = sorted((one, other))
    assert chance_of_space(emptier, spaces) >= chance_of_space(fuller, spaces) - 1e-9


@given(shares, st.integers(1, 499))
def test_one_space_more_never_makes_it_harder(taken, spaces):
    assert chance_of_space(taken, spaces + 1) >= chance_of_space(taken, spaces) - 1e-9


def test_more_spaces_fill_less_together():
    assert clustering(12) == pytest.approx(0.15)
    assert clustering(3) == pytest.approx(0.15)
    assert clustering(30) == pytest.approx(0.10)
    assert 0.05 < clustering(60) < 0.10
    assert clustering(5000) == pytest.approx(0.05)


def test_a_short_search_passes_the_first_street():
    assert searched(700) == 18
    assert searched(100) == 6
    assert searched(4) == 4
    assert searched(0) == 0


def test_who_walks_twice_as_far_tries_four_streets():
    assert searched(4 * 700) == pytest.approx(4 * searched(700), abs=2)


# The distribution.


@given(
    colours,
    st.integers(1, 5000),
    st.lists(shares, min_size=5, max_size=5),
    st.lists(shares, min_size=3, max_size=3),
)
def test_the_range_holds_the_mean_and_the_levels_follow_it(colour, spaces, seen, hidden):
    low, mean, high = sorted(hidden)
    found = availability((Load(colour, spaces, paid(*sorted(seen)), Range(mean, low, high)),))
    assert 0 < found.chance.low <= found.chance.mean <= found.chance.high < 1
    assert 0 <= found.taken.low <= found.taken.mean <= found.taken.high <= 1 + 1e-9
    assert found.level == level_of(found.chance.mean)
    assert (found.hardest, found.easiest) == (level_of(found.chance.low), level_of(found.chance.high))
    assert np.shape(found.scenarios) == (5, 5)


@given(shares, st.integers(1, 3000))
def test_chances_are_shown_in_steps_of_five_per_cent_and_never_as_certain(share, spaces):
    found = availability((load(share=share, spaces=spaces),))
    for value in (found.chance.mean, found.chance.low, found.chance.high):
        assert 0.05 <= value <= 0.95
        assert round(value * 100) % 5 == 0


def test_what_tickets_do_not_see_is_added_to_what_they_do():
    found = availability((load(share=0.05, unseen=Range(0.65, 0.65, 0.65)),))
    assert found.taken.mean == pytest.approx(0.05 + 0.95 * 0.65)
    assert found.unseen_part == pytest.approx(1 - 0.05 / found.taken.mean)


def test_without_doubt_the_chance_is_the_beta_binomials():
    found = availability((load(share=0.82, spaces=480),))
    assert found.searched == 12
    assert found.scenarios[0][0] == pytest.approx(chance_of_space(0.82, 12))
    assert found.chance.low == found.chance.high == 0.75


def test_doubt_about_the_unseen_makes_the_chance_worse_than_its_middle_says():
    certain = availability((load(unseen=Range(0.9, 0.9, 0.9)),))
    doubtful = availability((load(unseen=Range(0.9, 0.8, 1.0)),))
    assert np.mean(doubtful.scenarios) < np.mean(certain.scenarios)


def test_more_of_a_fuller_colour_makes_the_mix_fuller():
    few = availability((load("blue", 50, 0.9), load("green", 500, 0.02)))
    many = availability((load("blue", 500, 0.9), load("green", 50, 0.02)))
    assert many.taken.mean > few.taken.mean
    assert many.chance.mean < few.chance.mean


def test_a_place_without_spaces_has_no_availability():
    assert availability(()) is None
    assert availability((load(spaces=0),)) is None


def test_where_nearly_no_car_shows_a_ticket_the_assumptions_carry_the_result():
    green = availability((load(share=0.05, unseen=Range(0.8, 0.7, 0.9)),))
    blue = availability((load("blue", share=0.40, unseen=Range(0.25, 0.1, 0.45)),))
    assert green.is_assumed
    assert not blue.is_assumed


@given(shares)
def test_the_level_follows_the_chance(chance):
    given_ = assumptions()
    expected = "easy" if chance >= given_.easy else "medium" if chance >= given_.medium else "hard"
    assert level_of(chance) == expected


# What is assumed.


def test_the_study_of_comillas_comes_back_in_the_totals():
    for hour, total in {11: 0.67, 16: 0.60, 20: 0.84}.items():
        unseen = assumed_share("11-01", "green", at(hour)).share.mean
        assert 0.05 + 0.95 * unseen == pytest.approx(total, abs=0.01)


def test_every_unseen_share_is_an_ordered_range_within_the_whole_and_has_its_source():
    for one in assumptions().unseen:
        assert one.shares.keys() == set(DAY_PARTS)
        assert one.source
        assert len(one.why) > 40
        for share in one.shares.values():
            assert 0 <= share.low < share.mean < share.high < 1


@pytest.mark.parametrize(
    ("hour", "part"),
    [
        (0, "early"),
        (9, "early"),
        (10, "morning"),
        (13, "morning"),
        (14, "afternoon"),
        (18, "afternoon"),
        (19, "night"),
    ],
)
def test_the_day_has_four_parts(hour, part):
    assert day_part(hour) == part


@pytest.mark.parametrize(
    ("area", "kind"),
    [
        ("01-06", "dense"),
        ("07-05", "dense"),
        ("05-06", "offices"),
        ("02-04", "inner"),
        ("05-02", "inner"),
        ("12-05", "outer"),
        ("99-99", "outer"),
    ],
)
def test_each_neighbourhood_is_of_a_kind(area, kind):
    assert kind_of(area) == kind


def test_residents_return_at_night_but_not_to_offices():
    def growth(area):
        morning, night = (assumed_share(area, "green", at(hour)).share.mean for hour in (11, 20))
        return night - morning

    assert growth("07-05") > 0
    assert growth("11-01") > 0
    assert growth("05-06") < 0


@given(colours, hours, st.sampled_from(["01-06", "02-04", "05-06", "11-01"]))
def test_saturdays_and_august_are_lighter(colour, hour, area):
    plain, saturday, august = (
        assumed_share(area, colour, at(hour, day)).share for day in (WEDNESDAY, SATURDAY, AUGUST)
    )
    assert august.mean < saturday.mean < plain.mean
    assert august.high <= plain.high


def test_a_colour_that_the_file_does_not_name_has_the_others_share():
    assert (
        assumed_share("08-05", "red", at(MORNING)).share
        == assumed_share("02-04", "orange", at(MORNING)).share
    )


def test_who_is_assumed_to_be_there_at_night_leaves_less_room():
    by_day, by_night = (
        availability((load(unseen=assumed_share("07-05", "green", at(hour)).share),))
        for hour in (MORNING, NIGHT)
    )
    assert by_night.chance.mean < by_day.chance.mean
