"""Alerts: what chats ask to be told of, what is to be told, who tells it, and how each chat wants it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the subscriptions, their occurrences, the settings and the lease."""
    op.create_table(
        "subscriptions",
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        _chat("subscriptions"),
        *_wish(),
        *_standing(),
        *_remembered(),
        sa.PrimaryKeyConstraint("subscription_id", name="pk_subscriptions"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_subscriptions_chat_id", "subscriptions", ["chat_id"])
    op.create_index("ix_subscriptions_next_due_at", "subscriptions", ["next_due_at"])
    _create_occurrences()
    op.create_table(
        "alert_settings",
        _chat("alert_settings"),
        sa.Column("quiet_start", sa.SmallInteger(), nullable=True),
        sa.Column("quiet_end", sa.SmallInteger(), nullable=True),
        sa.Column("notices", sa.Boolean(), nullable=False),
        _moment("last_notice_at", nullable=True),
        sa.Column("told_until", sa.Date(), nullable=True),
        sa.Column("data_until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("chat_id", name="pk_alert_settings"),
    )
    op.create_index("ix_alert_settings_told_until", "alert_settings", ["told_until"])
    op.create_table(
        "leases",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("holder", sa.String(64), nullable=False),
        _moment("until"),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
    )


def downgrade() -> None:
    """Drop them all."""
    op.drop_table("leases")
    for table, indexes in (
        ("alert_settings", ["told_until"]),
        ("occurrences", ["finished_at", "subscription_id", "state_next_try_at"]),
        ("subscriptions", ["next_due_at", "chat_id"]),
    ):
        for columns in indexes:
            op.drop_index(f"ix_{table}_{columns}", table)
        op.drop_table(table)


def _create_occurrences() -> None:
    subscription = sa.ForeignKey(
        "subscriptions.subscription_id",
        name="fk_occurrences_subscription_id_subscriptions",
        ondelete="CASCADE",
    )
    op.create_table(
        "occurrences",
        sa.Column("occurrence_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        _chat("occurrences"),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("subscription_id", sa.Integer(), subscription, nullable=True),
        _moment("about_at"),
        _moment("due_at"),
        _moment("useful_until"),
        sa.Column("payload", sa.JSON(), nullable=True),
        sa.Column("state", sa.String(8), nullable=False),
        _moment("next_try_at"),
        sa.Column("claimed_by", sa.String(64), nullable=True),
        _moment("claimed_at", nullable=True),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("faults", sa.SmallInteger(), nullable=False),
        sa.Column("reason", sa.String(32), nullable=True),
        _moment("finished_at", nullable=True),
        sa.Column("told_in", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("occurrence_id", name="pk_occurrences"),
        sa.UniqueConstraint(
            "chat_id", "kind", "about_at", "key", name="uq_occurrences_chat_id_kind_about_at_key"
        ),
    )
    op.create_index("ix_occurrences_state_next_try_at", "occurrences", ["state", "next_try_at"])
    op.create_index("ix_occurrences_subscription_id", "occurrences", ["subscription_id"])
    op.create_index("ix_occurrences_finished_at", "occurrences", ["finished_at"])


def _wish() -> list[sa.Column]:
    """Return the columns of what is asked for."""
    return [
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("place_label", sa.Text(), nullable=True),
        sa.Column("place_lat", sa.Double(), nullable=True),
        sa.Column("place_lon", sa.Double(), nullable=True),
        sa.Column("place_source", sa.String(32), nullable=True),
        sa.Column("place_precision", sa.String(16), nullable=True),
        sa.Column("place_neighbourhood", sa.String(8), nullable=True),
        sa.Column("area", sa.String(8), nullable=False),
        sa.Column("spaces", sa.Text(), nullable=False),
        sa.Column("days", sa.SmallInteger(), nullable=False),
        sa.Column("start_minute", sa.SmallInteger(), nullable=False),
        sa.Column("end_minute", sa.SmallInteger(), nullable=False),
        _moment("trip_at", nullable=True),
        sa.Column("ahead_minutes", sa.SmallInteger(), nullable=True),
        sa.Column("sense", sa.String(8), nullable=True),
        sa.Column("points", sa.SmallInteger(), nullable=True),
        sa.Column("level", sa.String(8), nullable=True),
    ]


def _standing() -> list[sa.Column]:
    """Return the columns of whether it is active, and of what comes next."""
    return [
        sa.Column("is_paused", sa.Boolean(), nullable=False),
        _moment("snoozed_until", nullable=True),
        _moment("created_at"),
        _moment("next_due_at", nullable=True),
        _moment("next_about_at", nullable=True),
        _moment("next_until", nullable=True),
    ]


def _remembered() -> list[sa.Column]:
    """Return the columns of what was told and judged last."""
    return [
        sa.Column("is_met", sa.Boolean(), nullable=False),
        _moment("last_told_at", nullable=True),
        _moment("last_about_at", nullable=True),
        sa.Column("last_level", sa.String(8), nullable=True),
        sa.Column("last_points", sa.SmallInteger(), nullable=True),
        sa.Column("last_version", sa.String(32), nullable=True),
        _moment("judged_about_at", nullable=True),
        _moment("judged_until", nullable=True),
        sa.Column("judged_version", sa.String(32), nullable=True),
        sa.Column("skips_told_until", sa.Date(), nullable=True),
    ]


def _chat(table: str) -> sa.Column:
    """Return the column of the chat that a row belongs to, and goes with."""
    owner = sa.ForeignKey("chats.chat_id", name=f"fk_{table}_chat_id_chats", ondelete="CASCADE")
    return sa.Column("chat_id", sa.BigInteger(), owner, autoincrement=False, nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)
