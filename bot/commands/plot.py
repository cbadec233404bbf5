"""`sermadrid plot`: a neighbourhood's tickets so far, its forecast and the range around it."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import click
import numpy as np

from bot.clock import utc_now
from bot.commands.days import Day
from bot.commands.files import write_file
from bot.domain import MADRID
from bot.geography import figures_in_force
from bot.settings import load_settings
from bot.training_data import training_data
from forecasting.forecast_picture import Curve, draw_curves
from forecasting.series import HOUR, Panel, Series
from forecasting.service_hours import ServiceCalendar
from forecasting.store import ForecastStore
from geodata.gazetteer.folding import words
from geodata.neighbourhoods import Neighbourhood, NeighbourhoodIndex

DATE = Day()
WEEKS_BEFORE, WEEKS_AFTER = 3, 3
"""Around the end of the tickets, where nothing else is asked for: enough to see the week repeat."""


@click.command()
@click.argument("neighbourhood")
@click.option("--from", "first", type=DATE, help="First day; three weeks before the tickets end without it.")
@click.option("--to", "last", type=DATE, help="Last day; three weeks after the tickets end without it.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="PNG file to write.")
def plot(neighbourhood: str, first: datetime | None, last: datetime | None, out: Path) -> None:
    """Draw NEIGHBOURHOOD (its code, such as 07-05, or its name): history, forecast and 80 % range."""
    settings, calendar = load_settings(), ServiceCalendar.load()
    area = _named(neighbourhood)
    store = ForecastStore.open(settings.models_dir)
    end = store.manifest.trained_until
    start = first.date() if first else end - timedelta(weeks=WEEKS_BEFORE)
    stop = last.date() if last else end + timedelta(weeks=WEEKS_AFTER)
    if stop < start:
        raise click.BadParameter("the last day is before the first", param_hint="--to")
    panel, _ = training_data(settings, calendar, utc_now(), demo=store.manifest.demo)
    hours = _hours(start, stop)
    curves = [_curve(series, hours, store) for series in _of_area(panel, area)]
    kind = "simulated demonstration data" if store.manifest.demo else "tickets"
    footnote = f"Share of spaces with a ticket in force; {kind} until {end}. Source: Ayuntamiento de Madrid"
    write_file(out, draw_curves(f"{area.name} ({area.code})", curves, MADRID, footnote))
    click.echo(f"{out}: {len(curves)} colours, {start} to {stop}")


def _named(text: str) -> Neighbourhood:
    """Return the neighbourhood of a code or of a name, however it is written."""
    index = NeighbourhoodIndex.load(figures_in_force(load_settings().resources_dir))
    wanted = words(text)
    return next((one for one in index if words(one.name) == wanted), None) or index.get(text)


def _of_area(panel: Panel, area: Neighbourhood) -> list[Series]:
    return [series for series in panel if series.key.neighbourhood == area.code]


def _hours(first: date, last: date) -> np.ndarray[tuple[int], np.dtype[np.datetime64]]:
    """Return the UTC hour starts of some local days, both included."""
    edges = (
        datetime.combine(day, time(), MADRID).astimezone(UTC) for day in (first, last + timedelta(days=1))
    )
    start, end = (np.datetime64(edge.replace(tzinfo=None), "s") for edge in edges)
    return np.arange(start, end, HOUR)


def _curve(
    series: Series, hours: np.ndarray[tuple[int], np.dtype[np.datetime64]], store: ForecastStore
) -> Curve:
    """Return what is known of a series and, after the end of its tickets, what is forecast."""
    known = np.full(len(hours), np.nan)
    inside = (hours >= series.slots[0]) & (hours <= series.slots[-1])
    known[inside] = series.occupied[((hours[inside] - series.slots[0]) / HOUR).astype(int)] / series.capacity
    said = np.full((3, len(hours)), np.nan)
    for column, hour in enumerate(hours):
        moment = datetime.fromtimestamp(int(hour.astype("datetime64[s]").astype(int)), UTC)
        found = (
            store.at(series.key.neighbourhood, series.key.colour, moment) if hour > series.slots[-1] else None
        )
        if found is not None:
            said[:, column] = found.mean, found.low, found.high
    return Curve(f"{series.key.colour}, {series.capacity:.0f} spaces", hours, known, *said)
