"""What a message wants: the answer to a question of ours, one of the services, or a place and a time."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import Final

from bot.db import DialogueRepository
from bot.db.forgoing import forgoing
from bot.domain import MADRID, ChatMemory, PendingDialogue, Reply, ReplyKeyboard, Unanswered
from bot.presentation import present
from bot.services import places, preferences, unfinished
from bot.services.alert_pages import AlertPages
from bot.services.car import CarService
from bot.services.conversation import Conversation
from bot.services.listening import Listening, is_whole
from bot.services.own_data import OwnDataService
from bot.services.places import PlacesService
from bot.services.preferences import PreferencesService
from bot.services.questions import Question, QuestionReader
from bot.services.unfinished import Half, UnfinishedQuestions
from bot.texts import plain, say
from bot.understanding import Understood
from bot.understanding.intents import (
    Alert,
    AskWhy,
    Digest,
    Goodbye,
    Greeting,
    Intent,
    Left,
    ListAlerts,
    ListPlaces,
    Located,
    OpenPage,
    Page,
    Parked,
    SavePlace,
    SetAlert,
    ShowDay,
    ShowNearby,
    ShowZone,
    Thanks,
    Trip,
    WhereIsMyCar,
)
from bot.understanding.intents import Question as Asked
from bot.understanding.model import When
from geodata.places import Place, Point

NOON: Final = time(12)

PLACED: Final = frozenset({preferences.LIVING, unfinished.STEP})
"""Steps that a shared place is taken for."""

ASKING: Final = frozenset({preferences.LIVING, places.NAMING, places.RENAMING})
"""Steps that wait for words; beside those that offer buttons, what is typed is no answer to them."""


@dataclass(frozen=True, slots=True)
class Reception:
    """Reads every message first, and hands it on."""

    conversation: Conversation
    reader: QuestionReader
    places: PlacesService
    preferences: PreferencesService
    car: CarService
    alerts: AlertPages
    dialogues: DialogueRepository
    unfinished: UnfinishedQuestions
    listening: Listening
    own_data: OwnDataService

    async def on_text(self, chat: ChatMemory, text: str, now: datetime, *, finishes: bool = True) -> Reply:
        """Return the reply to a message in words; unless it `finishes` what was left open, it stands alone."""
        pending = await self.dialogues.pending(chat.chat_id, now)
        if pending is None or pending.step not in ASKING:
            return await self._begin(chat, text, now, finishes=finishes)
        intent = self.reader.listen(text, now, await self.places.named(chat))
        if is_whole(intent):  # whoever asks where and when no longer thinks of our own question
            await self.dialogues.end(chat.chat_id)
            return await self._begin(chat, text, now)
        return await self._continue(chat, pending, text, now)

    async def waits_for_place(self, chat: ChatMemory, now: datetime) -> bool:
        """Tell whether a place that is shared now is the reply to something, and no position to follow."""
        pending = await self.dialogues.pending(chat.chat_id, now)
        return pending is not None and pending.step in PLACED

    async def on_location(
        self, chat: ChatMemory, point: Point, now: datetime, label: str | None = None
    ) -> Reply:
        """Return the reply to a shared position or venue (with its title as `label`)."""
        pending = await self.dialogues.pending(chat.chat_id, now)
        if pending is not None and pending.step == preferences.LIVING:
            return await self.preferences.live_at(
                chat, (await self.reader.at_point(point, now, label)).place, now
            )
        half = await self.unfinished.take(chat, now)
        here = f"{point.lat:.6f}, {point.lon:.6f}"
        sentence = await self.listening.finished(chat, half, here, now)
        if sentence != here:
            return await self._begin(chat, sentence, now)
        return await self.conversation.on_location(chat, point, now, label, half.when)

    async def why(self, chat: ChatMemory, words: str, now: datetime) -> Reply:
        """Return what the answer to a command's words stands on; without any, the last answer."""
        if not words:
            return await self.conversation.on_why(chat, None, words, now)
        await self.unfinished.take(chat, now)
        intent = self.reader.listen(words, now, await self.places.named(chat))
        if isinstance(intent, Asked):
            return await self.conversation.on_why(chat, intent.understood, words, now)
        return present(intent, chat.language, now) if isinstance(intent, Unanswered) else self.help(chat)

    async def zone(self, chat: ChatMemory, words: str, now: datetime) -> Reply:
        """Return the whole zone at the time in a command's words, without any now; with a place its answer."""
        intent = self.reader.listen(words, now, await self.places.named(chat)) if words else None
        if isinstance(intent, Unanswered):
            return present(intent, chat.language, now)
        if isinstance(intent, Asked) and _names_place(intent.understood):
            return await self._begin(chat, words, now)
        when = intent.understood.when if isinstance(intent, Asked) else None
        return self.conversation.on_zone(chat, when.at if when else now, now)

    async def cancel(self, chat: ChatMemory, now: datetime) -> Reply:
        """Forget the question of ours that waits for an answer."""
        pending = await self.dialogues.pending(chat.chat_id, now)
        await self.dialogues.end(chat.chat_id)
        return Reply(say(chat.language, "chat.nothing_to_cancel" if pending is None else "chat.cancelled"))

    def greeting(self, chat: ChatMemory) -> Reply:
        """Return the first message: what to write, and the key that shares where one is (private chats only)."""
        keyboard = ReplyKeyboard(plain(say(chat.language, "buttons.share_location")))
        return Reply(say(chat.language, "chat.greeting"), keyboard=keyboard if chat.chat_id > 0 else None)

    def help(self, chat: ChatMemory) -> Reply:
        """Return what can be written, and what the answers stand on."""
        return Reply(say(chat.language, "chat.help"))

    async def _continue(self, chat: ChatMemory, pending: PendingDialogue, text: str, now: datetime) -> Reply:
        if pending.step == preferences.LIVING:
            return await self.preferences.on_home(chat, text, now)
        return await self.places.on_name(chat, pending, text)

    async def _begin(self, chat: ChatMemory, text: str, now: datetime, *, finishes: bool = True) -> Reply:
        """Read a message that no question of ours waits for; it may bring the other half of one of its own."""
        left = await self.unfinished.take(chat, now)
        half = left if finishes else Half()
        text = await self.listening.finished(chat, half, text, now)
        intent = await self.listening.intent(chat, text, now)
        if isinstance(intent, Asked):
            reply = await self.conversation.on_question(chat, half.completed(intent), text, now)
        elif isinstance(intent, Unanswered):
            reply = intent
        else:
            reply = await self._wanted(chat, intent, text, now)
        if isinstance(reply, Unanswered):
            await self.unfinished.keep(chat, reply, half, now)
            return present(reply, chat.language, now)
        return reply

    async def _wanted(self, chat: ChatMemory, intent: Intent, text: str, now: datetime) -> Reply:
        talk, reply = self.conversation, self._courtesy(chat, intent)
        match intent:
            case AskWhy(about):
                reply = await talk.on_why(chat, about, text, now)
            case ShowZone(when):
                reply = talk.on_zone(chat, when.at if when else now, now)
            case ShowDay():
                reply = await talk.on_day(chat, _about(intent, _day(intent, chat)), text, now)
            case ShowNearby():
                reply = talk.on_nearby(chat, now)
            case OpenPage(page):
                reply = await self._page(chat, page, now)
            case _:
                reply = await self._kept(chat, intent, text, now) or reply
        return reply

    async def _kept(  # noqa: PLR0911 -- one return an intent
        self, chat: ChatMemory, intent: Intent, text: str, now: datetime
    ) -> Reply | None:
        """Take an intent about what is kept of the chat; None for another."""
        match intent:
            case WhereIsMyCar():
                return await self.car.page(chat, now)
            case Left():
                return await self.car.leave(chat, now)
            case Parked():
                return await self._parked(chat, intent, text, now)
            case SavePlace():
                return await self._saved(chat, intent, text, now)
            case ListAlerts():
                return await self.alerts.page(chat, now)
            case ListPlaces():
                return await self.places.page(chat, now)
            case SetAlert(alert):
                return await self._alert(chat, alert, text, now)
            case _:
                return None

    async def _page(self, chat: ChatMemory, page: Page, now: datetime) -> Reply:
        """Return what the command of this name is answered with; a language is chosen at once."""
        match page:
            case "english":
                return await self.preferences.press(chat, "language", "en", now)
            case "spanish":
                return await self.preferences.press(chat, "language", "es", now)
            case "settings":
                return self.preferences.page(chat)
            case "privacy":
                return self.own_data.policy(chat)
            case "forget":
                return self.own_data.ask(chat)

    def _courtesy(self, chat: ChatMemory, intent: Intent) -> Reply:
        """Return what is said to words that ask for nothing in particular."""
        if isinstance(intent, Greeting):
            return self.greeting(chat)
        if isinstance(intent, Thanks | Goodbye):
            return Reply(say(chat.language, "chat.thanks"))
        return self.help(chat)

    async def _parked(self, chat: ChatMemory, intent: Parked, text: str, now: datetime) -> Reply:
        found = await self._place(chat, intent, text, now)
        if isinstance(found, Unanswered):
            return await self._ask_where(chat, found, text, now, "car_place_missing")
        since = min(intent.since or now, now)
        reply = await self.car.park(chat, found.place, intent.colour, since, now)
        await self._talk_about(chat, found.place, None)
        return reply

    async def _alert(self, chat: ChatMemory, alert: Alert, text: str, now: datetime) -> Reply:
        if isinstance(alert, Digest):
            return await self.alerts.on_sentence(chat, alert, None, now)
        found = await self._place(chat, alert, text, now)
        if isinstance(found, Unanswered):
            return await self._ask_where(chat, found, text, now)
        reply = await self.alerts.on_sentence(chat, alert, found.place, now)
        await self._talk_about(chat, found.place, alert.when.at if isinstance(alert, Trip) else None)
        return reply

    async def _saved(self, chat: ChatMemory, intent: SavePlace, text: str, now: datetime) -> Reply:
        found = await self._place(chat, intent, text, now)
        if isinstance(found, Unanswered):
            return await self._ask_where(chat, found, text, now)
        if intent.name is None:
            return await self.places.ask_name(chat, found.place, now)
        return await self.places.keep(chat, intent.name, found.place)

    async def _ask_where(
        self, chat: ChatMemory, found: Unanswered, text: str, now: datetime, reason: str | None = None
    ) -> Reply:
        """Say why there is no place; a sentence that names none waits for it."""
        if found.status == "place_missing":
            await self.unfinished.keep_sentence(chat, text, "place", now)
            found = replace(found, reason=reason or found.reason)
        return present(found, chat.language, now)

    async def _talk_about(self, chat: ChatMemory, place: Place, at: datetime | None) -> None:
        """Let what is said next be about a place that was just spoken of, and a moment (aware; None: the present)."""
        if place.storable:
            with forgoing("what was spoken of"):
                await self.places.save(
                    replace(chat, last_place=place, asked_at=at.astimezone(UTC) if at else None)
                )

    async def _place(
        self, chat: ChatMemory, located: Located, text: str, now: datetime
    ) -> Question | Unanswered:
        own = await self.places.named(chat)
        return await self.reader.resolve(_about(located), text, now, chat.last_place, own)


def _names_place(understood: Understood) -> bool:
    return understood.place is not None or understood.point is not None


def _about(located: Located, when: When | None = None) -> Understood:
    """Return the question about the place of an intent."""
    return Understood(located.place, located.point, when, located.here, None)


def _day(intent: ShowDay, chat: ChatMemory) -> When | None:
    """Return the middle of the day that is meant, in Madrid; None for today.

    Who names neither a place nor a day has just been answered about one.
    """
    if intent.day is not None:
        return When(datetime.combine(intent.day, NOON, MADRID))
    goes_on = intent.place is None and intent.point is None
    return When(chat.asked_at.astimezone(MADRID)) if chat.asked_at and goes_on else None
