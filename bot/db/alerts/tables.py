"""The tables of alerts; migrations/versions creates them, and a test holds that both agree."""

from datetime import date, datetime
from typing import Any, Final, Literal, cast

from sqlalchemy import JSON, Double, ForeignKey, Index, SmallInteger, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.alerts.moments import CommonMoment
from bot.db.columns import of_chat
from bot.db.models import Base
from bot.db.types import UtcDateTime

State = Literal["waiting", "claimed", "sent", "skipped", "missed", "failed"]
"""Of an occurrence. It waits, is claimed and sent, and then confirmed; or there was nothing to tell after all,
or it came too late, or it could not be sent and was set aside."""


class SubscriptionRow(Base):
    """What a chat asks to be told of. Clock times are minutes of Madrid's day, `days` a bit for each (Monday 1).

    A trip has no `start_minute`, and an `end_minute` (else 0) where it is about more than a moment; `sense` to
    `level` are the threshold, of watches and trips that have one.

    `next_*` is the upcoming occasion (all None: none), `last_*` what was told last, `judged_*` which occasion
    was judged last and by which forecast. Days without regulation have been told up to `skips_told_until`.
    """

    __tablename__ = "subscriptions"
    # A number is not given twice: the button of a subscription that is gone must not reach another.
    __table_args__ = (Index(None, "chat_id"), {"sqlite_autoincrement": True})

    subscription_id: Mapped[int] = mapped_column(primary_key=True)
    chat_id: Mapped[int] = of_chat()
    kind: Mapped[str] = mapped_column(String(8))
    place_label: Mapped[str | None] = mapped_column(Text)
    place_lat: Mapped[float | None] = mapped_column(Double)
    place_lon: Mapped[float | None] = mapped_column(Double)
    place_source: Mapped[str | None] = mapped_column(String(32))
    place_precision: Mapped[str | None] = mapped_column(String(16))
    place_neighbourhood: Mapped[str | None] = mapped_column(String(8))
    area: Mapped[str] = mapped_column(String(8))
    spaces: Mapped[str] = mapped_column(Text)
    days: Mapped[int] = mapped_column(SmallInteger)
    start_minute: Mapped[int] = mapped_column(SmallInteger)
    end_minute: Mapped[int] = mapped_column(SmallInteger)
    trip_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ahead_minutes: Mapped[int | None] = mapped_column(SmallInteger)
    sense: Mapped[str | None] = mapped_column(String(8))
    points: Mapped[int | None] = mapped_column(SmallInteger)
    level: Mapped[str | None] = mapped_column(String(8))
    is_paused: Mapped[bool]
    snoozed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    next_due_at: Mapped[datetime | None] = mapped_column(CommonMoment, index=True)
    next_about_at: Mapped[datetime | None] = mapped_column(CommonMoment)
    next_until: Mapped[datetime | None] = mapped_column(CommonMoment)
    is_met: Mapped[bool]
    last_told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_about_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_level: Mapped[str | None] = mapped_column(String(8))
    last_points: Mapped[int | None] = mapped_column(SmallInteger)
    last_version: Mapped[str | None] = mapped_column(String(32))
    judged_about_at: Mapped[datetime | None] = mapped_column(CommonMoment)
    judged_until: Mapped[datetime | None] = mapped_column(CommonMoment)
    judged_version: Mapped[str | None] = mapped_column(String(32))
    skips_told_until: Mapped[date | None]


class OccurrenceRow(Base):
    """Something to tell a chat, and what became of it; `told_in` told that it was missed.

    Of a chat, a kind and a time there is one with each `key`: its subscription's number, then, for what corrects
    another one, the forecast's version.
    """

    __tablename__ = "occurrences"
    __table_args__ = (
        UniqueConstraint("chat_id", "kind", "about_at", "key"),
        Index(None, "state", "next_try_at"),
    )

    occurrence_id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    chat_id: Mapped[int] = of_chat()
    kind: Mapped[str] = mapped_column(String(8))
    subscription_id: Mapped[int | None] = mapped_column(
        ForeignKey("subscriptions.subscription_id", ondelete="CASCADE"), index=True
    )
    about_at: Mapped[datetime] = mapped_column(CommonMoment)
    due_at: Mapped[datetime] = mapped_column(CommonMoment)
    useful_until: Mapped[datetime] = mapped_column(CommonMoment)
    payload: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(8))
    next_try_at: Mapped[datetime] = mapped_column(CommonMoment)
    claimed_by: Mapped[str | None] = mapped_column(String(64))
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(SmallInteger)
    faults: Mapped[int] = mapped_column(SmallInteger)
    reason: Mapped[str | None] = mapped_column(String(32))
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    told_in: Mapped[int | None]


class LeaseRow(Base):
    """Who alone may do something, until when."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    holder: Mapped[str] = mapped_column(String(64))
    until: Mapped[datetime] = mapped_column(UtcDateTime)


class AlertSettingsRow(Base):
    """How a chat wants to be told: quiet hours (minutes of Madrid's day; both None: none) and whether of news.

    News have been told up to the day `told_until`, and of data up to that of `data_until`.
    """

    __tablename__ = "alert_settings"

    chat_id: Mapped[int] = of_chat(primary_key=True)
    quiet_start: Mapped[int | None] = mapped_column(SmallInteger)
    quiet_end: Mapped[int | None] = mapped_column(SmallInteger)
    notices: Mapped[bool]
    last_notice_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    told_until: Mapped[date | None] = mapped_column(index=True)
    data_until: Mapped[date | None]


SUBSCRIPTIONS: Final = cast("Table", SubscriptionRow.__table__)
OCCURRENCES: Final = cast("Table", OccurrenceRow.__table__)
LEASES: Final = cast("Table", LeaseRow.__table__)
ALERT_SETTINGS: Final = cast("Table", AlertSettingsRow.__table__)
