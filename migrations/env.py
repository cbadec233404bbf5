"""Alembic's environment: runs on the connection that `bot.db.upgrade` hands over."""

from alembic import context

from bot.db.models import Base

# SQLite cannot alter most of a table in place: batch mode copies it (and does nothing special elsewhere).
context.configure(
    connection=context.config.attributes["connection"], target_metadata=Base.metadata, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
