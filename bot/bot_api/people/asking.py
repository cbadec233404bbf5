"""Taps on buttons, and questions that are typed after the bot's name in any chat."""

from typing import Any

from bot.bot_api.inline_results import InlineQuery
from bot.bot_api.locations import Location
from bot.bot_api.messages import InlineMessage, SentMessage
from bot.bot_api.people.identity import Identity
from bot.bot_api.state import Tap


class Asking(Identity):
    """What people ask without writing to the bot."""

    def taps(self, message: SentMessage, data: str, *, faded: bool = False) -> dict[str, Any]:
        """Tap a button with `data`; the message has `faded` when it is too old for the bot to see."""
        state, chat = self.api.state, self._chat()
        seen = {"message_id": message.message_id, "chat": chat.to_json(), "date": 0}
        return self._tap(data, message=seen if faded else state.message_json(message))

    def taps_inline(self, message: InlineMessage, data: str) -> dict[str, Any]:
        """Tap a button of an inline result that somebody sent: the bot does not see where."""
        return self._tap(data, inline_message_id=message.inline_message_id)

    def asks_inline(
        self, text: str, *, at: tuple[float, float] | None = None, chat_type: str = "sender"
    ) -> dict[str, Any]:
        """Type an inline query, in one's chat with the bot ("sender") or another; `at` is where one is, if told."""
        state = self.api.state
        query = InlineQuery(state.next_query_id(), self.user_id, text, state.clock())
        state.inline_queries[query.query_id] = query
        fields = {
            "id": query.query_id,
            "from": self._user(),
            "query": text,
            "offset": "",
            "chat_type": chat_type,
        }
        return state.push_update("inline_query", {**fields, **_told(at)})

    def chooses(
        self, query_id: str, result_id: str, *, at: tuple[float, float] | None = None
    ) -> dict[str, Any]:
        """Send one of the results that the bot offered; it is the newest of the API's inline messages.

        Raises:
            LookupError: the bot did not offer this.

        """
        state = self.api.state
        query = state.inline_queries[query_id]
        result = next((one for one in query.results if one.result_id == result_id), None)
        if result is None:
            raise LookupError(f"the bot did not offer {result_id}")
        message = InlineMessage(
            versions=state.remembered(result.content),
            inline_message_id=f"inline-{state.next_query_id()}",
            result_id=result_id,
        )
        state.inline_messages[message.inline_message_id] = message
        chosen = {"result_id": result_id, "from": self._user(), "query": query.text, **_told(at)}
        if result.content.keyboard:  # without one Telegram does not tell it
            chosen["inline_message_id"] = message.inline_message_id
        return state.push_update("chosen_inline_result", chosen)

    def _tap(self, data: str, **where: Any) -> dict[str, Any]:  # noqa: ANN401 -- any JSON
        state = self.api.state
        query_id = state.next_query_id()
        state.taps[query_id] = Tap(state.clock())
        query = {"id": query_id, "from": self._user(), "chat_instance": str(self.chat_id), "data": data}
        return state.push_update("callback_query", {**query, **where})


def _told(at: tuple[float, float] | None) -> dict[str, Any]:
    return {} if at is None else {"location": Location(*at).to_json()}
