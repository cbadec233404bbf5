"""One call's parameters, as HTTP carries them: strings (JSON for what is composed) and uploads."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from bot.bot_api.entities import FormattedText, parse_html, plain
from bot.bot_api.errors import bad_request

ATTACHED: Final = "attach://"
TRUE: Final = frozenset({"true", "yes", "1"})  # `to_bool` of tdlib/telegram-bot-api


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that comes with a call."""

    data: bytes
    name: str = ""


@dataclass(frozen=True, slots=True)
class Parameters:
    """`fields` are the named strings, `files` the uploads by field name."""

    fields: Mapping[str, str]
    files: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return a string; "" when absent."""
        return self.fields.get(name, "")

    def required_text(self, name: str) -> str:
        """Return a string.

        Raises:
            BotApiError: 400 when it is absent or empty.

        """
        if not self.text(name):
            raise bad_request(f'parameter "{name}" is required')
        return self.fields[name]

    def boolean(self, name: str) -> bool:
        """Return whether a field says yes, as Telegram reads it; False when absent."""
        return self.text(name).strip().lower() in TRUE

    def integer(self, name: str, default: int = 0) -> int:
        """Return a whole number, or `default` when absent or no number."""
        try:
            return int(self.fields[name])
        except (KeyError, ValueError):
            return default

    def json(self, name: str, known_as: str = "") -> Any:  # noqa: ANN401 -- JSON may be anything
        """Return a field's JSON value; None when absent. A refusal calls it `known_as`.

        Raises:
            BotApiError: 400 when it is no JSON.

        """
        if not self.fields.get(name):
            return None
        try:
            return json.loads(self.fields[name])
        except ValueError:
            raise bad_request(f"can't parse {known_as or name.replace('_', ' ')} JSON object") from None

    def upload(self, name: str, reference: str) -> Upload | None:
        """Return the file sent as `name` or named by `reference` ("attach://…"); None when there is none."""
        return self.files.get(reference.removeprefix(ATTACHED) if reference.startswith(ATTACHED) else name)


def formatted(text: str, parse_mode: str) -> FormattedText:
    """Return a text as Telegram reads it in a parse mode: HTML or none.

    Raises:
        BotApiError: 400 for broken HTML, and for the modes that are not served here.

    """
    if not parse_mode:
        return plain(text)
    if parse_mode.upper() != "HTML":
        raise bad_request("unsupported parse_mode")
    return parse_html(text)
