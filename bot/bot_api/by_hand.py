"""A Bot API for drills: a real bot talks to it, and somebody with a shell is the people.

```
python -m bot.bot_api --port 8081
curl --json '{"user": 1, "text": "Goya 40"}' http://127.0.0.1:8081/_say
curl 'http://127.0.0.1:8081/_shown?chat=1'
```
"""

import asyncio
import signal
from typing import Final

import click
from aiohttp import web

from bot.bot_api.http import LOOPBACK, served
from bot.bot_api.people import Person
from bot.bot_api.server import BotApi

KEPT: Final = 10_000  # messages, calls and the like: enough to look at, and no end to a long drill


@click.command()
@click.option("--port", type=click.IntRange(0, 65_535), default=8081, help="0 is any that is free.")
def main(port: int) -> None:
    """Serve a Bot API in memory at a loopback address until SIGINT or SIGTERM."""
    try:
        asyncio.run(run(port))
    except OSError as error:
        raise click.BadParameter(
            f"nothing can listen there: {error.strerror}", param_hint="--port"
        ) from error


async def run(port: int) -> None:
    """Serve, and print the address and the token to give to the bot."""
    api, stop = BotApi(keep=KEPT), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with served(api, port=port, more_routes=_Drill(api).add_to) as url:
        click.echo(f"address: {url}\ntoken: {api.token}\n(loopback only: {LOOPBACK})")
        await stop.wait()


class _Drill:
    """The paths beside the bot's own."""

    def __init__(self, api: BotApi) -> None:
        self._api = api

    def add_to(self, application: web.Application) -> None:
        """Add the paths to a site."""
        application.router.add_post("/_say", self.say)
        application.router.add_get("/_shown", self.shown)

    async def say(self, request: web.Request) -> web.Response:
        """Have a `user` send a `text`, in their own chat or in a `group`; the update is the answer."""
        try:
            said = await request.json()
            person = Person(
                self._api, int(said["user"]), said.get("language", "es"), group_id=said.get("group")
            )
            text = str(said["text"])
        except (ValueError, TypeError, KeyError, AttributeError):
            raise web.HTTPBadRequest(text='expected JSON: {"user": 1, "text": "…"}') from None
        return web.json_response(person.types(text))

    async def shown(self, request: web.Request) -> web.Response:
        """Return the bot's messages in a `chat` as they are now: Telegram's Message, and whether it was silent."""
        try:
            chat_id = int(request.query["chat"])
        except (ValueError, KeyError):
            raise web.HTTPBadRequest(text="expected ?chat=NUMBER") from None
        state = self._api.state
        messages = [{**state.message_json(one), "silent": one.silent} for one in self._api.shown(chat_id)]
        return web.json_response(messages)
