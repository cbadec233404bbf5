"""What whoever runs the bot needs: an audit, usage, errors, jobs' last runs, and messages to everybody."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "audit_entries",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("admin_id", sa.BigInteger(), nullable=False),
        _moment("at"),
        sa.Column("deed", sa.String(32), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name="pk_audit_entries"),
    )
    op.create_index("ix_audit_entries_at", "audit_entries", ["at"])
    op.create_table(
        "usage_counts",
        _moment("hour"),
        sa.Column("neighbourhood", sa.String(8), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hour", "neighbourhood", name="pk_usage_counts"),
    )
    op.create_table(
        "seen_errors",
        sa.Column("fingerprint", sa.String(16), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        _moment("first_at"),
        _moment("last_at"),
        sa.Column("times", sa.Integer(), nullable=False),
        _moment("told_at", nullable=True),
        sa.PrimaryKeyConstraint("fingerprint", name="pk_seen_errors"),
    )
    op.create_index("ix_seen_errors_last_at", "seen_errors", ["last_at"])
    op.create_table(
        "job_runs",
        sa.Column("job", sa.String(32), nullable=False),
        _moment("ended_at"),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("job", name="pk_job_runs"),
    )
    _create_broadcasts()


def downgrade() -> None:
    """Drop the tables."""
    op.drop_index("ix_broadcast_recipients_broadcast_id_state", "broadcast_recipients")
    op.drop_table("broadcast_recipients")
    op.drop_index("ix_broadcasts_state", "broadcasts")
    op.drop_table("broadcasts")
    op.drop_table("job_runs")
    op.drop_index("ix_seen_errors_last_at", "seen_errors")
    op.drop_table("seen_errors")
    op.drop_table("usage_counts")
    op.drop_index("ix_audit_entries_at", "audit_entries")
    op.drop_table("audit_entries")


def _create_broadcasts() -> None:
    op.create_table(
        "broadcasts",
        sa.Column("broadcast_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        _moment("made_at"),
        sa.PrimaryKeyConstraint("broadcast_id", name="pk_broadcasts"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_broadcasts_state", "broadcasts", ["state"])
    owner = sa.ForeignKey("chats.chat_id", name="fk_broadcast_recipients_chat_id_chats", ondelete="CASCADE")
    op.create_table(
        "broadcast_recipients",
        sa.Column("broadcast_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), owner, autoincrement=False, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("broadcast_id", "chat_id", name="pk_broadcast_recipients"),
    )
    op.create_index(
        "ix_broadcast_recipients_broadcast_id_state", "broadcast_recipients", ["broadcast_id", "state"]
    )


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)
