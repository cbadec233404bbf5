"""What is remembered between messages: rows in, domain values out.

`open_database` migrates and opens, `ChatRepository` keeps the chats, `DatabaseGeocodingCache` what online
geocoders answered, `FeedbackRepository` what people found. Nothing else in the bot sees SQL.
"""

from bot.db.chats import ChatRepository
from bot.db.engine import open_database, upgrade_database
from bot.db.feedback import FeedbackRepository, FoundQuestion, Said
from bot.db.geocoding_cache import DatabaseGeocodingCache

__all__ = [
    "ChatRepository",
    "DatabaseGeocodingCache",
    "FeedbackRepository",
    "FoundQuestion",
    "Said",
    "open_database",
    "upgrade_database",
]
