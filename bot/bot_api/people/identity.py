"""Who somebody is, and the chat that they write in."""

from dataclasses import dataclass
from typing import Any

from bot.bot_api.chats import Chat
from bot.bot_api.server import BotApi


@dataclass
class Identity:
    """A person, and the chat with the bot where they do things: their own, or a group's of some `group_kind`.

    A group's kind is "group", "supergroup" or "channel", where the channel speaks and not the person.
    """

    api: BotApi
    user_id: int = 1001
    language_code: str | None = "es"
    name: str = "Ana"
    group_id: int | None = None
    group_kind: str = "group"

    @property
    def chat_id(self) -> int:
        """The chat they write in: a group's, or their own."""
        return self.user_id if self.group_id is None else self.group_id

    def _chat(self) -> Chat:
        """Return the chat, which the bot knows from their first deed on."""
        kind = "private" if self.group_id is None else self.group_kind
        return self.api.state.chats.setdefault(self.chat_id, Chat(self.chat_id, kind, self.name))

    def _user(self) -> dict[str, Any]:
        user = {"id": self.user_id, "is_bot": False, "first_name": self.name}
        return user if self.language_code is None else {**user, "language_code": self.language_code}

    def _forwarded(self, author: str) -> dict[str, Any]:
        """Return what a message has that is passed on, from somebody whose account is hidden."""
        origin = {"type": "hidden_user", "date": self._seconds(), "sender_user_name": author}
        return {"forward_origin": origin}

    def _seconds(self) -> int:
        return int(self.api.state.clock().timestamp())

    def _message(self, **content: Any) -> dict[str, Any]:  # noqa: ANN401 -- any JSON
        """Push a new message of theirs."""
        return self._push("message", {"message_id": self.api.state.next_message_id(), **content})

    def _edit(self, message_id: int, **content: Any) -> dict[str, Any]:  # noqa: ANN401 -- any JSON
        """Push a change of a message of theirs."""
        return self._push(
            "edited_message", {"message_id": message_id, "edit_date": self._seconds(), **content}
        )

    def _push(self, kind: str, content: dict[str, Any]) -> dict[str, Any]:
        state, chat = self.api.state, self._chat()
        is_channel = chat.kind == "channel"
        sender = {"sender_chat": chat.to_json()} if is_channel else {"from": self._user()}
        message = {"date": self._seconds(), **sender, "chat": chat.to_json(), **content}
        state.received[chat.chat_id, message["message_id"]] = message
        return state.push_update(kind.replace("message", "channel_post") if is_channel else kind, message)
