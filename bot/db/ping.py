"""Whether the database answers, and takes what is to be kept."""

from sqlalchemy import select

from bot.db.sessions import Sessions


async def ping(sessions: Sessions) -> str | None:
    """Ask the database the least there is to ask; return why the last write failed, None when it did not.

    Raises SQLAlchemyError where it cannot answer.
    """
    async with sessions() as session:
        await session.execute(select(1))
    failure = sessions.writes.failure
    return None if failure is None else f"the last write failed: {failure}"
