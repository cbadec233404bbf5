"""Texts and what else is typed, attached or passed on."""

import re
from typing import Any

from bot.bot_api.entities import utf16_length
from bot.bot_api.media import keep_document
from bot.bot_api.messages import SentMessage
from bot.bot_api.parameters import Upload
from bot.bot_api.people.identity import Identity

_COMMAND = re.compile(r"/\w+(?:@\w+)?")
_MENTION = re.compile(r"(?<!\S)@\w+")


class Writing(Identity):
    """What people write."""

    def types(self, text: str, *, thread_id: int | None = None) -> dict[str, Any]:
        """Send a text or a command, in a forum within the topic `thread_id`."""
        if thread_id is None:
            return self._message(**_marked(text))
        self._chat().topics.add(thread_id)
        return self._message(**_marked(text), message_thread_id=thread_id, is_topic_message=True)

    def starts(self, payload: str = "") -> dict[str, Any]:
        """Open the chat by a link "https://t.me/<bot>?start=<payload>" and press START."""
        return self.types(f"/start {payload}".rstrip())

    def edits(self, message_id: int, text: str) -> dict[str, Any]:
        """Change a message of theirs."""
        return self._edit(message_id, **_marked(text))

    def replies(self, message: SentMessage, text: str) -> dict[str, Any]:
        """Send a text that replies to a message of the bot."""
        replied = self.api.state.any_message_json(message.chat_id, message.message_id)
        return self._message(**_marked(text), reply_to_message=replied)

    def mentions(self, text: str) -> dict[str, Any]:
        """Send a text that begins with the bot's name."""
        return self.types(f"@{self.api.state.bot['username']} {text}")

    def forwards(self, text: str, author: str = "Luis") -> dict[str, Any]:
        """Pass on a text of somebody else, whose account is hidden."""
        return self._message(**_marked(text), **self._forwarded(author))

    def uploads(self, data: bytes, name: str, caption: str = "") -> dict[str, Any]:
        """Send a file."""
        document = keep_document(self.api.state, Upload(data, name))
        words = {"caption": caption} if caption else {}
        return self._message(**document.to_message(), **words)

    def sends(self, **content: object) -> dict[str, Any]:
        """Send anything else, by the fields of Telegram's Message (`sticker={…}`)."""
        return self._message(**content)


def _marked(text: str) -> dict[str, Any]:
    """Return a text with the entities that Telegram finds in it: an opening command, and mentions."""
    command = _COMMAND.match(text)
    spans = [("bot_command", command)] if command else []
    spans += [("mention", mention) for mention in _MENTION.finditer(text)]
    return {
        "text": text,
        "entities": [
            {"type": kind, "offset": utf16_length(text[: span.start()]), "length": utf16_length(span.group())}
            for kind, span in spans
        ],
    }
