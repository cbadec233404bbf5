"""What is done by the clock for the data: fetched, learned from, and deleted when it is old."""

import logging
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from telegram.error import TelegramError

from bot.context import Context
from bot.domain import Language, Reply
from bot.errors import OperationStoppedError, StepError
from bot.failures import EXPECTED, in_words, is_to_be_looked_into
from bot.handlers.admin import desk_of
from bot.handlers.delivery import send_reply
from bot.logs import redacted
from bot.observing import JobOutcome
from bot.portal.errors import SyncUnderWayError
from bot.schedule import Job
from bot.services.admin.operations import Page, Run
from bot.services.admin.syncing import synced_page, synchronise
from bot.services.admin.under_way import stopped_page
from bot.services.syncing import SyncService
from bot.settings import Settings
from bot.texts import say
from forecasting.errors import TrainingUnderWayError
from forecasting.publishing import ModelFolder

if TYPE_CHECKING:
    from bot.application import BotApplication
    from bot.portal.report import SyncReport
    from bot.services.admin.operations import Tell

log = logging.getLogger(__name__)


def scheduled_jobs(application: "BotApplication", settings: Settings) -> Sequence[Job]:
    """Return the jobs at the settings' times; what an administrator began is waited for."""
    context = application.context_types.context(application)
    return [
        Job("sync", settings.sync_schedule, partial(_sync, context)),
        Job("retrain", settings.retrain_schedule, partial(_retrain, context)),
        Job("prune", settings.prune_schedule, partial(_prune, context)),
    ]


async def tell_of_failure(application: "BotApplication", job: str, error: Exception) -> None:
    """Have a job's error counted and written down, and tell administrators: nobody waits for what the clock began."""
    await application.process_error(None, error)
    if isinstance(error, EXPECTED):  # of any other they have been told with its traceback
        context = application.context_types.context(application)
        await _tell_admins(context, partial(_failed_page, job, error))


def _failed_page(job: str, error: Exception, language: Language) -> Reply:
    name = say(language, f"admin.name_{job}")
    return Reply(say(language, "admin.job_failed", name=name, why=in_words(error, language)))


async def _sync(context: Context) -> JobOutcome:
    """Fetch what is new; administrators hear of it when anything was, or failed."""
    desk, reports = desk_of(context), list["SyncReport"]()

    async def run(tell: "Tell") -> Page:
        reports.append(await synchronise(SyncService(desk.settings, desk.clock), tell))
        return partial(synced_page, reports[0])

    page = await _in_turn(context, "sync", run)
    if page is None:
        return "stopped"
    (report,) = reports
    if report.failed or report.new_figures or report.new_tickets:
        await _tell_admins(context, page)
    for error in filter(is_to_be_looked_into, report.errors):
        await context.application.process_error(None, error)
    for one in report.failures:
        log.warning("not synchronised: %s, while %s: %s", one.dataset, one.step, redacted(str(one.error)))
    return "failed" if report.failed else "done"


async def _retrain(context: Context) -> JobOutcome:
    """Train, and tell administrators what it came to."""
    page = await _in_turn(context, "retrain", desk_of(context).retraining)
    if page is None:
        return "stopped"
    await _tell_admins(context, page)
    return "done"


async def _in_turn(context: Context, name: str, run: Run) -> Page | None:
    """Do an operation after the one under way; None: it need not or may not be done.

    An administrator stopped it, and all of them are told, or another process is doing the same.
    """
    try:
        return await desk_of(context).operations.in_turn(name, run)
    except OperationStoppedError:
        await _tell_admins(context, partial(stopped_page, name))
    except (SyncUnderWayError, StepError) as error:
        if isinstance(error, StepError) and TrainingUnderWayError.__name__ not in error.kinds:
            raise
        log.info("another process is doing the same as the job %s", name)
    return None


async def _prune(context: Context) -> None:
    """Delete what need not be kept any longer, rows and old forecasts."""
    desk = desk_of(context)
    deleted = await desk.prune(desk.clock())
    versions = ModelFolder(desk.settings.models_dir).prune()
    rows = ", ".join(f"{table} {n}" for table, n in deleted.items() if n)
    log.info("deleted: rows of %s; %d forecasts", rows or "nothing", len(versions))


async def _tell_admins(context: Context, page: Page) -> None:
    for admin in sorted(context.services.admins):
        chat = await context.services.chats.load(admin, "es")
        try:
            await send_reply(context, admin, page(chat.language))
        except TelegramError as error:
            log.warning("an administrator could not be told: %s", type(error).__name__)
