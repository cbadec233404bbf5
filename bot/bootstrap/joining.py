"""Services joined to an open database."""

from dataclasses import dataclass
from functools import cached_property, partial

from bot.bootstrap.answering import Answering
from bot.bootstrap.services import Services
from bot.clock import Clock
from bot.db import (
    ChatDataRepository,
    ChatRepository,
    DialogueRepository,
    FeedbackRepository,
    LiveShareRepository,
    ParkedCarRepository,
    PictureFileRepository,
    PlaceRepository,
    RecentPlaceRepository,
    Sessions,
)
from bot.db.admin import (
    AlertBacklogRepository,
    AuditRepository,
    BroadcastRepository,
    ErrorRepository,
    JobRunRepository,
    PeopleRepository,
    UsageRepository,
    prune,
)
from bot.db.ping import ping
from bot.observing import UNOBSERVED, Observer
from bot.reporters import Reporters
from bot.services.admin.broadcasts import Broadcasts
from bot.services.admin.desk import AdminDesk
from bot.services.admin.failures import ErrorBook
from bot.services.admin.operations import Operations
from bot.services.admin.status import StatusPage
from bot.services.admin.usage import UsageCounter, UsagePage
from bot.services.alert_pages import AlertPages
from bot.services.alert_pictures import AlertPictures
from bot.services.alerting.assembly import Alerts, assemble
from bot.services.alerting.standings import Standings
from bot.services.car import CarService
from bot.services.conversation import Conversation
from bot.services.feedback import FeedbackService
from bot.services.inline import InlineService
from bot.services.listeners import Listeners
from bot.services.listening import Listening
from bot.services.live import LiveService
from bot.services.outbox import Outbox
from bot.services.own_data import OwnDataService
from bot.services.parking import ParkingWatch
from bot.services.places import PlacesService
from bot.services.preferences import PreferencesService
from bot.services.privacy import PrivacyService
from bot.services.reception import Reception
from bot.services.sent_pictures import SentPictures
from bot.services.track_record import TrackRecordService
from bot.services.unfinished import UnfinishedQuestions
from bot.services.views import Views
from bot.settings import Settings


def connected(  # noqa: PLR0913, PLR0917 -- what everything stands on, half of it optional
    answering: Answering,
    sessions: Sessions,
    reporters: Reporters,
    clock: Clock,
    observer: Observer = UNOBSERVED,
    settings: Settings | None = None,
) -> Services:
    """Join what answers to an open database; without `settings` there is nothing to administer."""
    parts = _Parts(answering, sessions, reporters, clock, observer)
    forecasts, reader, views = answering.answers.forecasts, answering.reader, parts.views
    return Services(
        reception=parts.reception,
        conversation=parts.conversation,
        chats=parts.chats,
        places=parts.places,
        preferences=parts.preferences,
        car=parts.car,
        alert_pages=parts.alert_pages,
        alerts=parts.alerts,
        alert_pictures=AlertPictures(answering.answers, answering.pictures),
        outbox=parts.outbox,
        own_data=parts.own_data,
        live=LiveService(reader, views, LiveShareRepository(sessions, clock), parts.places),
        inline=InlineService(reader, views, parts.places),
        feedback=parts.feedback,
        records=parts.records,
        sent_pictures=SentPictures(PictureFileRepository(sessions, clock)),
        forecasts=forecasts,
        refresh=forecasts.refresh,
        ping=partial(ping, sessions),
        clock=clock,
        observer=observer,
        usage=parts.usage,
        admin=_desk(parts, settings) if settings else None,
    )


@dataclass(frozen=True)
class _Parts:
    """What stands on what: each part is made once, when the first that needs it is."""

    answering: Answering
    sessions: Sessions
    reporters: Reporters
    clock: Clock
    observer: Observer

    @cached_property
    def chats(self) -> ChatRepository:
        """What is remembered of each chat."""
        return ChatRepository(self.sessions, self.clock)

    @cached_property
    def dialogues(self) -> DialogueRepository:
        """Questions of ours that wait for an answer."""
        return DialogueRepository(self.sessions, self.clock)

    @cached_property
    def saved_places(self) -> PlaceRepository:
        """The places that chats gave names to."""
        return PlaceRepository(self.sessions, self.clock)

    @cached_property
    def reports(self) -> FeedbackRepository:
        """What became of answers, as drivers tell."""
        return FeedbackRepository(self.sessions)

    @cached_property
    def views(self) -> Views:
        """Answers as replies, with their pictures."""
        return Views(self.answering.answers, self.answering.pictures)

    @cached_property
    def outbox(self) -> Outbox:
        """Where what nobody asked for goes out; the application is connected to it later."""
        return Outbox()

    @cached_property
    def usage(self) -> UsageCounter:
        """How much is asked, counted."""
        return UsageCounter(UsageRepository(self.sessions))

    @cached_property
    def records(self) -> TrackRecordService:
        """The public record."""
        return TrackRecordService(
            self.reports, self.answering.answers.forecasts, self.answering.pictures.drawing
        )

    @cached_property
    def feedback(self) -> FeedbackService:
        """Who asks "did you find a space?"."""
        return FeedbackService(self.reports, self.answering.answers, self.reporters)

    @cached_property
    def unfinished(self) -> UnfinishedQuestions:
        """Halves of questions."""
        return UnfinishedQuestions(self.dialogues)

    @cached_property
    def places(self) -> PlacesService:
        """A chat's own places."""
        recent = RecentPlaceRepository(self.sessions)
        return PlacesService(self.chats, self.saved_places, recent, self.dialogues, self.views)

    @cached_property
    def conversation(self) -> Conversation:
        """Questions and their buttons."""
        listeners = Listeners(self.feedback, self.usage, self.unfinished)
        return Conversation(self.answering.reader, self.views, self.places, listeners)

    @cached_property
    def alerts(self) -> Alerts:
        """The machinery of alerts."""
        return assemble(
            self.sessions,
            self.answering.answers,
            chats=self.chats,
            saved_places=self.saved_places.places,
            send=self.outbox.send,
            report=self.outbox.report,
            told=self.observer.alert_sent,
            clock=self.clock,
        )

    @cached_property
    def alert_pages(self) -> AlertPages:
        """Alerts as people read and change them."""
        kept = self.alerts.subscriptions
        standings = Standings(self.answering.answers, kept.outlooks, self.saved_places.places)
        return AlertPages(kept, self.chats, standings)

    @cached_property
    def car(self) -> CarService:
        """The parked car."""
        answers, parked = self.answering.answers, ParkedCarRepository(self.sessions, self.clock)
        watch = ParkingWatch(answers.calendar, answers.reaching.spaces)
        return CarService(self.chats, parked, watch, answers, self.feedback, self.alerts.subscriptions)

    @cached_property
    def preferences(self) -> PreferencesService:
        """What a chat has chosen."""
        reader, kept = self.answering.reader, self.alerts.subscriptions
        return PreferencesService(self.chats, self.dialogues, reader, self.views, kept)

    @cached_property
    def own_data(self) -> OwnDataService:
        """What is kept of a chat, sent and deleted."""
        return OwnDataService(PrivacyService(ChatDataRepository(self.sessions)))

    @cached_property
    def reception(self) -> Reception:
        """Who reads every message first."""
        return Reception(
            self.conversation,
            self.answering.reader,
            self.places,
            self.preferences,
            self.car,
            self.alert_pages,
            self.dialogues,
            self.unfinished,
            Listening(self.answering.reader, self.places, self.unfinished),
            self.own_data,
        )


def _desk(parts: _Parts, settings: Settings) -> AdminDesk:
    """Join what administrators look at and change."""
    sessions, answers, clock = parts.sessions, parts.answering.answers, parts.clock
    people, runs, audit = PeopleRepository(sessions), JobRunRepository(sessions), AuditRepository(sessions)
    errors, operations = ErrorRepository(sessions), Operations()
    return AdminDesk(
        settings=settings,
        clock=clock,
        operations=operations,
        audit=audit,
        runs=runs,
        status=StatusPage(
            settings,
            answers.forecasts,
            people,
            errors,
            runs,
            audit,
            operations,
            AlertBacklogRepository(sessions),
        ),
        usage=UsagePage(
            parts.usage,
            UsageRepository(sessions),
            people,
            parts.records,
            answers.neighbourhoods,
            parts.answering.pictures.drawing,
        ),
        errors=ErrorBook(errors, settings.secrets),
        broadcasts=Broadcasts(BroadcastRepository(sessions), people),
        refresh=answers.forecasts.refresh,
        prune=partial(prune, sessions),
        observer=parts.observer,
    )
