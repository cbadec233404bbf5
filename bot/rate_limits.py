"""Telegram's limits: who asks is answered after a wait, and what nobody asked for keeps no answer waiting."""

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, Final

from telegram.ext import AIORateLimiter

from bot.outages import never_left, outlasting

NO_LIMIT: Final = 0
"""Answers to people who ask are not slowed down: Telegram's 30 messages a second are for what is sent unasked
(core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this), which is paced where it is sent."""

AT_ONCE: Final = -1
"""`rate_limit_args` of a call that raises RetryAfter instead of waiting: waiting would halt all calls of the bot."""

RETRIES: Final = 3  # after "Too Many Requests", as long as Telegram says to wait


TELLING: Final = ("send", "editMessage", "answer")
"""How the methods begin that tell people something; nothing else is worth waiting for Telegram."""

PASSING: Final = "sendChatAction"

FIRST: Final = ("getMe", "setWebhook", "deleteWebhook")
"""The calls of a start, which are made again and again by `bot.first_call`."""


class RateLimiter(AIORateLimiter):
    """The library's limiter, which leaves calls marked AT_ONCE alone and outlasts Telegram's absence."""

    def __init__(self) -> None:
        super().__init__(overall_max_rate=NO_LIMIT, max_retries=RETRIES)

    async def process_request(  # noqa: PLR0913, PLR0917 -- the library's signature
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,  # noqa: ANN401
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Any:  # noqa: ANN401
        """Make a call, after the others of its chat and again when Telegram says to wait; or at once.

        What tells somebody something and never left here is sent again when Telegram can be reached.
        """
        if rate_limit_args == AT_ONCE or endpoint in FIRST:
            return await callback(*args, **kwargs)
        call = partial(super().process_request, callback, args, kwargs, endpoint, data, rate_limit_args)
        if endpoint == PASSING or not endpoint.startswith(TELLING):
            return await call()
        return await outlasting(call, never_left)
