"""`sermadrid alerts`: what chats asked to be told of, and what would be told when, and why."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from html import unescape
from typing import Final

import click
from rich.table import Table

from bot.alerts.crossings import Threshold
from bot.alerts.wishes import Digest, Subscription, Watch, kind_of
from bot.bootstrap import open_answering
from bot.clock import utc_now
from bot.commands.ask import moment
from bot.commands.tables import print_table
from bot.db import (
    ChatRepository,
    Lease,
    OccurrenceQueue,
    PlaceRepository,
    SubscriptionRepository,
    TickRepository,
    open_database,
)
from bot.domain import MADRID
from bot.presentation.alert_forecasts import threshold_words
from bot.services.alerting.composing import Composer
from bot.services.alerting.deciding import CATCHES_UP, Decider
from bot.services.alerting.outlooks import Outlooks
from bot.services.alerting.previewing import Foreseen, Preview
from bot.services.alerting.saying import Saying
from bot.settings import Settings, load_settings

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

LEAST_RUN: Final = 3
"""Days in a row from which on they are written as a range."""

REASONS: Final[Mapping[str, str]] = {
    "due": "its time has come",
    "reached": "threshold reached",
    "left": "threshold left again",
    "corrected": "a new forecast changes what was said",
    "no_news": "no news",
    "not_met": "its condition is not met",
    "no_forecast": "no forecast",
    "no_places": "no saved places",
    "deleted": "deleted meanwhile",
    "gone": "the chat does not listen any more",
    "unreadable": "it cannot be read",
    "too_old": f"due more than {CATCHES_UP.days} days before",
}
"""Why something becomes of an occasion, but for "too_late", which tells since when."""


@click.group()
def alerts() -> None:
    """List alerts, and show what would be told."""


@alerts.command("list")
def list_alerts() -> None:
    """List the alerts that will be told of, the next one first."""
    table = Table("number", "chat", "kind", "place", "asked for", "next", "about", box=None)
    for one in asyncio.run(_active(load_settings())):
        told = (_local(one.upcoming.due_at), _local(one.upcoming.about_at)) if one.upcoming else ()
        asked = (kind_of(one.wish), _place(one), _asked_for(one))
        table.add_row(str(one.subscription_id), str(one.chat_id), *asked, *told)
    print_table(table)


@alerts.command("run")
@click.option(
    "--now", "now_text", metavar="ISO", help="As if it were then (Madrid's time without an offset)."
)
@click.option("--dry-run", is_flag=True, help="Send and write nothing; required.")
def run(now_text: str | None, *, dry_run: bool) -> None:
    """Show what would be told by then, when, and why."""
    if not dry_run:
        raise click.UsageError("It is the running bot that sends alerts; this shows them with --dry-run.")
    now = moment(now_text)
    foreseen, known = asyncio.run(_foreseen(load_settings(), now))
    table = Table("due", "chat", "kind", "place", "about", "fate", "why", box=None)
    for one in foreseen:
        subscription = known.get(one.subscription_id or 0)
        place = one.place if subscription is None else _place(subscription)
        row = (_local(one.occasion.due_at), str(one.chat_id), one.kind, place, _local(one.occasion.about_at))
        table.add_row(*row, one.fate, _why(one, subscription))
    print_table(table)
    told = sum(one.fate in {"told", "waiting"} for one in foreseen)
    click.echo(f"Due by {_local(now)}: {len(foreseen)}, of which {told} would be told.")


async def _active(settings: Settings) -> Sequence[Subscription]:
    async with open_database(settings.database_url) as sessions:
        return await SubscriptionRepository(sessions, utc_now).active()


async def _foreseen(
    settings: Settings, now: datetime
) -> tuple[Sequence[Foreseen], Mapping[int, Subscription]]:
    """Return what would become of what is due, and the subscriptions by their numbers."""
    answers = open_answering(settings).answers
    outlooks = Outlooks(answers.estimator)
    async with open_database(settings.database_url) as sessions:
        lease = Lease("preview")  # never taken: looking needs none
        kept, queue = SubscriptionRepository(sessions, utc_now), OccurrenceQueue(sessions, lease)
        chats, places = ChatRepository(sessions, utc_now), PlaceRepository(sessions, utc_now)
        composer = Composer(kept, queue, chats, places.places, Saying(answers, outlooks))
        preview = Preview(TickRepository(sessions, lease), queue, Decider(outlooks), composer)
        return await preview.at(now), {one.subscription_id or 0: one for one in await kept.all()}


def _local(at: datetime) -> str:
    return f"{at.astimezone(MADRID):%a %Y-%m-%d %H:%M}"


def _place(one: Subscription) -> str:
    return "saved places" if isinstance(one.wish, Digest) else one.wish.place.label


def _asked_for(one: Subscription) -> str:
    """Return the days, the hours and the condition, or a trip's end, how long ahead, and its condition."""
    wish = one.wish
    if isinstance(wish, Watch):
        window = f"{_days(wish.days)} {wish.start:%H:%M}–{wish.end:%H:%M}"
        condition = "always" if wish.threshold is None else f"when {_threshold(wish.threshold)}"
        return f"{window}, {condition}, {_ahead(wish.ahead)}"
    if isinstance(wish, Digest):
        return f"{_days(wish.days)} {wish.at:%H:%M}"
    end = "" if wish.until is None else f"until {wish.until.astimezone(MADRID):%H:%M}"
    condition = "" if wish.threshold is None else f"if {_threshold(wish.threshold)}"
    return ", ".join(filter(None, (end, _ahead(wish.ahead), condition)))


def _threshold(threshold: Threshold) -> str:
    return unescape(threshold_words(threshold, "en"))


def _ahead(ahead: timedelta | None) -> str:
    if ahead is None:
        return "the evening before"
    hours, minutes = divmod(ahead // timedelta(minutes=1), 60)
    spans = (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "")
    return " ".join([*filter(None, spans), "before"]) if ahead else "at its start"


def _days(days: frozenset[int]) -> str:
    """Return "Mon–Fri", "Mon, Wed": those in a row as a range."""
    first, last = min(days), max(days)
    if last - first + 1 == len(days) >= LEAST_RUN:
        return f"{WEEKDAYS[first]}–{WEEKDAYS[last]}"
    return ", ".join(WEEKDAYS[day] for day in sorted(days))


def _why(one: Foreseen, subscription: Subscription | None) -> str:
    """Return why it is told, or not, with what is forecast of the hardest hour beside what was asked for."""
    reason = (
        f"of use until {_local(one.occasion.useful_until)}"
        if one.reason == "too_late"
        else REASONS[one.reason]
    )
    if one.found is None or subscription is None:
        return reason
    return f"{reason}: {one.found.level}, {one.found.points} %; asked for: {_asked_for(subscription)}"
