"""What people want besides asking: greetings, pictures, the parked car, places of their own, alerts.

    text ── tokens ── cues (grammar over the lexicon) ── the rest read as a question ── Intent

The cues are in `cues`, `habits` and `conditions`, their words in spanish.toml and english.toml; `reader` says which
of them decide. What they do not cover is place and time, read by `bot.understanding.message`.
"""

from bot.understanding.intents.alerts import (
    Ahead,
    Alert,
    ChanceThreshold,
    Digest,
    EveningBefore,
    LevelThreshold,
    Threshold,
    Trip,
    Watch,
)
from bot.understanding.intents.located import Located
from bot.understanding.intents.model import (
    AskHelp,
    AskWhy,
    Goodbye,
    Greeting,
    Intent,
    Left,
    ListAlerts,
    ListPlaces,
    OpenPage,
    Page,
    Parked,
    Question,
    SavePlace,
    SetAlert,
    ShowDay,
    ShowNearby,
    ShowZone,
    Thanks,
    WhereIsMyCar,
)
from bot.understanding.intents.reader import read_intent

__all__ = [
    "Ahead",
    "Alert",
    "AskHelp",
    "AskWhy",
    "ChanceThreshold",
    "Digest",
    "EveningBefore",
    "Goodbye",
    "Greeting",
    "Intent",
    "Left",
    "LevelThreshold",
    "ListAlerts",
    "ListPlaces",
    "Located",
    "OpenPage",
    "Page",
    "Parked",
    "Question",
    "SavePlace",
    "SetAlert",
    "ShowDay",
    "ShowNearby",
    "ShowZone",
    "Thanks",
    "Threshold",
    "Trip",
    "Watch",
    "WhereIsMyCar",
    "read_intent",
]
