"""The options of `ask` and `explain` that say who is driving."""

from collections.abc import Callable
from typing import Any, cast, get_args

import click

from forecasting.availability import VISITOR, Driver, Label

Command = Callable[..., Any]

FARTHEST_WALK = 2000
"""Metres: half an hour on foot, beyond which nobody is looking for this place."""


def driver_options(command: Command) -> Command:
    """Add `--label`, `--resident` and `--walk`, which `driver_of` reads."""
    options = (
        click.option("--label", type=click.Choice(get_args(Label)), help="Environmental label of the car."),
        click.option(
            "--resident", metavar="CODE", help="Neighbourhood of a residents' permit, such as 07-05."
        ),
        click.option(
            "--walk",
            type=click.IntRange(1, FARTHEST_WALK),
            default=VISITOR.walk_metres,
            show_default=True,
            help="Metres that the driver will walk.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def driver_of(label: str | None, resident: str | None, walk: int) -> Driver:
    """Return who is driving."""
    return Driver(cast("Label | None", label), resident, walk)
