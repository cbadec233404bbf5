"""What a chat says → what it is shown: the middle that the handlers call."""

from dataclasses import replace
from datetime import datetime
from typing import Protocol

from bot.callbacks import Action, ChoosePlace
from bot.domain import MADRID, ChatMemory, Query, Reply
from bot.errors import StaleButtonError
from bot.presentation import present
from bot.services.answering import AnswerService
from bot.services.pictures import PictureService
from bot.services.questions import Question, QuestionReader
from bot.texts import say
from geodata.errors import UnknownNeighbourhoodError
from geodata.places import Place, Point


class ChatMemories(Protocol):
    """Where chats are remembered."""

    async def save(self, chat: ChatMemory) -> None:
        """Keep what is known of a chat."""
        ...


class Conversation:
    """Answers chats: reads the question, answers it, draws its map and remembers the place."""

    def __init__(
        self, reader: QuestionReader, answers: AnswerService, pictures: PictureService, chats: ChatMemories
    ) -> None:
        self._reader, self._answers, self._pictures, self._chats = reader, answers, pictures, chats

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
            return await self._reply(chat, Question(query, action.place), now)
        except UnknownNeighbourhoodError as error:
            raise StaleButtonError(str(error)) from error

    def greeting(self, chat: ChatMemory) -> Reply:
        """Return the first message: what to write."""
        return Reply(say(chat.language, "chat.greeting"))

    def help(self, chat: ChatMemory) -> Reply:
        """Return what can be written, and what the answers stand on."""
        return Reply(say(chat.language, "chat.help"))

    async def _reply(self, chat: ChatMemory, question: Question, now: datetime) -> Reply:
        """Return the answer with its map; a place in another region has none."""
        answer = self._answers.answer(question)
        reply = present(answer, chat.language, now)
        if answer.is_far:
            return reply
        key, photo = await self._pictures.map_of(answer, chat.language, now)
        return replace(reply, photo=photo, photo_key=key)

    async def _remember(self, chat: ChatMemory, place: Place) -> None:
        """Keep the place as the chat's last, where the terms of whoever found it allow."""
        if place.storable:
            await self._chats.save(replace(chat, last_place=place))
