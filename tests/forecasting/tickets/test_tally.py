import numpy as np
import polars as pl
import pytest

from forecasting.occupancy import partial_sums
from forecasting.tickets.repeats import SAMPLE_ROWS, in_sample, named, repeated_share
from forecasting.tickets.tally import Tally

SERIES = (("07-05", "blue"), ("07-05", "green"), ("01-02", "blue"))
START = 1_740_000_000


def tickets(count, seed=1):
    rng = np.random.default_rng(seed)
    start = START + rng.integers(0, 90 * 86_400, count)
    return pl.DataFrame(
        {
            "series": rng.integers(0, len(SERIES), count).astype(np.uint16),
            "start": start.astype(np.uint32),
            "end": (start + rng.integers(60, 7200, count)).astype(np.uint32),
            "fingerprint": rng.integers(0, 2**64, count, dtype=np.uint64),
        }
    )


def batches(frame, rows):
    return list(frame.iter_slices(rows))


@pytest.mark.parametrize("rows", [70, 500, 10_000])
def test_batches_of_any_size_add_up_to_the_same(rows):
    frame = tickets(3000)
    tally = Tally(batches(frame, rows))
    assert (tally.kept, tally.duplicates) == (3000, 0)
    assert tally.sums().equals(partial_sums(frame.drop("fingerprint")))


def test_copies_count_once_whichever_batch_they_are_in():
    frame = tickets(1000)
    tally = Tally([frame, frame.head(300), pl.concat([frame.tail(5), frame.tail(5)])])
    assert (tally.kept, tally.duplicates) == (1000, 310)
    assert tally.sums().equals(partial_sums(frame.drop("fingerprint")))


def test_a_small_file_is_its_own_sample():
    frame = tickets(2000)
    tally = Tally([frame])
    assert tally.every == 1
    assert tally.sample().height == 2000


def test_a_large_file_leaves_the_minutes_that_a_finer_sample_has_too():
    frame = tickets(SAMPLE_ROWS * 3)
    tally = Tally(batches(frame, 20_000))
    assert tally.every in (4, 8)
    assert tally.sample().height <= SAMPLE_ROWS
    assert tally.sample().equals(frame.drop("fingerprint").filter(in_sample(tally.every)))


def test_nothing_is_an_empty_tally():
    assert Tally([]).kept == 0


def test_a_month_of_a_year_is_recognised_and_other_tickets_are_not():
    year, other = tickets(12_000), tickets(12_000, seed=2)
    whole, month = named(year.drop("fingerprint"), SERIES), named(year.head(1000).drop("fingerprint"), SERIES)
    assert repeated_share(month, whole, 1) == 1
    assert repeated_share(whole, month, 1) == pytest.approx(1 / 12, abs=0.001)
    assert repeated_share(named(other.drop("fingerprint"), SERIES), whole, 1) < 0.002
    assert repeated_share(whole.clear(), whole, 1) == 0


def test_series_codes_do_not_matter_to_a_sample_but_places_do():
    frame = tickets(500).drop("fingerprint")
    turned = frame.with_columns(series=2 - pl.col("series"))
    assert named(frame, SERIES).equals(named(turned, SERIES[::-1]))
    assert repeated_share(named(turned, SERIES), named(frame, SERIES), 1) < 0.5
