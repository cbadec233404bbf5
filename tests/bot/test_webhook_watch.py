"""Whether Telegram still brings updates is asked of it: another bot with the token, or a proxy, is seen nowhere else."""

import logging
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from telegram import WebhookInfo

from bot.bot_api import BotApi, Fault, Faults, Person
from bot.bot_api.faults import Dropped, bad_gateway, refused, truncated
from bot.bot_api.http import served
from bot.logs.redaction import FIGURE
from bot.own_answers import UNREADABLE
from bot.poll_watch import STALE_AFTER_SECONDS
from bot.web import WebhookWatch
from bot.web.webhook_watch import ASK_SECONDS, DELETED, RECENT, REPLACED
from tests.bot.bot_api_calls import call
from tests.bot.served import SECRET, ServedServices, serving, settings_of, until

HERE = "https://bot.example/telegram"
NOW = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)
LONG = STALE_AFTER_SECONDS + 1


class Clock:
    """Both clocks: seconds that pass, and the hour."""

    def __init__(self):
        self.passed = 0.0

    def monotonic(self):
        return self.passed

    def now(self):
        return NOW + timedelta(seconds=self.passed)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def watch(clock):
    return WebhookWatch(HERE, clock.now, clock.monotonic)


def info(url=HERE, waiting=0, error_at=None, error=None):
    own = {"has_custom_certificate": False, "pending_update_count": waiting}
    return WebhookInfo(url, **own, last_error_date=error_at, last_error_message=error)


def test_a_webhook_that_was_just_set_is_given_time(watch, clock):
    clock.passed = STALE_AFTER_SECONDS
    assert watch.reason() is None
    clock.passed = LONG
    assert watch.reason() == "Telegram has not told of the webhook for 91 s"


def test_time_is_given_from_when_telegram_was_told(watch, clock):
    clock.passed = 600
    watch.begin()
    assert (watch.age, watch.reason()) == (0, None)


def test_while_it_is_the_bots_own_and_nothing_fails_updates_come(watch, clock):
    clock.passed = 80
    watch.told(info(waiting=3))
    assert (watch.age, watch.reason()) == (0, None)


@pytest.mark.parametrize(
    ("url", "reason"), [("", DELETED), ("https://other.example/the-token", REPLACED), (f"{HERE}/", REPLACED)]
)
def test_one_that_is_not_the_bots_any_more_shows_at_once_and_is_logged_once(watch, caplog, url, reason):
    for _ in range(2):
        watch.told(info(url))
        assert watch.reason() == reason
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "the-token" not in caplog.text


def test_the_other_ones_host_is_in_the_log(watch, caplog):
    watch.told(info("https://user:word@other.example/the-token"))
    assert caplog.messages == [f"{REPLACED}: other.example"]


def test_one_that_was_lost_stays_so_until_telegram_tells_otherwise(watch, clock):
    watch.told(info(""))
    clock.passed = LONG
    watch.failed("ConnectError")
    assert watch.reason() == DELETED
    watch.told(info())
    assert watch.reason() is None


def test_what_telegram_meets_shows_when_updates_wait_for_long(watch, clock, caplog):
    while clock.passed < LONG:
        assert watch.reason() is None
        clock.passed += ASK_SECONDS
        watch.told(
            info(waiting=2, error_at=clock.now(), error="Wrong response from the webhook: 502 Bad Gateway")
        )
    assert watch.reason() == (
        "Telegram could not bring updates for 120 s (Wrong response from the webhook: 502 Bad Gateway)"
    )
    assert len(caplog.records) == 1
    watch.told(info(error_at=clock.now(), error="Wrong response from the webhook: 502 Bad Gateway"))
    assert (watch.age, watch.reason()) == (0, None)


def test_an_error_of_long_ago_is_none_though_updates_are_under_way(watch, clock):
    error_at = clock.now()
    clock.passed = RECENT.total_seconds() - 1
    watch.told(info(waiting=1, error_at=error_at, error="Connection refused"))
    assert watch.age > 0
    clock.passed = RECENT.total_seconds()
    watch.told(info(waiting=1, error_at=error_at, error="Connection refused"))
    assert watch.age == 0


def test_telegrams_words_are_redacted(watch, clock):
    watch.told(info(waiting=1, error_at=clock.now(), error="it is at 40.43783"))
    clock.passed = LONG
    assert watch.reason().endswith(f"(it is at {FIGURE})")


def test_questions_that_fail_show_after_as_long_as_polls_do(watch, clock):
    clock.passed = STALE_AFTER_SECONDS
    watch.failed("ConnectError")
    assert watch.reason() is None
    clock.passed = LONG
    assert watch.reason() == "Telegram has not told of the webhook for 91 s (ConnectError)"


def test_two_questions_may_fail_before_it_shows():
    assert 3 * ASK_SECONDS <= STALE_AFTER_SECONDS


@pytest.fixture
def services():
    return ServedServices()


@pytest.fixture
def api(services):
    return BotApi(clock=services.clock)


@pytest.fixture
def faults():
    return Faults()


@pytest.fixture
def hooked(api, faults, services, tmp_path, monkeypatch, port):  # noqa: PLR0913, PLR0917 -- each is a fixture
    """Starts a bot by webhook over loopback, asking all the time; yields its web server's client and its metrics."""
    monkeypatch.setattr("bot.web.webhook_watch.ASK_SECONDS", 0.02)

    @asynccontextmanager
    async def hooked(stale_after=0.2):
        monkeypatch.setattr("bot.web.webhook_watch.STALE_AFTER_SECONDS", stale_after)
        here = f"http://127.0.0.1:{port}"
        async with served(api, faults=faults) as telegram, httpx.AsyncClient(base_url=here) as client:
            settings = settings_of(
                tmp_path,
                api.token,
                telegram_api_url=telegram,
                http_port=port,
                webhook_url=here,
                webhook_secret=SECRET,
            )
            async with serving(services, settings) as metrics:
                await until(lambda: api.state.webhook)
                await shown(client, None)
                yield client, metrics

    return hooked


async def shown(client, words):
    """Wait until /readyz gives a reason with these words for updates, or none at all."""

    async def holds():
        try:
            reason = (await client.get("/readyz")).json()["reasons"].get("updates")
        except httpx.ConnectError:
            return False
        return reason is None if words is None else reason is not None and words in reason

    await until(holds)


async def asked_again(api):
    before = questions(api)
    await until(lambda: questions(api) > before + 1)


def questions(api):
    return sum(method == "getWebhookInfo" for method, _ in api.calls)


async def test_a_bot_whose_webhook_is_its_own_stays_ready_and_answers(api, hooked):
    async with hooked() as (client, metrics):
        await asked_again(api)
        Person(api, 7).types("Ponzano 20")
        await until(lambda: api.shown(7))
        await shown(client, None)
        assert metrics.registry.get_sample_value("sermadrid_webhook_age_seconds") < 10


async def test_a_webhook_that_another_bot_deleted_shows_and_is_not_taken_back(api, hooked, caplog):
    async with hooked() as (client, _):
        call(api, "deleteWebhook")
        Person(api, 7).types("Ponzano 20")
        await shown(client, DELETED)
        await asked_again(api)
        assert len(api.state.updates) == 1
        assert [method for method, _ in api.calls].count("setWebhook") == 1
        assert [record.message for record in caplog.records].count(DELETED) == 1


async def test_a_webhook_that_another_bot_set_shows_until_it_is_the_bots_own_again(api, hooked):
    async with hooked() as (client, _):
        own = api.state.webhook
        call(api, "setWebhook", url="http://127.0.0.1:9/telegram")
        await shown(client, REPLACED)
        api.state.webhook = own
        await shown(client, None)


async def test_updates_that_telegram_cannot_deliver_show_with_its_words(api, hooked):
    async with hooked() as (client, _):
        own = api.state.webhook.url
        call(api, "setWebhook", url=own, secret_token="another-secret-than-the-bots")  # noqa: S106 -- made up
        Person(api, 7).types("Ponzano 20")
        await shown(client, "(Wrong response from the webhook: 403 Forbidden)")
        call(api, "setWebhook", url=own, secret_token=SECRET)
        await until(lambda: api.shown(7))
        await shown(client, None)


@pytest.mark.parametrize(
    ("failure", "why"),
    [
        (Dropped(), "RemoteProtocolError"),
        (refused(401, "Unauthorized"), "InvalidToken"),
        (bad_gateway(), "HTTP 502"),
        (truncated(), UNREADABLE),
    ],
)
async def test_a_telegram_that_does_not_tell_shows_with_the_cause(api, faults, hooked, failure, why):
    async with hooked() as (client, _):
        faults.add(Fault(failure, "getWebhookInfo"))
        await shown(client, f"({why})")
        faults.clear()
        await shown(client, None)


async def test_an_answer_that_is_none_ends_no_watch(api, faults, hooked):
    async with hooked() as (client, _):
        faults.add(Fault(refused(429, "Too Many Requests: retry after 3"), "getWebhookInfo", times=2))
        await until(lambda: len(faults.met) == 2)
        await asked_again(api)
        await shown(client, None)
