"""What is kept of a chat: shown to it, and deleted when it asks for that."""

from datetime import UTC, date, datetime
from typing import Any

from bot.db import ChatDataRepository
from bot.domain import LANGUAGES
from bot.texts import say


class PrivacyService:
    """Answers "what do you know of me?" and "forget it", for every table at once."""

    def __init__(self, kept: ChatDataRepository) -> None:
        self._kept = kept

    async def export(self, chat_id: int, now: datetime) -> dict[str, Any]:
        """Return all that is kept of a chat, ready for JSON: rows by table and column, moments in ISO 8601 UTC.

        `not_kept` says, by language, what is known without whose it is and so cannot be shown here.
        """
        tables = await self._kept.rows(chat_id)
        return {
            "chat_id": chat_id,
            "exported_at": _plain(now),
            "kept": {
                table: [{column: _plain(value) for column, value in row.items()} for row in rows]
                for table, rows in tables.items()
            },
            "not_kept": {language: say(language, "privacy.not_kept") for language in LANGUAGES},
        }

    async def forget(self, chat_id: int) -> int:
        """Delete all that is kept of a chat, all of it or nothing; return how many rows there were."""
        return await self._kept.delete(chat_id)


def _plain(value: object) -> object:
    """Return a column's value as JSON has it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value
