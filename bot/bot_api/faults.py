"""How calls fail that Telegram, a proxy or the network spoils: declared beforehand, and remembered.

```
faults = Faults(
    Fault(flooded(retry_after=1), method="sendMessage", times=2),
    Fault(bad_gateway(), while_=lambda: outage.is_on),
    Fault(Dropped(), chat_id=7, performed=True),
)
```

The first that fits a call is met. Both transports honour them: `bot.bot_api.http.served` and
`InMemoryRequest`, which raises what python-telegram-bot would for a lost connection or for silence.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.bot_api.errors import BotApiError, too_many_requests
from bot.bot_api.parameters import Parameters

HTML: Final = "text/html"
JSON: Final = "application/json"


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer that is not the one hoped for."""

    status: int
    body: bytes
    content_type: str = JSON


@dataclass(frozen=True, slots=True)
class Hanging:
    """No answer for `seconds`; then, if the caller still waits, the usual one."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Dropped:
    """The connection ends without an answer."""


Failure = Answered | Hanging | Dropped


def refused(code: int, description: str) -> Answered:
    """Return Telegram's own refusal, worded whole: "Forbidden: user is deactivated"."""
    return _answer(BotApiError(code, description))


def flooded(retry_after: int) -> Answered:
    """Return 429: nothing more for `retry_after` seconds."""
    return _answer(too_many_requests(retry_after))


def bad_gateway() -> Answered:
    """Return the 502 of a proxy that does not reach the server: a page, and no JSON."""
    return Answered(502, b"<html><head><title>502 Bad Gateway</title></head></html>", HTML)


def server_error() -> Answered:
    """Return a 500 as a page, and no JSON."""
    return Answered(500, b"<html><head><title>500 Internal Server Error</title></head></html>", HTML)


def truncated() -> Answered:
    """Return a success that breaks off within its JSON."""
    return Answered(200, b'{"ok":true,"result":{"message_id":1,"da')


@dataclass(slots=True)
class Fault:
    """A failure, and the calls that meet it: of one `method` or all, in one chat or all.

    At most `times` (None: without end) and only `while_` that holds. One that is `performed` loses
    nothing but its answer: the call does its work first, as when a connection breaks on the way back.
    """

    failure: Failure
    method: str | None = None
    chat_id: int | None = None
    times: int | None = None
    while_: Callable[[], bool] = lambda: True
    performed: bool = False

    def fits(self, method: str, parameters: Parameters) -> bool:
        """Return whether a call meets it."""
        return (
            self.times != 0
            and (self.method is None or self.method.lower() == method.lower())
            and (self.chat_id is None or str(self.chat_id) == parameters.text("chat_id"))
            and self.while_()
        )


class Faults:
    """Declared faults in the order in which they are tried; `met` are the methods that failed, and how."""

    def __init__(self, *faults: Fault) -> None:
        self.declared = list(faults)
        self.met: list[tuple[str, Failure]] = []

    def add(self, fault: Fault) -> None:
        """Declare one more."""
        self.declared.append(fault)

    def clear(self) -> None:
        """Let everything succeed from now on."""
        self.declared.clear()

    def meet(self, method: str, parameters: Parameters) -> Fault | None:
        """Return the fault that a call meets, and count it; None when it may succeed."""
        for fault in self.declared:
            if fault.fits(method, parameters):
                if fault.times is not None:
                    fault.times -= 1
                self.met.append((method, fault.failure))
                return fault
        return None


def _answer(error: BotApiError) -> Answered:
    return Answered(error.code, json.dumps(error.to_json()).encode())
