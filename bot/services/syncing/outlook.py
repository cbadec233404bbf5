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
from bot.settings import Settings

_UNCHANGED = 304


class Outlook:
    """Tells what `Taking` would fetch, with its size and its date."""

    def __init__(self, settings: Settings, intake: Intake) -> None:
        self._settings = settings
        self._intake = intake

    async def __call__(self, dataset: Dataset, group: Group) -> Outcome:
        """Look at the first edition of the group; raises the client's errors, TicketStoreError."""
        edition, tickets = group[0], self._settings.tickets_dir
        if dataset == "tickets" and covered_by_hand(edition, self._intake, tickets):
            return Outcome(dataset, "unchanged", edition)
        here = ingested_digests(tickets)
        known = self._intake.known(edition, lambda known: here.issuperset(known.digests))
        if known and known.is_still(edition):
            return Outcome(dataset, "unchanged", edition)
        if edition.modified is None:
            described = await _described(self._intake.client, edition, known)
            return Outcome(dataset, "offered" if described else "unchanged", described or edition)
        return Outcome(dataset, "offered", edition)


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
