"""A lease: of several processes with one database, one does the alerts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import or_, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.alerts.tables import LEASES
from bot.db.statements import changed_rows, insert_new
from bot.errors import AlertsHeldElsewhereError

ALERTS: Final = "alerts"

LASTS: Final = timedelta(seconds=15)
"""How long alerts wait after a process that was killed; a message is sent, or given up, in less."""

CLOCK_SLACK: Final = timedelta(minutes=1)
"""A lease that ends later than it could last, by more than this, was taken by a clock that has gone back since. Less
is a `now` that waited for its turn to write."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The lease that `holder` asks for: a name that no other process has, nor this one after a restart."""

    holder: str
    lasts: timedelta = LASTS
    name: str = ALERTS

    async def hold(self, session: AsyncSession, now: datetime) -> None:
        """Take or prolong the lease in a transaction: what else that writes is written by its holder, or not at all.

        As the first statement of the transaction it also makes every other writer wait for it.

        Raises:
            AlertsHeldElsewhereError: another process has it.
        """
        until, leases = now + self.lasts, LEASES.c
        is_ahead = leases.until > until + CLOCK_SLACK
        is_free = or_(leases.holder == self.holder, leases.until <= now, is_ahead)
        taken = update(LEASES).where(leases.name == self.name, is_free)
        if await changed_rows(session, taken.values(holder=self.holder, until=until)):
            return
        made = insert_new(session.get_bind().dialect.name, LEASES, ("name",))
        row = {"name": self.name, "holder": self.holder, "until": until}
        if not await changed_rows(session, made.values(row)):
            raise AlertsHeldElsewhereError
