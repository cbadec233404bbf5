"""Geocoders in a row, and answers remembered."""

import pytest

from geodata.errors import GeocoderUnavailableError, GeodataError
from geodata.geocoding import Ambiguous, Found, Geocoding, NotFound
from geodata.geocoding.caching import CachedGeocoder
from geodata.geocoding.chain import GeocoderChain
from geodata.places import Place, Point

SOL = Point(40.4169, -3.7035)
PLACE = Place("Calle de Mequinenza, 4", Point(40.4355, -3.6105), "fake", "house")


class RememberingGeocoder:
    """Gives one answer (or raises it) and remembers what it was asked."""

    def __init__(
        self, answer: Geocoding | GeodataError, name: str = "fake", *, storable: bool = True
    ) -> None:
        self.answer = answer
        self.name = name
        self.storable = storable
        self.asked: list[str | Point] = []

    async def geocode(self, phrase: str) -> Geocoding:
        self.asked.append(phrase)
        if isinstance(self.answer, GeodataError):
            raise self.answer
        return self.answer

    async def reverse(self, point: Point) -> Place | None:
        self.asked.append(point)
        if isinstance(self.answer, GeodataError):
            raise self.answer
        return self.answer.place if isinstance(self.answer, Found) else None


class InMemoryCache:
    def __init__(self) -> None:
        self.kept: dict[str, Geocoding] = {}

    async def get(self, key: str) -> Geocoding | None:
        return self.kept.get(key)

    async def put(self, key: str, answer: Geocoding) -> None:
        self.kept[key] = answer


def out_of_reach(name: str = "far", reason: str = "timeout") -> RememberingGeocoder:
    return RememberingGeocoder(GeocoderUnavailableError(name, reason), name)


@pytest.mark.parametrize("answer", [Found(PLACE), Ambiguous((PLACE, PLACE)), NotFound("empty")])
async def test_the_first_that_answers_ends_the_chain(answer):
    first, second = RememberingGeocoder(answer), RememberingGeocoder(Found(PLACE))
    assert await GeocoderChain([first, second]).geocode("x") == answer
    assert second.asked == []


@pytest.mark.parametrize("reason", ["unknown", "number_beyond", "other_kind", "outside_madrid"])
async def test_not_found_asks_the_next(reason):
    chain = GeocoderChain([RememberingGeocoder(NotFound(reason)), RememberingGeocoder(Found(PLACE))])
    assert await chain.geocode("x") == Found(PLACE)


async def test_every_failure_falls_to_the_next_and_is_counted():
    chain = GeocoderChain(
        [out_of_reach("a", "timeout"), out_of_reach("b", "server"), RememberingGeocoder(Found(PLACE))]
    )
    assert await chain.geocode("x") == Found(PLACE)
    assert await chain.reverse(SOL) == PLACE
    assert chain.outcomes == {("a", "timeout"): 2, ("b", "server"): 2, ("fake", "found"): 2}


async def test_the_most_telling_refusal_is_kept():
    beyond = NotFound("number_beyond", "Calle de Alcalá", (1, 346))
    chain = GeocoderChain(
        [RememberingGeocoder(beyond), RememberingGeocoder(NotFound("unknown")), out_of_reach()]
    )
    assert await chain.geocode("alcala 900") == beyond
    assert chain.outcomes["fake", "number_beyond"] == 1


async def test_unknown_here_and_nobody_else_in_reach_is_called_unavailable():
    chain = GeocoderChain([RememberingGeocoder(NotFound("unknown")), out_of_reach()])
    assert await chain.geocode("x") == NotFound("unavailable")


async def test_an_empty_chain_has_no_answer():
    assert await GeocoderChain([]).geocode("x") == NotFound("unavailable")
    assert await GeocoderChain([]).reverse(SOL) is None


async def test_a_point_that_nobody_knows_has_no_address():
    chain = GeocoderChain([RememberingGeocoder(NotFound("unknown")), out_of_reach()])
    assert await chain.reverse(SOL) is None


def test_a_chain_says_which_sources_may_be_stored():
    chain = GeocoderChain(
        [
            RememberingGeocoder(Found(PLACE), "index"),
            RememberingGeocoder(Found(PLACE), "mapbox", storable=False),
        ]
    )
    assert chain.storable_sources == {"index"}
    assert not chain.storable


async def test_the_same_question_is_asked_only_once_however_it_is_written():
    behind, cache = RememberingGeocoder(Found(PLACE)), InMemoryCache()
    cached = CachedGeocoder(behind, cache)
    assert await cached.geocode("Calle Mequinenza, 4") == Found(PLACE)
    assert await cached.geocode("calle  MEQUINENZA 4") == Found(PLACE)
    assert len(behind.asked) == 1
    assert (cached.name, cached.storable) == ("fake", True)


async def test_what_must_not_be_stored_is_not():
    behind, cache = RememberingGeocoder(Found(PLACE), storable=False), InMemoryCache()
    cached = CachedGeocoder(behind, cache)
    for _ in range(2):
        assert await cached.geocode("x") == Found(PLACE)
        assert await cached.reverse(SOL) == PLACE
    assert len(behind.asked) == 4
    assert cache.kept == {}


async def test_an_unknown_place_is_remembered_too_but_a_failure_is_not():
    behind, cache = RememberingGeocoder(NotFound("unknown")), InMemoryCache()
    await CachedGeocoder(behind, cache).geocode("x")
    assert list(cache.kept.values()) == [NotFound("unknown")]
    with pytest.raises(GeocoderUnavailableError):
        await CachedGeocoder(out_of_reach(), cache).geocode("x")
    await CachedGeocoder(RememberingGeocoder(NotFound("unavailable")), cache).geocode("y")
    assert len(cache.kept) == 1


async def test_two_services_do_not_share_their_answers():
    cache = InMemoryCache()
    await CachedGeocoder(RememberingGeocoder(NotFound("unknown"), "a"), cache).geocode("x")
    assert await CachedGeocoder(RememberingGeocoder(Found(PLACE), "b"), cache).geocode("x") == Found(PLACE)


async def test_a_remembered_address_is_given_at_the_point_asked():
    behind = RememberingGeocoder(Found(PLACE))
    cached = CachedGeocoder(behind, InMemoryCache())
    await cached.reverse(Point(40.43550, -3.61050))
    near = Point(40.43551, -3.61051)
    place = await cached.reverse(near)
    assert (place.label, place.point) == (PLACE.label, near)
    assert len(behind.asked) == 1


async def test_no_address_is_not_remembered():
    cache = InMemoryCache()
    assert await CachedGeocoder(RememberingGeocoder(NotFound("unknown")), cache).reverse(SOL) is None
    assert cache.kept == {}
