"""Only the known hosts are asked, and what they refuse has a name."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from bot.portal.addresses import is_acceptable
from bot.portal.errors import (
    BusyPortalError,
    DeniedError,
    ForeignHostError,
    MovedError,
    SlowPortalError,
    TooLargeError,
    TruncatedError,
    UnreachableError,
    WrongContentError,
)
from bot.portal.hosts import Hosts
from tests.bot.portal.server import Served, answering, cut_after, serving, stalling_after

CITY = Hosts.official_and(["http://127.0.0.1:8000"])


async def read(connected, portal, path="/answer", **limits):
    async with connected(**limits) as client:
        return await client.read("answer", portal.address + path)


@pytest.mark.parametrize(
    "address",
    [
        "https://datos.madrid.es/dataset/1/download/a.csv",
        "https://geoportal.madrid.es/SHP_ZIP.zip",
        "https://DATOS.madrid.es:443/a.csv",
        "http://127.0.0.1:8000/a.csv",
    ],
)
def test_the_citys_hosts_and_the_one_that_was_set_are_known(address):
    assert str(CITY.checked(address)).lower().startswith("http")


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/a.csv",
        "http://datos.madrid.es/a.csv",  # not over a wire that anybody may read and change
        "https://datos.madrid.es.example.org/a.csv",
        "https://datos.madrid.es@example.org/a.csv",
        "https://user:word@datos.madrid.es/a.csv",
        "https://datos.madrid.es:8443/a.csv",
        "http://127.0.0.1:9000/a.csv",
        "http://169.254.169.254/latest",
        "ftp://datos.madrid.es/a.csv",
        "file:///etc/passwd",
        "/a.csv",
        "https://[datos",
        "https://xn--/a.csv",
        "",
    ],
)
def test_everything_else_is_foreign(address):
    with pytest.raises(ForeignHostError):
        CITY.checked(address)


def test_a_foreign_address_is_named_without_the_word_in_it():
    with pytest.raises(ForeignHostError) as refused:
        CITY.checked("https://user:secret@example.org/a.csv")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("address", "fit"),
    [
        ("https://datos.madrid.es", True),
        ("http://127.0.0.1:8080", True),
        ("http://localhost", True),
        ("http://[::1]:80/x", True),
        ("http://datos.madrid.es", False),
        ("ftp://127.0.0.1", False),
        ("datos.madrid.es", False),
        ("https://", False),
        ("http://[x", False),
        ("https://[x", False),
        ("https://datos.madrid.es:99999", False),
        ("https://user:word@datos.madrid.es", False),  # the client takes none
        ("https://xn--/", False),
        ("https://año.example", True),
    ],
)
def test_an_address_may_be_set_if_nobody_on_the_way_can_change_what_comes(address, fit):
    assert is_acceptable(address) is fit


async def test_an_answer_is_read_whole_and_says_who_asks(connected, portal):
    portal.files["/answer"] = Served(b"yes")
    assert await read(connected, portal) == b"yes"
    headers = portal.asked[-1].headers
    assert (headers["User-Agent"], headers["Accept-Encoding"]) == ("sermadrid-tests", "identity")


async def test_a_redirection_within_the_known_hosts_is_followed(connected, portal):
    portal.files["/answer"] = Served(b"yes")
    portal.faults["/old"] = [answering(301, {"Location": "/answer"})]
    assert await read(connected, portal, "/old") == b"yes"


async def test_a_redirection_to_a_foreign_host_is_not_followed(connected, portal):
    async with serving() as foreign:
        foreign.files["/answer"] = Served(b"mine")
        portal.faults["/answer"] = [answering(302, {"Location": f"{foreign.address}/answer"})]
        with pytest.raises(ForeignHostError) as refused:
            await read(connected, portal)
        assert foreign.asked == []
    assert refused.value.address == f"{foreign.address}/answer"


async def test_a_redirection_to_a_host_that_is_none_is_named(connected, portal):
    portal.faults["/answer"] = [answering(302, {"Location": "https://xn--/answer"})] * 4
    with pytest.raises(TruncatedError):
        await read(connected, portal)


@pytest.mark.parametrize("packing", ["gzip", "deflate"])
async def test_an_answer_that_is_not_packed_as_it_says_is_named_and_not_asked_for_again(
    connected, portal, pauses, packing
):
    portal.faults["/answer"] = [answering(200, {"Content-Encoding": packing}, b"not packed")]
    with pytest.raises(WrongContentError) as refused:
        await read(connected, portal)
    assert (refused.value.reason, pauses) == ("packed", [])


async def test_redirections_that_lead_round_in_a_circle_end(connected, portal):
    portal.faults["/answer"] = [answering(302, {"Location": "/answer"})] * 20
    with pytest.raises(MovedError):
        await read(connected, portal, redirects=3)
    assert len(portal.asked) == 4


@pytest.mark.parametrize(
    ("status", "error"),
    [(404, MovedError), (410, MovedError), (401, DeniedError), (403, DeniedError), (451, DeniedError)],
)
async def test_a_refusal_is_named_and_not_asked_again(connected, portal, pauses, status, error):
    portal.faults["/answer"] = [answering(status)]
    with pytest.raises(error) as refused:
        await read(connected, portal)
    assert (refused.value.status, refused.value.address) == (status, f"{portal.address}/answer")
    assert pauses == []


@pytest.mark.parametrize("status", [429, 500, 502, 503])
async def test_a_busy_server_is_asked_again_a_little_later_each_time(connected, portal, pauses, status):
    portal.files["/answer"] = Served(b"yes")
    portal.faults["/answer"] = [answering(status)] * 2
    assert await read(connected, portal, backoff=2.0) == b"yes"
    assert pauses == [2.0, 4.0]


async def test_a_server_that_stays_busy_is_named_in_the_end(connected, portal, pauses):
    portal.faults["/answer"] = [answering(503)] * 10
    with pytest.raises(BusyPortalError) as refused:
        await read(connected, portal, attempts=4)
    assert (refused.value.host, refused.value.status) == ("127.0.0.1", 503)
    assert (len(portal.asked), len(pauses)) == (4, 3)


async def test_a_server_that_asks_for_time_is_given_it(connected, portal, pauses):
    portal.files["/answer"] = Served(b"yes")
    in_a_minute = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    portal.faults["/answer"] = [
        answering(429, {"Retry-After": "30"}),
        answering(503, {"Retry-After": in_a_minute}),
        answering(503, {"Retry-After": "soon"}),
    ]
    assert await read(connected, portal, backoff=1.0) == b"yes"
    assert pauses[0] == 30.0
    assert 50.0 < pauses[1] <= 60.0
    assert pauses[2] == 4.0


async def test_a_server_that_asks_for_a_day_is_not_waited_for(connected, portal, pauses):
    portal.faults["/answer"] = [answering(429, {"Retry-After": "86400"})]
    with pytest.raises(BusyPortalError):
        await read(connected, portal)
    assert pauses == []


async def test_an_answer_that_breaks_off_is_asked_for_again(connected, portal, pauses):
    portal.files["/answer"] = Served(b"a whole answer")
    portal.faults["/answer"] = [cut_after(4)]
    assert await read(connected, portal) == b"a whole answer"
    assert len(pauses) == 1


async def test_an_answer_that_breaks_off_every_time_is_named(connected, portal):
    portal.files["/answer"] = Served(b"a whole answer")
    portal.faults["/answer"] = [cut_after(4)] * 10
    with pytest.raises(TruncatedError) as refused:
        await read(connected, portal)
    assert (refused.value.received, refused.value.expected) == ("4", "14")


async def test_an_answer_without_end_is_cut(connected, portal):
    portal.files["/answer"] = Served(bytes(1000))
    with pytest.raises(TooLargeError):
        await read(connected, portal, catalogue=999)


async def test_an_answer_that_takes_too_long_is_not_waited_for(connected, portal):
    portal.files["/answer"] = Served(b"slow")
    portal.faults["/answer"] = [stalling_after(1)]
    with pytest.raises(SlowPortalError):
        await read(connected, portal, catalogue_seconds=0.2)


async def test_a_server_that_falls_silent_is_asked_again(connected, portal, pauses):
    portal.files["/answer"] = Served(b"slow")
    portal.faults["/answer"] = [stalling_after(1)]
    assert await read(connected, portal, read=1.0) == b"slow"
    assert len(pauses) == 1


async def test_no_connection_is_named_at_once(connected, portal, pauses):
    async with serving() as gone:
        portal.address = gone.address  # whose server is about to end
    with pytest.raises(UnreachableError) as refused:
        await read(connected, portal)
    assert (refused.value.host, refused.value.reason) == ("127.0.0.1", "offline")
    assert pauses == []
