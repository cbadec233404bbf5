"""The chance of a space: what it must obey whatever the numbers, and what the study measured."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.availability import (
    EASY_FROM,
    MEDIUM_FROM,
    SEARCHED_SPACES,
    SUREST,
    Load,
    Range,
    availability,
    chance_of_space,
    day_part,
    level_of,
    unseen_shares,
)

shares = st.floats(0, 1)
MORNING, NIGHT = 10, 20


def load(colour="green", spaces=100, mean=0.05, low=0.04, high=0.07):
    return Load(colour, spaces, Range(mean, low, high))


def test_a_street_of_twelve_at_82_per_cent_is_full_28_per_cent_of_the_time():
    assert 1 - chance_of_space(0.82, 12) == pytest.approx(0.28, abs=0.01)


def test_an_empty_street_always_has_a_space_and_a_full_one_never():
    assert chance_of_space(0, 12) == 1
    assert chance_of_space(1, 12) == 0
    assert chance_of_space(0.5, 0) == 0


@given(shares, st.integers(1, 500))
def test_a_chance_is_a_chance(taken, spaces):
    assert 0 <= chance_of_space(taken, spaces) <= 1


@given(shares, shares, st.integers(1, 500))
def test_a_fuller_street_never_has_the_better_chance(one, other, spaces):
    emptier, fuller = sorted((one, other))
    assert chance_of_space(emptier, spaces) >= chance_of_space(fuller, spaces) - 1e-9


@given(shares, st.integers(1, 499))
def test_one_space_more_never_makes_it_harder(taken, spaces):
    assert chance_of_space(taken, spaces + 1) >= chance_of_space(taken, spaces) - 1e-9


@given(shares)
def test_the_level_follows_the_chance(chance):
    expected = "easy" if chance >= EASY_FROM else "medium" if chance >= MEDIUM_FROM else "hard"
    assert level_of(chance) == expected


@given(
    st.sampled_from(["blue", "green"]),
    st.integers(1, 5000),
    st.lists(shares, min_size=3, max_size=3),
    st.integers(0, 23),
)
def test_the_range_holds_the_mean_and_the_levels_follow_it(colour, spaces, paid, hour):
    low, mean, high = sorted(paid)
    found = availability((load(colour, spaces, mean, low, high),), hour)
    assert found is not None
    assert found.chance.low <= found.chance.mean <= found.chance.high <= SUREST
    assert found.taken.low <= found.taken.mean <= found.taken.high
    assert found.level == level_of(found.chance.mean)
    assert (found.hardest, found.easiest) == (level_of(found.chance.low), level_of(found.chance.high))


@given(shares, st.integers(0, 23))
def test_chances_are_shown_in_steps_of_five_per_cent(mean, hour):
    found = availability((load(mean=mean, low=mean, high=mean),), hour)
    assert found is not None
    assert round(found.chance.mean * 100) % 5 == 0


def test_what_tickets_do_not_see_is_added_to_what_they_do():
    found = availability((load(mean=0.05, low=0.05, high=0.05),), MORNING)
    assert found is not None
    assert found.taken.mean == pytest.approx(0.05 + 0.95 * unseen_shares()["green"]["morning"].mean)


def test_the_study_of_comillas_comes_back_in_the_totals():
    for part, total in {"morning": 0.67, "afternoon": 0.60, "night": 0.84}.items():
        assert 0.05 + 0.95 * unseen_shares()["green"][part].mean == pytest.approx(total, abs=0.01)


def test_the_same_tickets_leave_less_room_at_night():
    by_day, by_night = (availability((load(),), hour) for hour in (MORNING, NIGHT))
    assert by_day is not None
    assert by_night is not None
    assert by_night.chance.mean < by_day.chance.mean


def test_more_of_a_fuller_colour_makes_the_mix_fuller():
    blue, green = load("blue", 50, 0.9, 0.85, 0.95), load("green", 50, 0.02, 0.01, 0.03)
    few = availability((blue, load("green", 500, 0.02, 0.01, 0.03)), MORNING)
    many = availability((load("blue", 500, 0.9, 0.85, 0.95), green), MORNING)
    assert few is not None
    assert many is not None
    assert many.taken.mean > few.taken.mean


def test_a_place_without_spaces_has_no_availability():
    assert availability((), MORNING) is None
    assert availability((load(spaces=0),), MORNING) is None


def test_a_short_kerb_is_searched_whole():
    few = availability((load(spaces=3),), MORNING)
    many = availability((load(spaces=300),), MORNING)
    assert few is not None
    assert many is not None
    assert (few.searched, many.searched) == (3, SEARCHED_SPACES)


def test_a_share_beyond_the_whole_counts_as_the_whole():
    over = availability((load("blue", 10, 1.4, 1.2, 1.6),), MORNING)
    assert over is not None
    assert over.taken.high <= 1
    assert over.level == "hard"


@pytest.mark.parametrize(
    ("hour", "part"), [(9, "morning"), (13, "morning"), (14, "afternoon"), (18, "afternoon"), (19, "night")]
)
def test_the_day_has_three_parts(hour, part):
    assert day_part(hour) == part


def test_every_unseen_share_is_an_ordered_range_within_the_whole():
    for parts in unseen_shares().values():
        assert parts.keys() == {"morning", "afternoon", "night"}
        for share in parts.values():
            assert 0 <= share.low <= share.mean <= share.high < 1
