"""Days given to commands."""

from datetime import datetime
from typing import Any, Final

import click

YEARS: Final = range(2003, 2100)
"""SER began in November 2002; far beyond our days nobody knows its hours."""


class Day(click.DateTime):
    """A day of those years, in ISO 8601."""

    def __init__(self) -> None:
        super().__init__(formats=["%Y-%m-%d"])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:  # noqa: ANN401 -- click's signature
        """Return midnight of the day."""
        day: datetime = super().convert(value, param, ctx)
        if day.year not in YEARS:
            self.fail(f"{value} is not between {YEARS[0]} and {YEARS[-1]}", param, ctx)
        return day
