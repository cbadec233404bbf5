"""An open database: who reads, who writes, and what is kept of it in memory."""

from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from bot.db.chat_cache import ChatCaches
from bot.db.write_watch import WriteWatch

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio.session import _AsyncSessionContextManager


class Sessions(async_sessionmaker[AsyncSession]):
    """`sessions()` reads; `sessions.begin()` writes, and commits when its block ends well.

    SQLite takes one writer at a time: on it `writer` has a single connection, for which coroutines queue (so
    a block that writes must not wait for another one), and connections of `reader` refuse to write.
    Elsewhere both are one engine. Objects stay readable after commit. `writes` tells what came of the last one.
    """

    def __init__(self, reader: AsyncEngine, writer: AsyncEngine) -> None:
        super().__init__(reader, expire_on_commit=False)
        self.reader, self.writer = reader, writer
        self.caches, self.writes = ChatCaches(), WriteWatch(writer)
        self._writing = async_sessionmaker(writer, expire_on_commit=False)

    def begin(self) -> "_AsyncSessionContextManager[AsyncSession]":
        """Return the context of a session that writes, in one transaction."""
        return self._writing.begin()

    @property
    def dialect(self) -> str:
        """The database's name in SQLAlchemy: "sqlite", "postgresql"."""
        return self.writer.dialect.name
