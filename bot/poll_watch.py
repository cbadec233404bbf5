"""Whether polling gets anywhere, seen where its requests pass.

A poll that succeeds is not enough: one update that python-telegram-bot cannot read makes it ask for the
same updates for ever, each time with success. Updates count as taken once they are not asked for again.
"""

import asyncio
import json
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

from telegram.error import TelegramError
from telegram.request import BaseRequest, RequestData

from bot.outages import cause_of
from bot.own_answers import UNREADABLE, PassingRequest

STALE_AFTER_SECONDS: Final = 90
"""A long poll takes ten seconds and a network's hiccup some more; a minute and a half is no hiccup."""

STUCK_PAUSE_SECONDS: Final = 5.0
"""Between polls for updates that cannot be read: without it they would follow each other at once."""

REFUSALS: Final = (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND)
"""python-telegram-bot reads them as a wrong token, and stops polling without a word; a proxy's passing 404
is one too. The start has found the token right, so a poll that gets one is tried again like any other."""

GET_UPDATES: Final = "/getUpdates"


class PollWatch:
    """What came of the polls so far; `clock` counts seconds from anywhere."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._advanced_at = clock()
        self._given: list[int] = []
        self._failure = ""
        self.stuck_at: int | None = None
        """The first of the updates that cannot be read; None when polling gets on."""

    @property
    def age(self) -> float:
        """Seconds since polling last got on, or since it was first watched."""
        return self._clock() - self._advanced_at

    def asked(self, offset: int) -> None:
        """Take note of a poll that confirms what is below `offset`."""
        if not self._given:
            return
        if offset > max(self._given):
            self._given = []  # once: that the next poll asks the same again is no advance
            self._advanced()
        else:
            self.stuck_at = min(self._given)

    def answered(self, update_ids: list[int]) -> None:
        """Take note of the updates that a poll brought; none at all is an advance too."""
        self._given, self._failure = update_ids, ""
        if not update_ids:
            self._advanced()

    def failed(self, why: str) -> None:
        """Take note of a poll that brought nothing, because of a status or an error."""
        self._failure = why

    def reason(self) -> str | None:
        """Return why polling is not as it should be; None when it is."""
        if self.stuck_at is not None:
            return f"update {self.stuck_at} or one after it cannot be read, and comes again and again"
        if self.age > STALE_AFTER_SECONDS:
            why = f" ({self._failure})" if self._failure else ""
            return f"no poll has succeeded for {self.age:.0f} s{why}"
        return None

    def _advanced(self) -> None:
        self._advanced_at, self.stuck_at = self._clock(), None


class WatchedRequest(PassingRequest):
    """Passes requests on to another, and tells a `PollWatch` of the polls among them."""

    def __init__(self, request: BaseRequest, watch: PollWatch) -> None:
        super().__init__(request)
        self._watch = watch

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *timeouts: Any,  # noqa: ANN401 -- BaseRequest's own, passed on as they come
        **named_timeouts: Any,  # noqa: ANN401
    ) -> tuple[int, bytes]:
        """Return the other's status and body.

        Raises:
            TelegramError: a poll's answer is none; python-telegram-bot, which would ask again at once, waits first.
        """
        polls = url.endswith(GET_UPDATES)
        if polls:
            self._watch.asked(_offset(request_data))
            if self._watch.stuck_at is not None:
                await asyncio.sleep(STUCK_PAUSE_SECONDS)
        try:
            status, body = await self._request.do_request(
                url, method, request_data, *timeouts, **named_timeouts
            )
        except Exception as error:
            self._watch.failed(cause_of(error))
            raise
        return (self._told(status, body), body) if polls else (status, body)

    def _told(self, status: int, body: bytes) -> int:
        """Tell the watch what a poll came back with; returns the status to pass on."""
        if status != HTTPStatus.OK:
            self._watch.failed(f"HTTP {status}")
            return HTTPStatus.BAD_GATEWAY if status in REFUSALS else status
        update_ids = _update_ids(body)
        if update_ids is None:
            self._watch.failed(UNREADABLE)
            raise TelegramError(UNREADABLE)
        self._watch.answered(update_ids)
        return status


def _offset(data: RequestData | None) -> int:
    return int(data.json_parameters.get("offset", "0")) if data else 0


def _update_ids(body: bytes) -> list[int] | None:
    """Return the ids in an answer, None when it is no answer to a poll."""
    try:
        updates = json.loads(body)["result"]
        return [int(update["update_id"]) for update in updates] if isinstance(updates, list) else None
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return None
