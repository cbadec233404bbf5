"""What an alert shows: a trip's map, and the day's chart of a watched window or of a digest's first place.

Of a window the hour that decided is marked, as the words name it; a digest is about no hour more than another.
"""

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
                at, _ = message.deciding
                return self._day(message.watch.place, at, chat, now)
            case DigestMessage() if message.places:
                first = message.places[0].place
                return self._day(first, message.occasion.about_at, chat, now, marked=False)
            case _:
                return None

    def _day(
        self, place: Place, at: datetime, chat: ChatMemory, now: datetime, *, marked: bool = True
    ) -> Picture | None:
        """Return the chart of a moment's day, with its hour marked; None where there is nothing to draw."""
        query = Query("", place.label, at.astimezone(MADRID), at_given=True)
        answer = self.answers.answer(Question(query, place), now, chat.driver)
        if answer.neighbourhood is None or answer.status == "no_forecast":
            return None
        return self.pictures.day_of(answer, self.answers.day(answer, chat.driver), chat, now, marked=marked)
