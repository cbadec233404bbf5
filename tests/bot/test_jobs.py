"""The ticking job: what is due is asked, whatever happens to one chat, and however late the tick."""

import asyncio
import logging
import time
from datetime import UTC

from bot.application import build_application
from bot.bootstrap import open_services
from bot.bot_api import BotApi, InMemoryRequest, Person
from bot.jobs import tick, ticking
from bot.observing import Observer
from bot.settings import Settings
from tests.bot.dialogues.driver import FakeServices, talking
from tests.bot.published import publish
from tests.bot.served import until


class Question:
    def __init__(self, chat_id):
        self.chat_id = chat_id


async def test_a_tick_serves_a_newly_published_forecast_without_a_restart(tmp_path, now):
    publish(tmp_path / "models", demo=True)
    settings = Settings(data_dir=tmp_path)
    async with (
        open_services(settings, lambda: now.astimezone(UTC)) as services,
        talking(services) as ana,
    ):
        await ana.says("Goya 40 mañana a las 11")
        assert "Datos de demostración" in ana.shown[-1].text
        publish(tmp_path / "models", demo=False)
        await tick(ana.application)
        await ana.says("Goya 40 mañana a las 11")
        assert "Datos de demostración" not in ana.shown[-1].text


async def test_a_tick_asks_what_is_due_once():
    services = FakeServices()
    async with talking(services) as ana:
        await ana.says("/help")
        services.feedback.questions = [Question(ana.person.chat_id)]
        for _ in range(2):
            await tick(ana.application)
        assert [one.text for one in ana.shown] == ["help es", "found in 1001?"]


async def test_a_chat_that_blocked_the_bot_keeps_nobody_else_from_being_asked(caplog):
    caplog.set_level(logging.INFO)
    services = FakeServices()
    api = BotApi(clock=services.clock)
    async with build_application(services, api.token, InMemoryRequest(api)) as application:
        for user in (1, 2):
            Person(api, user).types("hola")
        api.state.chats[1].blocked = True
        services.feedback.questions = [Question(1), Question(999), Question(2)]
        await tick(application)
    assert [one.text for one in api.shown(2)] == ["found in 2?"]
    assert "could not be sent: Forbidden" in caplog.text
    assert "could not be sent: BadRequest" in caplog.text
    assert {chat_id for chat_id, chat in services.chats.kept.items() if not chat.active} == {1, 999}


async def test_a_tick_looks_after_the_alerts():
    services = FakeServices()
    async with talking(services) as ana:
        await tick(ana.application)
    assert services.alerts.ticks == [services.now]


async def test_a_tick_ends_with_how_many_alerts_could_not_be_told():
    class Hearing(Observer):
        def alerts_due(self, count):
            heard.append(count)

    heard = []
    services = FakeServices(observer=Hearing())
    services.alerts.untold = 3
    async with talking(services) as ana:
        await tick(ana.application)
    assert heard == [3]


async def test_a_tick_that_fails_is_written_down_and_the_next_one_comes(caplog):
    services = FakeServices()
    async with talking(services) as ana:
        await ana.says("/help")
        services.feedback.failure = RuntimeError("a locked database")
        await tick(ana.application)
        services.feedback.failure = None
        services.feedback.questions = [Question(ana.person.chat_id)]
        await tick(ana.application)
        assert ana.shown[-1].text == "found in 1001?"
    assert "a locked database" in caplog.text


async def test_the_scheduler_ticks_until_the_block_ends():
    services = FakeServices()
    async with talking(services) as ana:
        await ana.says("/help")
        async with ticking(ana.application, seconds=0.02):
            services.feedback.questions = [Question(ana.person.chat_id)]
            await until(lambda: len(ana.shown) > 1)
        services.feedback.questions = [Question(ana.person.chat_id)]
        await asyncio.sleep(0.1)
        assert len(services.feedback.questions) == 1


async def test_ticks_that_were_held_up_run_once_and_not_never():
    services = FakeServices()
    async with talking(services) as ana:
        await ana.says("/help")
        async with ticking(ana.application, seconds=0.05):
            services.feedback.questions = [Question(ana.person.chat_id)]
            time.sleep(1.3)  # noqa: ASYNC251 -- beyond the scheduler's own grace of a second
            await until(lambda: len(ana.shown) > 1)
    assert len(ana.shown) == 2
