"""What came of a run: figures with their limits, and which were missed."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.endurance.bot_process import LoudLine
from benchmarks.endurance.crowd import Asked
from benchmarks.endurance.desk import TRAINED, Desk
from benchmarks.endurance.due import Alerts
from bot.poll_watch import STALE_AFTER_SECONDS

KIND = "Pss_Anon"
"""The memory that is judged: what the process has for itself. Of the libraries it also has a share, WHOLE, which is
half as soon as somebody else runs Python beside it, and tells of them."""

WHOLE = "Pss"

GROWTH_MIB = 10.0
WINDOW = 5
"""Looks whose median stands for one, at the beginning and at the end: a drawing passes, and is no growth."""

RECOVERY_SECONDS = 90.0
"""After an outage, until polling is tried again: its pauses grow to half a minute; then what waited is answered."""

TOLD_AFTER = STALE_AFTER_SECONDS + 20.0
"""Seconds until /readyz has to tell of an outage: the last poll before it may have waited for ten."""

P50_LIMIT, P95_LIMIT = 1.0, 2.0
"""Seconds until a reply, with a map, while a training has one of the two cores."""

SHOWN_LINES = 10


@dataclass(frozen=True, slots=True)
class Sample:
    """How the process was, so many seconds after the start: MiB of memory by kind, and what /readyz found wrong."""

    at: float
    memory: dict[str, float]
    reasons: dict[str, str]
    outage: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """Something that was measured, in words, and whether it is as it should be."""

    name: str
    value: str
    limit: str = ""
    is_met: bool = True


@dataclass(frozen=True, slots=True)
class Report:
    """All that was seen. Times are seconds after the start, at `began`; `outage` is from when to when."""

    began: datetime
    outage: tuple[float, float]
    samples: Sequence[Sample]
    asked: Sequence[Asked]
    alerts: Alerts
    desk: Desk
    serves_newest: bool
    processor: float
    status: int | None
    loud: Sequence[LoudLine]

    def figures(self) -> Iterator[Figure]:
        """Yield everything that is looked at."""
        yield from self._questions()
        yield from self._told()
        yield from self._desk()
        yield from self._process()

    def print(self, console: Console) -> list[str]:
        """Print the figures, and return the names of those missed."""
        table = Table("figure", "measured", "limit", "")
        found = list(self.figures())
        for one in found:
            table.add_row(one.name, one.value, one.limit, "✓" if one.is_met else "✗")
        console.print(table)
        for kind, many in sorted(Counter(one.kind for one in self.asked).items()):
            console.print(f"{kind}: {many}", end="; ")
        console.print(
            "\nMiB by time:", *(f"{one.at / 60:.0f}′ {one.memory[KIND]:.0f}" for one in self.samples)
        )
        for one in self._unanswered():
            console.print(f"{one.at:.0f} s: {one.kind}, never answered")
        for line in self.loud[:SHOWN_LINES]:
            console.print(
                f"{(line.at - self.began).total_seconds():.0f} s: {line.text[-1500:]}", markup=False
            )
        console.print(*self.desk.trainings, *self.desk.failures, sep="\n", markup=False)
        return [one.name for one in found if not one.is_met]

    def _questions(self) -> Iterator[Figure]:
        unanswered = self._unanswered()
        yield Figure("questions asked", str(len(self.asked)), "> 0", bool(self.asked))
        yield Figure("never answered", str(len(unanswered)), "0", not unanswered)
        times = [one.seconds for one in self.asked if one.seconds is not None and not self._is_spoilt(one.at)]
        for share, limit in ((50, P50_LIMIT), (95, P95_LIMIT)):
            seconds = float(np.percentile(times, share))
            yield Figure(
                f"reply p{share}, ms", f"{1000 * seconds:.0f}", f"{1000 * limit:.0f}", seconds <= limit
            )

    def _unanswered(self) -> list[Asked]:
        return [one for one in self.asked if one.seconds is None]

    def _told(self) -> Iterator[Figure]:
        alerts, due = self.alerts, self.alerts.expected.total()
        yield Figure("alerts due", str(due), "> 0", due > 0)
        yield Figure("alerts lost", str(alerts.lost), "0", alerts.lost == 0)
        yield Figure("alerts doubled", str(alerts.doubled), "0", alerts.doubled == 0)
        reached, recipients = self.desk.reached, self.desk.recipients
        missed = len(recipients - reached.keys())
        yield Figure("reached by the message to all", str(len(reached)), f"≥ {len(recipients)}", not missed)
        twice = sum(times > 1 for times in reached.values())
        yield Figure("reached twice", str(twice), "0", twice == 0)

    def _desk(self) -> Iterator[Figure]:
        ended = [one for one in self.desk.trainings if one.startswith(TRAINED)]
        yield Figure(
            "trainings published",
            str(len(ended)),
            str(len(self.desk.trainings)),
            len(ended) == len(self.desk.trainings) > 0,
        )
        yield Figure("the newest serves", "yes" if self.serves_newest else "no", "yes", self.serves_newest)
        failures = len(self.desk.failures)
        yield Figure("commands without an answer", str(failures), "0", failures == 0)

    def _process(self) -> Iterator[Figure]:
        growth, slope = self._growth()
        own, whole = (median(one.memory[kind] for one in self.samples[-WINDOW:]) for kind in (KIND, WHOLE))
        yield Figure("memory at the end, with its share of the libraries, MiB", f"{own:.0f}, {whole:.0f}")
        yield Figure(
            "memory after the first tenth, grown MiB",
            f"{growth:+.1f}",
            f"{GROWTH_MIB:.0f}",
            growth <= GROWTH_MIB,
        )
        yield Figure("its slope over the last two thirds, MiB an hour", f"{slope:+.1f}")
        unready = [one for one in self.samples if one.reasons and not self._is_spoilt(one.at)]
        yield Figure("/readyz: not ready", f"{len(unready)} of {len(self.samples)}", "0", not unready)
        stale = [one for one in self.samples if one.outage and one.at > self.outage[0] + TOLD_AFTER]
        if stale:
            told = sum("updates" in one.reasons for one in stale)
            yield Figure("/readyz told of the outage", f"{told} of {len(stale)}", "all", told == len(stale))
        loud = [one for one in self.loud if not self._is_spoilt((one.at - self.began).total_seconds())]
        yield Figure("errors in the log", str(len(loud)), "0", not loud)
        yield Figure("processor, cores", f"{self.processor:.2f}", "0.5", self.processor <= 0.5)
        yield Figure("status of its end", str(self.status), "0", self.status == 0)

    def _growth(self) -> tuple[float, float]:
        """Return MiB from after the first tenth to the end, and MiB an hour over the last two thirds."""
        memory = np.array([one.memory[KIND] for one in self.samples])
        hours = np.array([one.at for one in self.samples]) / 3600
        tenth, third = len(memory) // 10, len(memory) // 3
        growth = float(np.median(memory[-WINDOW:]) - np.median(memory[tenth : tenth + WINDOW]))
        return growth, float(np.polyfit(hours[third:], memory[third:], 1)[0])

    def _is_spoilt(self, at: float) -> bool:
        """Tell whether Telegram was away at a time, or had just come back; what was asked just before counts too."""
        return self.outage[0] - 5 <= at <= self.outage[1] + RECOVERY_SECONDS
