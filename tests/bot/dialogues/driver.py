"""People who talk to the real handlers, through the Bot API in memory."""

from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

from PIL import Image
from telegram import Update

from bot.application import build_application
from bot.bot_api import BotApi, InMemoryRequest, Person
from bot.bot_api.http import served
from bot.bot_api.messages import Sent
from bot.callbacks import ShowAt, encode
from bot.domain import Button, ChatMemory, Picture, Reply, ReplyKeyboard
from bot.handlers import ALLOWED_UPDATES
from bot.observing import UNOBSERVED, Observer
from bot.services import feedback
from bot.services.alerting.ticking import Ticked
from bot.services.outbox import Outbox
from bot.services.sent_pictures import SentPictures
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
        self.kept, self.migrated = {}, []

    async def load(self, chat_id, language):
        kept = self.kept.get(chat_id)
        if kept is None or kept.language_chosen:
            return kept or ChatMemory(chat_id, language)
        return replace(kept, language=language)

    async def save(self, chat):
        self.kept[chat.chat_id] = chat

    async def activate(self, chat_id):
        self._mark(chat_id, active=True)

    async def deactivate(self, chat_id):
        self._mark(chat_id, active=False)

    async def migrate(self, old_id, new_id):
        self.migrated.append((old_id, new_id))

    def _mark(self, chat_id, *, active):
        self.kept[chat_id] = replace(self.kept.get(chat_id) or ChatMemory(chat_id, "es"), active=active)


class RememberedFiles:
    """The file_ids of pictures in a dictionary, the newest last."""

    def __init__(self):
        self.kept = {}

    async def load_recent(self, limit):
        return list(self.kept.items())[-limit:]

    async def keep(self, key, file_id):
        self.kept.pop(key, None)
        self.kept[key] = file_id

    async def forget(self, key):
        self.kept.pop(key, None)


class Echo:
    """Reception and conversation in one: answers with what it was asked, and remembers it.

    `replies` take the place of the echo, one each; `drawn` are the pictures that were drawn.
    """

    def __init__(self, chats):
        self.chats, self.asked, self.replies, self.failure, self.gate = chats, [], [], None, None
        self.drawn = []

    async def on_text(self, chat, text, now, *, finishes=True):
        return await self._reply(chat, ("text", text), replace(PONZANO, label=text), now)

    async def waits_for_place(self, chat, now):
        return False

    async def on_location(self, chat, point, now, label=None):
        return await self._reply(
            chat, ("location", point, label), Place(label or "aquí", point, "shared", "point"), now
        )

    async def on_tap(self, chat, action, now):
        return await self._reply(chat, ("tap", action), action.place, action.at)

    async def on_link(self, chat, payload, now):
        return await self._reply(chat, ("link", payload), replace(PONZANO, label=payload), now)

    async def why(self, chat, words, now):
        return await self._reply(chat, ("why", words), replace(PONZANO, label=f"why {words}"), now)

    async def cancel(self, chat, now):
        return Reply(f"cancelled {chat.language}")

    async def zone(self, chat, words, now):
        self.asked.append(("zone", words))
        return Reply(f"zone {words}")

    def greeting(self, chat):
        keyboard = ReplyKeyboard("📍 Compartir mi ubicación") if chat.chat_id > 0 else None
        return Reply(f"greeting <b>{chat.language}</b>", keyboard=keyboard)

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

        async def draw():
            self.drawn.append(key)
            return picture(at.hour)

        return Reply(f"<b>{place.label}</b> {at:%H:%M}", Picture(key, draw), (buttons,))


class QuietFeedback:
    """Asks the questions that it was given, each once, and remembers what was pressed."""

    def __init__(self):
        self.questions, self.pressed, self.failure = [], [], None

    async def due(self, now):
        if self.failure is not None:
            raise self.failure
        asked, self.questions = self.questions, []
        return asked

    def question(self, question, now):
        return Reply(f"found in {question.chat_id}?")

    async def press(self, chat, verb, value, now):
        self.pressed.append((verb, value))
        return Reply("thanks")


class KeptCars:
    """Cars that nobody forgets."""

    async def forget_old(self, now):
        """Nothing is old."""


class QuietAlerts:
    """Alerts of nobody, as the machinery and as its two parts; remembers when it ticked."""

    def __init__(self):
        self.ticks, self.service, self.dispatcher, self.untold = [], self, self, 0

    async def tick(self, now):
        self.ticks.append(now)
        return Ticked()

    async def drain(self, clock, until):
        """Nothing can be told."""
        return Counter()

    async def backlog(self, now):
        return self.untold


class FollowedShares:
    """Live locations: remembers their beginnings, moves and ends; none of them changes its answer."""

    def __init__(self):
        self.begun, self.moves, self.ended = [], [], []

    async def begin(self, chat, begun, point, now):
        self.begun.append((begun, point))

    async def moved(self, chat, message_id, point, now):
        self.moves.append((message_id, point))

    async def end(self, chat, message_id):
        self.ended.append(message_id)


class Unused:
    """Counts how often what was counted is kept."""

    def __init__(self):
        self.flushed = 0

    async def flush(self):
        self.flushed += 1


class EmptyRecord:
    """A record of nothing."""

    async def page(self, language, now):
        return Reply(f"record {language}")


@dataclass
class FakeServices:
    """What handlers need of the services."""

    chats: RememberedChats = field(default_factory=RememberedChats)
    conversation: Echo = None
    feedback: QuietFeedback = field(default_factory=QuietFeedback)
    car: KeptCars = field(default_factory=KeptCars)
    alerts: QuietAlerts = field(default_factory=QuietAlerts)
    outbox: Outbox = field(default_factory=Outbox)
    observer: Observer = UNOBSERVED
    live: FollowedShares = field(default_factory=FollowedShares)
    records: EmptyRecord = field(default_factory=EmptyRecord)
    usage: Unused = field(default_factory=Unused)
    admin: None = None
    admins: frozenset = frozenset()
    files: RememberedFiles = field(default_factory=RememberedFiles)
    place_actions: dict = field(default_factory=dict)
    now: datetime = NOW
    refreshed: int = 0

    def __post_init__(self):
        self.conversation = self.conversation or Echo(self.chats)
        self.sent_pictures = SentPictures(self.files)
        self.topics = {feedback.TOPIC: self.feedback.press}

    @property
    def reception(self):
        return self.conversation

    def refresh(self):
        self.refreshed += 1
        return False

    def clock(self):
        return self.now


class Talker:
    """Somebody whose deeds are handled before the next line of the test; each returns what the bot did then."""

    def __init__(self, application, person):
        self.application, self.person, self.api = application, person, person.api
        self.asked = None

    def beside(self, **person):
        """Somebody else who talks to the same bot."""
        return Talker(self.application, Person(self.api, **person))

    async def says(self, text, *, thread_id=None):
        return await self._done(self.person.types(text, thread_id=thread_id))

    async def starts(self, payload=""):
        return await self._done(self.person.starts(payload))

    async def corrects(self, text, message_id=1):
        return await self._done(self.person.edits(message_id, text))

    async def replies_to(self, message, text):
        return await self._done(self.person.replies(message, text))

    async def mentions(self, text):
        return await self._done(self.person.mentions(text))

    async def forwards(self, text):
        return await self._done(self.person.forwards(text))

    async def forwards_venue(self, lat, lon, title, address=""):
        return await self._done(self.person.forwards_venue(lat, lon, title, address))

    async def uploads(self, data, name, caption=""):
        return await self._done(self.person.uploads(data, name, caption))

    async def shares(self, lat, lon, *, live=False):
        return await self._done(self.person.shares(lat, lon, live=live))

    async def shares_live(self, lat, lon, *moves):
        """A live position, and each of its moves (lat, lon); everything that the bot did meanwhile."""
        events = await self._done(self.person.shares_live(lat, lon))
        for move in moves:
            events += await self.moves(*move)
        return events

    async def moves(self, lat, lon):
        return await self._done(self.person.moves(lat, lon))

    async def stops_sharing(self, lat, lon):
        return await self._done(self.person.stops_sharing(lat, lon))

    async def shares_venue(self, lat, lon, title, address=""):
        return await self._done(self.person.shares_venue(lat, lon, title, address))

    async def sends(self, **content):
        return await self._done(self.person.sends(**content))

    async def taps(self, words, *, under=None, faded=False):
        """Tap the last button that says so, or the one under a message."""
        message = under or next(one for one in reversed(self.shown) if words in one.button_texts)
        return await self.taps_payload(_data(message, words), message, faded=faded)

    async def taps_payload(self, data, message=None, *, faded=False):
        return await self._done(self.person.taps(message or self.shown[-1], data, faded=faded))

    async def asks_inline(self, text, *, at=None):
        """An inline query; what the bot offers is in `offered` then."""
        update = self.person.asks_inline(text, at=at)
        self.asked = self.api.state.inline_queries[update["inline_query"]["id"]]
        return await self._done(update)

    @property
    def offered(self):
        """The results of the last inline query."""
        return self.asked.results

    async def chooses(self, title, *, at=None):
        """One of the offered results, by its title, sent to some chat; it is `inline_message` then."""
        result = next(one for one in self.offered if one.title == title)
        return await self._done(self.person.chooses(self.asked.query_id, result.result_id, at=at))

    @property
    def inline_message(self):
        """The result that was sent last."""
        return next(reversed(self.api.state.inline_messages.values()))

    async def taps_inline(self, words):
        message = self.inline_message
        return await self._done(self.person.taps_inline(message, _data(message, words)))

    async def blocks(self):
        return await self._done(self.person.blocks())

    async def unblocks(self):
        return await self._done(self.person.unblocks())

    async def adds_bot(self):
        return await self._done(*self.person.adds_bot())

    async def removes_bot(self):
        return await self._done(*self.person.removes_bot())

    async def upgrades_group(self):
        return await self._done(*self.person.upgrades_group())

    @property
    def shown(self):
        """The bot's messages in the chat as they are now."""
        return self.api.shown(self.person.chat_id)

    async def _done(self, *updates):
        with self.api.hearing() as events:
            for update in updates:
                (kind,) = update.keys() - {"update_id"}
                assert kind in ALLOWED_UPDATES, f"the bot does not ask for {kind}: it would never come"
                await self._handled(update)
                self.api.state.updates.confirm(update["update_id"] + 1)
        return events

    async def _handled(self, update):
        parsed = Update.de_json(update, self.application.bot)
        await self.application.update_processor.process_update(
            parsed, self.application.process_update(parsed)
        )


@asynccontextmanager
async def talking(services, *, transport="memory", faults=None, repeats=False, **person):
    """A person in a chat with the bot, in memory or over loopback "http", with calls that fail as declared.

    At the end no button may be left spinning. Nothing may be sent to a chat twice in a row while nobody does
    anything, unless the test allows `repeats`.
    """
    api = BotApi(clock=services.clock)
    repeated = repeats_heard(api)
    async with connected_application(services, api, transport, faults) as application:
        yield Talker(application, Person(api, **person))
        assert api.unanswered_taps == [], "a button is left spinning"
        assert repeats or repeated == [], f"sent twice in a row: {repeated}"


@asynccontextmanager
async def connected_application(services, api, transport="memory", faults=None):
    """The real application, with the Bot API behind one of its transports."""
    if transport == "memory":
        async with build_application(services, api.token, InMemoryRequest(api, faults)) as application:
            yield application
        return
    async with (
        served(api, faults=faults) as url,
        build_application(services, api.token, api_url=url) as application,
    ):
        yield application


def repeats_heard(api):
    """The texts that the bot sends twice in a row with no update between, in a list that fills up."""
    repeated, latest = [], {}

    def hear(event):
        if isinstance(event, Sent):
            message = event.message
            said = (message.content, api.state.updates.last_id)
            if latest.get(message.chat_id) == said:
                repeated.append(message.text)
            latest[message.chat_id] = said

    api.listen(hear)
    return repeated


def _data(message, words):
    return next(one.data for row in message.content.keyboard for one in row if one.text == words)
