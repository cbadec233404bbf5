"""The real bot as a child process: started, asked how it is, measured, stopped."""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import SystemRandom

import httpx

START_SECONDS = 120.0
STOP_SECONDS = 20.0  # what a stop may take (bot.serving)
KIB_IN_MIB = 1024
PORTS = (20_000, 32_000)  # below those that Linux gives out by itself, from 32,768 on
LOUD = ("ERROR", "CRITICAL")
PROJECT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class LoudLine:
    """A line of the log that somebody would be woken up by."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class BotProcess:
    """A bot that runs, its web server's address, and the file that takes its log."""

    process: asyncio.subprocess.Process
    web: httpx.AsyncClient
    log: Path

    async def reasons(self) -> dict[str, str]:
        """Return what /readyz finds wrong, by name; empty when all is well."""
        try:
            return (await self.web.get("/readyz")).json()["reasons"]
        except httpx.HTTPError as error:
            return {"web": type(error).__name__}

    async def metric(self, name: str) -> float:
        """Return a sample of /metrics without labels."""
        lines = (await self.web.get("/metrics")).text.splitlines()
        return next(float(line.split()[1]) for line in lines if line.split()[0] == name)

    def memory(self) -> dict[str, float]:
        """Return the process's memory in MiB by kind: Pss, Anonymous and others of /proc/PID/smaps_rollup."""
        lines = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]
        fields = (line.split() for line in lines)
        return {name.rstrip(":"): int(kib) / KIB_IN_MIB for name, kib, _ in fields}

    def processor_seconds(self) -> float:
        """Return the processor time it took, without the processes that it started."""
        ticks = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(ticks[11]) + int(ticks[12])) / os.sysconf("SC_CLK_TCK")

    def loud_lines(self) -> Iterator[LoudLine]:
        """Yield the errors of its log; what is no line of a log at all is one too."""
        for line in self.log.read_text(encoding="utf-8").splitlines():
            try:
                record = json.loads(line)
            except ValueError:
                yield LoudLine(datetime.now().astimezone(), line)
                continue
            if record["level"] in LOUD:
                yield LoudLine(datetime.fromisoformat(record["time"]), record["message"])

    async def stop(self, seconds: float = STOP_SECONDS) -> int | None:
        """Stop it as a deploy does; return its status, None when it had to be killed after so many seconds."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return await asyncio.wait_for(self.process.wait(), seconds)
        except TimeoutError:
            self.process.kill()
            return None


@asynccontextmanager
async def running(
    data_dir: Path, api_url: str, token: str, admin: int, unready: Collection[str] = ()
) -> AsyncIterator[BotProcess]:
    """Start `python -m bot run` on a data folder and wait until it is ready but for what is named in `unready`.

    It is killed at the end if it still runs.
    """
    port, log = free_port(), data_dir / "bot.log"
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"),
            cwd=PROJECT,
            env=os.environ | _settings(data_dir, api_url, token, admin, port),
            stdout=output,
            stderr=asyncio.subprocess.STDOUT,
        )
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as web:
            bot = BotProcess(process, web, log)
            await _ready(bot, unready)
            yield bot
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def _settings(data_dir: Path, api_url: str, token: str, admin: int, port: int) -> dict[str, str]:
    """Return the environment of a bot that reaches nobody but the local Bot API; schedules come from the chat."""
    schedules = ("SYNC", "RETRAIN", "PRUNE", "BACKUP")
    return {
        "SERMADRID_DATA_DIR": str(data_dir),
        "SERMADRID_TELEGRAM_TOKEN": token,
        "SERMADRID_TELEGRAM_API_URL": api_url,
        "SERMADRID_ADMINS": str(admin),
        "SERMADRID_HTTP_PORT": str(port),
        "SERMADRID_ONLINE_GEOCODING": "false",
        "SERMADRID_LOG_FORMAT": "json",
        **{f"SERMADRID_{name}_SCHEDULE": "off" for name in schedules},
    }


async def _ready(bot: BotProcess, unready: Collection[str]) -> None:
    async with asyncio.timeout(START_SECONDS):
        while (await bot.reasons()).keys() - unready:
            if bot.process.returncode is not None:
                sys.exit(f"the bot ended at its start:\n{bot.log.read_text(encoding='utf-8')}")
            await asyncio.sleep(0.1)


def free_port() -> int:
    """Return a port of the loopback where nobody listens, for a process that is told which to take.

    It is none of those that the system itself gives out: it might give it to somebody else meanwhile.
    """
    while True:
        port = SystemRandom().randrange(*PORTS)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
