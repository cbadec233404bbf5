"""What a stream of tickets adds up to, in memory that does not grow with the tickets but for their fingerprints."""

from collections.abc import Iterable

import polars as pl

from forecasting.occupancy import merged, partial_sums
from forecasting.tickets.repeats import SAMPLE_ROWS, in_sample
from forecasting.tickets.seen_rows import SeenRows

_ROWS_TO_MERGE = 500_000  # partial sums waiting to be added up: adding takes four times their memory


class Tally:
    """Partial sums and a sample of the tickets added so far, every row once.

    kept: tickets. duplicates: rows passed over, being equal to earlier ones. every: the sample holds the tickets
    that start in one minute of so many.
    """

    def __init__(self, batches: Iterable[pl.DataFrame]) -> None:
        self.kept = 0
        self.duplicates = 0
        self.every = 1
        self._seen = SeenRows()
        self._sums: list[pl.DataFrame] = []
        self._sample: list[pl.DataFrame] = []
        for batch in batches:
            self._add(batch)

    def sums(self) -> pl.DataFrame:
        """Add up to partial sums (see occupancy.SUMS_SCHEMA)."""
        self._merge()
        return self._sums[0]

    def sample(self) -> pl.DataFrame:
        """Give the sampled tickets: series (code), start, end (UTC seconds)."""
        return pl.concat(self._sample)

    def _add(self, batch: pl.DataFrame) -> None:
        new = self._seen.first_met(batch["fingerprint"].to_numpy())
        tickets = batch.drop("fingerprint")
        if not new.all():
            tickets = tickets.filter(pl.Series(new))
        self.duplicates += batch.height - tickets.height
        self.kept += tickets.height
        self._sums.append(partial_sums(tickets))
        if sum(frame.height for frame in self._sums[1:]) > _ROWS_TO_MERGE:
            self._merge()
        self._sample.append(tickets.filter(in_sample(self.every)))
        while sum(part.height for part in self._sample) > SAMPLE_ROWS:
            self.every *= 2
            self._sample = [part.filter(in_sample(self.every)) for part in self._sample]

    def _merge(self) -> None:
        self._sums = [merged(self._sums)]
