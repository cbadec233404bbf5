"""Updates posted to the bot's webhook, in order, again and again until it takes them."""

import asyncio
from collections.abc import Iterator
from http import HTTPStatus
from typing import Final

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.bot_api.long_polling import changes
from bot.bot_api.server import BotApi
from bot.bot_api.webhook import Webhook

SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 -- a header's name
PATIENCE: Final = ClientTimeout(total=60.0)  # Telegram's, for an answer
FIRST_PAUSE_SECONDS: Final = 2.0  # after the second failure; the first is tried again at once
LONGEST_PAUSE_SECONDS: Final = 60.0


async def push_updates(api: BotApi) -> None:
    """Post what waits to the webhook that is set, until cancelled."""
    queue = api.state.updates
    async with ClientSession(timeout=PATIENCE) as session:
        with changes(queue) as changed:
            while True:
                changed.clear()
                if api.state.webhook is None or not queue:
                    await changed.wait()
                else:
                    await _deliver(api, api.state.webhook, session, changed)


def pauses() -> Iterator[float]:
    """Yield the seconds between tries: none at first, then twice as many each time, up to a minute."""
    yield 0.0
    pause = FIRST_PAUSE_SECONDS
    while True:
        yield pause
        pause = min(2 * pause, LONGEST_PAUSE_SECONDS)


async def _deliver(api: BotApi, hook: Webhook, session: ClientSession, changed: asyncio.Event) -> None:
    """Post the oldest update until the webhook takes it or is not the one any more."""
    queue, rests = api.state.updates, pauses()
    while queue and api.state.webhook is hook:
        update = queue.pending(1)[0]
        problem = await _post(session, hook, update)
        if not problem:
            queue.confirm(update["update_id"] + 1)
            return
        hook.last_error, hook.last_error_at = problem, api.state.clock()
        await _rest(api, hook, next(rests), changed)


async def _post(session: ClientSession, hook: Webhook, update: dict[str, object]) -> str:
    """Return what went wrong in Telegram's words; "" when the webhook took the update."""
    headers = {SECRET_HEADER: hook.secret_token} if hook.secret_token else {}
    try:
        async with session.post(hook.url, json=update, headers=headers, allow_redirects=False) as response:
            if HTTPStatus.OK <= response.status < HTTPStatus.MULTIPLE_CHOICES:
                return ""
            return f"Wrong response from the webhook: {response.status} {response.reason}"
    except TimeoutError:
        return "Read timeout expired"
    except ClientError:
        return "Connection refused"


async def _rest(api: BotApi, hook: Webhook, seconds: float, changed: asyncio.Event) -> None:
    """Wait before the next try; another webhook ends it, new updates do not."""
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    while api.state.webhook is hook and loop.time() < until:
        changed.clear()
        try:
            await asyncio.wait_for(changed.wait(), until - loop.time())
        except TimeoutError:
            return
