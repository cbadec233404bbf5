"""Where alerts go: to whatever sends them, which is there only once the application is."""

from collections.abc import Awaitable, Callable

from bot.alerts.messages import AlertMessage
from bot.services.alerting.dispatching import Send
from bot.services.alerting.reporting import SetAside, log_set_aside

Tell = Callable[[Exception], Awaitable[object]]
"""Tells the people who run the bot of an error."""


class Outbox:
    """Hands messages, and what had to be set aside, to what was connected."""

    def __init__(self) -> None:
        self._send: Send | None = None
        self._tell: Tell | None = None

    def connect(self, send: Send, tell: Tell) -> None:
        """Send through `send`, and tell of errors through `tell`, from now on."""
        self._send, self._tell = send, tell

    async def send(self, message: AlertMessage) -> None:
        """Send a message; raises what sending raises.

        Raises:
            RuntimeError: nothing was connected.

        """
        if self._send is None:
            raise RuntimeError("an alert is to be sent before the application is there")
        await self._send(message)

    async def report(self, one: SetAside) -> None:
        """Write down what was set aside, and tell of its error."""
        await log_set_aside(one)
        if self._tell is not None:
            await self._tell(one.error)
