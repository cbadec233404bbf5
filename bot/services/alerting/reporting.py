"""What is set aside because it fails, and who hears of it."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.alerts.wishes import Kind

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SetAside:
    """A subscription that cannot be judged, or an occurrence of one that cannot be sent, and the last error."""

    kind: Kind
    subscription_id: int | None
    occurrence_id: int | None
    error: Exception


Report = Callable[[SetAside], Awaitable[None]]
"""Tells the people who run the bot."""


async def log_set_aside(one: SetAside) -> None:
    """Write down what was set aside: of what kind and number, not whose."""
    log.error(
        "an alert was set aside: %s, subscription %s, occurrence %s: %s",
        one.kind,
        one.subscription_id,
        one.occurrence_id,
        type(one.error).__name__,
    )
