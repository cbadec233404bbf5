"""What there is to learn from: the ingested tickets, or the demonstration where there are none."""

from collections.abc import Mapping
from datetime import datetime

from bot.geography import figures_in_force
from bot.settings import Settings
from forecasting.demo import demo_panel
from forecasting.manifest import DataSource
from forecasting.series import Panel, SeriesKey
from forecasting.service_hours import ServiceCalendar
from forecasting.tickets.store import TicketStore
from geodata.spaces import SpaceIndex


def capacities(settings: Settings) -> Mapping[SeriesKey, int]:
    """Return the spaces of every neighbourhood and colour that has any."""
    totals = SpaceIndex.load(figures_in_force(settings.resources_dir)).totals()
    return {SeriesKey(code, colour): spaces for (code, colour), spaces in totals.items() if spaces}


def training_data(
    settings: Settings, calendar: ServiceCalendar, now: datetime, *, demo: bool = False
) -> tuple[Panel, tuple[DataSource, ...]]:
    """Return the panel and the files behind it; without files, or when `demo` says so, the demonstration.

    Raises:
        TicketStoreError: what was kept of the tickets is damaged.
    """
    spaces = capacities(settings)
    if not demo:
        panel, sources = TicketStore(settings.tickets_dir, calendar).training_data(spaces)
        if sources:
            return panel, sources
    return demo_panel(spaces, calendar, now), ()
