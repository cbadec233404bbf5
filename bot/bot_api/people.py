"""What people do in Telegram, as the updates that the bot gets."""

import re
from dataclasses import dataclass
from typing import Any

from bot.bot_api.messages import SentMessage
from bot.bot_api.server import BotApi
from bot.bot_api.state import Chat

_COMMAND = re.compile(r"/\w+(?:@\w+)?")


@dataclass(slots=True)
class Person:
    """Somebody in a chat with the bot; each deed queues an update and returns it as Telegram's JSON."""

    api: BotApi
    user_id: int = 1001
    language_code: str | None = "es"
    name: str = "Ana"
    group_id: int | None = None

    @property
    def chat_id(self) -> int:
        """The chat they write in: a group's, or their own."""
        return self.user_id if self.group_id is None else self.group_id

    def types(self, text: str) -> dict[str, Any]:
        """Send a text or a command."""
        return self._push("message", self._text(text))

    def edits(self, message_id: int, text: str) -> dict[str, Any]:
        """Change a message of theirs."""
        date = self._seconds()
        return self._push("edited_message", {**self._text(text), "message_id": message_id, "edit_date": date})

    def shares(self, lat: float, lon: float, *, live: bool = False) -> dict[str, Any]:
        """Share a position in degrees; a `live` one as the edit that follows a move."""
        location = {"latitude": lat, "longitude": lon}
        if not live:
            return self._push("message", {"location": location})
        moved = {**location, "live_period": 900}
        return self._push("edited_message", {"location": moved, "edit_date": self._seconds()})

    def shares_venue(self, lat: float, lon: float, title: str, address: str = "") -> dict[str, Any]:
        """Share a place of Telegram's own list."""
        location = {"latitude": lat, "longitude": lon}
        venue = {"location": location, "title": title, "address": address}
        return self._push("message", {"location": location, "venue": venue})

    def sends(self, **content: object) -> dict[str, Any]:
        """Send anything else, by the fields of Telegram's Message (`sticker={…}`)."""
        return self._push("message", dict(content))

    def taps(self, message: SentMessage, data: str, *, faded: bool = False) -> dict[str, Any]:
        """Tap a button with `data`; the message has `faded` when it is too old for the bot to see."""
        state, chat = self.api.state, self._chat()
        query_id = str(len(state.taps) + 1)
        state.taps[query_id] = False
        seen = {"message_id": message.message_id, "chat": chat.to_json(), "date": 0}
        query = {"id": query_id, "from": self._user(), "chat_instance": str(chat.chat_id), "data": data}
        return state.push_update(
            "callback_query", {**query, "message": seen if faded else state.message_json(message)}
        )

    def _text(self, text: str) -> dict[str, Any]:
        command = _COMMAND.match(text)
        entities = [{"type": "bot_command", "offset": 0, "length": command.end()}] if command else []
        return {"text": text, "entities": entities}

    def _push(self, kind: str, content: dict[str, Any]) -> dict[str, Any]:
        state, chat = self.api.state, self._chat()
        frame = {"message_id": state.next_message_id(), "date": self._seconds(), "from": self._user()}
        return state.push_update(kind, {**frame, "chat": chat.to_json(), **content})

    def _chat(self) -> Chat:
        """Return the chat, which the bot knows from their first deed on."""
        kind = "private" if self.group_id is None else "group"
        return self.api.state.chats.setdefault(self.chat_id, Chat(self.chat_id, kind, self.name))

    def _user(self) -> dict[str, Any]:
        user = {"id": self.user_id, "is_bot": False, "first_name": self.name}
        return user if self.language_code is None else {**user, "language_code": self.language_code}

    def _seconds(self) -> int:
        return int(self.api.state.clock().timestamp())
