"""Steps in a process of their own, which ends with whoever waits for it: killed, or when its standard input ends."""

import asyncio
import json
import logging
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any, Final, cast

from bot.domain.steps import Step
from bot.errors import StepCrashedError, StepError, StepFaultError
from bot.logs import write_relayed

LONGEST_LINE: Final = 1 << 22
"""Bytes: a result may hold a forecast's whole manifest."""

LAST_WORDS: Final = 1.0
"""Seconds to hear what was printed before the end; the processes that the worker started may outlive it a moment."""

Tell = Callable[[Step, float], None]
"""Told the step and the share of it that is done."""

log = logging.getLogger(__name__)


async def run_step(job: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    """Do a job in the worker and return its result, `remarks` as errors; a cancellation ends the worker.

    What it logs is logged here, and what is printed there, too. Raises StepError for what the worker refused,
    StepFaultError for what nobody foresaw, StepCrashedError when it died.
    """
    process = await _begun()
    async with _printing_logged(process):
        try:
            return await _conversation(process, job, tell)
        finally:
            await _end(process)


async def _begun() -> Process:
    """Start the worker; a cancellation waits until it is there: the event loop may wait for ever for half of one."""
    beginning = asyncio.ensure_future(
        asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot.steps.worker",
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            limit=LONGEST_LINE,
            start_new_session=True,  # Ctrl-C is ours to hear; the worker ends with us
        )
    )
    try:
        return await asyncio.shield(beginning)
    except asyncio.CancelledError:
        await _end(await beginning)
        raise


@asynccontextmanager
async def _printing_logged(process: Process) -> AsyncIterator[None]:
    """Log what the worker and its libraries print, line by line: unread, a full pipe would hold them up."""
    listening = asyncio.create_task(_log_printed(cast("asyncio.StreamReader", process.stderr)))
    try:
        yield
    finally:
        await asyncio.wait({listening}, timeout=LAST_WORDS)
        listening.cancel()


async def _log_printed(stderr: asyncio.StreamReader) -> None:
    while True:
        try:
            line = await stderr.readline()
        except ValueError:  # a line without an end: the stream has thrown away what there was of it
            log.warning("a line that is too long was printed")
            continue
        if not line:
            return
        if text := line.decode(errors="replace").rstrip():
            log.warning("printed: %s", text)


async def _end(process: Process) -> None:
    if process.returncode is None:
        with suppress(ProcessLookupError):  # it ended just now
            os.killpg(process.pid, signal.SIGKILL)  # with the processes that it started
        await process.wait()


async def _conversation(process: Process, job: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    stdin, stdout = cast("asyncio.StreamWriter", process.stdin), cast("asyncio.StreamReader", process.stdout)
    stdin.write(json.dumps({**job, "log_level": logging.getLogger().level}).encode() + b"\n")
    async for line in stdout:
        said = json.loads(line)
        if "told" in said:
            tell(*said["told"])
        elif "failed" in said:
            raise _error(said["failed"])
        elif "fault" in said:
            raise StepFaultError(**said["fault"])
        elif "logged" in said:
            write_relayed(said["logged"])
        else:
            result: dict[str, Any] = said["result"]
            return {**result, "remarks": tuple(map(_error, result["remarks"]))}
    raise StepCrashedError(await process.wait())


def _error(said: Mapping[str, Any]) -> StepError:
    return StepError(said["kinds"], said["text"], said["attributes"])
