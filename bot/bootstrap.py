"""The composition root: the only place where the real world is chosen, opened and closed."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

from bot.alert_keyboards import ALERTS, CAR
from bot.callbacks import AlertMe, AtPlace, ParkedHere, SaveAs
from bot.clock import Clock, utc_now
from bot.db import (
    ChatDataRepository,
    ChatRepository,
    DatabaseGeocodingCache,
    DialogueRepository,
    FeedbackRepository,
    LiveShareRepository,
    ParkedCarRepository,
    PictureFileRepository,
    PlaceRepository,
    RecentPlaceRepository,
    Sessions,
    open_database,
)
from bot.db.admin import (
    AuditRepository,
    BroadcastRepository,
    ErrorRepository,
    JobRunRepository,
    PeopleRepository,
    UsageRepository,
    prune,
)
from bot.db.ping import ping
from bot.domain import ChatMemory, Shown
from bot.geography import figures_in_force
from bot.measured import MeasuredGeocoder, MeasuredRenderer
from bot.observing import UNOBSERVED, Observer
from bot.presentation.surroundings import ZONE
from bot.reporters import Reporters, load_reporters
from bot.services import feedback, own_data, places, preferences
from bot.services.admin.broadcasts import Broadcasts
from bot.services.admin.desk import AdminDesk
from bot.services.admin.failures import ErrorBook
from bot.services.admin.models import TOPIC
from bot.services.admin.operations import Operations
from bot.services.admin.status import StatusPage
from bot.services.admin.usage import UsageCounter, UsagePage
from bot.services.alert_pages import AlertPages
from bot.services.alert_pictures import AlertPictures
from bot.services.alerting.assembly import Alerts, assemble
from bot.services.answering import AnswerService
from bot.services.car import CarService
from bot.services.conversation import Conversation
from bot.services.estimating import Estimator
from bot.services.feedback import FeedbackService
from bot.services.inline import InlineService
from bot.services.listeners import Listeners
from bot.services.live import LiveService
from bot.services.outbox import Outbox
from bot.services.own_data import OwnDataService
from bot.services.parking import ParkingWatch
from bot.services.pictures import PictureService
from bot.services.places import PlacesService
from bot.services.preferences import PreferencesService
from bot.services.privacy import PrivacyService
from bot.services.questions import QuestionReader
from bot.services.reaching import ReachFinder
from bot.services.reception import Reception
from bot.services.sent_pictures import SentPictures
from bot.services.track_record import TrackRecordService
from bot.services.views import Views
from bot.settings import Settings
from forecasting.feedback import learned_or_assumed
from forecasting.service_hours import ServiceCalendar
from forecasting.store import ForecastStore
from geodata.errors import ResourceError
from geodata.geocoding import LocalGeocoder
from geodata.geocoding.caching import CachedGeocoder
from geodata.geocoding.cartociudad import cartociudad_geocoder
from geodata.geocoding.chain import GeocoderChain
from geodata.geocoding.mapbox import mapbox_geocoder
from geodata.geocoding.nominatim import nominatim_geocoder
from geodata.geocoding.online import OnlineGeocoder
from geodata.maps import Kerbs, Layers, LocalMapRenderer
from geodata.maps.mapbox import MapboxMapRenderer
from geodata.maps.static_images import StaticImages
from geodata.neighbourhoods import NeighbourhoodIndex
from geodata.spaces import SpaceIndex
from geodata.streets import StreetIndex
from geodata.tables import RESOURCES

log = logging.getLogger(__name__)

PlaceAction = Callable[[ChatMemory, Any, datetime], Awaitable[Shown]]
"""Takes a chat, an action about a place (of its own class) and the present."""

Topic = Callable[[ChatMemory, str, str, datetime], Awaitable[Shown]]
"""Takes a chat, a verb, its value and the present."""


DRAWING_THREADS = 2
"""Pictures drawn at once: drawing is work for a core, and each thread keeps some 20 MB of its own."""


@dataclass(frozen=True, slots=True)
class Answering:
    """What answers a question without a chat: the command `ask` needs no more.

    `maps` are drawn without network, in the same threads as all pictures.
    """

    reader: QuestionReader
    answers: AnswerService
    pictures: PictureService
    maps: LocalMapRenderer


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that handlers and jobs call.

    `refresh` switches to the newest published forecast, and tells whether there was another; `ping` fails
    when the database does not answer, and tells why it takes nothing; `observer` hears what happens.
    """

    reception: Reception
    conversation: Conversation
    chats: ChatRepository
    places: PlacesService
    preferences: PreferencesService
    car: CarService
    alert_pages: AlertPages
    alerts: Alerts
    alert_pictures: AlertPictures
    outbox: Outbox
    own_data: OwnDataService
    live: LiveService
    inline: InlineService
    feedback: FeedbackService
    records: TrackRecordService
    sent_pictures: SentPictures
    forecasts: ForecastStore
    refresh: Callable[[], bool]
    ping: Callable[[], Awaitable[str | None]]
    clock: Clock
    observer: Observer
    usage: UsageCounter
    admin: AdminDesk | None

    @property
    def admins(self) -> frozenset[int]:
        """Who may administer the bot, by Telegram id."""
        return frozenset(self.admin.settings.admins if self.admin else ())

    @property
    def place_actions(self) -> Mapping[type[AtPlace], PlaceAction]:
        """Who takes a button about a place; the conversation takes all others."""
        return {
            AlertMe: self.alert_pages.offer,
            ParkedHere: self.car.on_button,
            SaveAs: self.places.offer_names,
        }

    @property
    def topics(self) -> Mapping[str, Topic]:
        """Who takes the buttons of a topic's pages."""
        return {
            ALERTS: self.alert_pages.press,
            CAR: self.car.press,
            feedback.TOPIC: self.feedback.press,
            own_data.TOPIC: self.own_data.press,
            places.TOPIC: self.places.press,
            preferences.TOPIC: self.preferences.press,
            ZONE: self.conversation.on_zone_button,
            **({TOPIC: self.admin.press} if self.admin else {}),
        }


def open_answering(settings: Settings, observer: Observer = UNOBSERVED) -> Answering:
    """Read the figures in force and the published forecast; places are found without any network.

    Raises:
        NoModelError: nothing has been trained yet.
        CorruptModelError: the published version is damaged.
        ResourceError: the embedded figures are missing or damaged.
    """
    forecasts = ForecastStore.open(settings.models_dir)
    neighbourhoods, spaces, streets, kerbs = _figures(figures_in_force(settings.resources_dir))
    geocoder = LocalGeocoder.over(streets, neighbourhoods)
    reader = QuestionReader(MeasuredGeocoder(geocoder, observer), geocoder.gazetteer)
    estimator = Estimator(ServiceCalendar.load(), forecasts, learned_or_assumed(lambda: forecasts.unseen))
    answers = AnswerService(ReachFinder(neighbourhoods, spaces), estimator)
    drawing = ThreadPoolExecutor(DRAWING_THREADS, "drawing")
    maps = LocalMapRenderer(Layers.of(neighbourhoods, streets, kerbs), drawing)
    pictures = PictureService(MeasuredRenderer(maps, observer), answers, drawing)
    return Answering(reader, answers, pictures, maps)


def _figures(resources: Path) -> tuple[NeighbourhoodIndex, SpaceIndex, StreetIndex, Kerbs]:
    """Read the figures; damaged newer ones are no reason to be silent while the package has its own."""
    try:
        return (
            NeighbourhoodIndex.load(resources),
            SpaceIndex.load(resources),
            StreetIndex.load(resources),
            Kerbs.load(resources),
        )
    except ResourceError as error:
        if resources == RESOURCES:
            raise
        log.warning("the newer figures are %s; the package's own are read", error.reason)
        return _figures(RESOURCES)


@asynccontextmanager
async def open_services(
    settings: Settings, clock: Clock = utc_now, *, online: bool = False, observer: Observer = UNOBSERVED
) -> AsyncIterator[Services]:
    """Open what handlers call, and close it in reverse; raises what `open_answering` does.

    `online` also asks the geocoding services that the settings allow, and draws on Mapbox's ground with a token.
    """
    answering = open_answering(settings, observer)
    async with AsyncExitStack() as closing:
        closing.callback(answering.pictures.drawing.shutdown, wait=False, cancel_futures=True)
        sessions = await closing.enter_async_context(open_database(settings.database_url))
        reader = answering.reader
        if online and settings.online_geocoding:
            cache = DatabaseGeocodingCache(sessions, clock)
            links = [
                CachedGeocoder(MeasuredGeocoder(each, observer), cache)
                for each in _online_geocoders(settings, closing)
            ]
            reader = replace(reader, geocoder=GeocoderChain([reader.geocoder, *links]))
        reporters = load_reporters(settings.reporters_key_file)
        pictures = answering.pictures
        if online and settings.mapbox_token is not None:
            session = await closing.enter_async_context(ClientSession())
            images = StaticImages(session, settings.mapbox_token.get_secret_value())
            renderer = MeasuredRenderer(MapboxMapRenderer(images, answering.maps), observer)
            pictures = replace(pictures, renderer=renderer)
        answering = replace(answering, reader=reader, pictures=pictures)
        services = connected(answering, sessions, reporters, clock, observer, settings)
        await services.sent_pictures.load()
        closing.push_async_callback(services.usage.flush)
        if services.admin is not None:
            closing.push_async_callback(services.admin.operations.close)
        yield services


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
    pages = AlertPages(told, dialogues, chats)
    counter, records = UsageCounter(UsageRepository(sessions)), TrackRecordService(found, answers.forecasts)
    conversation = Conversation(reader, views, own_places, Listeners(asking, counter))
    return Services(
        reception=Reception(conversation, reader, own_places, choices, the_car, pages, dialogues),
        conversation=conversation,
        chats=chats,
        places=own_places,
        preferences=choices,
        car=the_car,
        alert_pages=pages,
        alerts=alerts,
        alert_pictures=AlertPictures(answers, answering.pictures),
        outbox=outbox,
        own_data=OwnDataService(PrivacyService(ChatDataRepository(sessions))),
        live=LiveService(reader, views, LiveShareRepository(sessions, clock)),
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
        admin=_desk(settings, answers, sessions, counter, records, clock, observer) if settings else None,
    )


def _desk(  # noqa: PLR0913, PLR0917 -- a desk looks at everything
    settings: Settings,
    answers: AnswerService,
    sessions: Sessions,
    counter: UsageCounter,
    records: TrackRecordService,
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
        status=StatusPage(settings, answers.forecasts, people, errors, runs, audit, operations),
        usage=UsagePage(counter, UsageRepository(sessions), people, records, answers.neighbourhoods),
        errors=ErrorBook(errors, settings.secrets),
        broadcasts=Broadcasts(BroadcastRepository(sessions), people),
        refresh=answers.forecasts.refresh,
        prune=partial(prune, sessions),
        observer=observer,
    )


def _online_geocoders(settings: Settings, closing: AsyncExitStack) -> list[OnlineGeocoder]:
    """Return the services in the order they are asked: the state's, the community's, the paid one."""
    agent = settings.user_agent
    geocoders = [cartociudad_geocoder(agent), nominatim_geocoder(agent)]
    if settings.mapbox_token is not None:
        geocoders.append(mapbox_geocoder(settings.mapbox_token.get_secret_value(), agent))
    for geocoder in geocoders:
        closing.push_async_callback(geocoder.close)
    return geocoders
