"""Everything that the in-memory Bot API remembers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING, Any

from bot.bot_api.chats import Chat
from bot.bot_api.contents import Content
from bot.bot_api.documents import Document
from bot.bot_api.errors import bad_request
from bot.bot_api.inline_results import InlineQuery
from bot.bot_api.message_store import MessageStore
from bot.bot_api.messages import Event, InlineMessage, SentMessage
from bot.bot_api.newest import Newest, NewestByKey
from bot.bot_api.parameters import Parameters
from bot.bot_api.pictures import Photo
from bot.bot_api.profile import Profile
from bot.bot_api.updates import UpdateQueue
from bot.clock import Clock, utc_now

if TYPE_CHECKING:
    from bot.bot_api.webhook import Webhook


@dataclass(slots=True)
class Tap:
    """A callback query; until it is `answered` its button spins."""

    tapped_at: datetime
    answered: bool = False


class State:
    """Plain state; of what grows with every call, the newest `keep` are remembered (None: all).

    `messages` are the bot's, `received` those that people sent (Telegram's JSON, by chat and number),
    `taps` and `inline_queries` what waits or waited for an answer, `inline_messages` the results that
    people sent, `updates` what the bot has yet to fetch.
    """

    def __init__(self, bot: dict[str, Any], clock: Clock = utc_now, keep: int | None = None) -> None:
        self.bot, self.clock, self.keep = bot, clock, keep
        self.chats = dict[int, Chat]()
        self.messages = MessageStore(keep)
        self.received = NewestByKey[tuple[int, int], dict[str, Any]](keep)
        self.photos = NewestByKey[str, Photo](keep)
        self.documents = NewestByKey[str, Document](keep)
        self.taps = NewestByKey[str, Tap](keep)
        self.inline_queries = NewestByKey[str, InlineQuery](keep)
        self.inline_messages = NewestByKey[str, InlineMessage](keep)
        self.updates = UpdateQueue()
        self.webhook: Webhook | None = None
        self.profile = Profile()
        self.journal = Newest[Event](keep)
        self.listeners = list[Callable[[Event], None]]()
        self._message_ids, self._query_ids = count(1), count(1)

    def note(self, event: Event) -> None:
        """Write an event down and tell who listens."""
        self.journal.append(event)
        for listener in tuple(self.listeners):
            listener(event)

    def remembered(self, content: Content) -> list[Content]:
        """Return a new message's versions: the list that takes the ones to come."""
        versions = Newest[Content](self.keep)
        versions.append(content)
        return versions

    def next_message_id(self) -> int:
        """Return a message id that nobody has; people's messages take them too."""
        return next(self._message_ids)

    def next_query_id(self) -> str:
        """Return an id for a callback or inline query, or for an inline message."""
        return str(next(self._query_ids))

    def known_chat(self, chat_id: str) -> Chat:
        """Return a chat by its id, also one that refuses messages.

        Raises:
            BotApiError: 400 for no such chat.

        """
        if not chat_id:
            raise bad_request("chat_id is empty")
        try:
            chat = self.chats.get(int(chat_id))
        except ValueError:  # "@somebody": nobody here has a name
            chat = None
        if chat is None:
            raise bad_request("chat not found")
        return chat

    def chat(self, parameters: Parameters) -> Chat:
        """Return the chat that a call names, which takes messages.

        Raises:
            BotApiError: 400 for no such chat or one that moved, 403 for one that does not want the bot.

        """
        chat = self.known_chat(parameters.text("chat_id"))
        refusal = chat.refusal()
        if refusal is not None:
            raise refusal
        return chat

    def message_json(self, message: SentMessage) -> dict[str, Any]:
        """Return Telegram's Message, with the message that it replies to; in a channel the channel speaks."""
        chat = self.chats[message.chat_id].to_json()
        sender = {"sender_chat": chat} if chat["type"] == "channel" else {"from": self.bot}
        shown = message.to_json(sender, chat)
        replied = self.any_message_json(message.chat_id, message.replies_to)
        return {**shown, "reply_to_message": replied} if replied else shown

    def any_message_json(self, chat_id: int, message_id: int | None) -> dict[str, Any] | None:
        """Return anybody's message without what that one replies to; None when it is not there."""
        if message_id is None:
            return None
        sent = self.messages.get(chat_id, message_id)
        found = self.received.get((chat_id, message_id)) if sent is None else self.message_json(sent)
        return {name: value for name, value in found.items() if name != "reply_to_message"} if found else None

    def push_update(self, kind: str, value: dict[str, Any]) -> dict[str, Any]:
        """Queue an update for the bot and return it."""
        return self.updates.push(kind, value)
