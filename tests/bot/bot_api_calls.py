"""Calls of the Bot API in memory: fields as Python values, files as bytes or uploads with a name."""

import json

import pytest

from bot.bot_api import BotApiError
from bot.bot_api.parameters import Parameters, Upload


def call(api, method, files=None, **fields):
    texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in fields.items()}
    uploads = {
        name: file if isinstance(file, Upload) else Upload(file) for name, file in (files or {}).items()
    }
    return api.call(api.token, method, Parameters(texts, uploads))


def refusal(api, method, files=None, **fields):
    """How Telegram refuses a call."""
    with pytest.raises(BotApiError) as caught:
        call(api, method, files, **fields)
    return caught.value.description


def keyboard(*buttons):
    return {"inline_keyboard": [list(buttons)]}
