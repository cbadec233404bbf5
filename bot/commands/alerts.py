"""`sermadrid alerts`: what chats asked to be told of, and what would be told when, and why."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from html import unescape

import click
from rich.table import Table

from bot.alerts.wishes import Digest, Subscription, Watch, kind_of
from bot.bootstrap import open_answering
from bot.clock import utc_now
from bot.commands.ask import moment
from bot.commands.tables import print_table
from bot.db import Lease, OccurrenceQueue, SubscriptionRepository, TickRepository, open_database
from bot.domain import MADRID
from bot.presentation.alert_forecasts import threshold_words
from bot.services.alerting.deciding import Decider
from bot.services.alerting.outlooks import Outlooks
from bot.services.alerting.previewing import Foreseen, Preview
from bot.settings import Settings, load_settings

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


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
        place = "" if subscription is None else _place(subscription)
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
    decider = Decider(Outlooks(open_answering(settings).answers.estimator))
    async with open_database(settings.database_url) as sessions:
        lease = Lease("preview")  # never taken: looking needs none
        preview = Preview(TickRepository(sessions, lease), OccurrenceQueue(sessions, lease), decider)
        known = await SubscriptionRepository(sessions, utc_now).all()
        return await preview.at(now), {one.subscription_id or 0: one for one in known}


def _local(at: datetime) -> str:
    return f"{at.astimezone(MADRID):%a %Y-%m-%d %H:%M}"


def _place(one: Subscription) -> str:
    return "saved places" if isinstance(one.wish, Digest) else one.wish.place.label


def _asked_for(one: Subscription) -> str:
    """Return the days, the hours and the threshold, or how long ahead."""
    wish = one.wish
    if isinstance(wish, Watch):
        threshold = unescape(threshold_words(wish.threshold, "en"))
        return f"{_days(wish.days)} {wish.start:%H:%M}–{wish.end:%H:%M}, when {threshold}"
    if isinstance(wish, Digest):
        return f"{_days(wish.days)} {wish.at:%H:%M}"
    return "the evening before" if wish.ahead is None else f"{wish.ahead} ahead"


def _days(days: frozenset[int]) -> str:
    return ",".join(WEEKDAYS[day] for day in sorted(days))


def _why(one: Foreseen, subscription: Subscription | None) -> str:
    """Return why it is told, or not, with what is forecast of the hardest hour beside what was asked for."""
    reason = one.why or ("no news" if one.found else "no forecast")
    if one.found is None or subscription is None:
        return reason
    forecast = f"{reason}: {one.found.level}, {one.found.points} %"
    return f"{forecast} (told {_asked_for(subscription)})"
