"""Inline queries and their answers, with what Telegram demands of them.

https://core.telegram.org/bots/api#inline-mode, and the checks of tdlib/telegram-bot-api.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from bot.bot_api.contents import Content
from bot.bot_api.entities import FormattedText
from bot.bot_api.errors import BotApiError, bad_request
from bot.bot_api.locations import Venue, read_location
from bot.bot_api.markups import read_inline_markup
from bot.bot_api.parameters import formatted
from bot.bot_api.pictures import Photo

SERVED: Final = ("article", "photo", "location", "venue")
MAX_RESULTS: Final = 50
MAX_ID_BYTES: Final = 64
MAX_START_PARAMETER: Final = 64
START_PARAMETER: Final = re.compile(r"[A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class InlineResult:
    """One result: what the list shows of it, and the message that it becomes."""

    result_id: str
    title: str
    description: str
    content: Content


@dataclass(frozen=True, slots=True)
class ResultsButton:
    """The button above the results: it opens the private chat and sends "/start <start_parameter>"."""

    text: str
    start_parameter: str


@dataclass(slots=True)
class InlineQuery:
    """What somebody typed after the bot's name, and what the bot offers."""

    query_id: str
    user_id: int
    text: str
    asked_at: datetime
    answered: bool = False
    results: tuple[InlineResult, ...] = ()
    button: ResultsButton | None = None
    cache_seconds: int = 0
    is_personal: bool = False


def read_results(raw: object, photos: Mapping[str, Photo]) -> tuple[InlineResult, ...]:
    """Return a call's `results`; `photos` are those that a result may name by their file_id.

    Raises:
        BotApiError: 400 for what Telegram would refuse.

    """
    if raw is None:
        return ()
    if not isinstance(raw, list):
        raise bad_request("expected an Array of inline query results")
    if len(raw) > MAX_RESULTS:
        raise bad_request("too many inline query results specified")
    results = tuple(_result(one, photos) for one in raw)
    ids = [one.result_id for one in results]
    if any(not 1 <= len(one.encode()) <= MAX_ID_BYTES for one in ids):
        raise bad_request("RESULT_ID_INVALID")
    if len(set(ids)) < len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    return results


def read_button(raw: object) -> ResultsButton | None:
    """Return a call's `button`; None when there is none.

    Raises:
        BotApiError: 400 for what Telegram would refuse.

    """
    if raw is None:
        return None
    if not isinstance(raw, dict) or not raw.get("text"):
        raise bad_request("can't parse inline query results button: Can't find field \"text\"")
    if "start_parameter" not in raw:
        raise bad_request(
            "can't parse inline query results button: "
            "InlineQueryResultsButton must have exactly one optional field"
        )
    parameter = str(raw["start_parameter"])
    if not parameter:
        raise bad_request("can't use empty start_parameter")
    if len(parameter) > MAX_START_PARAMETER:
        raise bad_request("too long start_parameter specified")
    if not START_PARAMETER.fullmatch(parameter):
        raise bad_request("unallowed characters in start_parameter are used")
    return ResultsButton(str(raw["text"]), parameter)


def _result(raw: object, photos: Mapping[str, Photo]) -> InlineResult:
    if not isinstance(raw, dict):
        raise _unreadable("Inline query result must be an object")
    kind = _field(raw, "type").lower()
    result_id = _field(raw, "id")
    content = _content(raw, kind, photos)
    title = str(raw.get("title", "")) if kind == "photo" else _field(raw, "title")
    content = replace(content, keyboard=read_inline_markup(raw.get("reply_markup")))
    return InlineResult(result_id, title, str(raw.get("description", "")), content.checked())


def _content(raw: dict[str, Any], kind: str, photos: Mapping[str, Photo]) -> Content:
    if kind not in SERVED:
        raise _unreadable(f'type "{kind}" is unsupported for the inline query result')
    if raw.get("input_message_content") is not None:
        return _given_content(raw["input_message_content"])
    match kind:
        case "article":
            raise _unreadable('Can\'t find field "message_text"')
        case "photo":
            photo = photos.get(str(raw.get("photo_file_id")))
            if photo is None:
                raise bad_request("wrong file identifier/HTTP URL specified")
            return Content(formatted(str(raw.get("caption", "")), str(raw.get("parse_mode", ""))), photo)
        case _:
            return _given_content(raw)


def _given_content(given: object) -> Content:
    if not isinstance(given, dict):
        raise _unreadable('Field "input_message_content" must be of type Object')
    if given.get("message_text"):
        return Content(formatted(str(given["message_text"]), str(given.get("parse_mode", ""))))
    if "latitude" not in given or "longitude" not in given:
        raise _unreadable("Input message content is not specified")
    location = read_location(given)
    if "title" in given and "address" in given:
        return Content(FormattedText(""), Venue(location, str(given["title"]), str(given["address"])))
    return Content(FormattedText(""), location)


def _field(raw: dict[str, Any], name: str) -> str:
    if name not in raw:
        raise _unreadable(f'Can\'t find field "{name}"')
    return str(raw[name])


def _unreadable(reason: str) -> BotApiError:
    return bad_request(f"can't parse inline query result: {reason}")
