"""Questions typed in any chat after the bot's name: the answers to choose from."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.callbacks import AtPlace
from bot.deep_links import question_link
from bot.domain import Answer, Buttons, ChatMemory, Language, Toast
from bot.keyboards import inline_buttons
from bot.presentation import answer_text, summary
from bot.services.places import PlacesService
from bot.services.questions import Question, QuestionReader, asked_now
from bot.services.views import Views, is_over, over, question_of
from geodata.places import Point

MOST_RESULTS: Final = 8
"""As many as a phone shows without scrolling far."""

ID_DIGITS: Final = 32


@dataclass(frozen=True, slots=True)
class InlineAnswer:
    """An answer to choose: `title` and `description` in the list, `text` (HTML) and `buttons` once sent."""

    id: str
    title: str
    description: str
    text: str
    buttons: Buttons


@dataclass(frozen=True, slots=True)
class InlineService:
    """Answers in words: a picture would have to be on the web before it could be sent."""

    reader: QuestionReader
    views: Views
    places: PlacesService

    async def answers(
        self, chat: ChatMemory, text: str, point: Point | None, bot_name: str, now: datetime
    ) -> list[InlineAnswer]:
        """Return the answers to a question; without one, to where the person is and to their own places."""
        questions = await self._questions(chat, text, point, now)
        return [self._result(chat, question, bot_name, now) for question in questions[:MOST_RESULTS]]

    def tapped(
        self, chat: ChatMemory, action: AtPlace, bot_name: str, now: datetime
    ) -> tuple[str, Buttons, Toast | None]:
        """Return the text and buttons that an answer's button brings in the chat where it was sent.

        Those of the answer for now, and a word for who tapped, where what the button asks about is over.
        """
        if is_over(action, now):
            question, told = asked_now(action.place, now), over(chat.language)
        else:
            question, told = question_of(action, now), None
        shown = self._result(chat, question, bot_name, now)
        return shown.text, shown.buttons, told

    async def _questions(
        self, chat: ChatMemory, text: str, point: Point | None, now: datetime
    ) -> list[Question]:
        if text.strip():
            return await self._read(chat, text, point, now)
        here = [await self.reader.at_point(point, now)] if point else []
        own = await self.places.named(chat)
        last = [chat.last_place] if chat.last_place else []
        places = {place.label: place for place in (*own.values(), *last)}
        return here + [asked_now(place, now) for place in places.values()]

    async def _read(self, chat: ChatMemory, text: str, point: Point | None, now: datetime) -> list[Question]:
        here = (await self.reader.at_point(point, now)).place if point else chat.last_place
        asked = await self.reader.read(text, now, here, await self.places.named(chat))
        if isinstance(asked, Question):
            others = [Question(asked.query, place) for place in asked.alternatives]
            return [Question(asked.query, asked.place), *others]
        return [Question(asked.query, place) for place in asked.candidates]

    def _result(self, chat: ChatMemory, question: Question, bot_name: str, now: datetime) -> InlineAnswer:
        answer, language = self.views.answers.answer(question, now, chat.driver), chat.language
        title, description = summary(answer, language, now)
        link = question_link(bot_name, answer.place, answer.query.at)
        buttons = inline_buttons(answer, language, now, link)
        text = answer_text(answer, language, now)
        return InlineAnswer(_id_of(answer, language), title, description, text, buttons)


def _id_of(answer: Answer, language: Language) -> str:
    words = f"{answer.place.label}/{answer.place.point}/{answer.query.at.isoformat()}/{language}"
    return hashlib.sha256(words.encode()).hexdigest()[:ID_DIGITS]
