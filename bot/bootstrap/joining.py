"""Services joined to an open database."""

from functools import partial

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
from bot.services.alerting.assembly import assemble
from bot.services.alerting.standings import Standings
from bot.services.answering import AnswerService
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
from geodata.maps import Drawing


def connected(  # noqa: PLR0913, PLR0917 -- what everything stands on, half of it optional
    answering: Answering,
    sessions: Sessions,
    reporters: Reporters,
    clock: Clock,
    observer: Observer = UNOBSERVED,
    settings: Settings | None = None,
) -> Services:
    """Join what answers to an open database; without `settings` there is nothing to administer."""
    answers, reader = answering.answers, answering.reader
    chats, dialogues, found = (
        ChatRepository(sessions, clock),
        DialogueRepository(sessions, clock),
        FeedbackRepository(sessions),
    )
    views = Views(answers, answering.pictures)
    asking = FeedbackService(found, answers, reporters)
    saved = PlaceRepository(sessions, clock)
    own_places = PlacesService(chats, saved, RecentPlaceRepository(sessions), dialogues, views)
    watch = ParkingWatch(answers.calendar, answers.reaching.spaces)
    outbox = Outbox()
    alerts = assemble(
        sessions,
        answers,
        chats=chats,
        saved_places=saved.places,
        send=outbox.send,
        report=outbox.report,
        told=observer.alert_sent,
        clock=clock,
    )
    told = alerts.subscriptions
    the_car = CarService(chats, ParkedCarRepository(sessions, clock), watch, answers, asking, told)
    choices = PreferencesService(chats, dialogues, reader, views, told)
    pages = AlertPages(told, chats, Standings(answers, told.outlooks, saved.places))
    drawing = answering.pictures.drawing
    counter, records = (
        UsageCounter(UsageRepository(sessions)),
        TrackRecordService(found, answers.forecasts, drawing),
    )
    unfinished = UnfinishedQuestions(dialogues)
    conversation = Conversation(reader, views, own_places, Listeners(asking, counter, unfinished))
    own_data = OwnDataService(PrivacyService(ChatDataRepository(sessions)))
    return Services(
        reception=Reception(
            conversation,
            reader,
            own_places,
            choices,
            the_car,
            pages,
            dialogues,
            unfinished,
            Listening(reader, own_places, unfinished),
            own_data,
        ),
        conversation=conversation,
        chats=chats,
        places=own_places,
        preferences=choices,
        car=the_car,
        alert_pages=pages,
        alerts=alerts,
        alert_pictures=AlertPictures(answers, answering.pictures),
        outbox=outbox,
        own_data=own_data,
        live=LiveService(reader, views, LiveShareRepository(sessions, clock), own_places),
        inline=InlineService(reader, views, own_places),
        feedback=asking,
        records=records,
        sent_pictures=SentPictures(PictureFileRepository(sessions, clock)),
        forecasts=answers.forecasts,
        refresh=answers.forecasts.refresh,
        ping=partial(ping, sessions),
        clock=clock,
        observer=observer,
        usage=counter,
        admin=_desk(settings, answers, sessions, counter, records, drawing, clock, observer)
        if settings
        else None,
    )


def _desk(  # noqa: PLR0913, PLR0917 -- a desk looks at everything
    settings: Settings,
    answers: AnswerService,
    sessions: Sessions,
    counter: UsageCounter,
    records: TrackRecordService,
    drawing: Drawing,
    clock: Clock,
    observer: Observer,
) -> AdminDesk:
    """Join what administrators look at and change."""
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
        usage=UsagePage(counter, UsageRepository(sessions), people, records, answers.neighbourhoods, drawing),
        errors=ErrorBook(errors, settings.secrets),
        broadcasts=Broadcasts(BroadcastRepository(sessions), people),
        refresh=answers.forecasts.refresh,
        prune=partial(prune, sessions),
        observer=observer,
    )
