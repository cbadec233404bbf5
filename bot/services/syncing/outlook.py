"""What would be fetched: asked of the catalogue and of the servers, and nothing is written."""

from dataclasses import replace
from email.utils import parsedate_to_datetime

import httpx

from bot.portal.addresses import Dataset
from bot.portal.client import PortalClient
from bot.portal.editions import Edition
from bot.portal.errors import DeniedError
from bot.portal.report import Outcome
from bot.portal.taken import Known
from bot.services.syncing.covered import covered_by_hand, ingested_digests
from bot.services.syncing.finding import Group
from bot.services.syncing.intake import Intake
from bot.services.syncing.journey import Journey
from bot.services.syncing.standing_in import first_of_use
from bot.settings import Settings

_UNCHANGED = 304


class Outlook:
    """Tells what `Taking` would fetch, with its size and its date."""

    def __init__(self, settings: Settings, intake: Intake) -> None:
        self._settings = settings
        self._intake = intake

    async def __call__(self, dataset: Dataset, group: Group) -> Outcome:
        """Look at the group's editions as `standing_in` has them; raises TicketStoreError."""
        intake, tickets = self._intake, self._settings.tickets_dir
        if dataset == "tickets" and covered_by_hand(group[0], intake, tickets):
            return Outcome(dataset, "unchanged", group[0])
        here = ingested_digests(tickets)

        def is_here(known: Known) -> bool:
            return here.issuperset(known.digests)

        async def looked_at(edition: Edition, _: Journey) -> Outcome:
            return await self._looked_at(edition, intake.known(edition, is_here))

        in_force = intake.in_force(group[0], is_here)
        return await first_of_use(group, in_force, intake.watch, looked_at, force=intake.force)

    async def _looked_at(self, edition: Edition, known: Known | None) -> Outcome:
        """Look at one edition; raises the client's errors, and RefusedBeforeError."""
        described: Edition | None = edition
        if known and known.is_still(edition):
            described = None
        elif edition.modified is None:
            described = await _described(self._intake.client, edition, known)
        if described is None:
            self._intake.refuse_again(edition)
        return Outcome(edition.dataset, "offered" if described else "unchanged", described or edition)


async def _described(client: PortalClient, edition: Edition, known: Known | None) -> Edition | None:
    """Return the edition with what its server says of it; None when it is the known one still."""
    conditions = known.validators.if_changed() if known and known.address == edition.address else {}
    try:
        async with client.answer(edition.name, edition.address, conditions, "HEAD") as response:
            if response.status_code == _UNCHANGED:
                return None
            return _with_headers(edition, response.headers)
    except DeniedError:  # a server may give the file and refuse this question
        return edition


def _with_headers(edition: Edition, headers: httpx.Headers) -> Edition:
    length = headers.get("Content-Length", "")
    try:
        modified = parsedate_to_datetime(headers.get("Last-Modified", ""))
    except ValueError:
        modified = None
    return replace(edition, size=int(length) if length.isdecimal() else None, modified=modified)
