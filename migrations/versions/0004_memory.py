"""What a chat is remembered by: who drives, its places, its car, what it was asked; and the pictures sent."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

CHAT_COLUMNS = (
    ("language_chosen", sa.Boolean(), sa.false()),
    ("label", sa.String(8), None),
    ("resident", sa.String(8), None),
    ("walk_metres", sa.Integer(), "250"),
    ("theme", sa.String(8), "light"),
    ("active", sa.Boolean(), sa.true()),
    ("asked_at", sa.DateTime(timezone=True), None),
)
"""Each with what the chats that are there already get: None where that is nothing."""


def upgrade() -> None:
    """Give the chats their settings, and make the tables of what belongs to them."""
    with op.batch_alter_table("chats") as chats:
        for name, kind, value in CHAT_COLUMNS:
            chats.add_column(sa.Column(name, kind, nullable=value is None, server_default=value))
    with op.batch_alter_table("chats") as chats:
        for name, kind, value in CHAT_COLUMNS:
            if value is not None:  # from now on every row brings its own
                chats.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)
    _create_places()
    _create_parked_cars()
    _create_dialogues_and_shares()
    _create_sent_pictures()


def downgrade() -> None:
    """Drop the tables, and take from the chats what is newer."""
    for table, indexes in (
        ("sent_pictures", ["used_at"]),
        ("live_shares", ["until"]),
        ("pending_dialogues", ["expires_at"]),
        ("parked_cars", ["remind_at", "parked_at"]),
        ("recent_places", ["chat_id_used_at"]),
        ("saved_places", []),
    ):
        for columns in indexes:
            op.drop_index(f"ix_{table}_{columns}", table)
        op.drop_table(table)
    with op.batch_alter_table("chats") as chats:
        for name, _, _ in CHAT_COLUMNS:
            chats.drop_column(name)


def _create_places() -> None:
    op.create_table(
        "saved_places",
        sa.Column("place_id", sa.Integer(), nullable=False),
        _chat("saved_places"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        *_place(),
        _moment("created_at"),
        sa.PrimaryKeyConstraint("place_id", name="pk_saved_places"),
        sa.UniqueConstraint("chat_id", "folded", name="uq_saved_places_chat_id_folded"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "recent_places",
        _chat("recent_places"),
        sa.Column("folded", sa.Text(), nullable=False),
        *_place(),
        _moment("used_at"),
        sa.PrimaryKeyConstraint("chat_id", "folded", name="pk_recent_places"),
    )
    op.create_index("ix_recent_places_chat_id_used_at", "recent_places", ["chat_id", "used_at"])


def _create_parked_cars() -> None:
    op.create_table(
        "parked_cars",
        _chat("parked_cars"),
        sa.Column("language", sa.String(2), nullable=False),
        *_place(),
        sa.Column("area", sa.String(8), nullable=False),
        sa.Column("colour", sa.String(16), nullable=True),
        _moment("parked_at"),
        _moment("move_by", nullable=True),
        sa.Column("why", sa.String(32), nullable=True),
        _moment("remind_at", nullable=True),
        sa.PrimaryKeyConstraint("chat_id", name="pk_parked_cars"),
    )
    op.create_index("ix_parked_cars_parked_at", "parked_cars", ["parked_at"])
    op.create_index("ix_parked_cars_remind_at", "parked_cars", ["remind_at"])


def _create_dialogues_and_shares() -> None:
    op.create_table(
        "pending_dialogues",
        _chat("pending_dialogues"),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        _moment("expires_at"),
        sa.PrimaryKeyConstraint("chat_id", name="pk_pending_dialogues"),
    )
    op.create_index("ix_pending_dialogues_expires_at", "pending_dialogues", ["expires_at"])
    op.create_table(
        "live_shares",
        _chat("live_shares"),
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("answer_id", sa.BigInteger(), nullable=False),
        _moment("until"),
        sa.Column("area", sa.String(8), nullable=True),
        sa.Column("level", sa.String(16), nullable=True),
        sa.PrimaryKeyConstraint("chat_id", "message_id", name="pk_live_shares"),
    )
    op.create_index("ix_live_shares_until", "live_shares", ["until"])


def _create_sent_pictures() -> None:
    op.create_table(
        "sent_pictures",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Text(), nullable=False),
        _moment("used_at"),
        sa.PrimaryKeyConstraint("key", name="pk_sent_pictures"),
    )
    op.create_index("ix_sent_pictures_used_at", "sent_pictures", ["used_at"])


def _chat(table: str) -> sa.Column:
    """Return the column of the chat that a row belongs to, and goes with."""
    owner = sa.ForeignKey("chats.chat_id", name=f"fk_{table}_chat_id_chats", ondelete="CASCADE")
    return sa.Column("chat_id", sa.BigInteger(), owner, autoincrement=False, nullable=False)


def _place() -> list[sa.Column]:
    """Return the columns of a place."""
    return [
        sa.Column("place_label", sa.Text(), nullable=False),
        sa.Column("place_lat", sa.Double(), nullable=False),
        sa.Column("place_lon", sa.Double(), nullable=False),
        sa.Column("place_source", sa.String(32), nullable=False),
        sa.Column("place_precision", sa.String(16), nullable=False),
        sa.Column("place_neighbourhood", sa.String(8), nullable=True),
    ]


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)
