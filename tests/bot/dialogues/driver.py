"""People who talk to the real handlers, through the Bot API in memory."""

from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

from PIL import Image
from telegram import Update

from bot.application import build_application
from bot.bot_api import BotApi, InMemoryRequest, Person
from bot.callbacks import ShowAt, encode
from bot.domain import Button, ChatMemory, Reply
from geodata.places import Place, Point

NOW = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)
PONZANO = Place("Calle de Ponzano, 20", Point(40.43783, -3.69941), "streets", "house", "07-05")


def picture(shade: int = 0) -> bytes:
    """A small PNG; another shade is another picture."""
    data = BytesIO()
    Image.new("RGB", (8, 6), (shade % 256, 0, 0)).save(data, "PNG")
    return data.getvalue()


class RememberedChats:
    """Chats in a dictionary."""

    def __init__(self):
        self.kept = {}

    async def load(self, chat_id, language):
        return self.kept.get(chat_id, ChatMemory(chat_id, language))

    async def save(self, chat):
        self.kept[chat.chat_id] = chat


class EchoingConversation:
    """Answers with what it was asked, and remembers it; `replies` take the place of the echo, one each."""

    def __init__(self, chats):
        self.chats, self.asked, self.replies, self.failure, self.gate = chats, [], [], None, None

    async def on_text(self, chat, text, now):
        return await self._reply(chat, ("text", text), replace(PONZANO, label=text), now)

    async def on_location(self, chat, point, now, label=None):
        return await self._reply(
            chat, ("location", point, label), Place(label or "aquí", point, "shared", "point"), now
        )

    async def on_tap(self, chat, action, now):
        return await self._reply(chat, ("tap", action), action.place, action.at)

    async def on_why(self, chat, text, now):
        return await self._reply(chat, ("why", text), replace(PONZANO, label=f"why {text}"), now)

    def greeting(self, chat):
        return Reply(f"greeting <b>{chat.language}</b>")

    def help(self, chat):
        return Reply(f"help {chat.language}")

    async def _reply(self, chat, deed, place, at):
        self.asked.append(deed)
        if self.gate is not None:
            await self.gate(deed)
        if self.failure is not None:
            raise self.failure
        await self.chats.save(replace(chat, last_place=place))
        return self.replies.pop(0) if self.replies else self._echo(place, at)

    def _echo(self, place, at):
        moves = {"−1 h": -timedelta(hours=1), "+1 h": timedelta(hours=1), "Ahora": timedelta(0)}
        buttons = tuple(Button(words, encode(ShowAt(place, at + move))) for words, move in moves.items())
        key = f"{place.label}@{at:%d-%H}"
        return Reply(f"<b>{place.label}</b> {at:%H:%M}", picture(at.hour), key, (buttons,))


class QuietFeedback:
    """Asks the questions that it was given, each once, and remembers the taps."""

    def __init__(self):
        self.questions, self.taps, self.failure = [], [], None

    async def due(self, now):
        if self.failure is not None:
            raise self.failure
        asked, self.questions = self.questions, []
        return asked

    def question(self, question, now):
        return Reply(f"found in {question.chat_id}?")

    async def on_tap(self, chat, action, now):
        self.taps.append(action)
        return Reply("thanks")


class EmptyRecord:
    """A record of nothing."""

    async def page(self, language, now):
        return Reply(f"record {language}")


@dataclass
class FakeServices:
    """What handlers need of the services."""

    chats: RememberedChats = field(default_factory=RememberedChats)
    conversation: EchoingConversation = None
    feedback: QuietFeedback = field(default_factory=QuietFeedback)
    records: EmptyRecord = field(default_factory=EmptyRecord)
    now: datetime = NOW
    refreshed: int = 0

    def __post_init__(self):
        self.conversation = self.conversation or EchoingConversation(self.chats)

    def refresh(self):
        self.refreshed += 1
        return False

    def clock(self):
        return self.now


class Talker:
    """Somebody whose deeds are handled before the next line of the test; each returns what the bot did then."""

    def __init__(self, application, person):
        self.application, self.person, self.api = application, person, person.api

    async def says(self, text):
        return await self._done(self.person.types(text))

    async def corrects(self, text):
        return await self._done(self.person.edits(1, text))

    async def shares(self, lat, lon, *, live=False):
        return await self._done(self.person.shares(lat, lon, live=live))

    async def shares_venue(self, lat, lon, title):
        return await self._done(self.person.shares_venue(lat, lon, title))

    async def sends(self, **content):
        return await self._done(self.person.sends(**content))

    async def taps(self, words, *, faded=False):
        message = next(one for one in reversed(self.shown) if words in one.button_texts)
        data = next(one.data for row in message.content.keyboard for one in row if one.text == words)
        return await self.taps_payload(data, message, faded=faded)

    async def taps_payload(self, data, message=None, *, faded=False):
        return await self._done(self.person.taps(message or self.shown[-1], data, faded=faded))

    @property
    def shown(self):
        """The bot's messages in the chat as they are now."""
        return self.api.shown(self.person.chat_id)

    async def _done(self, update):
        before = len(self.api.state.journal)
        parsed = Update.de_json(update, self.application.bot)
        await self.application.update_processor.process_update(
            parsed, self.application.process_update(parsed)
        )
        return self.api.state.journal[before:]


@asynccontextmanager
async def talking(services, **person):
    """A person in a chat with the bot; at the end no button may be left spinning."""
    api = BotApi(clock=services.clock)
    async with build_application(services, api.token, InMemoryRequest(api)) as application:
        yield Talker(application, Person(api, **person))
        assert api.unanswered_taps == []
