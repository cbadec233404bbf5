"""How the installation is: what serves, who is there, what waits, what failed, how much room is left."""

import asyncio
import shutil
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.db.admin import (
    AlertBacklogRepository,
    AuditRepository,
    ErrorRepository,
    JobRun,
    JobRunRepository,
    PeopleRepository,
)
from bot.domain import MADRID, Language, Reply
from bot.presentation.caption import Line, caption
from bot.services.admin.operations import Operations
from bot.services.admin.under_way import stop_rows, under_way_line
from bot.settings import Settings
from bot.texts import day, number, percent, say
from forecasting.store import ForecastStore

LATEST_DEEDS: Final = 5
A_DAY: Final = timedelta(days=1)
A_WEEK: Final = timedelta(days=7)
GIGABYTE: Final = 1_000_000_000
LONGEST_MESSAGE: Final = 4096
MARKS: Final = {"done": "✅", "failed": "❌", "known": "⏳", "stopped": "✖️"}


@dataclass(frozen=True, slots=True)
class StatusPage:
    """Looks at everything."""

    settings: Settings
    forecasts: ForecastStore
    people: PeopleRepository
    errors: ErrorRepository
    runs: JobRunRepository
    audit: AuditRepository
    operations: Operations
    alerts: AlertBacklogRepository

    async def page(self, language: Language, now: datetime, queued: int) -> Reply:
        """Return how things are, with buttons to stop what is under way; `queued` updates wait for their turn."""
        people = await self.people.count(now - A_WEEK)
        counts = {name: getattr(people, name) for name in ("known", "active", "groups", "recent")}
        failed = await self.errors.count_since(now - A_DAY)
        running = self.operations.running
        lines = [
            say(language, "admin.status"),
            *self._model(language, now),
            say(language, "admin.people", **{k: number(language, n) for k, n in counts.items()}),
            say(language, "admin.queue", n=queued),
            await self._alerts(language, now),
            *(under_way_line(one, language) for one in running),
            say(language, "admin.errors_today", n=failed),
            await asyncio.to_thread(self._disk, language),
            *[_run(one, language) for one in (await self.runs.all()).values()],
            *await self._deeds(language),
        ]
        text = caption([Line(line) for line in lines], LONGEST_MESSAGE)
        return Reply(text, buttons=stop_rows(running, language))

    def _model(self, language: Language, now: datetime) -> list[str]:
        manifest, damage = self.forecasts.manifest, self.forecasts.damage
        serving = say(
            language,
            "admin.serving",
            version=manifest.version,
            days=number(language, (now - manifest.created) / A_DAY, 1),
            kind=say(language, "admin.data_demo" if manifest.demo else "admin.data_tickets"),
        )
        span = say(
            language,
            "admin.data_range",
            first=day(language, manifest.trained_from),
            last=day(language, manifest.trained_until),
            ahead=day(language, manifest.table_until),
        )
        return [serving, span, *([say(language, "admin.damaged", why=damage)] if damage else [])]

    async def _alerts(self, language: Language, now: datetime) -> str:
        backlog = await self.alerts.count(now, now - A_DAY)
        counts = {name: number(language, count) for name, count in asdict(backlog).items()}
        return say(language, "admin.alerts", **counts)

    def _disk(self, language: Language) -> str:
        usage = shutil.disk_usage(self.settings.data_dir)
        files = (one.stat().st_size for one in self.settings.data_dir.rglob("*") if one.is_file())
        return say(
            language,
            "admin.disk",
            used=number(language, sum(files) / GIGABYTE, 2),
            free=number(language, usage.free / GIGABYTE, 1),
            share=percent(usage.free / usage.total),
        )

    async def _deeds(self, language: Language) -> list[str]:
        deeds = await self.audit.latest(LATEST_DEEDS)
        if not deeds:
            return []
        return [
            say(language, "admin.deeds"),
            *(
                say(
                    language,
                    "admin.deed",
                    at=_at(one.at),
                    who=one.admin_id,
                    deed=f"{one.deed} {one.detail}".rstrip(),
                )
                for one in deeds
            ),
        ]


def _run(run: JobRun, language: Language) -> str:
    return say(language, "admin.job", mark=MARKS.get(run.outcome, ""), job=run.job, at=_at(run.ended_at))


def _at(moment: datetime) -> str:
    return f"{moment.astimezone(MADRID):%d/%m %H:%M}"
