"""What time it is: passed in everywhere, asked for only at the edges."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Tells the present as an aware moment."""


def utc_now() -> datetime:
    """Return the present, in UTC."""
    return datetime.now(UTC)
