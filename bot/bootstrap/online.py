"""What asks the network as well: geocoders in the order they are asked, and the ground of maps."""

from contextlib import AsyncExitStack
from dataclasses import replace

from aiohttp import ClientSession

from bot.measured import MeasuredGeocoder
from bot.observing import Observer
from bot.services.questions import QuestionReader
from bot.settings import Settings
from geodata.geocoding.caching import CachedGeocoder, GeocodingCache
from geodata.geocoding.cartociudad import cartociudad_geocoder
from geodata.geocoding.chain import GeocoderChain
from geodata.geocoding.mapbox import mapbox_geocoder
from geodata.geocoding.nominatim import nominatim_geocoder
from geodata.geocoding.online import OnlineGeocoder
from geodata.maps import Drawing, LocalMapRenderer, MapRenderer
from geodata.maps.mapbox import MapboxMapRenderer
from geodata.maps.static_images import StaticImages


def asking_online(
    reader: QuestionReader,
    settings: Settings,
    cache: GeocodingCache,
    observer: Observer,
    closing: AsyncExitStack,
) -> QuestionReader:
    """Return the reader with the geocoding services behind its own, what they answered kept in `cache`."""
    links = [
        CachedGeocoder(MeasuredGeocoder(each, observer), cache) for each in _geocoders(settings, closing)
    ]
    return replace(reader, geocoder=GeocoderChain([reader.geocoder, *links]))


def _geocoders(settings: Settings, closing: AsyncExitStack) -> list[OnlineGeocoder]:
    """Return the services in the order they are asked: the state's, the community's, the paid one."""
    agent = settings.user_agent
    geocoders = [cartociudad_geocoder(agent), nominatim_geocoder(agent)]
    if settings.mapbox_token is not None:
        geocoders.append(mapbox_geocoder(settings.mapbox_token.get_secret_value(), agent))
    for geocoder in geocoders:
        closing.push_async_callback(geocoder.close)
    return geocoders


async def renderer_of(settings: Settings, drawing: Drawing, closing: AsyncExitStack) -> MapRenderer:
    """Return what draws on Mapbox's ground where the settings have a token for it, and all by itself otherwise."""
    local = LocalMapRenderer(drawing)
    if settings.mapbox_token is None:
        return local
    session = await closing.enter_async_context(ClientSession())
    return MapboxMapRenderer(StaticImages(session, settings.mapbox_token.get_secret_value()), local)
