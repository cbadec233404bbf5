"""The city's newest open data, as `sermadrid data sync` has them."""

from functools import partial

from bot.domain import Language, Reply
from bot.failures import is_to_be_looked_into
from bot.portal.report import SyncProgress, SyncReport
from bot.presentation.caption import Line, caption
from bot.presentation.syncing import sync_lines
from bot.services.admin.operations import NotDone, Page, Report, Tell
from bot.services.syncing import SyncRequest, SyncService
from bot.texts import say

TRAIN = "/retrain"  # in a chat of administrators
LONGEST_MESSAGE = 4096  # UTF-16 units; https://core.telegram.org/bots/api#sendmessage


async def synchronise(service: SyncService, tell: Tell) -> SyncReport:
    """Fetch and take in what is new; raises SyncUnderWayError, DiskFullError and OutputFileError."""

    def watch(progress: SyncProgress) -> None:
        tell(progress.step, progress.done / progress.total if progress.total else 0.0)

    return await service.sync(SyncRequest(), watch)


async def sync(service: SyncService, tell: Tell, report: Report) -> Page:
    """Synchronise, and return what came of it; errors that somebody is to look into go to `report`, too."""
    synced = await synchronise(service, tell)
    for error in filter(is_to_be_looked_into, synced.errors):
        await report(error)
    page = partial(synced_page, synced)
    return NotDone(page, "failed") if synced.failed else page


def synced_page(report: SyncReport, language: Language) -> Reply:
    """Return what a synchronisation came to, a line each."""
    lines = [say(language, "admin.synced"), *sync_lines(report, language, TRAIN)]
    return Reply(caption([Line(line) for line in lines], LONGEST_MESSAGE))
