"""Spans of time against the plain set of their seconds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.spans import clipped, length, merged, moment_after, span_at, within

seconds = st.integers(0, 60)
pairs = st.lists(st.tuples(seconds, seconds), max_size=8).map(sorted)


def seconds_of(spans):
    return {second for start, end in spans for second in range(start, end)}


def test_spans_that_touch_are_one_and_empty_ones_are_none():
    assert merged([(1, 3), (3, 5), (7, 7), (8, 9)]).tolist() == [[1, 5], [8, 9]]


def test_a_span_that_the_clock_turns_round_does_not_shorten_the_one_before():
    assert merged([(1, 5), (5, 2), (6, 8)]).tolist() == [[1, 5], [6, 8]]


def test_a_span_ends_before_its_end():
    spans = merged([(10, 20), (30, 40)])
    assert [span_at(spans, second) for second in (9, 10, 19, 20, 35, 40)] == [
        None,
        (10, 20),
        (10, 20),
        None,
        (30, 40),
        None,
    ]


@pytest.mark.parametrize(("wanted", "moment"), [(1, 11), (10, 20), (11, 31), (20, 40), (21, None)])
def test_enough_is_over_at_the_earliest_moment(wanted, moment):
    assert moment_after(merged([(10, 20), (30, 40)]), wanted) == moment


@given(pairs)
def test_merged_spans_hold_the_same_seconds_in_order_and_apart(given_pairs):
    spans = merged(given_pairs)
    assert seconds_of(spans.tolist()) == seconds_of(given_pairs)
    assert (np.diff(spans.ravel()) > 0).all()
    assert length(spans) == len(seconds_of(given_pairs))


@given(pairs, seconds, seconds)
def test_clipping_keeps_the_seconds_between(given_pairs, start, end):
    spans, held = merged(given_pairs), seconds_of(given_pairs)
    assert seconds_of(clipped(spans, start).tolist()) == {one for one in held if one >= start}
    if start <= end:
        assert seconds_of(clipped(spans, start, end).tolist()) == {one for one in held if start <= one < end}


@given(pairs, st.lists(seconds))
def test_many_moments_are_told_as_each_is(given_pairs, moments):
    spans = merged(given_pairs)
    expected = [one in seconds_of(given_pairs) for one in moments]
    assert within(spans, np.array(moments, dtype=np.int64)).tolist() == expected
    assert [span_at(spans, one) is not None for one in moments] == expected


@given(pairs, st.integers(1, 80))
def test_so_many_seconds_are_over_then_and_not_before(given_pairs, wanted):
    spans, held = merged(given_pairs), sorted(seconds_of(given_pairs))
    expected = held[wanted - 1] + 1 if wanted <= len(held) else None
    assert moment_after(spans, wanted) == expected
