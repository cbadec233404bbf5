"""Steps in a process of their own, which ends with whoever waits for it: killed, or when its standard input ends."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Final, cast

from bot.domain.steps import Step
from bot.errors import StepCrashedError, StepError

LONGEST_LINE: Final = 1 << 22
"""Bytes: a result may hold a forecast's whole manifest."""

Tell = Callable[[Step, float], None]
"""Told the step and the share of it that is done."""


async def run_step(job: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    """Do a job in the worker and return its result, `remarks` as errors; a cancellation ends the worker.

    Raises StepError for what the worker refused, StepCrashedError when it died.
    """
    process = await _begun()
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
            limit=LONGEST_LINE,
            start_new_session=True,  # Ctrl-C is ours to hear; the worker ends with us
        )
    )
    try:
        return await asyncio.shield(beginning)
    except asyncio.CancelledError:
        await _end(await beginning)
        raise


async def _end(process: Process) -> None:
    if process.returncode is None:
        with suppress(ProcessLookupError):  # it ended just now
            os.killpg(process.pid, signal.SIGKILL)  # with the processes that it started
        await process.wait()


async def _conversation(process: Process, job: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    stdin, stdout = cast("asyncio.StreamWriter", process.stdin), cast("asyncio.StreamReader", process.stdout)
    stdin.write(json.dumps(job).encode() + b"\n")
    async for line in stdout:
        said = json.loads(line)
        if "told" in said:
            tell(*said["told"])
        elif "failed" in said:
            raise _error(said["failed"])
        else:
            result: dict[str, Any] = said["result"]
            return {**result, "remarks": tuple(map(_error, result["remarks"]))}
    raise StepCrashedError(await process.wait())


def _error(said: Mapping[str, Any]) -> StepError:
    return StepError(said["kinds"], said["text"], said["attributes"])
