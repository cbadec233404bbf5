"""Everything that the in-memory Bot API remembers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.bot_api.errors import BotApiError, bad_request
from bot.bot_api.messages import Event, SentMessage
from bot.bot_api.parameters import Parameters
from bot.bot_api.pictures import Photo
from bot.clock import Clock, utc_now


@dataclass(slots=True)
class Chat:
    """A chat that the bot may write to; who `blocked` the bot gets nothing."""

    chat_id: int
    kind: str
    name: str
    blocked: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return Telegram's Chat."""
        name = "first_name" if self.kind == "private" else "title"
        return {"id": self.chat_id, "type": self.kind, name: self.name}


@dataclass(slots=True)
class State:
    """Plain state: chats, messages in the order they were sent, files, taps, updates and the profile."""

    bot: dict[str, Any]
    clock: Clock = utc_now
    chats: dict[int, Chat] = field(default_factory=dict)
    messages: list[SentMessage] = field(default_factory=list)
    photos: dict[str, Photo] = field(default_factory=dict)
    taps: dict[str, bool] = field(default_factory=dict)
    """Callback queries by id, and whether they were answered."""
    updates: list[dict[str, Any]] = field(default_factory=list)
    """What waits for getUpdates, oldest first."""
    profile: dict[str, Any] = field(default_factory=dict)
    """Commands and descriptions as set, by "<method>/<scope>/<language>"."""
    journal: list[Event] = field(default_factory=list)
    listeners: list[Callable[[Event], None]] = field(default_factory=list)
    last_message_id: int = 0
    last_update_id: int = 0

    def note(self, event: Event) -> None:
        """Write an event down and tell who listens."""
        self.journal.append(event)
        for listener in self.listeners:
            listener(event)

    def next_message_id(self) -> int:
        """Return a message id that nobody has; people's messages take them too."""
        self.last_message_id += 1
        return self.last_message_id

    def chat(self, parameters: Parameters) -> Chat:
        """Return the chat that a call names.

        Raises:
            BotApiError: 400 for no such chat, 403 for one that blocked the bot.

        """
        if not parameters.text("chat_id"):
            raise bad_request("chat_id is empty")
        chat = self.chats.get(parameters.integer("chat_id"))
        if chat is None:
            raise bad_request("chat not found")
        if chat.blocked:
            raise BotApiError(403, "Forbidden: bot was blocked by the user")
        return chat

    def message(self, parameters: Parameters, purpose: str) -> SentMessage:
        """Return the message that a call names, to `purpose` ("edit", "delete") it.

        Raises:
            BotApiError: 400 "message to … not found".

        """
        chat, message_id = self.chat(parameters), parameters.integer("message_id")
        for message in self.messages:
            if (message.chat_id, message.message_id, message.deleted) == (chat.chat_id, message_id, False):
                return message
        raise bad_request(f"message to {purpose} not found")

    def message_json(self, message: SentMessage) -> dict[str, Any]:
        """Return Telegram's Message."""
        return message.to_json(self.bot, self.chats[message.chat_id].to_json())

    def push_update(self, kind: str, value: dict[str, Any]) -> dict[str, Any]:
        """Queue an update for getUpdates and return it."""
        self.last_update_id += 1
        update = {"update_id": self.last_update_id, kind: value}
        self.updates.append(update)
        return update
