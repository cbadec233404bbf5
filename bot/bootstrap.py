"""The composition root: the only place where the real world is chosen, opened and closed."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.db.chats import ChatRepository
from bot.db.engine import open_database
from bot.services.answering import AnswerService
from bot.services.conversation import Conversation
from bot.services.pictures import PictureService
from bot.services.questions import QuestionReader
from bot.settings import Settings
from forecasting.service_hours import ServiceCalendar
from forecasting.store import ForecastStore
from geodata.gazetteer import Gazetteer
from geodata.geocoding import LocalGeocoder
from geodata.landmarks import load_landmarks
from geodata.maps import Kerbs, LocalMapRenderer
from geodata.neighbourhoods import NeighbourhoodIndex
from geodata.spaces import SpaceIndex
from geodata.streets import StreetIndex

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the present, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Answering:
    """What answers a question without a chat: the command `ask` needs no more."""

    reader: QuestionReader
    answers: AnswerService
    pictures: PictureService


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that handlers call."""

    conversation: Conversation
    chats: ChatRepository
    clock: Clock


def open_answering(settings: Settings) -> Answering:
    """Read the embedded figures and the published forecast.

    Raises:
        NoModelError: nothing has been trained yet.
        CorruptModelError: the published version is damaged.
        ResourceError: the embedded figures are missing or damaged.
    """
    forecasts = ForecastStore.open(settings.models_dir)
    neighbourhoods, spaces, streets = NeighbourhoodIndex.load(), SpaceIndex.load(), StreetIndex.load()
    gazetteer = Gazetteer(streets, neighbourhoods, load_landmarks())
    reader = QuestionReader(LocalGeocoder(streets, neighbourhoods, gazetteer), gazetteer)
    answers = AnswerService(neighbourhoods, spaces, ServiceCalendar.load(), forecasts)
    renderer = LocalMapRenderer(neighbourhoods, streets, Kerbs.load())
    return Answering(reader, answers, PictureService(renderer, answers))


@asynccontextmanager
async def open_services(settings: Settings, clock: Clock = utc_now) -> AsyncIterator[Services]:
    """Open what handlers call, and close it in reverse; raises what `open_answering` does."""
    answering = open_answering(settings)
    async with open_database(settings.database_url) as sessions:
        chats = ChatRepository(sessions, clock)
        conversation = Conversation(answering.reader, answering.answers, answering.pictures, chats)
        yield Services(conversation, chats, clock)
