"""Where chats parked."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, cast

from sqlalchemy import Table, delete

from bot.db.chats import ensure_chat
from bot.db.columns import place_of, place_values
from bot.db.models import ParkedCarRow
from bot.db.sessions import Sessions
from bot.db.statements import changed_rows, upsert
from bot.domain import Language, ParkedCar, WhyMove
from bot.errors import PlaceNotStorableError

if TYPE_CHECKING:
    from geodata.spaces import Colour

CARS_KEPT: Final = timedelta(days=14)
"""A car that has stood for longer was moved without a word, and nobody needs to know where somebody was."""

PARKED_CARS: Final = cast("Table", ParkedCarRow.__table__)


class ParkedCarRepository:
    """Keeps one car a chat; `clock` tells the present (aware)."""

    def __init__(self, sessions: Sessions, clock: Callable[[], datetime]) -> None:
        self._sessions, self._clock = sessions, clock
        self._park = upsert(sessions.dialect, PARKED_CARS, ("chat_id",))

    async def park(self, car: ParkedCar) -> None:
        """Remember a car, instead of the one before.

        Raises:
            PlaceNotStorableError: the terms of the place's source forbid it.
        """
        if not car.place.storable:
            raise PlaceNotStorableError
        async with self._sessions.begin() as session:
            await ensure_chat(session, car.chat_id, self._clock())
            await session.execute(self._park, _values(car))

    async def parked(self, chat_id: int) -> ParkedCar | None:
        """Return the chat's car, None when none is known."""
        async with self._sessions() as session:
            row = await session.get(ParkedCarRow, chat_id)
        return None if row is None else _car(row)

    async def leave(self, chat_id: int) -> bool:
        """Forget the chat's car; False when none was known."""
        async with self._sessions.begin() as session:
            gone = delete(ParkedCarRow).where(ParkedCarRow.chat_id == chat_id)
            return await changed_rows(session, gone) > 0

    async def forget_old(self, now: datetime) -> None:
        """Forget the cars that have stood for very long."""
        async with self._sessions.begin() as session:
            await session.execute(delete(ParkedCarRow).where(ParkedCarRow.parked_at < now - CARS_KEPT))


def _values(car: ParkedCar) -> dict[str, object]:
    return {
        "chat_id": car.chat_id,
        "language": car.language,
        **place_values(car.place),
        "area": car.area,
        "colour": car.colour,
        "parked_at": car.parked_at,
        "move_by": car.move_by,
        "why": car.why,
        "remind_at": car.remind_at,
    }


def _car(row: ParkedCarRow) -> ParkedCar:
    return ParkedCar(
        row.chat_id,
        cast("Language", row.language),
        place_of(row),
        row.area,
        row.parked_at,
        colour=cast("Colour | None", row.colour),
        move_by=row.move_by,
        why=cast("WhyMove | None", row.why),
        remind_at=row.remind_at,
    )
