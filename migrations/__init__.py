"""The database's history: alembic's environment and its revisions; `bot.db.upgrade` runs them."""
