"""The composition root: the only place where the real world is chosen, opened and closed."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from bot.clock import Clock, utc_now
from bot.db import ChatRepository, DatabaseGeocodingCache, FeedbackRepository, open_database
from bot.reporters import Reporters, load_reporters
from bot.services.answering import AnswerService
from bot.services.conversation import Conversation
from bot.services.estimating import Estimator
from bot.services.feedback import FeedbackService
from bot.services.pictures import PictureService
from bot.services.questions import QuestionReader
from bot.services.reaching import ReachFinder
from bot.services.track_record import TrackRecordService
from bot.settings import Settings
from forecasting.feedback import learned_or_assumed
from forecasting.service_hours import ServiceCalendar
from forecasting.store import ForecastStore
from geodata.geocoding import LocalGeocoder
from geodata.geocoding.caching import CachedGeocoder
from geodata.geocoding.cartociudad import cartociudad_geocoder
from geodata.geocoding.chain import GeocoderChain
from geodata.geocoding.mapbox import mapbox_geocoder
from geodata.geocoding.nominatim import nominatim_geocoder
from geodata.geocoding.online import OnlineGeocoder
from geodata.maps import Kerbs, LocalMapRenderer
from geodata.neighbourhoods import NeighbourhoodIndex
from geodata.spaces import SpaceIndex
from geodata.streets import StreetIndex


@dataclass(frozen=True, slots=True)
class Answering:
    """What answers a question without a chat: the command `ask` needs no more."""

    reader: QuestionReader
    answers: AnswerService
    pictures: PictureService


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that handlers and jobs call.

    `refresh` switches to the newest published forecast, and tells whether there was another.
    """

    conversation: Conversation
    chats: ChatRepository
    feedback: FeedbackService
    records: TrackRecordService
    refresh: Callable[[], bool]
    clock: Clock


def open_answering(settings: Settings) -> Answering:
    """Read the embedded figures and the published forecast; places are found without any network.

    Raises:
        NoModelError: nothing has been trained yet.
        CorruptModelError: the published version is damaged.
        ResourceError: the embedded figures are missing or damaged.
    """
    forecasts = ForecastStore.open(settings.models_dir)
    neighbourhoods, spaces, streets = NeighbourhoodIndex.load(), SpaceIndex.load(), StreetIndex.load()
    geocoder = LocalGeocoder.over(streets, neighbourhoods)
    reader = QuestionReader(geocoder, geocoder.gazetteer)
    estimator = Estimator(ServiceCalendar.load(), forecasts, learned_or_assumed(lambda: forecasts.unseen))
    answers = AnswerService(ReachFinder(neighbourhoods, spaces), estimator)
    renderer = LocalMapRenderer(neighbourhoods, streets, Kerbs.load())
    return Answering(reader, answers, PictureService(renderer, answers))


@asynccontextmanager
async def open_services(
    settings: Settings, clock: Clock = utc_now, *, online: bool = False
) -> AsyncIterator[Services]:
    """Open what handlers call, and close it in reverse; raises what `open_answering` does.

    `online` also asks the geocoding services that the settings allow.
    """
    answering = open_answering(settings)
    async with AsyncExitStack() as closing:
        sessions = await closing.enter_async_context(open_database(settings.database_url))
        reader = answering.reader
        if online and settings.online_geocoding:
            cache = DatabaseGeocodingCache(sessions, clock)
            links = [CachedGeocoder(each, cache) for each in _online_geocoders(settings, closing)]
            reader = replace(reader, geocoder=GeocoderChain([reader.geocoder, *links]))
        reporters = load_reporters(settings.reporters_key_file)
        yield connected(replace(answering, reader=reader), sessions, reporters, clock)


def connected(
    answering: Answering, sessions: async_sessionmaker[AsyncSession], reporters: Reporters, clock: Clock
) -> Services:
    """Join what answers to an open database."""
    chats, found = ChatRepository(sessions, clock), FeedbackRepository(sessions)
    feedback = FeedbackService(found, answering.answers, reporters)
    forecasts = answering.answers.forecasts
    records = TrackRecordService(found, forecasts)
    conversation = Conversation(answering.reader, answering.answers, answering.pictures, chats, feedback)
    return Services(conversation, chats, feedback, records, forecasts.refresh, clock)


def _online_geocoders(settings: Settings, closing: AsyncExitStack) -> list[OnlineGeocoder]:
    """Return the services in the order they are asked: the state's, the community's, the paid one."""
    agent = settings.user_agent
    geocoders = [cartociudad_geocoder(agent), nominatim_geocoder(agent)]
    if settings.mapbox_token is not None:
        geocoders.append(mapbox_geocoder(settings.mapbox_token.get_secret_value(), agent))
    for geocoder in geocoders:
        closing.push_async_callback(geocoder.close)
    return geocoders
