"""Simulated tickets and occupancy, for trying everything without the real files. Always marked as such.

One model of expected arrivals (`demand`) drives both: `demo_panel` turns it into occupancy directly, in seconds;
`write_demo_tickets` draws single tickets and writes them in the official format. The figures behind it are
published statistics of Madrid's tickets of 2023 to 2026, named where they stand.
"""

from forecasting.demo.crowd_year import Year, simulated_year
from forecasting.demo.panel import demo_panel
from forecasting.demo.periods import PUBLICATION_LAG, last_published_quarter
from forecasting.demo.ticket_files import write_demo_tickets
from forecasting.demo.ticket_rows import TicketQuirks

__all__ = [
    "PUBLICATION_LAG",
    "TicketQuirks",
    "Year",
    "demo_panel",
    "last_published_quarter",
    "simulated_year",
    "write_demo_tickets",
]
