"""What online geocoders answered."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the answers kept."""
    op.create_table(
        "geocodings",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_geocodings"),
    )
    op.create_index("ix_geocodings_kept_at", "geocodings", ["kept_at"])


def downgrade() -> None:
    """Drop the answers kept."""
    op.drop_index("ix_geocodings_kept_at", "geocodings")
    op.drop_table("geocodings")
