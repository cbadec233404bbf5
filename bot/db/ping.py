"""Whether the database answers."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker


async def ping(sessions: async_sessionmaker[AsyncSession]) -> None:
    """Ask the database the least there is to ask; raises SQLAlchemyError where it cannot answer."""
    async with sessions() as session:
        await session.execute(select(1))
