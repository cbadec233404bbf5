"""The protocol: a method's name and parameters → its result, or Telegram's refusal."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import PurePath
from typing import Any, Final

from bot.bot_api import account, commands_menu, editing, profile, queries, sending, webhook
from bot.bot_api.errors import BotApiError, bad_request
from bot.bot_api.messages import Event, SentMessage
from bot.bot_api.newest import Newest
from bot.bot_api.parameters import Parameters
from bot.bot_api.state import State
from bot.clock import Clock, utc_now

Method = Callable[[State, Parameters], Any]

TEST_TOKEN: Final = "1:in-memory"  # noqa: S105 -- a token of nobody, for the bot that is in memory
BOT_USERNAME: Final = "sermadrid_bot"

METHODS: Final[Mapping[str, Method]] = {
    "getMe": account.get_me,
    "getUpdates": account.get_updates,
    "setWebhook": webhook.set_webhook,
    "deleteWebhook": webhook.delete_webhook,
    "getWebhookInfo": webhook.get_webhook_info,
    "getFile": account.get_file,
    "getChat": account.get_chat,
    "getChatMember": account.get_chat_member,
    "answerCallbackQuery": queries.answer_callback_query,
    "answerInlineQuery": queries.answer_inline_query,
    "sendMessage": sending.send_message,
    "sendPhoto": sending.send_photo,
    "sendDocument": sending.send_document,
    "sendLocation": sending.send_location,
    "sendVenue": sending.send_venue,
    "sendChatAction": sending.send_chat_action,
    "editMessageText": editing.edit_message_text,
    "editMessageCaption": editing.edit_message_caption,
    "editMessageMedia": editing.edit_message_media,
    "editMessageReplyMarkup": editing.edit_message_reply_markup,
    "deleteMessage": editing.delete_message,
    "setMyCommands": commands_menu.set_commands,
    "getMyCommands": commands_menu.get_commands,
    "deleteMyCommands": commands_menu.delete_commands,
    "setMyName": partial(profile.set_text, "name"),
    "getMyName": partial(profile.get_text, "name"),
    "setMyDescription": partial(profile.set_text, "description"),
    "getMyDescription": partial(profile.get_text, "description"),
    "setMyShortDescription": partial(profile.set_text, "short_description"),
    "getMyShortDescription": partial(profile.get_text, "short_description"),
    "setChatMenuButton": profile.set_menu_button,
    "getChatMenuButton": profile.get_menu_button,
}
_LOWER: Final = {name.lower(): method for name, method in METHODS.items()}


class BotApi:
    """A Bot API server for one bot, with everything that it was asked and sent in plain state.

    `calls` are the methods called, in order, with their parameters. With `keep` only so many of the
    newest calls, messages, files, taps and events are remembered: enough for a long run. What waits for
    the bot is kept until it is confirmed.
    """

    def __init__(self, token: str = TEST_TOKEN, clock: Clock = utc_now, *, keep: int | None = None) -> None:
        self.token = token
        self.calls: Newest[tuple[str, Parameters]] = Newest(keep)
        bot = {"id": int(token.partition(":")[0]), "is_bot": True, "first_name": "sermadrid"}
        self.state = State({**bot, "username": BOT_USERNAME}, clock, keep)

    def call(self, token: str, method: str, parameters: Parameters) -> Any:  # noqa: ANN401 -- any JSON
        """Return a method's result, as JSON values.

        Raises:
            BotApiError: 401 for another bot's token, 404 for an unknown method, and each method's own.

        """
        self._check(token)
        run = _LOWER.get(method.lower())
        if run is None:
            raise BotApiError(404, "Not Found")
        self.calls.append((method, parameters))
        try:
            return run(self.state, parameters)
        except UnicodeEncodeError:  # half of a surrogate pair, which JSON can say and UTF-8 cannot
            raise bad_request("strings must be encoded in UTF-8") from None

    def download(self, token: str, path: str) -> bytes:
        """Return a file's bytes by the path that getFile told.

        Raises:
            BotApiError: 401 for another bot's token, 404 for no such file.

        """
        self._check(token)
        file_id = PurePath(path).stem
        file = self.state.photos.get(file_id) or self.state.documents.get(file_id)
        if file is None or file.file_path != path:
            raise BotApiError(404, "Not Found")
        return file.data

    def listen(self, listener: Callable[[Event], None]) -> None:
        """Have `listener` told of every event from now on, as it happens."""
        self.state.listeners.append(listener)

    @contextmanager
    def hearing(self) -> Iterator[list[Event]]:
        """Collect what happens within the block, in a list that fills up as it does."""
        heard: list[Event] = []
        hear = heard.append
        self.state.listeners.append(hear)
        try:
            yield heard
        finally:
            self.state.listeners.remove(hear)

    def shown(self, chat_id: int) -> list[SentMessage]:
        """Return the bot's messages in a chat, oldest first, without those deleted."""
        return self.state.messages.shown(chat_id)

    def offered_commands(self, chat_id: int, language: str = "") -> dict[str, str]:
        """Return what a chat's menu offers to people of a language: descriptions by command."""
        offered = commands_menu.offered_commands(self.state, chat_id, language)
        return {one["command"]: one["description"] for one in offered}

    @property
    def unanswered_taps(self) -> list[str]:
        """The ids of callback queries that nobody answered: their buttons still spin."""
        return [query_id for query_id, tap in self.state.taps.items() if not tap.answered]

    def _check(self, token: str) -> None:
        if token != self.token:
            raise BotApiError(401, "Unauthorized")
