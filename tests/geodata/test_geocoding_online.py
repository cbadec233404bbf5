"""The online geocoders against servers on this machine that answer as their documentation says, and badly."""

import asyncio
import json
from collections.abc import Callable
from contextlib import asynccontextmanager
from typing import NamedTuple

import pytest
from aiohttp import web

from geodata.errors import GeocoderUnavailableError
from geodata.geocoding import Found, NotFound
from geodata.geocoding.cartociudad import cartociudad_geocoder
from geodata.geocoding.limiter import RateLimiter
from geodata.geocoding.mapbox import mapbox_geocoder
from geodata.geocoding.nominatim import NominatimService, nominatim_geocoder
from geodata.geocoding.online import OnlineGeocoder
from geodata.places import Point

AGENT = "sermadrid-tests/1.0 (loopback)"
TOKEN = "pk.secret"  # noqa: S105 - made up
SOL = Point(40.4169, -3.7035)


class Asked(NamedTuple):
    path: str
    query: dict[str, str]
    agent: str


class Server:
    """Answers every path with the document prepared for its last part, and remembers what was asked."""

    def __init__(self, answers: dict[str, object]) -> None:
        self.answers = answers
        self.asked: list[Asked] = []
        self.domain = ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(Asked(request.path, dict(request.query), request.headers["User-Agent"]))
        answer = self.answers[request.path.rsplit("/", 1)[-1]]
        if isinstance(answer, Callable):
            return await answer()
        return web.json_response(answer)


@asynccontextmanager
async def serving(answers: dict[str, object]):
    server = Server(answers)
    app = web.Application()
    app.router.add_get("/{path:.*}", server.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.domain = f"127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield server
    finally:
        await runner.cleanup()


@asynccontextmanager
async def asking(make: Callable[[str], OnlineGeocoder], answers: dict[str, object]):
    async with serving(answers) as server:
        geocoder = make(server.domain)
        try:
            yield geocoder, server
        finally:
            await geocoder.close()


def cartociudad(domain: str) -> OnlineGeocoder:
    return cartociudad_geocoder(AGENT, domain, "http")


def nominatim(domain: str) -> OnlineGeocoder:
    return nominatim_geocoder(AGENT, domain, "http")


def mapbox(domain: str) -> OnlineGeocoder:
    return mapbox_geocoder(TOKEN, AGENT, domain, "http")


PORTAL = {
    "id": "280790000123", "type": "portal", "tip_via": "CALLE", "address": "MEQUINENZA", "portalNumber": 4,
    "muni": "Madrid", "province": "Madrid", "lat": 40.4355, "lng": -3.6105, "stateMsg": "", "state": 0,
}  # fmt: skip
CANDIDATE = {**PORTAL, "lat": 0, "lng": 0}
NOMINATIM_PLACE = {
    "place_id": 1, "lat": "40.4355", "lon": "-3.6105", "class": "place", "type": "house", "name": "",
    "display_name": "4, Calle de Mequinenza, San Blas, Madrid, España",
    "address": {"house_number": "4", "road": "Calle de Mequinenza", "city": "Madrid"},
}  # fmt: skip
FEATURE = {
    "type": "Feature",
    "geometry": {"type": "Point", "coordinates": [-3.6105, 40.4355]},
    "properties": {
        "name": "Calle de Mequinenza 4", "feature_type": "address", "full_address": "Calle de Mequinenza 4, Madrid",
        "coordinates": {"longitude": -3.6105, "latitude": 40.4355, "accuracy": "rooftop"},
        "context": {"address": {"address_number": "4", "street_name": "Calle de Mequinenza"}},
    },
}  # fmt: skip
COLLECTION = {"type": "FeatureCollection", "features": [FEATURE], "attribution": "© Mapbox"}

CARTOCIUDAD = {"candidates": [CANDIDATE], "find": PORTAL, "reverseGeocode": PORTAL}
NOMINATIM = {"search": [NOMINATIM_PLACE], "reverse": NOMINATIM_PLACE}
MAPBOX = {"forward": COLLECTION, "reverse": COLLECTION}
SERVICES = [
    pytest.param(cartociudad, CARTOCIUDAD, "Calle Mequinenza, 4", True, id="cartociudad"),
    pytest.param(nominatim, NOMINATIM, "Calle de Mequinenza, 4", True, id="nominatim"),
    pytest.param(mapbox, MAPBOX, "Calle de Mequinenza, 4", False, id="mapbox"),
]
every_service = pytest.mark.parametrize(("make", "answers", "label", "storable"), SERVICES)


@every_service
async def test_an_address_is_found(make, answers, label, storable):
    async with asking(make, answers) as (geocoder, server):
        answer = await geocoder.geocode("calle  mequinenza 4")
        assert isinstance(answer, Found)
        assert (answer.place.label, answer.place.precision) == (label, "house")
        assert answer.place.point == Point(40.4355, -3.6105)
        assert answer.place.source == geocoder.name
        assert geocoder.storable is storable
        assert {each.agent for each in server.asked} == {AGENT}
        assert server.asked[0].query["q"] == "calle mequinenza 4"
        assert geocoder.outcomes == {"found": 1}


@every_service
async def test_a_shared_location_gets_its_address(make, answers, label, storable):
    async with asking(make, answers) as (geocoder, _):
        place = await geocoder.reverse(Point(40.4355, -3.6105))
        assert place.label == label


@every_service
async def test_a_location_far_from_madrid_is_not_asked_about(make, answers, label, storable):
    async with asking(make, answers) as (geocoder, server):
        assert await geocoder.reverse(Point(41.38, 2.17)) is None
        assert server.asked == []


async def test_cartociudad_is_asked_for_candidates_in_madrid_and_then_for_the_first():
    async with asking(cartociudad, CARTOCIUDAD) as (geocoder, server):
        await geocoder.geocode("calle mequinenza 4")
    first, second = server.asked
    assert first.path == "/geocoder/api/geocoder/candidates"
    assert first.query["municipio_filter"] == "Madrid"
    assert second.path == "/geocoder/api/geocoder/find"
    assert (second.query["id"], second.query["type"], second.query["portal"]) == (
        "280790000123",
        "portal",
        "4",
    )


async def test_cartociudads_provinces_and_postcodes_are_no_answer():
    answers = {**CARTOCIUDAD, "candidates": [{**CANDIDATE, "type": "provincia", "address": "MADRID"}]}
    async with asking(cartociudad, answers) as (geocoder, server):
        assert await geocoder.geocode("mequinenza 4") == NotFound("unknown")
        assert len(server.asked) == 1


async def test_nominatim_is_bounded_to_madrid():
    async with asking(nominatim, NOMINATIM) as (geocoder, server):
        await geocoder.geocode("calle mequinenza 4")
    assert server.asked[0].query["viewbox"] == "-3.95,40.2,-3.4,40.66"
    assert server.asked[0].query["bounded"] == "1"
    assert server.asked[0].query["countrycodes"] == "es"


async def test_nominatim_names_what_has_a_name():
    museum = {**NOMINATIM_PLACE, "name": "Museo de San Isidro", "address": {"road": "Plaza de San Andrés"}}
    async with asking(nominatim, {"search": [museum]}) as (geocoder, _):
        answer = await geocoder.geocode("museo de san isidro")
    assert (answer.place.label, answer.place.precision) == ("Museo de San Isidro", "landmark")


async def test_mapbox_is_asked_as_version_six_within_the_box_with_the_token():
    async with asking(mapbox, MAPBOX) as (geocoder, server):
        await geocoder.geocode("calle mequinenza 4")
    asked = server.asked[0]
    assert asked.path == "/search/geocode/v6/forward"
    assert asked.query["bbox"] == "-3.95,40.2,-3.4,40.66"
    assert (asked.query["access_token"], asked.query["autocomplete"]) == (TOKEN, "false")


NOTHING = [
    pytest.param(cartociudad, {"candidates": []}, id="cartociudad"),
    pytest.param(nominatim, {"search": []}, id="nominatim"),
    pytest.param(mapbox, {"forward": {"type": "FeatureCollection", "features": []}}, id="mapbox"),
]


@pytest.mark.parametrize(("make", "answers"), NOTHING)
async def test_an_empty_answer_is_no_such_place(make, answers):
    async with asking(make, answers) as (geocoder, _):
        assert await geocoder.geocode("calle que no existe 3") == NotFound("unknown")
        assert geocoder.outcomes == {"unknown": 1}


async def test_nominatims_word_for_nothing_there_is_no_address():
    async with asking(nominatim, {"reverse": {"error": "Unable to geocode"}}) as (geocoder, _):
        assert await geocoder.reverse(SOL) is None


@every_service
async def test_an_answer_with_another_name_or_number_is_doubted(make, answers, label, storable):
    async with asking(make, answers) as (geocoder, _):
        assert await geocoder.geocode("asdf qwer") == NotFound("unknown")
    async with asking(make, answers) as (geocoder, _):
        assert await geocoder.geocode("calle mequinenza 400") == NotFound("unknown")


FAR = [
    pytest.param(cartociudad, {**CARTOCIUDAD, "find": {**PORTAL, "lat": 41.38, "lng": 2.17}}, id="cartociudad"),
    pytest.param(nominatim, {"search": [{**NOMINATIM_PLACE, "lat": "41.38", "lon": "2.17"}]}, id="nominatim"),
    pytest.param(
        mapbox,
        {"forward": {"features": [{"properties": {
            **FEATURE["properties"], "coordinates": {"latitude": 41.38, "longitude": 2.17}}}]}},
        id="mapbox",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("make", "answers"), FAR)
async def test_an_answer_elsewhere_is_said_to_be_outside_madrid(make, answers):
    async with asking(make, answers) as (geocoder, _):
        assert await geocoder.geocode("calle mequinenza 4") == NotFound("outside_madrid")


def status(code: int):
    async def answer() -> web.Response:
        return web.Response(status=code, text="no")

    return answer


def text(body: str, content_type: str):
    async def answer() -> web.Response:
        return web.Response(text=body, content_type=content_type)

    return answer


async def broken_off() -> web.Response:
    return web.Response(body=b'{"features": [', content_type="application/json")


FAULTS = [
    pytest.param(status(500), "server", id="500"),
    pytest.param(status(503), "timeout", id="503"),
    pytest.param(status(429), "rate_limited", id="429"),
    pytest.param(status(401), "denied", id="401"),
    pytest.param(status(403), "denied", id="403"),
    pytest.param(text("<html>maintenance</html>", "text/html"), "malformed", id="html"),
    pytest.param(broken_off, "malformed", id="broken off"),
    pytest.param(text(json.dumps("sorry"), "application/json"), "malformed", id="a word"),
    pytest.param(
        text(json.dumps({"features": [{"properties": {}}], "0": 1}), "application/json"),
        "malformed",
        id="odd",
    ),
    pytest.param(text(json.dumps([7]), "application/json"), "malformed", id="a number"),
]


@pytest.mark.parametrize(("fault", "reason"), FAULTS)
@pytest.mark.parametrize(
    ("make", "methods"), [(cartociudad, CARTOCIUDAD), (nominatim, NOMINATIM), (mapbox, MAPBOX)]
)
async def test_every_fault_has_its_name_and_is_counted(make, methods, fault, reason):
    async with asking(make, dict.fromkeys(methods, fault)) as (geocoder, _):
        with pytest.raises(GeocoderUnavailableError) as caught:
            await geocoder.geocode("calle mequinenza 4")
    assert (caught.value.service, caught.value.reason) == (geocoder.name, reason)
    assert geocoder.outcomes == {reason: 1}
    assert TOKEN not in f"{caught.value!r} {caught.value} {caught.value.__cause__}"


async def test_a_slow_service_is_given_up_in_time():
    async def slow() -> web.Response:
        await asyncio.sleep(0.5)
        return web.json_response([])

    async with serving({"search": slow}) as server:
        geocoder = OnlineGeocoder(NominatimService(AGENT, server.domain, "http"), timeout=0.05)
        with pytest.raises(GeocoderUnavailableError) as caught:
            await geocoder.geocode("calle mequinenza 4")
        await geocoder.close()
    assert caught.value.reason == "timeout"


async def test_a_service_that_is_not_there_is_a_network_fault():
    geocoder = cartociudad("127.0.0.1:9")
    with pytest.raises(GeocoderUnavailableError) as caught:
        await geocoder.geocode("calle mequinenza 4")
    await geocoder.close()
    assert caught.value.reason == "network"


async def test_a_phrase_without_words_is_not_sent():
    async with asking(nominatim, NOMINATIM) as (geocoder, server):
        assert await geocoder.geocode("🚗 …") == NotFound("empty")
        assert server.asked == []


class LimitersTime:
    """What the limiter has for asyncio: its waits are noted and over at once, and its clock is the test's."""

    def __init__(self) -> None:
        self.now, self.waits = 1000.0, []

    def get_running_loop(self) -> "LimitersTime":
        return self

    def time(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)


@pytest.fixture
def time(monkeypatch) -> LimitersTime:
    time = LimitersTime()
    monkeypatch.setattr("geodata.geocoding.limiter.asyncio", time)
    return time


async def test_the_limiter_lets_one_start_each_interval_in_order_and_refuses_long_waits(time):
    limiter = RateLimiter("nominatim", interval=10, patience=15)
    outcomes = await asyncio.gather(*(limiter.turn() for _ in range(4)), return_exceptions=True)
    assert time.waits == [0, 10]
    assert [each and each.reason for each in outcomes] == [None, None, "busy", "busy"]
    time.now += 9
    await limiter.turn()
    assert time.waits == [0, 10, 11]


async def test_the_limiter_does_not_delay_who_comes_after_a_pause(time):
    limiter = RateLimiter("nominatim", interval=5, patience=100)
    await limiter.turn()
    time.now += 6
    await limiter.turn()
    assert time.waits == [0, 0]


async def test_who_has_to_wait_for_a_turn_waits():
    limiter = RateLimiter("nominatim", interval=0.1, patience=60)
    begin = asyncio.get_running_loop().time()
    await limiter.turn()
    await limiter.turn()
    assert asyncio.get_running_loop().time() - begin >= 0.09


async def test_a_busy_limiter_is_a_named_fault_and_counted(time):
    async with asking(nominatim, NOMINATIM) as (geocoder, _):
        asked = (geocoder.geocode("calle mequinenza 4") for _ in range(4))
        outcomes = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(each).__name__ for each in outcomes] == [*["Found"] * 3, "GeocoderUnavailableError"]
    assert time.waits == [0, pytest.approx(1), pytest.approx(2)]
    assert geocoder.outcomes == {"found": 3, "busy": 1}
