"""What is kept of a chat: said, handed over, deleted."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.callbacks import Press, encode
from bot.domain import Button, ChatMemory, Document, Reply
from bot.errors import StaleButtonError
from bot.services.privacy import PrivacyService
from bot.texts import say

TOPIC: Final = "owndata"
FORGET: Final = "forget"
"""The verb that deletes everything."""

FILE_NAME: Final = "sermadrid.json"


@dataclass(frozen=True, slots=True)
class OwnDataService:
    """Words what `PrivacyService` does."""

    kept: PrivacyService

    def policy(self, chat: ChatMemory) -> Reply:
        """Return what is kept, for what and for how long, with the ways to see and to delete it."""
        language = chat.language
        row = tuple(
            Button(say(language, f"privacy.{verb}"), encode(Press(TOPIC, verb))) for verb in ("file", "ask")
        )
        return Reply(say(language, "privacy.policy"), buttons=(row,))

    async def file(self, chat: ChatMemory, now: datetime) -> Reply:
        """Return everything that is kept of the chat, as a JSON file."""
        kept = await self.kept.export(chat.chat_id, now)
        data = json.dumps(kept, ensure_ascii=False, indent=2).encode()
        return Reply(say(chat.language, "privacy.file_caption"), document=Document(FILE_NAME, data))

    def ask(self, chat: ChatMemory) -> Reply:
        """Ask whether everything is to be deleted."""
        language = chat.language
        row = (
            Button(say(language, "privacy.confirm"), encode(Press(TOPIC, FORGET))),
            Button(say(language, "privacy.keep"), encode(Press(TOPIC, "keep"))),
        )
        return Reply(say(language, "privacy.ask_forget"), buttons=(row,))

    async def press(self, chat: ChatMemory, verb: str, _value: str, now: datetime) -> Reply:
        """Take a button of these pages.

        Raises:
            StaleButtonError: the button is of another version.

        """
        if verb == FORGET:
            await self.kept.forget(chat.chat_id)
            return Reply(say(chat.language, "privacy.forgotten"))
        match verb:
            case "file":
                return await self.file(chat, now)
            case "ask":
                return self.ask(chat)
            case "keep":
                return Reply(say(chat.language, "privacy.kept"))
            case _:
                raise StaleButtonError(f"no such button of one's own data: {verb}")
