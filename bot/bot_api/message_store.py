"""The bot's messages, found by their chat and number."""

from collections import deque

from bot.bot_api.messages import SentMessage


class MessageStore:
    """Keeps the newest messages of all chats together, `keep` of them; None keeps all."""

    def __init__(self, keep: int | None = None) -> None:
        self._keep = keep
        self._chats: dict[int, dict[int, SentMessage]] = {}
        self._order: deque[SentMessage] = deque()

    def __len__(self) -> int:
        return len(self._order)

    def add(self, message: SentMessage) -> None:
        """Keep a message, and forget the oldest when there are too many."""
        self._order.append(message)
        self._chats.setdefault(message.chat_id, {})[message.message_id] = message
        if self._keep is not None and len(self._order) > self._keep:
            self._forget(self._order.popleft())

    def get(self, chat_id: int, message_id: int) -> SentMessage | None:
        """Return a message that is still there; None when it was deleted, forgotten or never sent."""
        message = self._chats.get(chat_id, {}).get(message_id)
        return None if message is None or message.deleted else message

    def shown(self, chat_id: int) -> list[SentMessage]:
        """Return a chat's messages, oldest first, without those deleted."""
        return [message for message in self._chats.get(chat_id, {}).values() if not message.deleted]

    def _forget(self, message: SentMessage) -> None:
        chat = self._chats[message.chat_id]
        del chat[message.message_id]
        if not chat:
            del self._chats[message.chat_id]
