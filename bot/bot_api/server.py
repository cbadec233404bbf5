"""The protocol: a method's name and parameters → its result, or Telegram's refusal."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from bot.bot_api import account, sending
from bot.bot_api.errors import BotApiError
from bot.bot_api.messages import Event, SentMessage
from bot.bot_api.parameters import Parameters
from bot.bot_api.state import State
from bot.clock import Clock, utc_now

Method = Callable[[State, Parameters], Any]

TEST_TOKEN: Final = "1:in-memory"  # noqa: S105 -- a token of nobody, for the bot that is in memory

METHODS: Final[Mapping[str, Method]] = {
    "getMe": account.get_me,
    "getUpdates": account.get_updates,
    "deleteWebhook": account.delete_webhook,
    "answerCallbackQuery": account.answer_callback_query,
    "getFile": account.get_file,
    "sendMessage": sending.send_message,
    "sendPhoto": sending.send_photo,
    "sendChatAction": sending.send_chat_action,
    "editMessageText": sending.edit_message_text,
    "editMessageCaption": sending.edit_message_caption,
    "editMessageMedia": sending.edit_message_media,
    "editMessageReplyMarkup": sending.edit_message_reply_markup,
    "deleteMessage": sending.delete_message,
    **{
        name: partial(account.set_profile, name)
        for name in ("setMyCommands", "setMyDescription", "setMyShortDescription", "setMyName")
    },
}
_LOWER: Final = {name.lower(): method for name, method in METHODS.items()}


class BotApi:
    """A Bot API server for one bot, with everything that it was asked and sent in plain state.

    `calls` are the methods called, in order, with their parameters.
    """

    def __init__(self, token: str = TEST_TOKEN, clock: Clock = utc_now) -> None:
        self.token = token
        self.calls: list[tuple[str, Parameters]] = []
        bot = {"id": int(token.partition(":")[0]), "is_bot": True, "first_name": "sermadrid"}
        self.state = State({**bot, "username": "sermadrid_bot"}, clock)

    def call(self, token: str, method: str, parameters: Parameters) -> Any:  # noqa: ANN401 -- any JSON
        """Return a method's result, as JSON values.

        Raises:
            BotApiError: 401 for another bot's token, 404 for an unknown method, and each method's own.

        """
        if token != self.token:
            raise BotApiError(401, "Unauthorized")
        run = _LOWER.get(method.lower())
        if run is None:
            raise BotApiError(404, "Not Found")
        self.calls.append((method, parameters))
        return run(self.state, parameters)

    def download(self, token: str, path: str) -> bytes:
        """Return a file's bytes by the path that getFile told.

        Raises:
            BotApiError: 401 for another bot's token, 404 for no such file.

        """
        if token != self.token:
            raise BotApiError(401, "Unauthorized")
        for photo in self.state.photos.values():
            if photo.file_path == path:
                return photo.data
        raise BotApiError(404, "Not Found")

    def listen(self, listener: Callable[[Event], None]) -> None:
        """Have `listener` told of every event from now on, as it happens."""
        self.state.listeners.append(listener)

    def shown(self, chat_id: int) -> list[SentMessage]:
        """Return the bot's messages in a chat, oldest first, without those deleted."""
        return [one for one in self.state.messages if one.chat_id == chat_id and not one.deleted]

    @property
    def unanswered_taps(self) -> list[str]:
        """The ids of callback queries that nobody answered: their buttons still spin."""
        return [query_id for query_id, answered in self.state.taps.items() if not answered]
