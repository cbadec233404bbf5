"""Questions "did you find a space?" that are due, and what was answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, cast

from sqlalchemy import ColumnElement, Table, delete, exists, select

from bot.db.group_commit import GroupCommit
from bot.db.models import ChatRow, FoundQuestionRow, FoundReportRow
from bot.db.sessions import Sessions
from bot.db.statements import upsert
from bot.domain import Language
from forecasting.feedback import Basis, Outcome, Report

QUESTIONS_KEPT = timedelta(days=2)
"""After this a question is forgotten, and with it which chat asked for what: long enough for a late answer."""

FOUND_QUESTIONS: Final = cast("Table", FoundQuestionRow.__table__)


@dataclass(frozen=True, slots=True)
class Said:
    """What an answer said: the chance of a space at once there, then, by a model; `slot` is a UTC hour start."""

    neighbourhood: str
    colour: str
    slot: datetime
    said: float
    version: str
    demo: bool
    basis: Basis

    def report(self, outcome: Outcome, reporter: str) -> Report:
        """Return what somebody found there, then."""
        return Report(
            self.neighbourhood,
            self.colour,
            self.slot,
            outcome,
            reporter,
            self.said,
            self.version,
            self.basis,
            self.demo,
        )


@dataclass(frozen=True, slots=True)
class FoundQuestion:
    """A question to ask a chat at `due_at`, as that of its `day` (Madrid's); `question_id` is None before it is kept."""

    chat_id: int
    language: Language
    day: date
    due_at: datetime
    said: Said
    question_id: int | None = None


class FeedbackRepository:
    """Keeps the questions and the reports; chats that are answered at once share a transaction."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        plan = upsert(sessions.dialect, FOUND_QUESTIONS, ("chat_id", "day"), where=_unasked())
        self._plans = GroupCommit(sessions.writer, plan)

    async def plan(self, question: FoundQuestion) -> None:
        """Keep a question as its chat's of that day, instead of one not asked yet; after one that was, drop it."""
        said = {"language": question.language, "due_at": question.due_at, **_said_values(question.said)}
        await self._plans.write({"chat_id": question.chat_id, "day": question.day, **said})

    async def claim(self, now: datetime, patience: timedelta) -> Sequence[FoundQuestion]:
        """Return the questions to ask now, each once in its life: they are marked as asked before anybody is.

        Those due longer ago than `patience` are not asked any more, nor are chats that do not want to hear
        from the bot, and old ones are forgotten.
        """
        kept = FoundQuestionRow
        is_closed = exists().where(ChatRow.chat_id == kept.chat_id, ~ChatRow.active)
        async with self._sessions.begin() as session:
            await session.execute(delete(kept).where(kept.due_at < now - QUESTIONS_KEPT))
            await session.execute(delete(kept).where(_unasked(), kept.due_at < now - patience))
            rows = await session.scalars(
                select(kept).where(_unasked(), kept.due_at <= now, ~is_closed).order_by(kept.due_at)
            )
            claimed = []
            for row in rows:
                row.asked_at = now
                claimed.append(_question(row))
        return claimed

    async def answer(
        self, question_id: int, chat_id: int, outcome: Outcome, reporter: str, now: datetime
    ) -> bool:
        """Keep the first answer to a question that was asked in the chat; False for any other."""
        async with self._sessions.begin() as session:
            row = await session.get(FoundQuestionRow, question_id)
            if row is None or row.chat_id != chat_id or row.asked_at is None or row.answered_at is not None:
                return False
            row.answered_at = now
            session.add(_report_row(_said(row).report(outcome, reporter)))
        return True

    async def withdraw(self, chat_id: int, day: date) -> None:
        """Forget the chat's question of a day that was not asked yet: it has been answered already."""
        kept = FoundQuestionRow
        async with self._sessions.begin() as session:
            await session.execute(delete(kept).where(kept.chat_id == chat_id, kept.day == day, _unasked()))

    async def add(self, report: Report) -> None:
        """Keep a report that no question asked for."""
        async with self._sessions.begin() as session:
            session.add(_report_row(report))

    async def reports(self, since: datetime) -> Sequence[Report]:
        """Return the reports about slots from a moment on, oldest first."""
        kept = FoundReportRow
        async with self._sessions() as session:
            rows = await session.scalars(
                select(kept).where(kept.slot >= since).order_by(kept.slot, kept.report_id)
            )
            return [_said(row).report(cast("Outcome", row.outcome), row.reporter) for row in rows]


def _unasked() -> ColumnElement[bool]:
    return FoundQuestionRow.asked_at.is_(None)


def _said_values(said: Said) -> dict[str, object]:
    """Return the values of the columns of what was said, by name."""
    return {
        "neighbourhood": said.neighbourhood,
        "colour": said.colour,
        "slot": said.slot,
        "said": said.said,
        "version": said.version,
        "demo": said.demo,
        "known": said.basis.known,
        "doubtful": said.basis.doubtful,
        "searched": said.basis.searched,
    }


def _said(row: FoundQuestionRow | FoundReportRow) -> Said:
    basis = Basis(row.known, row.doubtful, row.searched)
    return Said(row.neighbourhood, row.colour, row.slot, row.said, row.version, row.demo, basis)


def _question(row: FoundQuestionRow) -> FoundQuestion:
    language = cast("Language", row.language)
    return FoundQuestion(row.chat_id, language, row.day, row.due_at, _said(row), row.question_id)


def _report_row(report: Report) -> FoundReportRow:
    said = Said(
        report.neighbourhood,
        report.colour,
        report.slot,
        report.said,
        report.version,
        report.demo,
        report.basis,
    )
    return FoundReportRow(outcome=report.outcome, reporter=report.reporter, **_said_values(said))
