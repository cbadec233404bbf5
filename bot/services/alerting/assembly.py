"""All that alerts are made of, joined over one database."""

from dataclasses import dataclass
from datetime import timedelta
from secrets import token_hex
from typing import Final, Protocol

from bot.clock import Clock
from bot.db import (
    AlertSettingsRepository,
    Lease,
    OccurrenceQueue,
    Sessions,
    SubscriptionRepository,
    TickRepository,
)
from bot.db.alerts.leases import LASTS
from bot.services.alerting.composing import Chats as Remembered
from bot.services.alerting.composing import Composer, SavedPlaces
from bot.services.alerting.deciding import Decider
from bot.services.alerting.dispatching import Chats as Reached
from bot.services.alerting.dispatching import Dispatcher, Send, Told, unnoticed
from bot.services.alerting.notices import NoticePlanner
from bot.services.alerting.outlooks import Outlooks
from bot.services.alerting.previewing import Preview
from bot.services.alerting.reporting import Report
from bot.services.alerting.saying import Saying
from bot.services.alerting.subscribing import SubscriptionService
from bot.services.alerting.ticking import AlertService
from bot.services.answering import AnswerService

HOLDER_BYTES: Final = 8  # a process's name for the lease: two never draw the same


class Chats(Remembered, Reached, Protocol):
    """Where chats are remembered."""


@dataclass(frozen=True, slots=True)
class Alerts:
    """What chats do with alerts, what a tick does, what sends them, and what would be sent."""

    subscriptions: SubscriptionService
    service: AlertService
    dispatcher: Dispatcher
    preview: Preview


def assemble(  # noqa: PLR0913 -- the world that alerts live in
    sessions: Sessions,
    answers: AnswerService,
    *,
    chats: Chats,
    saved_places: SavedPlaces,
    send: Send,
    report: Report,
    clock: Clock,
    told: Told = unnoticed,
    lasts: timedelta = LASTS,
) -> Alerts:
    """Join alerts; the lease is held under a name that only this call knows, for as long as `lasts` at a time."""
    lease, outlooks = Lease(token_hex(HOLDER_BYTES), lasts), Outlooks(answers.estimator)
    ticks, queue = TickRepository(sessions, lease), OccurrenceQueue(sessions, lease)
    kept, chosen = SubscriptionRepository(sessions, clock), AlertSettingsRepository(sessions, clock)
    decider, composer = (
        Decider(outlooks),
        Composer(kept, queue, chats, saved_places, Saying(answers, outlooks)),
    )
    return Alerts(
        SubscriptionService(kept, chosen, queue, answers, outlooks),
        AlertService(ticks, decider, NoticePlanner(ticks, answers), report),
        Dispatcher(queue, composer, chats, send, report, told=told),
        Preview(ticks, queue, decider, composer),
    )
