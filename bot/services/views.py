"""A place and a time → what is shown of them: the answer, its day, its surroundings, the whole zone."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.callbacks import AtPlace, Explain, Navigate, PickTime, ShowDay, ShowNow
from bot.domain import MADRID, Answer, ChatMemory, Language, Menu, Picture, Query, Reply, Toast
from bot.keyboards import day_buttons
from bot.presentation import day_page, explain, nearby_page, present, zone_page
from bot.services.answering import MINUTES_NEARBY, AnswerService
from bot.services.pictures import PictureService
from bot.services.questions import Question
from bot.texts import plain, say
from geodata.places import Place

OVER: Final = timedelta(hours=1)
"""A moment that has passed by more than this is over: the hour under way is still asked about."""


@dataclass(frozen=True, slots=True)
class Views:
    """Composes replies, each with its picture; draws nothing itself."""

    answers: AnswerService
    pictures: PictureService

    def answer(self, chat: ChatMemory, question: Question, now: datetime) -> tuple[Answer, Reply]:
        """Return what is known, and the reply that says it; a place in another region has no map."""
        answer = self.answers.answer(question, now, chat.driver)
        reply = present(answer, chat.language, now)
        if answer.is_far:
            return answer, reply
        return answer, replace(reply, picture=self._map(answer, chat, now))

    def buttons(self, chat: ChatMemory, place: Place, at: datetime, now: datetime) -> Menu:
        """Return the buttons of the answer about a place at a moment (aware)."""
        return Menu(self.answer(chat, question_at(place, at, now), now)[1].buttons)

    def explanation(self, chat: ChatMemory, question: Question, now: datetime) -> Reply:
        """Return what an answer stands on."""
        return explain(self.answers.answer(question, now, chat.driver), chat.language, now)

    def day(self, chat: ChatMemory, question: Question, now: datetime) -> Reply:
        """Return the place's whole day, hour by hour; an answer that has no forecast is given as it is."""
        answer = self.answers.answer(question, now, chat.driver)
        is_refused = answer.rights is not None and answer.rights.refused is not None
        if answer.neighbourhood is None or answer.status == "no_forecast" or is_refused:
            return self.answer(chat, question, now)[1]
        hours = self.answers.day(answer, chat.driver)
        text = day_page(answer, hours, chat.language, regulated=self._is_regulated_that_day(answer))
        buttons = day_buttons(answer.place, answer.query.at, chat.language, now)
        return Reply(text, self.pictures.day_of(answer, hours, chat, now), buttons)

    def nearby(self, chat: ChatMemory, question: Question, now: datetime) -> Reply:
        """Return the neighbourhoods on foot from a place, best first."""
        answer = self.answers.answer(question, now, chat.driver)
        if answer.availability is None:
            return self.answer(chat, question, now)[1]
        centre = self.answers.neighbourhoods.centre
        near = [(one, centre(one.neighbourhood.code)) for one in self.answers.nearby(answer, chat.driver)]
        reply = nearby_page(answer, near, chat.language, now, MINUTES_NEARBY)
        return replace(reply, picture=self._map(answer, chat, now))

    def zone(self, chat: ChatMemory, at: datetime, now: datetime) -> Reply:
        """Return the whole zone at an hour."""
        index = self.answers.neighbourhoods
        found = self.answers.usual([area.code for area in index], at, chat.driver)
        areas = {index.get(code): one for code, one in found.items()}
        reply = zone_page(areas, at, chat.language, now, self.answers.model)
        return replace(reply, picture=self.pictures.zone_at(at, chat, now))

    def _is_regulated_that_day(self, answer: Answer) -> bool:
        day = answer.query.at.astimezone(MADRID).date()
        area = answer.neighbourhood
        return area is not None and bool(self.answers.calendar.windows(area.code, day))

    def _map(self, answer: Answer, chat: ChatMemory, now: datetime) -> Picture:
        return self.pictures.map_of(answer, chat.language, now, chat.driver, chat.theme)


def question_of(action: AtPlace, now: datetime) -> Question:
    """Return the question that a button asks."""
    moment = now.replace(second=0, microsecond=0) if isinstance(action, ShowNow) else action.at
    return question_at(action.place, moment, now)


def is_over(action: AtPlace, now: datetime) -> bool:
    """Tell whether what a button asks about is over `now` (aware): its moment, or, where it shows the day, that.

    What an answer stands on, other times and the way there are asked of an answer as it was.
    """
    if isinstance(action, ShowNow | Explain | PickTime | Navigate):
        return False
    if isinstance(action, ShowDay):
        return action.at.astimezone(MADRID).date() < now.astimezone(MADRID).date()
    return now - action.at > OVER


def over(language: Language, then: Reply | None = None) -> Toast:
    """Return the word that a button's moment is over, and what is shown instead."""
    return Toast(plain(say(language, "answer.over")), then=then)


def question_at(place: Place, at: datetime, now: datetime) -> Question:
    """Return the question about a place at a moment (aware); it is about "now" only in this very minute."""
    minute = now.replace(second=0, microsecond=0)
    return Question(Query("", place.label, at.astimezone(MADRID), at_given=at != minute), place)
