"""What a chat says → what it is shown: the middle that the handlers call."""

from collections import OrderedDict
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from bot.callbacks import Action, ChoosePlace, Explain
from bot.domain import MADRID, Answer, ChatMemory, Query, Reply
from bot.errors import StaleButtonError
from bot.presentation import explain, present
from bot.services.answering import AnswerService
from bot.services.pictures import PictureService
from bot.services.questions import Question, QuestionReader
from bot.texts import say
from geodata.errors import UnknownNeighbourhoodError
from geodata.places import Place, Point

KEPT_QUESTIONS = 2_000
"""Chats whose last question `/why` still knows; buttons need no memory. Some 500 bytes each."""


class ChatMemories(Protocol):
    """Where chats are remembered."""

    async def save(self, chat: ChatMemory) -> None:
        """Keep what is known of a chat."""
        ...


class Listener(Protocol):
    """Who hears of every answer."""

    async def plan(self, chat: ChatMemory, answer: Answer, now: datetime) -> None:
        """Take note of what a chat was answered."""
        ...


class Conversation:
    """Answers chats: reads the question, answers it, draws its map and remembers the place."""

    def __init__(
        self,
        reader: QuestionReader,
        answers: AnswerService,
        pictures: PictureService,
        chats: ChatMemories,
        listener: Listener | None = None,
    ) -> None:
        self._reader, self._answers, self._pictures, self._chats = reader, answers, pictures, chats
        self._listener = listener
        self._last_questions: OrderedDict[int, Question] = OrderedDict()

    async def on_text(self, chat: ChatMemory, text: str, now: datetime) -> Reply:
        """Return the reply to a typed message."""
        question = await self._reader.read(text, now, chat.last_place)
        if not isinstance(question, Question):
            return present(question, chat.language, now)
        await self._remember(chat, question.place)
        return await self._reply(chat, question, now)

    async def on_location(
        self, chat: ChatMemory, point: Point, now: datetime, label: str | None = None
    ) -> Reply:
        """Return the reply to a shared position or venue (with its title as `label`)."""
        question = await self._reader.at_point(point, now, label)
        await self._remember(chat, question.place)
        return await self._reply(chat, question, now)

    async def on_tap(self, chat: ChatMemory, action: Action, now: datetime) -> Reply:
        """Return the reply that a button asks for.

        Raises:
            StaleButtonError: the button names a neighbourhood that is no more.
        """
        at = action.at.astimezone(MADRID)
        query = Query("", action.place.label, at, at_given=at != now)
        try:
            if isinstance(action, ChoosePlace):
                await self._remember(chat, action.place)
            question = Question(query, action.place)
            if isinstance(action, Explain):
                return explain(self._answers.answer(question, now), chat.language, now)
            return await self._reply(chat, question, now)
        except UnknownNeighbourhoodError as error:
            raise StaleButtonError(str(error)) from error

    async def on_why(self, chat: ChatMemory, text: str, now: datetime) -> Reply:
        """Return what the answer to `text` stands on; without a text, the chat's last answer."""
        question = self._last_questions.get(chat.chat_id)
        if text:
            asked = await self._reader.read(text, now, chat.last_place)
            if not isinstance(asked, Question):
                return present(asked, chat.language, now)
            question = asked
        elif question is None and chat.last_place is not None:  # asked before the last restart
            question = Question(Query("", None, now.astimezone(MADRID), at_given=False), chat.last_place)
        if question is None:
            return Reply(say(chat.language, "why.nothing"))
        return explain(self._answers.answer(question, now), chat.language, now)

    def greeting(self, chat: ChatMemory) -> Reply:
        """Return the first message: what to write."""
        return Reply(say(chat.language, "chat.greeting"))

    def help(self, chat: ChatMemory) -> Reply:
        """Return what can be written, and what the answers stand on."""
        return Reply(say(chat.language, "chat.help"))

    async def _reply(self, chat: ChatMemory, question: Question, now: datetime) -> Reply:
        """Return the answer with its map; a place in another region has none."""
        self._last_questions[chat.chat_id] = question
        self._last_questions.move_to_end(chat.chat_id)
        while len(self._last_questions) > KEPT_QUESTIONS:
            self._last_questions.popitem(last=False)
        answer = self._answers.answer(question, now)
        if self._listener is not None:
            await self._listener.plan(chat, answer, now)
        reply = present(answer, chat.language, now)
        if answer.is_far:
            return reply
        key, photo = await self._pictures.map_of(answer, chat.language, now)
        return replace(reply, photo=photo, photo_key=key)

    async def _remember(self, chat: ChatMemory, place: Place) -> None:
        """Keep the place as the chat's last, where the terms of whoever found it allow."""
        if place.storable:
            await self._chats.save(replace(chat, last_place=place))
