"""The tables; migrations/versions creates them, and a test holds that both agree.

Each has a column `chat_id`, by which `bot.db.chat_data` finds what belongs to a chat, or stands in its list
of impersonal tables.
"""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import JSON, BigInteger, Double, Index, MetaData, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bot.db.columns import PlaceColumns, SaidColumns, of_chat
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
    """A chat with the bot: its settings, and the place (all of its fields, or none) and time it asked about."""

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
    language_chosen: Mapped[bool]
    label: Mapped[str | None] = mapped_column(String(8))
    resident: Mapped[str | None] = mapped_column(String(8))
    walk_metres: Mapped[int]
    theme: Mapped[str] = mapped_column(String(8))
    active: Mapped[bool]
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SavedPlaceRow(PlaceColumns, Base):
    """A place with a name of the chat's own; `folded` is the name as it is looked up."""

    __tablename__ = "saved_places"
    # A number is not given twice: the button of a place that is gone must not reach another.
    __table_args__ = (UniqueConstraint("chat_id", "folded"), {"sqlite_autoincrement": True})

    place_id: Mapped[int] = mapped_column(primary_key=True)
    chat_id: Mapped[int] = of_chat()
    name: Mapped[str] = mapped_column(Text)
    folded: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RecentPlaceRow(PlaceColumns, Base):
    """A place that a chat asked about; `folded` is its label, without case and accents."""

    __tablename__ = "recent_places"
    __table_args__ = (Index(None, "chat_id", "used_at"),)

    chat_id: Mapped[int] = of_chat(primary_key=True)
    folded: Mapped[str] = mapped_column(Text, primary_key=True)
    used_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ParkedCarRow(PlaceColumns, Base):
    """Where a chat's car stands."""

    __tablename__ = "parked_cars"

    chat_id: Mapped[int] = of_chat(primary_key=True)
    language: Mapped[str] = mapped_column(String(2))
    area: Mapped[str] = mapped_column(String(8))
    colour: Mapped[str | None] = mapped_column(String(16))
    parked_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    move_by: Mapped[datetime | None] = mapped_column(UtcDateTime)
    why: Mapped[str | None] = mapped_column(String(32))
    remind_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)


class PendingDialogueRow(Base):
    """What a chat's next message answers; `data` is a flat object of texts."""

    __tablename__ = "pending_dialogues"

    chat_id: Mapped[int] = of_chat(primary_key=True)
    step: Mapped[str] = mapped_column(Text)
    data: Mapped[dict[str, str]] = mapped_column(JSON)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class LiveShareRow(Base):
    """A live location that is being answered."""

    __tablename__ = "live_shares"

    chat_id: Mapped[int] = of_chat(primary_key=True)
    message_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    answer_id: Mapped[int] = mapped_column(BigInteger)
    until: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    area: Mapped[str | None] = mapped_column(String(8))
    level: Mapped[str | None] = mapped_column(String(16))


class SentPictureRow(Base):
    """Telegram's file of a picture that was sent, by what it shows; nothing tells to whom."""

    __tablename__ = "sent_pictures"

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    file_id: Mapped[str] = mapped_column(Text)
    used_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class GeocodingRow(Base):
    """An online geocoder's answer, as JSON, by the question; nothing tells who asked."""

    __tablename__ = "geocodings"

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    answer: Mapped[str] = mapped_column(Text)
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class FoundQuestionRow(SaidColumns, Base):
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


class FoundReportRow(SaidColumns, Base):
    """What somebody found: no chat, no place; `reporter` is opaque and changes every quarter."""

    __tablename__ = "found_reports"
    __table_args__ = (Index(None, "slot"),)

    report_id: Mapped[int] = mapped_column(primary_key=True)
    outcome: Mapped[str] = mapped_column(String(16))
    reporter: Mapped[str] = mapped_column(String(32))


class AuditRow(Base):
    """What an administrator did: a `deed` ("retrain", "promote" …) and what came of it."""

    __tablename__ = "audit_entries"

    entry_id: Mapped[int] = mapped_column(primary_key=True)
    admin_id: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    deed: Mapped[str] = mapped_column(String(32))
    detail: Mapped[str] = mapped_column(Text)


class UsageRow(Base):
    """How many answers an hour and a neighbourhood had ("" outside of all); nothing tells whose they were."""

    __tablename__ = "usage_counts"

    hour: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    neighbourhood: Mapped[str] = mapped_column(String(8), primary_key=True)
    answers: Mapped[int]


class SeenErrorRow(Base):
    """An unexpected error, one row for all that are alike; `text` is redacted, `told_at` when admins heard of it."""

    __tablename__ = "seen_errors"

    fingerprint: Mapped[str] = mapped_column(String(16), primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    first_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    times: Mapped[int]
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class JobRunRow(Base):
    """When a scheduled job was last done with, well or not."""

    __tablename__ = "job_runs"

    job: Mapped[str] = mapped_column(String(32), primary_key=True)
    ended_at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[str] = mapped_column(String(16))


class BroadcastRow(Base):
    """A message to everybody: `text` is Telegram HTML, `state` draft, sending, done, stopped or discarded."""

    __tablename__ = "broadcasts"
    # A number is not given twice: the button of an old draft must not send another.
    __table_args__ = ({"sqlite_autoincrement": True},)

    broadcast_id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(BigInteger)
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16), index=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class BroadcastRecipientRow(Base):
    """A chat that a broadcast is for, and how far that is: waiting, claimed, sent, closed or failed."""

    __tablename__ = "broadcast_recipients"
    __table_args__ = (Index(None, "broadcast_id", "state"),)

    broadcast_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    chat_id: Mapped[int] = of_chat(primary_key=True)
    state: Mapped[str] = mapped_column(String(16))
