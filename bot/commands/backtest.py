"""`sermadrid backtest`: how good the forecasts would have been, beside the simplest ones."""

from pathlib import Path

import click

from bot.clock import utc_now
from bot.commands.files import write_file
from bot.progress import progress_bar
from bot.settings import load_settings
from bot.training_data import training_data
from forecasting.backtest import quarter_origins, run_backtest
from forecasting.backtest_picture import draw_backtest
from forecasting.forecasters.baselines import BASELINES
from forecasting.forecasters.ladder import SmoothingLadder
from forecasting.panel_files import read_panel
from forecasting.service_hours import ServiceCalendar

SOME_PATH = click.Path(path_type=Path)
FIELDS = ("forecaster", "lead", "colour", "neighbourhood", "series", "origin")


@click.command()
@click.option(
    "--series",
    type=SOME_PATH,
    help="A long CSV (series_id,capacity,timestamp,occupied) instead of the tickets.",
)
@click.option("--calendar", type=SOME_PATH, help="Calendar file (TOML) of the series; Madrid's without it.")
@click.option(
    "--origins", type=click.IntRange(1), default=4, show_default=True, help="Ends of quarters to stand at."
)
@click.option(
    "--by",
    type=click.Choice(FIELDS),
    multiple=True,
    default=("forecaster", "lead"),
    help="Rows of the table.",
)
@click.option("--json", "json_file", type=SOME_PATH, help="Write every trial here.")
@click.option("--png", type=SOME_PATH, help="Write a picture of it here.")
@click.option("--demo", is_flag=True, help="Use the demonstration even when tickets have been ingested.")
def backtest(  # noqa: PLR0913 -- one parameter an option
    *,
    series: Path | None,
    calendar: Path | None,
    origins: int,
    by: tuple[str, ...],
    json_file: Path | None,
    png: Path | None,
    demo: bool,
) -> None:
    """Forecast from the ends of past quarters and compare with what came, 7 to 182 days ahead."""
    hours = ServiceCalendar.load(calendar)
    if series is None:
        panel, _ = training_data(load_settings(), hours, utc_now(), demo=demo)
    else:
        panel = read_panel(series, hours.zone)
    with progress_bar("Backtest") as tell:
        result = run_backtest(
            panel,
            hours,
            (SmoothingLadder(), *BASELINES),
            quarter_origins(panel, hours, origins),
            progress=tell,
        )
    if panel.demo:
        click.echo("Demonstration data: these series were simulated.")
    click.echo(result.table(*by))
    if json_file is not None:
        write_file(json_file, result.to_json().encode())
    if png is not None:
        write_file(png, draw_backtest(result))
