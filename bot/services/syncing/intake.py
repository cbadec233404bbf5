"""One edition: is it new, did it come whole, is it of use? Otherwise the next that may stand in for it."""

import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from bot.clock import Clock
from bot.domain import MADRID
from bot.errors import StepError
from bot.portal.client import PortalClient
from bot.portal.downloading import Fetched, fetch
from bot.portal.editions import Edition
from bot.portal.errors import RefusedBeforeError
from bot.portal.report import Outcome, Result, State, Watch
from bot.portal.taken import Known, Refused, TakenEditions
from bot.services.syncing.journey import Journey
from bot.services.syncing.standing_in import first_of_use

_ABOUT_THE_FILE: Final = frozenset({"ArchiveError", "OtherPeriodError", "SourceFileError", "TicketFileError"})
"""Errors that the same file would meet again; others come from this machine, and pass."""
_ABOUT_OTHERS: Final = "OverlappingTicketsError"
"""Of these the one that passes, once the other file is forgotten."""


@dataclass(frozen=True, slots=True)
class Used:
    """What was made of a file: the result, None when it held nothing new; the tables in it; what stayed unread."""

    result: Result | None
    digests: tuple[str, ...] = ()
    remarks: tuple[Exception, ...] = ()


Use = Callable[[Path, Known | None, Journey], Awaitable[Used]]
"""Puts a whole file to use, given what was taken before: all of it, or nothing and one of `standing_in.UNUSABLE`."""


def always_here(_: Known) -> bool:
    """Say that what was taken before has not been lost since."""
    return True


@dataclass(frozen=True, slots=True)
class Intake:
    """Takes editions in: fetches what is new, hands it on, and remembers what came of it.

    `force` fetches what is unchanged, too.
    """

    client: PortalClient
    record: TakenEditions
    downloads: Path
    clock: Clock
    watch: Watch
    force: bool = False

    async def first_of_use(
        self, editions: tuple[Edition, ...], use: Use, is_here: Callable[[Known], bool] = always_here
    ) -> Outcome:
        """Take in the first edition that can be used, as `standing_in` has it.

        `is_here`: whether what was taken before has not been lost since.
        """

        async def taken_in(edition: Edition, journey: Journey) -> Outcome:
            used = await self._taken_in(edition, use, is_here, journey)
            state: State = "unchanged" if used.result is None else "taken"
            return Outcome(edition.dataset, state, edition, used.result, remarks=used.remarks)

        in_force = self.in_force(editions[0], is_here)
        return await first_of_use(editions, in_force, self.watch, taken_in, force=self.force)

    async def _taken_in(
        self, edition: Edition, use: Use, is_here: Callable[[Known], bool], journey: Journey
    ) -> Used:
        known = self.known(edition, is_here)
        if known and known.is_still(edition):
            return self._nothing_new(edition, known)
        folder = self.downloads / edition.key.replace(" ", "-")
        journey.tell("fetching", 0.0, edition.size)
        fetched = await fetch(
            self.client,
            edition,
            folder,
            known.validators if known and known.address == edition.address else None,
            lambda done, total: journey.tell("fetching", done, total or edition.size),
        )
        if fetched is None or (known and fetched.sha256 == known.sha256):
            shutil.rmtree(folder, ignore_errors=True)
            if known and fetched:
                known = Known.of(edition, fetched, self.clock(), known.digests)
            return self._nothing_new(edition, known)
        used = await self._put_to_use(edition, fetched, use, journey)
        shutil.rmtree(folder)
        return used

    async def _put_to_use(self, edition: Edition, fetched: Fetched, use: Use, journey: Journey) -> Used:
        """Put a file to use; it stays for another try unless it is the file's own fault that it cannot be."""
        now = self.clock()
        try:
            used = await use(fetched.file, self.record.taken.get(edition.key), journey)
        except StepError as error:
            if _ABOUT_OTHERS not in error.kinds and not _ABOUT_THE_FILE.isdisjoint(error.kinds):
                self.record.refuse(edition, Known.of(edition, fetched, now), error)
                shutil.rmtree(fetched.file.parent)
            raise
        self.record.keep(edition, Known.of(edition, fetched, now, used.digests))
        return used

    def _nothing_new(self, edition: Edition, known: Known | None) -> Used:
        """Note that the edition is the known one still; raises the error of one that was refused before."""
        refused = self._refusal(edition)
        if refused:
            self.record.still_refuse(edition, refused)
        self.refuse_again(edition)
        if known and self.record.taken.get(edition.key) != known.described_as(edition):
            self.record.keep(edition, known.described_as(edition))
        return Used(None)

    def known(self, edition: Edition, is_here: Callable[[Known], bool]) -> Known | None:
        """Return what is known of the edition: refused from this address, or else taken and still here."""
        if self.force:
            return None
        refused = self._refusal(edition)
        return refused.known if refused else self.in_force(edition, is_here)

    def in_force(self, edition: Edition, is_here: Callable[[Known], bool]) -> Known | None:
        """Return the edition of the same that was taken last and is still here."""
        taken = self.record.taken.get(edition.key)
        return taken if taken and is_here(taken) else None

    def refuse_again(self, edition: Edition) -> None:
        """Raise RefusedBeforeError if the edition was refused before, and nothing is forced."""
        refused = self._refusal(edition)
        if refused:
            on = datetime.fromisoformat(refused.known.fetched_at).astimezone(MADRID).date()
            raise RefusedBeforeError(refused.error(), on)

    def _refusal(self, edition: Edition) -> Refused | None:
        return None if self.force else self.record.refusal(edition)
