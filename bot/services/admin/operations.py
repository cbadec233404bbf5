"""What takes long, one at a time of each kind: with its progress, and a way to stop it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Final

from bot.domain import ChatMemory, Language, Reply
from bot.errors import OperationStoppedError, OperationUnderWayError

Tell = Callable[[str, float], None]
"""Told the step (what `sync.step` of the texts names) and the share of it that is done, 0..1."""

Page = Callable[[Language], Reply]
"""What an operation came to, in a language."""

Run = Callable[[Tell], Awaitable[Page]]

Report = Callable[[Exception], Awaitable[object]]
"""Takes an error that somebody is to look into, and that an operation went on without."""

BROADCAST: Final = "broadcast"


@dataclass(frozen=True, slots=True)
class NotDone:
    """What an operation came to that ended without doing what it was begun for; `outcome` says how in a word."""

    page: Page
    outcome: str

    def __call__(self, language: Language) -> Reply:
        """Return it in a language."""
        return self.page(language)


FAREWELL_SECONDS: Final = 3.0
"""For telling chats, when the bot stops, that their operations end with it."""

log = logging.getLogger(__name__)


@dataclass(eq=False, slots=True)
class Operation:
    """One that was begun: for a `chat`, or by the clock (None). `key` is what its button stops it by.

    `begun_by` is the administrator of before who began what another one's chat is shown now; `stopped` tells
    whether somebody stopped it by hand.
    """

    name: str
    chat: ChatMemory | None
    begun_by: int | None = None
    key: str = field(default_factory=lambda: token_hex(4))
    step: str | None = None
    share: float = 0.0
    stopped: bool = False
    task: asyncio.Task[Page] = field(init=False)

    def tell(self, step: str, share: float) -> None:
        """Take note of how far it is."""
        self.step, self.share = step, share


class Operations:
    """Begins operations and knows which ones run. Messages to everybody keep no other operation waiting."""

    def __init__(self) -> None:
        self._running: dict[bool, Operation] = {}
        self._begun: dict[str, str] = {}
        self._unfollowed: list[Operation] = []
        self._followers: set[asyncio.Task[None]] = set()
        self.report: Report = _write_down
        """Where errors go that operations go on without: the application's, as soon as there is one."""
        self.closing = False
        """Whether the bot stops: what is stopped by that goes on after the next start where it can."""

    @property
    def running(self) -> tuple[Operation, ...]:
        """The operations under way."""
        return tuple(self._running.values())

    def begin(
        self, name: str, run: Run, chat: ChatMemory | None = None, begun_by: int | None = None
    ) -> Operation:
        """Begin an operation.

        Raises:
            OperationUnderWayError: another one runs.

        """
        lane = name == BROADCAST
        under_way = self._running.get(lane)
        if under_way is not None:
            raise OperationUnderWayError(under_way.name)
        operation = Operation(name, chat, begun_by)
        operation.task = asyncio.create_task(_awaited(run, operation.tell))
        operation.task.add_done_callback(lambda _: self._running.pop(lane, None))
        self._running[lane] = operation
        self._begun[operation.key] = name
        if chat is not None:
            self._unfollowed.append(operation)
        return operation

    async def in_turn(self, name: str, run: Run) -> Page:
        """Do an operation after the one under way, and return what it came to; raises what it raises.

        Raises:
            OperationStoppedError: somebody stopped it by hand.

        """
        while (under_way := self._running.get(name == BROADCAST)) is not None:
            await asyncio.wait({under_way.task})
            await asyncio.sleep(0)  # for its end to be noted
        operation = self.begin(name, run)
        try:
            return await operation.task
        except asyncio.CancelledError:
            if operation.stopped:
                raise OperationStoppedError(name) from None
            raise

    def stop(self, key: str) -> bool:
        """Stop the operation of that key, whoever began it; False when it does not run any more."""
        for operation in self.running:
            if operation.key == key:
                if not operation.stopped:  # a second tap must not cut short how it ends
                    operation.stopped = True
                    operation.task.cancel()
                return True
        return False

    def knows(self, key: str) -> bool:
        """Tell whether an operation of that key was begun since the bot started."""
        return key in self._begun

    def called(self, key: str) -> str:
        """Return the name of the operation of that key, and whether it is over."""
        name = self._begun.get(key, "unknown")
        return name if any(one.key == key for one in self.running) else f"{name}, over"

    def unfollowed(self) -> list[Operation]:
        """Hand out, once, the operations whose chats are to be told of them."""
        found, self._unfollowed = self._unfollowed, []
        return found

    def follow(self, follower: Awaitable[None]) -> None:
        """Let somebody tell a chat of an operation, until both are through."""
        task = asyncio.create_task(_quietly(follower))
        self._followers.add(task)
        task.add_done_callback(self._followers.discard)

    async def settled(self) -> None:
        """Wait until nothing runs and everybody has been told."""
        while waited := {*(operation.task for operation in self.running), *self._followers}:
            await asyncio.wait(waited)
            await asyncio.sleep(0)

    async def close(self, seconds: float = FAREWELL_SECONDS) -> None:
        """Stop what runs, and wait so long for the chats to be told; once closed, they stay so."""
        if self.closing:
            return
        self.closing = True
        for operation in self.running:
            operation.task.cancel()
        waited = {*(operation.task for operation in self.running), *self._followers}
        if waited:
            _, late = await asyncio.wait(waited, timeout=seconds)
            for task in late:
                task.cancel()


async def _write_down(error: Exception) -> None:
    log.error("a part of an operation failed", exc_info=error)


async def _awaited(run: Run, tell: Tell) -> Page:
    return await run(tell)


async def _quietly(follower: Awaitable[None]) -> None:
    try:
        await follower
    except Exception as error:  # noqa: BLE001 -- nobody waits for a follower; the operation goes on without it
        log.warning("an operation could not be followed: %s", type(error).__name__)
