import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.occupancy import HOUR, SLOT, SUMS_SCHEMA, HourlyOccupancy, merged, partial_sums

EPOCH = 480_000 * HOUR  # an hour of 2024
HOURS = 36
tickets = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, (HOURS - 1) * HOUR), st.integers(1, 30 * HOUR)), max_size=20
)


def frame(rows):
    return pl.DataFrame(
        {
            "series": [series for series, _, _ in rows],
            "start": [EPOCH + start for _, start, _ in rows],
            "end": [EPOCH + start + length for _, start, length in rows],
        },
        schema={"series": pl.UInt16, "start": pl.UInt32, "end": pl.UInt32},
    )


def hourly(sums, n_series=3, first=0, hours=HOURS):
    occupancy = HourlyOccupancy(n_series, EPOCH // HOUR + first, hours)
    occupancy.add(sums, np.arange(n_series))
    return occupancy.vehicles()


def counted_one_by_one(rows, n_series=3, hours=HOURS):
    """The definition: each ticket credits each hour with the share of it that it is in force."""
    total = np.zeros((n_series, hours))
    for series, start, length in rows:
        for hour in range(hours):
            overlap = min(start + length, (hour + 1) * HOUR) - max(start, hour * HOUR)
            total[series, hour] += max(overlap, 0) / HOUR
    return total


@given(tickets)
def test_hourly_occupancy_is_what_counting_ticket_by_ticket_gives(rows):
    assert hourly(partial_sums(frame(rows))) == pytest.approx(counted_one_by_one(rows), abs=1e-9)


@given(tickets, st.integers(1, HOURS - 1))
def test_a_period_that_starts_later_carries_in_what_is_still_in_force(rows, first):
    whole = hourly(partial_sums(frame(rows)))
    assert hourly(partial_sums(frame(rows)), first=first, hours=HOURS - first) == pytest.approx(
        whole[:, first:]
    )


@given(tickets, tickets)
def test_sums_of_two_files_are_the_sums_of_their_tickets_together(one, other):
    together = partial_sums(frame(one + other))
    apart = merged([partial_sums(frame(one)), partial_sums(frame(other))])
    assert apart.equals(together)


def test_an_overnight_ticket_counts_until_it_ends():
    rows = [(0, 20 * HOUR, 13 * HOUR)]
    assert hourly(partial_sums(frame(rows)), 1)[0, 19:34].tolist() == [0] + [1] * 13 + [0]


def test_a_ticket_within_a_slot_counts_with_its_share():
    assert hourly(partial_sums(frame([(0, 60, SLOT // 2)])), 1)[0, 0] == SLOT / 2 / HOUR


def test_the_sums_know_how_many_tickets_started():
    sums = partial_sums(frame([(0, 0, 10), (0, 5, HOUR), (1, HOUR, 1)]))
    assert sums.schema == SUMS_SCHEMA
    assert sums.group_by("series").agg(pl.col("started").sum()).sort("series").rows() == [(0, 2), (1, 1)]


def test_series_that_nobody_asked_for_are_left_out():
    occupancy = HourlyOccupancy(1, EPOCH // HOUR, 2)
    occupancy.add(partial_sums(frame([(0, 0, HOUR), (1, 0, HOUR), (2, 0, HOUR)])), np.array([-1, 0, -1]))
    assert occupancy.vehicles().tolist() == [[1, 0]]


def test_no_tickets_are_no_vehicles():
    assert merged([]).is_empty()
    assert not hourly(partial_sums(frame([]))).any()
