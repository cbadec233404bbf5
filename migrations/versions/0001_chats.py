"""Chats: a language and the last place asked about.

A revision repeats the column types instead of importing the models: it must stay what it was.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the chats."""
    op.create_table(
        "chats",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("place_label", sa.Text(), nullable=True),
        sa.Column("place_lat", sa.Double(), nullable=True),
        sa.Column("place_lon", sa.Double(), nullable=True),
        sa.Column("place_source", sa.String(32), nullable=True),
        sa.Column("place_precision", sa.String(16), nullable=True),
        sa.Column("place_neighbourhood", sa.String(8), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name="pk_chats"),
    )


def downgrade() -> None:
    """Drop the chats."""
    op.drop_table("chats")
