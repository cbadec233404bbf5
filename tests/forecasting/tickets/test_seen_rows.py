import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from forecasting.tickets.seen_rows import SeenRows

prints = st.one_of(st.integers(0, 20), st.integers(2**64 - 20, 2**64 - 1), st.integers(0, 2**64 - 1))


@given(st.lists(st.lists(prints, max_size=30), max_size=8))
def test_all_copies_but_the_first_are_marked_whatever_the_batches(batches):
    seen, rows, met = SeenRows(), [], []
    for batch in batches:
        rows += batch
        met += seen.first_met(np.array(batch, dtype=np.uint64)).tolist()
    assert met == [row not in rows[:n] for n, row in enumerate(rows)]


def test_rows_are_remembered_over_hundreds_of_batches():
    rng = np.random.default_rng(1)
    rows = rng.integers(0, 2**64, 40_000, dtype=np.uint64)
    seen = SeenRows()
    assert all(seen.first_met(batch).all() for batch in np.split(rows, 400))
    assert not seen.first_met(rng.permutation(rows)).any()


def test_a_row_takes_eight_bytes():
    seen = SeenRows()
    rng = np.random.default_rng(2)
    for _ in range(50):
        seen.first_met(rng.integers(0, 2**64, 1000, dtype=np.uint64))
    runs = [run for part in seen._parts for run in part]
    assert sum(run.nbytes for run in runs) == 8 * 50_000
    assert max(map(len, seen._parts)) < 10
