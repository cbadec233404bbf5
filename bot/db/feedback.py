"""Questions "did you find a space?" that are due, and what was answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from bot.db.models import FoundQuestionRow, FoundReportRow
from bot.domain import Language
from forecasting.feedback import Basis, Outcome, Report

QUESTIONS_KEPT = timedelta(days=2)
"""After this a question is forgotten, and with it which chat asked for what: long enough for a late answer."""


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
    """Keeps the questions and the reports."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession]) -> None:
        self._sessions = sessions

    async def plan(self, question: FoundQuestion) -> None:
        """Keep a question as its chat's of that day, instead of one not asked yet; after one that was, drop it."""
        kept = FoundQuestionRow
        async with self._sessions.begin() as session:
            row = await session.scalar(
                select(kept).where(kept.chat_id == question.chat_id, kept.day == question.day)
            )
            if row is None:
                row = FoundQuestionRow(chat_id=question.chat_id, day=question.day)
                session.add(row)
            elif row.asked_at is not None:
                return
            row.language, row.due_at = question.language, question.due_at
            _write(row, question.said)

    async def claim(self, now: datetime, patience: timedelta) -> Sequence[FoundQuestion]:
        """Return the questions to ask now, each once in its life: they are marked as asked before anybody is.

        Those due longer ago than `patience` are not asked any more, and old ones are forgotten.
        """
        kept = FoundQuestionRow
        async with self._sessions.begin() as session:
            await session.execute(delete(kept).where(kept.due_at < now - QUESTIONS_KEPT))
            await session.execute(delete(kept).where(_unasked(), kept.due_at < now - patience))
            rows = await session.scalars(
                select(kept).where(_unasked(), kept.due_at <= now).order_by(kept.due_at)
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


def _write(row: FoundQuestionRow | FoundReportRow, said: Said) -> None:
    row.neighbourhood, row.colour, row.slot = said.neighbourhood, said.colour, said.slot
    row.said, row.version, row.demo = said.said, said.version, said.demo
    row.known, row.doubtful, row.searched = said.basis.known, said.basis.doubtful, said.basis.searched


def _said(row: FoundQuestionRow | FoundReportRow) -> Said:
    basis = Basis(row.known, row.doubtful, row.searched)
    return Said(row.neighbourhood, row.colour, row.slot, row.said, row.version, row.demo, basis)


def _question(row: FoundQuestionRow) -> FoundQuestion:
    language = cast("Language", row.language)
    return FoundQuestion(row.chat_id, language, row.day, row.due_at, _said(row), row.question_id)


def _report_row(report: Report) -> FoundReportRow:
    row = FoundReportRow(outcome=report.outcome, reporter=report.reporter)
    _write(
        row,
        Said(
            report.neighbourhood,
            report.colour,
            report.slot,
            report.said,
            report.version,
            report.demo,
            report.basis,
        ),
    )
    return row
