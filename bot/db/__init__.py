"""What is remembered between messages: rows in, domain values out.

`open_database` migrates and opens, `ChatRepository` keeps the chats. Nothing else in the bot sees SQL.
"""

from bot.db.chats import ChatRepository
from bot.db.engine import open_database, upgrade_database

__all__ = ["ChatRepository", "open_database", "upgrade_database"]
