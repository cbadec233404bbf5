"""What an alert shows: a trip's map, and the day's chart of a watched window or of a digest's first place."""

from dataclasses import dataclass
from datetime import datetime

from bot.alerts.messages import AlertMessage, DigestMessage, TripMessage, WatchMessage
from bot.domain import MADRID, ChatMemory, Picture, Query
from bot.services.answering import AnswerService
from bot.services.pictures import PictureService
from bot.services.questions import Question
from geodata.places import Place


@dataclass(frozen=True, slots=True)
class AlertPictures:
    """Composes them; other messages have none."""

    answers: AnswerService
    pictures: PictureService

    def of(self, message: AlertMessage, chat: ChatMemory, now: datetime) -> Picture | None:
        """Return the picture of a message."""
        match message:
            case TripMessage() if not message.answer.is_far:
                return self.pictures.map_of(message.answer, chat.language, now, chat.driver, chat.theme)
            case WatchMessage():
                return self._day(message.watch.place, message.occasion.about_at, chat, now)
            case DigestMessage() if message.places:
                return self._day(message.places[0].place, message.occasion.about_at, chat, now)
            case _:
                return None

    def _day(self, place: Place, at: datetime, chat: ChatMemory, now: datetime) -> Picture | None:
        query = Query("", place.label, at.astimezone(MADRID), at_given=True)
        answer = self.answers.answer(Question(query, place), now, chat.driver)
        if answer.neighbourhood is None or answer.status == "no_forecast":
            return None
        return self.pictures.day_of(answer, self.answers.day(answer, chat.driver), chat, now)
