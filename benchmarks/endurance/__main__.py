"""An hour of everything at once, on the real bot as a process of its own.

    python -m benchmarks.endurance [--minutes 60] [--outage 10] [--data-dir var]

`python -m bot run` talks to the local Bot API. Thirty people ask, share where they are and tap, a question every
second and a half; some thousand alerts become due, 55 a minute; an administrator trains again every tenth minute,
writes to 800 chats, and looks at how things are. With `--outage` Telegram answers nothing but 502 for so many
minutes in the middle. Then everything has to have been answered, told once, and served, and memory to be flat; of
that a run of less than an hour tells nothing, as it takes some minutes until each kind of picture has been drawn.
"""

import argparse
import asyncio
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from rich.console import Console

from benchmarks.endurance.bot_process import BotProcess, running
from benchmarks.endurance.crowd import Crowd
from benchmarks.endurance.desk import ADMIN, ANNOUNCED, Desk
from benchmarks.endurance.due import Alerts
from benchmarks.endurance.report import KIND, RECOVERY_SECONDS, Report, Sample
from bot.bot_api import BotApi, Fault, Faults
from bot.bot_api.by_hand import KEPT
from bot.bot_api.faults import bad_gateway
from bot.bot_api.http import served
from bot.clock import utc_now
from bot.first_training import ensure_model
from bot.settings import Settings

SAMPLES = 60
"""Looks at the process in a run: one a minute in an hour."""

TRAININGS = 6
SETTLING = 120.0
"""Seconds for what is left at the end: the last tick, and what a long queue holds."""


@dataclass(slots=True)
class Outage:
    """Telegram's absence, in seconds after the start; nothing when it lasts none."""

    begins: float = float("inf")
    ends: float = float("inf")
    started: float = field(default_factory=time.monotonic)

    @property
    def is_on(self) -> bool:
        """Whether Telegram is away now."""
        return self.begins <= time.monotonic() - self.started < self.ends

    @property
    def is_felt(self) -> bool:
        """Whether it is away now, or was until just now."""
        return self.begins <= time.monotonic() - self.started < self.ends + RECOVERY_SECONDS


@dataclass(slots=True)
class Run:
    """Everything that goes on at once."""

    seconds: float
    outage: Outage
    bot: BotProcess
    crowd: Crowd
    desk: Desk
    alerts: Alerts
    began: datetime = field(default_factory=utc_now)
    samples: list[Sample] = field(default_factory=list)

    async def go(self) -> None:
        """Let everything go on for the whole time, and wait for what is left."""
        self.outage.started, self.began = time.monotonic(), utc_now()
        end = self.outage.started + self.seconds
        await asyncio.gather(self.crowd.talk(end), self._train(), self._announce(), self._watch())
        settled = time.monotonic() + SETTLING
        while self.alerts.lost and time.monotonic() < settled:  # noqa: ASYNC110 -- what another process does has no event here
            await asyncio.sleep(1)
        await asyncio.sleep(1)  # a message too many would come now

    async def _train(self) -> None:
        """Train at the middle of each part of the time, one after the other."""
        for n in range(TRAININGS):
            await self._until((n + 0.5) / TRAININGS)
            await self.desk.train()
            await self.desk.look()

    async def _announce(self) -> None:
        await self._until(0.25)
        await self.desk.announce()

    async def _watch(self) -> None:
        for n in range(SAMPLES + 1):
            await self._until(n / SAMPLES)
            at = time.monotonic() - self.outage.started
            sample = Sample(at, self.bot.memory(), await self.bot.reasons(), self.outage.is_on)
            self.samples.append(sample)
            print(
                f"{at / 60:5.1f} min: {sample.memory[KIND]:.0f} MiB, {len(self.crowd.asked)} questions, "
                f"{self.alerts.told.total()} alerts, {len(self.desk.trainings)} trainings, "
                f"{sample.reasons or 'ready'}",
                flush=True,
            )

    async def _until(self, share: float) -> None:
        await asyncio.sleep(max(0.0, self.outage.started + share * self.seconds - time.monotonic()))


async def measured(data_dir: Path, minutes: float, outage_minutes: float) -> Report:
    """Run the bot on a data folder, and return what came of it."""
    api, outage, seconds = BotApi(keep=KEPT), Outage(), 60 * minutes
    if outage_minutes:
        outage.begins = (seconds - 60 * outage_minutes) / 2
        outage.ends = outage.begins + 60 * outage_minutes
    settings = Settings(data_dir=data_dir)
    alerts = Alerts(api, ANNOUNCED)
    desk = Desk(api, settings, lambda: outage.is_felt)
    crowd = Crowd(api, lambda: outage.is_felt, Random(1), ANNOUNCED)
    for hear in (alerts.hear, desk.hear, crowd.hear):
        api.listen(hear)
    await alerts.ask_for(settings, utc_now(), timedelta(seconds=seconds))
    faults = Faults(Fault(bad_gateway(), while_=lambda: outage.is_on))
    async with (
        served(api, faults=faults) as url,
        running(data_dir, url, api.token, ADMIN) as bot,
    ):
        run = Run(seconds, outage, bot, crowd, desk, alerts)
        await run.go()
        serves_newest, processor = await desk.serving(), bot.processor_seconds()
        status = await bot.stop()
    return Report(
        run.began,
        (outage.begins, outage.ends),
        run.samples,
        [replace(one, at=one.at - outage.started) for one in crowd.asked],
        alerts,
        desk,
        serves_newest,
        processor / seconds,
        status,
        tuple(bot.loud_lines()),
    )


def main() -> None:
    """Run, print, and say which figure is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--outage", type=float, default=0.0, help="minutes without Telegram, in the middle")
    parser.add_argument("--data-dir", type=Path, help="where a forecast is; without it one is trained")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder)
        if arguments.data_dir:
            shutil.copytree(arguments.data_dir / "models", data_dir / "models")
        ensure_model(Settings(data_dir=data_dir))
        report = asyncio.run(measured(data_dir, arguments.minutes, arguments.outage))
    missed = report.print(Console(width=100))
    sys.exit(f"missed: {', '.join(missed)}" if missed else 0)


if __name__ == "__main__":
    main()
