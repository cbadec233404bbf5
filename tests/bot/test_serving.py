"""`sermadrid run` as a whole: a webhook, what the web server tells, poison, and an end that loses nothing."""

import asyncio
import io
import json
import logging
import socket
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace

import httpx
import pytest

from bot.bot_api import BotApi, Fault, Faults, InMemoryRequest, Person
from bot.bot_api.errors import BotApiError
from bot.bot_api.faults import Hanging, flooded, refused, truncated
from bot.bot_api.http import served
from bot.errors import MissingTokenError, TelegramRefusedError, WebServerError
from bot.handlers import ALLOWED_UPDATES
from bot.logs.lines import JsonLines
from bot.metrics import Metrics
from bot.services.admin.operations import Operations
from bot.serving import serve
from bot.settings import Settings
from tests.bot.served import PATIENCE, SECRET, ServedServices, serving, settings_of, until

SOONER_THAN_A_CALL = 4.0
"""Seconds for a stop that takes one and a half: a busy machine may be slower. A single call that were waited for in
vain would take five, finishing updates ten."""


class Telegram(BotApi):
    """Telegram in memory that can be told of a webhook, to fail, and to say nothing."""

    def __init__(self):
        super().__init__()
        self.refusals = {}

    def call(self, token, method, parameters):
        if method in self.refusals:
            raise self.refusals[method]
        if method == "setWebhook":
            self.calls.append((method, parameters))
            return True
        return super().call(token, method, parameters)


@pytest.fixture
def api():
    return Telegram()


@pytest.fixture
def polled(tmp_path, api, port):
    """Settings of a bot that polls, with a web server."""
    return settings_of(tmp_path, api.token, http_port=port)


@pytest.fixture
def hooked(tmp_path, api, port):
    """Settings of a bot with a webhook."""
    return settings_of(
        tmp_path, api.token, http_port=port, webhook_url="https://bot.example", webhook_secret=SECRET
    )


@pytest.fixture
async def web(port):
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        yield client


async def post(web, update, secret=SECRET):
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
    return (await web.post("/telegram", json=update, headers=headers)).status_code


async def readiness(web):
    answer = await web.get("/readyz")
    return answer.status_code, answer.json()["reasons"]


async def ready(web):
    async def holds():
        return (await readiness(web))[0] == 200

    await until(holds)


async def reasons_with(web, name):
    async def told():
        return (await readiness(web))[1].get(name)

    return await until(told)


async def test_an_update_by_webhook_is_answered(api, hooked, web):
    async with serving(ServedServices(), hooked, request=InMemoryRequest(api)):
        await ready(web)
        assert await post(web, Person(api, 7).types("Ponzano 20")) == 200
        await until(lambda: api.shown(7))
    assert api.shown(7)[0].text == "Ponzano 20 09:30"
    asked = next(parameters for method, parameters in api.calls if method == "setWebhook")
    assert asked.text("url") == "https://bot.example/telegram"
    assert asked.text("secret_token") == SECRET
    assert asked.json("allowed_updates") == list(ALLOWED_UPDATES)
    assert "getUpdates" not in {method for method, _ in api.calls}


async def test_a_webhook_that_telegram_refuses_ends_the_start_with_its_words(api, hooked):
    api.refusals["setWebhook"] = BotApiError(400, "Bad Request: bad webhook: an HTTPS URL must be provided")
    with pytest.raises(TelegramRefusedError, match="an https url must be provided"):
        await serve(ServedServices(), hooked, Metrics(), request=InMemoryRequest(api))


@pytest.mark.parametrize("failure", [refused(409, "Conflict: not now"), truncated(), flooded(1)])
async def test_a_webhook_that_is_not_taken_at_once_is_tried_again(api, hooked, web, failure):
    faults = Faults(Fault(failure, "setWebhook", times=1))
    async with serving(ServedServices(), hooked, request=InMemoryRequest(api, faults=faults)):
        await ready(web)
    assert len(faults.met) == 1


async def test_while_telegram_does_not_know_the_webhook_that_shows(api, hooked, web):
    api.refusals["setWebhook"] = BotApiError(502, "Bad Gateway")
    async with serving(ServedServices(), hooked, request=InMemoryRequest(api)):
        assert await reasons_with(web, "updates") == "Telegram does not know the webhook yet"
        api.refusals.clear()
        await ready(web)


async def test_an_update_that_comes_twice_is_answered_once(api, hooked, web):
    async with serving(ServedServices(), hooked, request=InMemoryRequest(api)) as metrics:
        await ready(web)
        update = Person(api, 7).types("Ponzano 20")
        assert [await post(web, update) for _ in range(3)] == [200, 200, 200]
        count = ("sermadrid_updates_refused_total", {"reason": "duplicate"})
        await until(lambda: metrics.registry.get_sample_value(*count) == 2)
        await until(lambda: api.shown(7))
    assert len(api.shown(7)) == 1


async def test_an_update_that_polling_brings_again_is_answered_once(api, polled, web):
    update = Person(api, 7).types("Ponzano 20")
    api.state.updates._waiting.append(update)
    async with serving(ServedServices(), polled, request=InMemoryRequest(api)):
        await until(lambda: api.shown(7))
        await ready(web)
    assert len(api.shown(7)) == 1


async def test_without_telegram_it_is_alive_but_not_ready(api, polled, web):
    api.refusals["getMe"] = BotApiError(502, "Bad Gateway")
    async with serving(ServedServices(), polled, request=InMemoryRequest(api)):
        await until(lambda: port_open(polled.http_port))
        assert (await web.get("/healthz")).text == "alive\n"
        assert await readiness(web) == (503, {"updates": "Telegram has not answered yet"})
        api.refusals.clear()
        await ready(web)


async def test_a_poison_update_shows(api, polled, web, monkeypatch):
    monkeypatch.setattr("bot.poll_watch.STUCK_PAUSE_SECONDS", 0.01)
    async with serving(ServedServices(), polled, request=InMemoryRequest(api)) as metrics:
        await ready(web)
        poison = api.state.push_update("message", {"from": "nobody"})
        assert "cannot be read" in await reasons_with(web, "updates")
        assert str(poison["update_id"]) in await reasons_with(web, "updates")
        assert metrics.registry.get_sample_value("sermadrid_poll_age_seconds") > 0
        api.state.updates._waiting.remove(poison)
        Person(api, 7).types("Ponzano 20")
        await until(lambda: api.shown(7))
        await ready(web)


async def test_polls_that_fail_show_when_they_have_for_long(api, polled, web, monkeypatch):
    monkeypatch.setattr("bot.poll_watch.STALE_AFTER_SECONDS", 0.1)
    async with serving(ServedServices(), polled, request=InMemoryRequest(api)):
        await until(lambda: "getUpdates" in {method for method, _ in api.calls})
        api.refusals["getUpdates"] = BotApiError(409, "Conflict: terminated by other getUpdates request")
        Person(api, 7).types("ends the poll that waits")
        assert (await reasons_with(web, "updates")).endswith("(HTTP 409)")


async def test_a_404_on_the_way_does_not_end_polling_for_good(api, polled, caplog):
    async with serving(ServedServices(), polled, request=InMemoryRequest(api)):
        await until(lambda: "getUpdates" in {method for method, _ in api.calls})
        api.refusals["getUpdates"] = BotApiError(404, "Not Found")
        Person(api, 7).types("ends the poll that waits")
        await until(lambda: "a poll failed" in caplog.text)
        api.refusals.clear()
        Person(api, 8).types("Ponzano 20")
        await until(lambda: api.shown(8))


async def test_a_database_that_does_not_answer_shows(api, polled, web):
    services = ServedServices(broken=OSError("no disk, and a secret"))
    async with serving(services, polled, request=InMemoryRequest(api)):
        assert await reasons_with(web, "database") == "it failed: OSError"


async def test_a_damaged_forecast_shows_while_an_older_one_serves(api, polled, web):
    services = ServedServices()
    services.forecasts.damage = "a file is cut short"
    async with serving(services, polled, request=InMemoryRequest(api)):
        assert await reasons_with(web, "forecast") == "an older one serves: a file is cut short"


async def test_an_update_under_way_when_it_stops_is_turned_away_and_brought_again(api, hooked, web):
    services, begun, go_on = ServedServices(), asyncio.Event(), asyncio.Event()

    async def gate(_deed):
        begun.set()
        await go_on.wait()

    services.conversation.gate = gate
    stop = asyncio.Event()
    task = asyncio.create_task(serve(services, hooked, Metrics(), stop=stop, request=InMemoryRequest(api)))
    await until(lambda: port_open(hooked.http_port))
    await ready(web)
    assert await post(web, Person(api, 7).types("Ponzano 20")) == 200
    await begun.wait()
    stop.set()
    assert await reasons_with(web, "updates") == "stopping"
    await turned_away(web, Person(api, 8).types("Goya 40"))
    go_on.set()
    await asyncio.wait_for(task, PATIENCE)
    assert len(api.shown(7)) == 1
    assert api.shown(8) == []


@asynccontextmanager
async def half_sent(port):
    """An update whose second half does not come; yields what reads the answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"POST /telegram HTTP/1.1\r\nHost: bot\r\nX-Telegram-Bot-Api-Secret-Token: {SECRET}\r\n"
    writer.write(f'{head}Content-Length: 100\r\n\r\n{{"update_id": 5, '.encode())
    await writer.drain()
    try:
        yield reader
    finally:
        writer.close()


@pytest.mark.parametrize("answers", [True, False])
async def test_a_stop_turns_half_sent_updates_away_quietly(api, hooked, web, caplog, answers):
    if not answers:
        api.refusals["getMe"] = BotApiError(502, "Bad Gateway")
    async with AsyncExitStack() as clients:
        async with serving(ServedServices(), hooked, request=InMemoryRequest(api)):
            await until(lambda: port_open(hooked.http_port))
            if answers:
                await ready(web)
            readers = [await clients.enter_async_context(half_sent(hooked.http_port)) for _ in range(2)]
            await asyncio.sleep(0.1)
        for reader in readers:
            assert (await reader.readline()).startswith(b"HTTP/1.1 503 ")
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


async def turned_away(web, update):
    async def refused():
        return await post(web, update) == 503

    await until(refused)


async def test_what_a_stop_left_unfinished_is_answered_after_the_next_start(api, polled, caplog):
    held = ServedServices()
    held.conversation.gate = lambda _deed: asyncio.Event().wait()
    async with serving(held, polled, request=InMemoryRequest(api), draining_seconds=0.1):
        Person(api, 7).types("Ponzano 20")
        await until(lambda: held.conversation.asked)
    assert "1 updates were not finished" in caplog.text
    assert list(api.state.updates) == []
    async with serving(ServedServices(), polled, request=InMemoryRequest(api)):
        await until(lambda: api.shown(7))
    assert list(polled.updates_dir.iterdir()) == []


async def for_ever(*_):
    await asyncio.Event().wait()


@dataclass
class PingedInVain(ServedServices):
    """Their database answers until it hangs; `pinged` is set when it is asked then."""

    pings_hang: bool = False
    pinged: asyncio.Event = field(default_factory=asyncio.Event)

    async def ping(self):
        if self.pings_hang:
            self.pinged.set()
            await for_ever()


@pytest.fixture
async def at_work(polled):
    """Services that an administrator keeps at work; what is asked of them, and what they tell, never ends."""

    async def nobody():
        return frozenset()

    services, operations = PingedInVain(), Operations()
    services.conversation.gate = for_ever
    audit = SimpleNamespace(admins=nobody)
    services.admin = SimpleNamespace(
        operations=operations, audit=audit, runs=None, settings=polled, without_menu=set()
    )
    operations.begin("retrain", for_ever)
    operations.follow(for_ever())
    return services


async def test_a_stop_is_over_in_time_though_telegram_hangs_and_every_part_of_it_takes_too_long(
    api, polled, web, monkeypatch, at_work
):
    for share in ("polling.CONFIRMING", "serving.FAREWELL", "serving.CLOSING"):
        monkeypatch.setattr(f"bot.{share}_SECONDS", 0.3)
    monkeypatch.setattr("bot.serving.AFTER_DRAINING_SECONDS", 0.6)
    faults, stop = Faults(), asyncio.Event()
    async with served(api, faults=faults) as url:
        settings = polled.model_copy(update={"telegram_api_url": url})
        task = asyncio.create_task(serve(at_work, settings, Metrics(), stop=stop, stopping_seconds=1.5))
        await until(lambda: port_open(polled.http_port))
        await ready(web)
        await until(lambda: api.state.updates.watchers[1:])  # a poll waits; the first is the webhook's
        faults.add(Fault(Hanging(20)))
        Person(api, 7).types("Ponzano 20")
        await until(lambda: at_work.conversation.asked)
        at_work.pings_hang = True
        asking = asyncio.create_task(web.get("/readyz"))
        await at_work.pinged.wait()
        stop.set()
        _, late = await asyncio.wait({task}, timeout=SOONER_THAN_A_CALL)
        assert not late
        await asyncio.wait({asking})
    assert list(polled.updates_dir.iterdir()), "what was under way is lost"


async def test_a_start_that_hangs_is_given_up_when_told_to_stop(api, polled):
    stop = asyncio.Event()
    faults = Faults(Fault(Hanging(20)))
    async with served(api, faults=faults) as url:
        settings = polled.model_copy(update={"telegram_api_url": url})
        task = asyncio.create_task(serve(ServedServices(), settings, Metrics(), stop=stop))
        await until(lambda: faults.met)
        stop.set()
        await asyncio.wait_for(task, SOONER_THAN_A_CALL)


async def test_an_update_that_holds_up_two_stops_is_given_up(api, polled):
    held = ServedServices()
    held.conversation.gate = lambda _deed: asyncio.Event().wait()
    Person(api, 7).types("Ponzano 20")
    for number in (1, 2):
        async with serving(held, polled, request=InMemoryRequest(api), draining_seconds=0.1):
            await until(lambda number=number: len(held.conversation.asked) == number)
    assert list(polled.updates_dir.iterdir()) == []


async def test_metrics_of_what_happened_are_served(api, polled, web):
    services = ServedServices()
    async with serving(services, polled, request=InMemoryRequest(api)):
        Person(api, 7).types("Ponzano 20")
        await until(lambda: api.shown(7))
        services.conversation.failure = RuntimeError("broken")
        Person(api, 7).types("Goya 40")
        await until(lambda: len(api.shown(7)) == 2)
        text = await exposition(web, 'sermadrid_update_seconds_count{kind="message"} 2.0')
    assert 'sermadrid_errors_total{error="RuntimeError"} 1.0' in text
    assert "sermadrid_updates_under_way 0.0" in text


async def exposition(web, line):
    async def with_line():
        text = (await web.get("/metrics")).text
        return text if line in text else None

    return await until(with_line)


async def test_the_lines_of_an_update_have_its_id(api, polled):
    services, stream = ServedServices(), io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())

    async def gate(_deed):
        logging.getLogger("bot.answering").warning("seen")

    services.conversation.gate = gate
    update = Person(api, 7).types("Ponzano 20")
    logging.getLogger().addHandler(handler)
    try:
        async with serving(services, polled, request=InMemoryRequest(api)):
            await until(lambda: api.shown(7))
    finally:
        logging.getLogger().removeHandler(handler)
    seen = [json.loads(line) for line in stream.getvalue().splitlines() if "seen" in line]
    assert [line["update_id"] for line in seen] == [update["update_id"]]


async def test_a_port_that_is_taken_is_named(api, polled):
    with socket.create_server(("127.0.0.1", polled.http_port)), pytest.raises(WebServerError) as refused:
        await serve(ServedServices(), polled, Metrics(), request=InMemoryRequest(api))
    assert (refused.value.host, refused.value.port) == ("127.0.0.1", polled.http_port)


async def test_nothing_is_served_without_a_token(tmp_path):
    with pytest.raises(MissingTokenError):
        await serve(ServedServices(), Settings(data_dir=tmp_path), Metrics())


async def test_without_a_port_nobody_listens(api, tmp_path, port):
    async with serving(ServedServices(), settings_of(tmp_path, api.token), request=InMemoryRequest(api)):
        await until(lambda: "getUpdates" in {method for method, _ in api.calls})
        assert not port_open(port)


def port_open(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
