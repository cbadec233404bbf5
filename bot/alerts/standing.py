"""How an alert stands for whoever asked for it: what keeps it from being told, and what it passes over."""

from dataclasses import dataclass
from typing import Literal

from bot.alerts.occasions import SkippedDay
from forecasting.service_hours import WhyFree

Asleep = Literal["not_allowed", "no_forecast", "no_places"]
"""This driver may not park there any more, or nothing is forecast there for them; or no place is saved."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Why nothing comes of an alert (None: something may), the next days that it skips, and why a trip's hour is free."""

    asleep: Asleep | None = None
    skipped: tuple[SkippedDay, ...] = ()
    free: WhyFree | None = None
