"""What people found: questions that are due, and reports without who made them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the questions and the reports."""
    op.create_table(
        "found_questions",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        *_said(),
        sa.PrimaryKeyConstraint("question_id", name="pk_found_questions"),
        sa.UniqueConstraint("chat_id", "day", name="uq_found_questions_chat_id_day"),
    )
    op.create_index("ix_found_questions_due_at", "found_questions", ["due_at"])
    op.create_table(
        "found_reports",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("reporter", sa.String(32), nullable=False),
        *_said(),
        sa.PrimaryKeyConstraint("report_id", name="pk_found_reports"),
    )
    op.create_index("ix_found_reports_slot", "found_reports", ["slot"])


def downgrade() -> None:
    """Drop both."""
    op.drop_index("ix_found_reports_slot", "found_reports")
    op.drop_table("found_reports")
    op.drop_index("ix_found_questions_due_at", "found_questions")
    op.drop_table("found_questions")


def _said() -> list[sa.Column]:
    """Return the columns of what was said: where, when, and what it stood on."""
    return [
        sa.Column("neighbourhood", sa.String(8), nullable=False),
        sa.Column("colour", sa.String(16), nullable=False),
        sa.Column("slot", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said", sa.Double(), nullable=False),
        sa.Column("version", sa.String(32), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("known", sa.Double(), nullable=False),
        sa.Column("doubtful", sa.Double(), nullable=False),
        sa.Column("searched", sa.Integer(), nullable=False),
    ]
