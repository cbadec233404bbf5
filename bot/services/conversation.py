"""What a chat says → what it is shown: the middle that the handlers call."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol

from bot.callbacks import (
    AtPlace,
    Explain,
    Navigate,
    PickTime,
    ShowDay,
    ShowNearby,
)
from bot.db.forgoing import forgoing
from bot.deep_links import decode_start
from bot.domain import MADRID, Answer, ChatMemory, Menu, Query, Reply, Shown, Unanswered
from bot.errors import StaleButtonError, StaleLinkError
from bot.keyboards import navigation_buttons, time_buttons
from bot.presentation import present
from bot.presentation.surroundings import zone_moment
from bot.services.questions import Question, QuestionReader, asked_now
from bot.services.views import Views, is_over, over, question_of
from bot.texts import say
from bot.understanding import Understood, When
from geodata.errors import UnknownNeighbourhoodError
from geodata.places import Place, Point


class Memories(Protocol):
    """Where chats and the places they ask about are remembered."""

    async def save(self, chat: ChatMemory) -> None:
        """Keep what is known of a chat."""
        ...

    async def remember(self, chat: ChatMemory, place: Place, at: datetime) -> None:
        """Keep a place as one of the chat's last ones."""
        ...

    async def named(self, chat: ChatMemory) -> Mapping[str, Place]:
        """Return the chat's own places by name."""
        ...


class Listener(Protocol):
    """Who hears of every answer."""

    async def plan(self, chat: ChatMemory, answer: Answer, now: datetime) -> None:
        """Take note of what a chat was answered."""
        ...


class Conversation:
    """Answers chats about places: reads the question, shows what was asked for, and remembers the place."""

    def __init__(
        self, reader: QuestionReader, views: Views, memories: Memories, listener: Listener | None = None
    ) -> None:
        self._reader, self._views, self._memories, self._listener = reader, views, memories, listener

    async def on_question(
        self, chat: ChatMemory, understood: Understood, text: str, now: datetime
    ) -> Reply | Unanswered:
        """Return the reply to a question in words, or why there is none."""
        question = await self._resolved(chat, understood, text, now)
        if not isinstance(question, Question):
            return question
        return await self.answer(chat, question, now)

    async def on_day(self, chat: ChatMemory, understood: Understood, text: str, now: datetime) -> Reply:
        """Return the whole day of a question in words."""
        question = await self._resolved(chat, understood, text, now)
        if not isinstance(question, Question):
            return present(question, chat.language, now)
        await self._remember(chat, question, now)
        return self._views.day(chat, question, now)

    def on_nearby(self, chat: ChatMemory, now: datetime) -> Reply:
        """Return the neighbourhoods on foot from the place of the chat's last answer."""
        question = last_question(chat, now)
        if question is None:
            return Reply(say(chat.language, "unanswered.place_missing"))
        return self._views.nearby(chat, question, now)

    async def on_location(
        self,
        chat: ChatMemory,
        point: Point,
        now: datetime,
        label: str | None = None,
        when: When | None = None,
    ) -> Reply:
        """Return the reply to a shared position or venue (with its title as `label`); without `when` about now."""
        return await self.answer(chat, await self._reader.at_point(point, now, label, when), now)

    async def on_link(self, chat: ChatMemory, payload: str, now: datetime) -> Reply:
        """Return the reply to a link's question; one about a moment that has passed is asked about now.

        Raises:
            StaleLinkError: the payload cannot be read, or names a neighbourhood that is no more.

        """
        place, at = decode_start(payload)
        moment = max(at, now).astimezone(MADRID)
        question = Question(Query("", place.label, moment, at_given=at > now), place)
        try:
            return await self.answer(chat, question, now)
        except UnknownNeighbourhoodError as error:
            raise StaleLinkError(str(error)) from error

    async def on_tap(self, chat: ChatMemory, action: AtPlace, now: datetime) -> Shown:
        """Return what a button about a place brings.

        Raises:
            StaleButtonError: the button names a neighbourhood that is no more.

        """
        try:
            brought = self._instead if is_over(action, now) else self._tapped
            return await brought(chat, action, now)
        except UnknownNeighbourhoodError as error:
            raise StaleButtonError(str(error)) from error

    async def on_why(
        self, chat: ChatMemory, understood: Understood | None, text: str, now: datetime
    ) -> Reply:
        """Return what an answer stands on: that to a question in words, without one the chat's last."""
        if understood is None:
            question = last_question(chat, now)
            if question is None:
                return Reply(say(chat.language, "why.nothing"))
            return self._views.explanation(chat, question, now)
        asked = await self._resolved(chat, understood, text, now)
        if not isinstance(asked, Question):
            return present(asked, chat.language, now)
        return self._views.explanation(chat, asked, now)

    def on_zone(self, chat: ChatMemory, at: datetime, now: datetime) -> Reply:
        """Return the whole zone at a moment (aware)."""
        return self._views.zone(chat, at, now)

    async def on_zone_button(self, chat: ChatMemory, verb: str, value: str, now: datetime) -> Reply:
        """Return the whole zone at the moment of a button; raises StaleButtonError for what is none."""
        try:
            at = zone_moment(value)
        except (ValueError, OverflowError) as error:
            raise StaleButtonError(f"no moment: {verb} {value}") from error
        return self._views.zone(chat, at, now)

    async def answer(self, chat: ChatMemory, question: Question, now: datetime) -> Reply:
        """Return the answer to a question, remember its place, and let the listener know."""
        answer, reply = self._views.answer(chat, question, now)
        await self._remember(chat, question, now)
        if self._listener is not None:
            with forgoing("what was answered"):
                await self._listener.plan(chat, answer, now)
        return reply

    async def _tapped(self, chat: ChatMemory, action: AtPlace, now: datetime) -> Shown:
        question, place, language = question_of(action, now), action.place, chat.language
        match action:
            case Explain():
                return self._views.explanation(chat, question, now)
            case PickTime():
                return Menu(time_buttons(place, action.at, language, now))
            case Navigate():
                return Menu(navigation_buttons(place, action.at, language))
            case ShowDay():
                return self._views.day(chat, question, now)
            case ShowNearby():
                return self._views.nearby(chat, question, now)
            case _:
                return await self.answer(chat, question, now)

    async def _instead(self, chat: ChatMemory, action: AtPlace, now: datetime) -> Shown:
        """Return the answer for now to a button whose moment is over, and a word that it is."""
        reply = await self.answer(chat, asked_now(action.place, now), now)
        return over(chat.language, reply)

    async def _resolved(
        self, chat: ChatMemory, understood: Understood, text: str, now: datetime
    ) -> Question | Unanswered:
        own = await self._memories.named(chat)
        return await self._reader.resolve(understood, text, now, chat.last_place, own)

    async def _remember(self, chat: ChatMemory, question: Question, now: datetime) -> None:
        """Keep what was asked as the chat's last question, where the terms of whoever found the place allow."""
        place, query = question.place, question.query
        if not place.storable:
            return
        at = query.at.astimezone(UTC) if query.at_given else None
        with forgoing("what was asked"):
            if (chat.last_place, chat.asked_at) != (place, at):
                await self._memories.save(replace(chat, last_place=place, asked_at=at))
            if chat.last_place is None or chat.last_place.label != place.label:
                await self._memories.remember(chat, place, now)


def last_question(chat: ChatMemory, now: datetime) -> Question | None:
    """Return the chat's last question; None before the first one."""
    if chat.last_place is None:
        return None
    at = chat.asked_at or now
    query = Query("", chat.last_place.label, at.astimezone(MADRID), at_given=chat.asked_at is not None)
    return Question(query, chat.last_place)
