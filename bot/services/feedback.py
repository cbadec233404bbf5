"""After an answer's time: did they find a space? What was said then, and what came of it, without the place."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.callbacks import Press, encode
from bot.db import FeedbackRepository, FoundQuestion, Said
from bot.domain import MADRID, Answer, Button, ChatMemory, Reply
from bot.errors import StaleButtonError
from bot.reporters import Reporters
from bot.services.answering import AnswerService
from bot.services.questions import asked_now
from bot.texts import say, when
from forecasting.feedback import OUTCOMES, Basis, day_factor
from geodata.errors import UnknownNeighbourhoodError
from geodata.places import Place

TOPIC: Final = "found"

_NUMBER = re.compile(r"0|[1-9][0-9]{0,17}")

WAIT: Final = timedelta(minutes=30)
"""After the time asked about: by then even a long search has ended."""

PATIENCE: Final = timedelta(minutes=90)
"""From then on: two hours after the time nobody remembers how long it took."""

PLANNED_AHEAD: Final = timedelta(days=7)
"""Questions about times beyond this are not kept: what chats plan is not stored for longer than a week."""


class FeedbackService:
    """Plans the questions, words them, and keeps the reports."""

    def __init__(self, kept: FeedbackRepository, answers: AnswerService, reporters: Reporters) -> None:
        self._kept, self._answers, self._reporters = kept, answers, reporters

    async def plan(self, chat: ChatMemory, answer: Answer, now: datetime) -> None:
        """Remember to ask about an answer, when it was for a definite place in regulated hours, soon enough.

        The last answer for a day of a chat is the one that is asked about, once that day. Groups are not asked.
        """
        said, at = said_of(answer), answer.query.at
        if said is None or chat.chat_id <= 0 or not now - WAIT <= at <= now + PLANNED_AHEAD:
            return
        due = max(at, now) + WAIT
        day = at.astimezone(MADRID).date()
        await self._kept.plan(FoundQuestion(chat.chat_id, chat.language, day, due, said))

    async def due(self, now: datetime) -> Sequence[FoundQuestion]:
        """Return the questions to ask now; each is returned once, whatever becomes of it."""
        return await self._kept.claim(now, PATIENCE)

    def question(self, question: FoundQuestion, now: datetime) -> Reply:
        """Word a question, with a button for each outcome."""
        language, said = question.language, question.said
        text = say(
            language,
            "feedback.question",
            neighbourhood=self._name(said.neighbourhood),
            when=when(language, question.due_at - WAIT, now),
        )
        rows = tuple(
            (
                Button(
                    say(language, f"feedback.{outcome}"),
                    encode(Press(TOPIC, outcome, str(question.question_id or 0))),
                ),
            )
            for outcome in OUTCOMES
        )
        return Reply(text, buttons=rows)

    async def press(self, chat: ChatMemory, verb: str, value: str, now: datetime) -> Reply:
        """Keep what a button under a question reports, and thank for it.

        Raises:
            StaleButtonError: the button is of another version, or nobody's.

        """
        outcome = next((one for one in OUTCOMES if one == verb), None)
        if outcome is None or _NUMBER.fullmatch(value) is None:
            raise StaleButtonError("no such outcome or question")
        reporter = self._reporters.id_of(chat.chat_id, now.astimezone(UTC))
        is_new = await self._kept.answer(int(value), chat.chat_id, outcome, reporter, now)
        return Reply(say(chat.language, f"feedback.{'thanks' if is_new else 'too_late'}"))

    async def found(self, chat: ChatMemory, place: Place, now: datetime) -> bool:
        """Keep that a space was found at once here and now, and ask no more; False where that tells nothing.

        That is: outside regulated hours or the zone, or without a forecast to compare it with.
        """
        try:
            said = said_of(self._answers.answer(asked_now(place, now), driver=chat.driver))
        except UnknownNeighbourhoodError:
            return False
        if said is None:
            return False
        reporter = self._reporters.id_of(chat.chat_id, now.astimezone(UTC))
        await self._kept.add(said.report("at_once", reporter))
        await self._kept.withdraw(chat.chat_id, now.astimezone(MADRID).date())
        return True

    def _name(self, code: str) -> str:
        return self._answers.neighbourhoods.get(code).name


def said_of(answer: Answer) -> Said | None:
    """Return what an answer said of its neighbourhood and hour; None where there is nothing to ask about.

    That is: no definite place, not regulated, no forecast, or no space that this driver may use.
    """
    found, evidence, area = answer.availability, answer.evidence, answer.neighbourhood
    if found is None or evidence is None or area is None or answer.model is None:
        return None
    if answer.place.precision == "neighbourhood":
        return None
    paid = {one.colour: one.paid.mean for one in answer.forecasts}
    spaces = {colour: n for colour, n in evidence.reach.spaces.items() if colour in paid}
    total = sum(spaces.values())
    open_ = {colour: n / total * (1 - paid[colour]) for colour, n in spaces.items()}
    colour = max(open_, key=lambda one: open_[one])  # the one that unseen cars matter most for
    seen = sum(n / total * paid[one] for one, n in spaces.items())
    others = sum(share * evidence.unseen[one].share.mean for one, share in open_.items() if one != colour)
    factor = day_factor(area.code, colour, answer.query.at.astimezone(MADRID))
    basis = Basis(seen + others, open_[colour] * factor, found.searched)
    slot = answer.query.at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    model = answer.model
    return Said(area.code, colour, slot, found.chance.mean, model.version, model.demo, basis)
