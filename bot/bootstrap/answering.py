"""What answers a question without a chat."""

import logging
from dataclasses import dataclass
from pathlib import Path

from bot.geography import figures_in_force
from bot.measured import MeasuredGeocoder, MeasuredRenderer
from bot.observing import UNOBSERVED, Observer
from bot.services.answering import AnswerService
from bot.services.estimating import Estimator
from bot.services.pictures import PictureService
from bot.services.questions import QuestionReader
from bot.services.reaching import ReachFinder
from bot.settings import Settings
from forecasting.feedback import learned_or_assumed
from forecasting.service_hours import ServiceCalendar
from forecasting.store import ForecastStore
from geodata.errors import ResourceError
from geodata.geocoding import LocalGeocoder
from geodata.maps import DrawingThreads, Kerbs, Layers, LocalMapRenderer
from geodata.neighbourhoods import NeighbourhoodIndex
from geodata.spaces import SpaceIndex
from geodata.streets import StreetIndex
from geodata.tables import RESOURCES

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answering:
    """What answers a question without a chat: the command `ask` needs no more.

    Its pictures are drawn without network, in `threads`.
    """

    reader: QuestionReader
    answers: AnswerService
    pictures: PictureService
    threads: DrawingThreads


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
    threads = DrawingThreads(Layers.of(neighbourhoods, streets, kerbs))
    maps = LocalMapRenderer(threads)
    pictures = PictureService(MeasuredRenderer(maps, observer), answers, threads)
    return Answering(reader, answers, pictures, threads)


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
