"""The driver of the dialogues: every deed reaches the handlers, in memory and over HTTP, and slips are noticed."""

import pytest
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
)
from telegram.error import BadRequest

from bot import handlers
from bot.bot_api import Fault, Faults
from bot.bot_api.faults import bad_gateway
from bot.bot_api.messages import Offered, Sent
from tests.bot.dialogues import driver
from tests.bot.dialogues.driver import FakeServices, Talker, picture, talking

ALL_UPDATES = (
    *handlers.ALLOWED_UPDATES,
    "inline_query",
    "chosen_inline_result",
    "my_chat_member",
)
TRANSPORTS = ["memory", "http"]


@pytest.fixture
def services():
    return FakeServices()


@pytest.fixture
def everything(monkeypatch):
    """A bot that asks for every kind of update."""
    monkeypatch.setattr(driver, "ALLOWED_UPDATES", ALL_UPDATES)


class Recorder:
    """Takes the handlers' place: remembers the updates, and answers each as it is told."""

    def __init__(self, ana, answer=None):
        self.updates, self.answer = [], answer
        ana.application.process_update = self.process

    async def process(self, update):
        self.updates.append(update)
        if self.answer is not None:
            await self.answer(update)


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_the_same_dialogue_runs_over_both_transports(services, transport):
    async with talking(services, transport=transport) as ana:
        (sent,) = await ana.says("Ponzano 20")
        assert isinstance(sent, Sent)
        await ana.taps("+1 h")
        (message,) = ana.shown
    assert (message.text, message.photo) == ("Ponzano 20 10:30", picture(10))


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_calls_fail_as_declared_over_both_transports(services, transport, caplog):
    faults = Faults(Fault(bad_gateway(), method="sendPhoto", times=1))
    async with talking(services, transport=transport, faults=faults) as ana:
        (sent,) = await ana.says("Ponzano 20")  # the apology: the answer itself was lost
    assert sent.message.photo is None
    assert "Telegram cannot be reached" in caplog.text


async def test_the_same_again_for_the_same_question_is_no_slip(services):
    async with talking(services) as ana:
        await ana.says("Ponzano 20")
        await ana.says("Ponzano 20")
        assert len(ana.shown) == 2


@pytest.mark.parametrize("allowed", [True, False])
async def test_a_message_sent_twice_is_a_slip_unless_the_test_says_so(services, allowed):
    async def twice(update):
        for _ in range(2):
            await update.message.reply_text("Fácil")

    async def dialogue():
        async with talking(services, repeats=allowed) as ana:
            Recorder(ana, twice)
            await ana.says("Ponzano 20")

    if allowed:
        await dialogue()
    else:
        with pytest.raises(AssertionError, match=r"sent twice in a row: \[.Fácil.\]"):
            await dialogue()


async def test_a_button_that_is_left_spinning_is_a_slip(services):
    async def dialogue():
        async with talking(services) as ana:
            await ana.says("Ponzano 20")
            Recorder(ana)
            await ana.taps("+1 h")

    with pytest.raises(AssertionError, match="spinning"):
        await dialogue()


async def test_an_update_that_the_bot_does_not_ask_for_would_never_come(services, monkeypatch):
    monkeypatch.setattr(driver, "ALLOWED_UPDATES", ("message",))
    async with talking(services) as ana:
        with pytest.raises(AssertionError, match="does not ask for my_chat_member"):
            await ana.blocks()


async def test_what_was_handled_waits_no_longer(services):
    async with talking(services) as ana:
        await ana.says("Ponzano 20")
        assert list(ana.api.state.updates) == []


async def test_every_deed_reaches_the_handlers(services, everything):
    async with talking(services, group_id=-5) as ana:
        seen = Recorder(ana)
        ana.api.state.chats[-5] = ana.person._chat()
        await ana.starts("goya_40")
        await ana.corrects("Goya 41", message_id=1)
        await ana.mentions("Goya 40")
        await ana.forwards("Goya 40")
        await ana.forwards_venue(40.4, -3.7, "Bar")
        await ana.uploads(b"x", "zonas.csv")
        await ana.shares_live(40.4, -3.7, (40.5, -3.7), (40.6, -3.7))
        await ana.stops_sharing(40.6, -3.7)
        await ana.blocks()
        await ana.unblocks()
        await ana.adds_bot()
        await ana.removes_bot()
        await ana.adds_bot()
        await ana.upgrades_group()
        await ana.says("x", thread_id=3)
    kinds = [next(iter(one.to_dict().keys() - {"update_id"})) for one in seen.updates]
    assert kinds == [
        "message",
        "edited_message",
        *["message"] * 5,  # a mention, two passed on, a file, the live position
        *["edited_message"] * 3,
        *["my_chat_member"] * 2,
        *["my_chat_member", "message"] * 3,
        *["message"] * 3,
    ]


async def test_a_reply_and_somebody_else_share_the_bot(services):
    async with talking(services) as ana:
        (sent,) = await ana.says("Ponzano 20")
        await ana.replies_to(sent.message, "¿y mañana?")
        luis = ana.beside(user_id=2)
        assert isinstance(luis, Talker)
        await luis.says("Goya 40")
        assert [one.text for one in luis.shown] == ["Goya 40 09:30"]
        assert len(ana.shown) == 2


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_an_inline_dialogue_is_asked_chosen_and_tapped(services, everything, transport):
    async def answer(update):
        buttons = InlineKeyboardMarkup([[InlineKeyboardButton("+1 h", callback_data="plus")]])
        if update.inline_query:
            text = InputTextMessageContent("<b>Fácil</b>")
            await update.inline_query.answer([InlineQueryResultArticle("a", "Goya", text, buttons)])
        elif update.callback_query:
            await update.callback_query.answer()
            assert await update.callback_query.edit_message_text("Difícil") is True

    async with talking(services, transport=transport) as ana:
        seen = Recorder(ana, answer)
        (offered,) = await ana.asks_inline("Goya 40", at=(40.4, -3.7))
        assert isinstance(offered, Offered)
        assert [one.title for one in ana.offered] == ["Goya"]
        await ana.chooses("Goya")
        assert ana.inline_message.text == "Fácil"
        await ana.taps_inline("+1 h")
        assert ana.inline_message.text == "Difícil"
    assert seen.updates[1].chosen_inline_result.result_id == "a"


async def test_refusals_come_over_http_in_telegrams_words(services):
    async with talking(services, transport="http") as ana:
        with pytest.raises(BadRequest, match="Chat not found"):
            await ana.application.bot.send_message(99, "x")
