"""Polling counts as getting on when it brings nothing, or when what it brought is not asked for again."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, HTTPXRequest, RequestData

from bot.poll_watch import STALE_AFTER_SECONDS, PollWatch, WatchedRequest

GET_UPDATES = "http://telegram/bot1:a/getUpdates"


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def watch(clock):
    return PollWatch(clock)


def test_a_bot_that_has_just_started_is_given_time(watch, clock):
    clock.now += STALE_AFTER_SECONDS
    assert watch.reason() is None
    clock.now += 1
    assert watch.reason() == "no poll has succeeded for 91 s"


def test_a_poll_that_brings_nothing_is_an_advance(watch, clock):
    clock.now += 60
    watch.asked(0)
    watch.answered([])
    assert watch.age == 0


def test_updates_count_as_taken_when_they_are_not_asked_for_again(watch, clock):
    watch.answered([5, 6])
    clock.now += 30
    assert watch.age == 30
    watch.asked(7)
    assert watch.age == 0
    assert watch.reason() is None


def test_updates_that_are_asked_for_again_were_not_read(watch):
    watch.asked(5)
    watch.answered([5, 6])
    watch.asked(5)
    assert watch.stuck_at == 5
    assert watch.reason() == "update 5 or one after it cannot be read, and comes again and again"


def test_it_is_over_once_they_are_taken_or_gone(watch):
    for over in (lambda: watch.asked(7), lambda: watch.answered([])):
        watch.answered([5, 6])
        watch.asked(5)
        over()
        assert watch.reason() is None


def test_why_polls_fail_is_told_until_one_succeeds(watch, clock):
    watch.failed("HTTP 409")
    clock.now += 100
    assert watch.reason() == "no poll has succeeded for 100 s (HTTP 409)"
    watch.answered([])
    clock.now += 100
    assert watch.reason() == "no poll has succeeded for 100 s"


@given(st.lists(st.lists(st.integers(1, 5), max_size=3), min_size=1))
def test_a_bot_that_takes_all_it_is_given_is_never_stuck(gaps):
    watch, offset = PollWatch(lambda: 0.0), 0
    for steps in gaps:
        watch.asked(offset)
        assert watch.stuck_at is None
        ids = []
        for step in steps:
            ids.append(offset + sum(steps[: len(ids)]) + step)
        watch.answered(ids)
        offset = max([offset, *(number + 1 for number in ids)])


class Answering(BaseRequest):
    """A network that answers or fails as told."""

    def __init__(self, status=200, body=b'{"ok": true, "result": []}', error=None):
        self.status, self.body, self.error, self.opened = status, body, error, []

    @property
    def read_timeout(self):
        return 5.0

    async def initialize(self):
        self.opened.append("open")

    async def shutdown(self):
        self.opened.append("close")

    async def do_request(self, url, method, request_data=None, *timeouts, **named):
        if self.error is not None:
            raise self.error
        self.seen = (url, method, request_data, timeouts, named)
        return self.status, self.body


async def test_requests_are_passed_on_as_they_come(watch):
    network = Answering(status=418, body=b"teapot")
    request, data = WatchedRequest(network, watch), RequestData()
    assert await request.do_request("http://telegram/getMe", "POST", data, read_timeout=3.0) == (
        418,
        b"teapot",
    )
    assert network.seen == ("http://telegram/getMe", "POST", data, (), {"read_timeout": 3.0})
    await request.initialize()
    await request.shutdown()
    assert (request.read_timeout, network.opened) == (5.0, ["open", "close"])


async def test_only_polls_are_watched(watch, clock):
    clock.now += 50
    await WatchedRequest(Answering(), watch).do_request("http://telegram/getMe", "POST")
    assert watch.age == 50
    await WatchedRequest(Answering(), watch).do_request(GET_UPDATES, "POST")
    assert watch.age == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"result": [{}]}',
        b'{"result": null}',
        b'{"result": {}}',
        b'{"result": [{"message": {}}]}',
        b"[" * 9_999,
    ],
)
async def test_an_answer_that_is_none_is_no_advance_and_an_error_before_which_the_next_poll_waits(
    watch, clock, body
):
    clock.now += 100
    with pytest.raises(TelegramError, match="cannot be read"):
        await WatchedRequest(Answering(body=body), watch).do_request(GET_UPDATES, "POST")
    assert watch.reason() == "no poll has succeeded for 100 s (an answer that cannot be read)"


async def test_a_network_that_fails_is_told_and_fails(watch, clock):
    with pytest.raises(NetworkError):
        await WatchedRequest(Answering(error=NetworkError("down")), watch).do_request(GET_UPDATES, "POST")
    clock.now += 100
    assert "(down)" in watch.reason()


async def test_a_network_that_is_not_there_is_named_and_not_what_wraps_it(watch, clock):
    unused = "http://127.0.0.1:9/bot1:a/getUpdates"  # the discard port: nobody listens
    async with HTTPXRequest() as network:
        with pytest.raises(NetworkError):
            await WatchedRequest(network, watch).do_request(unused, "POST")
    clock.now += 100
    assert watch.reason() == "no poll has succeeded for 100 s (ConnectError)"


async def test_a_silent_network_is_told_by_its_own_name(watch, clock):
    silence = TimedOut()
    silence.__cause__ = httpx.ReadTimeout("")
    with pytest.raises(TimedOut):
        await WatchedRequest(Answering(error=silence), watch).do_request(GET_UPDATES, "POST")
    clock.now += 100
    assert "(ReadTimeout)" in watch.reason()


@pytest.mark.parametrize(("status", "passed_on"), [(404, 502), (401, 502), (409, 409), (500, 500)])
async def test_a_refusal_is_passed_on_as_one_that_is_tried_again(watch, clock, status, passed_on):
    answered = await WatchedRequest(Answering(status=status), watch).do_request(GET_UPDATES, "POST")
    assert answered[0] == passed_on
    clock.now += 100
    assert f"(HTTP {status})" in watch.reason()


def test_polls_that_fail_after_one_that_brought_updates_are_no_advance():
    now = [0.0]
    watch = PollWatch(lambda: now[0])
    watch.answered([7])
    for now[0] in (10.0, 60.0, 110.0):
        watch.asked(8)
        watch.failed("HTTP 502")
    assert watch.age == 100.0
    assert watch.reason() == "no poll has succeeded for 100 s (HTTP 502)"
