"""Simulated tickets as a file of the official format, with its quirks on demand."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forecasting.demo.demand import Demand
from forecasting.demo.durations import BY_COLOUR, CARRIED
from forecasting.demo.sessions import Sessions, sessions_of
from forecasting.demo.ticket_rows import TicketQuirks, header, rows
from forecasting.occupancy import SLOT
from forecasting.series import SeriesKey
from forecasting.service_hours import ServiceCalendar

_OVERHANG = timedelta(days=14)  # the openings after the last day, for tickets that go on there
_STREAM = 0x71C


def write_demo_tickets(  # noqa: PLR0913  a period, a city, a file, and how
    first: date,
    last: date,
    out: Path,
    capacities: Mapping[SeriesKey, int],
    calendar: ServiceCalendar,
    *,
    seed: int = 0,
    quirks: TicketQuirks | None = None,
    scale: float = 1.0,
    progress: Callable[[float], None] | None = None,
) -> int:
    """Write one CSV file of simulated tickets that start on the local days from first to last, both included.

    The tickets' expectation is that of `demo_panel` with the same capacities, calendar and seed. `quirks`: None
    takes the first year's own layout. `scale`: thins the tickets out (0.1: every tenth), for small files.
    `progress`: told the share done. The file appears under its name when it is whole. Returns its rows.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    demand = Demand(calendar, seed)
    layout = quirks or TicketQuirks.of_year(first.year)
    unfinished = out.with_name(out.name + ".unfinished")
    written = 0
    with unfinished.open("wb") as stream:
        stream.write(header(layout))
        for n, key in enumerate(sorted(capacities)):
            rng = np.random.default_rng([seed, _STREAM, n, first.toordinal()])
            sessions = sessions_of(calendar, key.neighbourhood, first, last + _OVERHANG)
            expected = demand.arrivals(key, capacities[key], sessions) * scale
            expected[[day > last for day in sessions.days]] = 0.0
            tickets = draw_tickets(key, expected, sessions, rng)
            if tickets.height:
                lines = rows(key, tickets, layout, calendar.zone, rng)
                stream.write(lines)
                written += lines.count(b"\n")
            if progress:
                progress((n + 1) / len(capacities))
    unfinished.replace(out)
    return written


def draw_tickets(
    key: SeriesKey, expected: NDArray[np.float64], sessions: Sessions, rng: np.random.Generator
) -> pl.DataFrame:
    """Draw single tickets from the expected number in each cell: start and end (UTC seconds), paid minutes."""
    counts = rng.poisson(expected)
    row, column = np.nonzero(counts)
    times = counts[row, column]
    row, column = np.repeat(row, times), np.repeat(column, times)
    start = (sessions.first_slot[row] + column) * SLOT + rng.integers(0, SLOT, len(row))
    seconds = BY_COLOUR.get(key.colour, BY_COLOUR["blue"]).draw(len(row), rng) * 60
    closing = (sessions.first_slot + sessions.lengths)[row] * SLOT
    over = np.maximum(start + seconds - closing, 0)
    openings = np.append(sessions.first_slot[1:], sessions.first_slot[-1:])
    carried = (over > 0) & (rng.random(len(row)) < CARRIED)
    end = np.where(carried, openings[row] * SLOT + over, start + seconds - over)
    paid = np.where(carried, seconds, seconds - over)
    return pl.DataFrame({"start": start, "end": end, "minutes": -(-paid // 60)})
