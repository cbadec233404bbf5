"""Messages read into what they want, with sentences that they finish."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.domain import ChatMemory, Unanswered
from bot.services.places import PlacesService
from bot.services.questions import QuestionReader
from bot.services.unfinished import Half, UnfinishedQuestions
from bot.understanding import AlertNotUnderstoodError
from bot.understanding.intents import Intent, Parked, Question, SavePlace, SetAlert, Trip, Watch
from geodata.places import Place

TIME_TO_BE_SAID: Final = frozenset({"alert_time_missing", "alert_hour_missing"})
"""Why an alert is not understood yet: the next message may bring it."""


@dataclass(frozen=True, slots=True)
class Listening:
    """Reads with the names that a chat gave to places of its own, and from the moment that its last answer was about."""

    reader: QuestionReader
    places: PlacesService
    unfinished: UnfinishedQuestions

    async def intent(self, chat: ChatMemory, text: str, now: datetime) -> Intent | Unanswered:
        """Return what a message wants; an alert whose time is still to be said is kept for that.

        Raises:
            AlertNotUnderstoodError: an alert is wanted, but not when or on what.
        """
        try:
            return self.reader.listen(text, now, await self.places.named(chat), chat.asked_at)
        except AlertNotUnderstoodError as error:
            if error.reason in TIME_TO_BE_SAID:
                await self.unfinished.keep_sentence(chat, text, "time", now)
            raise

    async def finished(self, chat: ChatMemory, half: Half, text: str, now: datetime) -> str:
        """Return the sentence that a text finishes; the text alone where it does not, or asks something itself."""
        sentence = half.with_more(text)
        if sentence is None:
            return text
        own = await self.places.named(chat)
        if half.wants == "place" and is_whole(self._heard(chat, text, own, now)):
            return text
        return sentence if _is_wish(self._heard(chat, sentence, own, now)) else text

    def _heard(
        self, chat: ChatMemory, text: str, own: Mapping[str, Place], now: datetime
    ) -> Intent | Unanswered | None:
        """Return what a text wants; None for an alert that cannot be set."""
        try:
            return self.reader.listen(text, now, own, chat.asked_at)
        except AlertNotUnderstoodError:
            return None


def is_whole(intent: Intent | Unanswered | None) -> bool:
    """Tell whether words are a question with both its place and its time."""
    return (
        isinstance(intent, Question) and bool(intent.understood.place) and intent.understood.when is not None
    )


def _is_wish(intent: Intent | Unanswered | None) -> bool:
    """Tell whether words want something kept, and of which place."""
    wanted = intent.alert if isinstance(intent, SetAlert) else intent
    return isinstance(wanted, Watch | Trip | Parked | SavePlace) and (
        wanted.place is not None or wanted.point is not None
    )
