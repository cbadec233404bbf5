"""The languages that are spoken, and the zone of every clock."""

from typing import Literal
from zoneinfo import ZoneInfo

MADRID = ZoneInfo("Europe/Madrid")
"""The zone of every time that people type or read."""

Language = Literal["es", "en"]
LANGUAGES: tuple[Language, ...] = ("es", "en")
