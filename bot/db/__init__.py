"""What is remembered between messages: rows in, domain values out.

`open_database` migrates and opens. `ChatRepository` keeps the chats; `PlaceRepository`, `RecentPlaceRepository`,
`ParkedCarRepository`, `DialogueRepository` and `LiveShareRepository` what belongs to them; `FeedbackRepository`
what people found, `DatabaseGeocodingCache` what online geocoders answered, and `PictureFileRepository` the
pictures that Telegram has. `ChatDataRepository` shows and deletes all that is kept of a chat. `bot.db.alerts`
keeps alerts. Nothing else in the bot sees SQL.
"""

from bot.db.alerts import (
    AlertSettingsRepository,
    Lease,
    OccurrenceQueue,
    SubscriptionRepository,
    TickRepository,
)
from bot.db.chat_data import ChatDataRepository
from bot.db.chats import ChatRepository
from bot.db.dialogues import DialogueRepository
from bot.db.engine import open_database, upgrade_database
from bot.db.feedback import FeedbackRepository, FoundQuestion, Said
from bot.db.geocoding_cache import DatabaseGeocodingCache
from bot.db.live_shares import LiveShareRepository
from bot.db.parked_cars import ParkedCarRepository
from bot.db.recent_places import RecentPlaceRepository
from bot.db.saved_places import PlaceRepository
from bot.db.sent_pictures import PictureFileRepository
from bot.db.sessions import Sessions

__all__ = [
    "AlertSettingsRepository",
    "ChatDataRepository",
    "ChatRepository",
    "DatabaseGeocodingCache",
    "DialogueRepository",
    "FeedbackRepository",
    "FoundQuestion",
    "Lease",
    "LiveShareRepository",
    "OccurrenceQueue",
    "ParkedCarRepository",
    "PictureFileRepository",
    "PlaceRepository",
    "RecentPlaceRepository",
    "Said",
    "Sessions",
    "SubscriptionRepository",
    "TickRepository",
    "open_database",
    "upgrade_database",
]
