"""The tables; migrations/versions creates them, and a test holds that both agree."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import BigInteger, Double, Index, MetaData, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bot.db.types import UtcDateTime

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
"""Every constraint has a name, so that a later revision can drop it on any database."""


class Base(DeclarativeBase):
    """The root of all tables."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMING)


class ChatRow(Base):
    """A chat with the bot, and the last place it asked about (all of its fields, or none)."""

    __tablename__ = "chats"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    language: Mapped[str] = mapped_column(String(2))
    place_label: Mapped[str | None] = mapped_column(Text)
    place_lat: Mapped[float | None] = mapped_column(Double)
    place_lon: Mapped[float | None] = mapped_column(Double)
    place_source: Mapped[str | None] = mapped_column(String(32))
    place_precision: Mapped[str | None] = mapped_column(String(16))
    place_neighbourhood: Mapped[str | None] = mapped_column(String(8))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class GeocodingRow(Base):
    """An online geocoder's answer, as JSON, by the question; nothing tells who asked."""

    __tablename__ = "geocodings"

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    answer: Mapped[str] = mapped_column(Text)
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class _Said:
    """What an answer said of a neighbourhood and an hour, and what that stood on (forecasting.feedback.Basis)."""

    neighbourhood: Mapped[str] = mapped_column(String(8))
    colour: Mapped[str] = mapped_column(String(16))
    slot: Mapped[datetime] = mapped_column(UtcDateTime)
    said: Mapped[float] = mapped_column(Double)
    version: Mapped[str] = mapped_column(String(32))
    demo: Mapped[bool]
    known: Mapped[float] = mapped_column(Double)
    doubtful: Mapped[float] = mapped_column(Double)
    searched: Mapped[int]


class FoundQuestionRow(_Said, Base):
    """A question "did you find a space?" to ask a chat, one for each of its days; gone two days after."""

    __tablename__ = "found_questions"
    __table_args__ = (UniqueConstraint("chat_id", "day"),)

    question_id: Mapped[int] = mapped_column(primary_key=True)
    chat_id: Mapped[int] = mapped_column(BigInteger)
    language: Mapped[str] = mapped_column(String(2))
    day: Mapped[date]
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class FoundReportRow(_Said, Base):
    """What somebody found: no chat, no place; `reporter` is opaque and changes every quarter."""

    __tablename__ = "found_reports"
    __table_args__ = (Index(None, "slot"),)

    report_id: Mapped[int] = mapped_column(primary_key=True)
    outcome: Mapped[str] = mapped_column(String(16))
    reporter: Mapped[str] = mapped_column(String(32))
