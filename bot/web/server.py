"""uvicorn in the loop that the bot runs in: started and stopped with the rest, deaf to signals."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Final

import uvicorn
from starlette.applications import Starlette

from bot.errors import WebServerError

CLOSING_SECONDS: Final = 2.0
"""How long requests under way may still take at the end: none takes longer than the checks' two seconds."""


class _Server(uvicorn.Server):
    """Leaves signals to the bot, which stops the server when it is done with it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def web_server(
    app: Starlette, host: str, port: int, closing_seconds: Callable[[], float] = lambda: CLOSING_SECONDS
) -> AsyncIterator[int]:
    """Serve the application until the block ends; yields the port, which the system chooses for 0.

    At the end it is asked how many `closing_seconds` there are for the requests under way.

    Raises:
        WebServerError: nothing can listen there.
    """
    listener = _listener(host, port)
    config = uvicorn.Config(
        app,
        lifespan="off",
        log_config=None,  # the root handler's, with its redaction
        access_log=False,
        server_header=False,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield listener.getsockname()[1]
    finally:
        config.timeout_graceful_shutdown = closing_seconds()  # type: ignore[assignment]  # any number will do
        server.should_exit = True
        await serving
        listener.close()


def _listener(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise WebServerError(host, port, error.strerror or str(error)) from error
