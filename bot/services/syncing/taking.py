"""What each data set's files are for: the figures, the ticket store, or nothing but being kept."""

import asyncio
import shutil
from pathlib import Path

from bot.geography import building_room, figures_in_force, put_in_force
from bot.portal.addresses import Dataset
from bot.portal.report import Figures, Ingested, Kept, Outcome
from bot.portal.taken import Known
from bot.services.syncing.covered import covered_by_hand, ingested_digests
from bot.services.syncing.finding import Group
from bot.services.syncing.intake import Intake, Used
from bot.services.syncing.journey import Journey
from bot.settings import Settings
from bot.steps.processes import run_step


class Taking:
    """Takes in what is wanted, one group of editions at a time."""

    def __init__(self, settings: Settings, intake: Intake) -> None:
        self._settings = settings
        self._intake = intake

    async def __call__(self, dataset: Dataset, group: Group) -> Outcome:
        """Take in the first edition of the group that can be used.

        Raises TicketStoreError when the store's own notes are damaged, OSError when nothing can be written.
        """
        if dataset == "tickets":
            return await self._tickets(group)
        return await self._intake.first_of_use(group, self._keep if dataset == "meters" else self._renew)

    async def _tickets(self, group: Group) -> Outcome:
        tickets = self._settings.tickets_dir
        if covered_by_hand(group[0], self._intake, tickets):
            return Outcome("tickets", "unchanged", group[0])
        here = ingested_digests(tickets)
        return await self._intake.first_of_use(
            group, self._ingest, lambda known: here.issuperset(known.digests)
        )

    async def _renew(self, file: Path, _: Known | None, journey: Journey) -> Used:
        """Build figures with the new file, and put them in force."""
        resources = self._settings.resources_dir
        with building_room(resources) as room:
            built = room / "built"
            job = {
                "step": "renew",
                "dataset": journey.edition.dataset,
                "file": str(file),
                "base": str(figures_in_force(resources)),
                "out": str(built),
                "room": str(room / "unpacked"),
            }
            result = await run_step(job, journey.tell)
            put_in_force(built, resources, self._intake.clock())
        figures = Figures(
            result["neighbourhoods"], result["streets"], result["spaces"], tuple(result["without_outline"])
        )
        return Used(figures, remarks=result["remarks"])

    async def _ingest(self, file: Path, before: Known | None, journey: Journey) -> Used:
        """Ingest the tickets, in place of those of the quarter's former edition."""
        job = {
            "step": "ingest",
            "file": str(file),
            "tickets": str(self._settings.tickets_dir),
            "figures": str(figures_in_force(self._settings.resources_dir)),
            "now": self._intake.clock().isoformat(),
            "replacing": before.digests if before else (),
            "period": journey.edition.period,
            "guessed": journey.edition.guessed,
        }
        result = await run_step(job, journey.tell)
        ingested = Ingested(result["read"], result["kept"]) if result["kept"] else None
        return Used(ingested, tuple(result["digests"]), result["remarks"])

    async def _keep(self, file: Path, _: Known | None, __: Journey) -> Used:
        """Keep a file that nothing reads, for whoever asked for it."""
        folder = self._settings.portal_dir / "meters"
        await asyncio.to_thread(_move, file, folder)
        return Used(Kept(f"{self._settings.portal_dir.name}/{folder.name}/{file.name}"))


def _move(file: Path, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    file.rename(folder / file.name)
