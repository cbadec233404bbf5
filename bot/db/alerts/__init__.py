"""Alerts in the database, which is the truth about them.

`Lease` lets one process at a time do them. `SubscriptionRepository` keeps what chats ask for, and
`AlertSettingsRepository` how they want to be told. `TickRepository` turns what is due into occurrences, which
`OccurrenceQueue` hands out, each once, and of which it keeps what became of them.
"""

from bot.db.alerts.due import Due, UnreadableDue
from bot.db.alerts.leases import Lease
from bot.db.alerts.notices import Listener, NoticeTurn
from bot.db.alerts.queue import Confirmation, OccurrenceQueue
from bot.db.alerts.settings import AlertSettings, AlertSettingsRepository
from bot.db.alerts.subscriptions import MOST_ALERTS, SubscriptionRepository
from bot.db.alerts.ticking import TickRepository, Turn

__all__ = [
    "MOST_ALERTS",
    "AlertSettings",
    "AlertSettingsRepository",
    "Confirmation",
    "Due",
    "Lease",
    "Listener",
    "NoticeTurn",
    "OccurrenceQueue",
    "SubscriptionRepository",
    "TickRepository",
    "Turn",
    "UnreadableDue",
]
