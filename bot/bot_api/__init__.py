"""Telegram's Bot API in memory: the one seam for "no Telegram".

`BotApi` is the protocol: a method's name and parameters in, a result or Telegram's own refusal out,
with what was sent kept in plain state. It touches no network and no event loop. `respond` puts it
behind HTTP's paths and envelopes, `InMemoryRequest` behind python-telegram-bot's `BaseRequest`, and
`bot.bot_api.http.served` at a loopback address; the terminal chat and the dialogue tests drive the
real handlers through it. `Faults` make calls fail as networks and Telegram do.

`python -m bot.bot_api` serves one by hand.

Descriptions of refusals are the ones that Telegram's server gives; they were taken from its answers
and from the sources of tdlib/telegram-bot-api and tdlib/td.
"""

from bot.bot_api.errors import BotApiError
from bot.bot_api.faults import Fault, Faults
from bot.bot_api.people import Person
from bot.bot_api.request import InMemoryRequest
from bot.bot_api.responding import respond
from bot.bot_api.server import BotApi

__all__ = ["BotApi", "BotApiError", "Fault", "Faults", "InMemoryRequest", "Person", "respond"]
