"""Places that chats gave names of their own."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final, cast

from sqlalchemy import Table, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.chats import ensure_chat
from bot.db.columns import place_of, place_values
from bot.db.models import SavedPlaceRow
from bot.db.sessions import Sessions
from bot.db.statements import changed_rows, upsert
from bot.domain import SavedPlace
from bot.errors import BadPlaceNameError, PlaceNameTakenError, PlaceNotStorableError, TooManyPlacesError
from geodata.gazetteer.folding import fold

MOST_PLACES: Final = 20
"""Of a chat: a list that still fits a screen of buttons."""

LONGEST_NAME: Final = 40
"""Characters: what a button shows of a name."""

SAVED_PLACES: Final = cast("Table", SavedPlaceRow.__table__)

_BLANKS = re.compile(r"[\s\x00-\x1f\x7f]+")
_WORDS = re.compile(r"\w+")


class PlaceRepository:
    """Keeps saved places; `clock` tells the present (aware).

    A chat's places are looked at for every message that may name one: they are kept in memory.
    """

    def __init__(self, sessions: Sessions, clock: Callable[[], datetime]) -> None:
        self._sessions, self._clock = sessions, clock
        self._cache = sessions.caches.places
        named = upsert(sessions.dialect, SAVED_PLACES, ("chat_id", "folded"), made_with=("created_at",))
        self._save = named.returning(SAVED_PLACES.c.place_id)

    async def save_place(self, saved: SavedPlace) -> SavedPlace:
        """Keep a place under its name, instead of the one that the chat called so; return it as it is kept.

        Raises:
            PlaceNotStorableError: its source's terms forbid it.
            BadPlaceNameError: the name is empty or too long.
            TooManyPlacesError: the chat has as many others as it may have.
        """
        if not saved.place.storable:
            raise PlaceNotStorableError
        name, folded = _checked(saved.name)
        chat_id, now = saved.chat_id, self._clock()
        row = {"chat_id": chat_id, "name": name, "folded": folded, "created_at": now}
        with self._cache.changing(chat_id):
            async with self._sessions.begin() as session:
                if len((await _numbers(session, chat_id)).keys() - {folded}) >= MOST_PLACES:
                    raise TooManyPlacesError(MOST_PLACES)
                await ensure_chat(session, chat_id, now)
                place_id = await session.scalar(self._save, row | place_values(saved.place))
        return replace(saved, name=name, place_id=place_id)

    async def places(self, chat_id: int) -> Sequence[SavedPlace]:
        """Return the chat's places, in the order that they were first saved."""
        return await self._cache.through(chat_id, self._read)

    async def named(self, chat_id: int, name: str) -> SavedPlace | None:
        """Return the place that the chat calls so, in whatever case and with accents or without."""
        folded = folded_name(name)
        return next((one for one in await self.places(chat_id) if folded_name(one.name) == folded), None)

    async def by_id(self, chat_id: int, place_id: int) -> SavedPlace | None:
        """Return a place of the chat by its number; None for another chat's."""
        return next((one for one in await self.places(chat_id) if one.place_id == place_id), None)

    async def rename(self, chat_id: int, place_id: int, name: str) -> bool:
        """Give a place of the chat another name; False when there is no such place.

        Raises:
            BadPlaceNameError: the name is empty or too long.
            PlaceNameTakenError: another of the chat's places is called so.
        """
        name, folded = _checked(name)
        renamed = update(SavedPlaceRow).where(SavedPlaceRow.place_id == place_id)
        with self._cache.changing(chat_id):
            async with self._sessions.begin() as session:
                numbers = await _numbers(session, chat_id)
                if place_id not in numbers.values():
                    return False
                if numbers.get(folded, place_id) != place_id:
                    raise PlaceNameTakenError(name)
                await session.execute(renamed.values(name=name, folded=folded))
        return True

    async def delete(self, chat_id: int, place_id: int) -> bool:
        """Forget a place of the chat; False when there is no such place."""
        row = SavedPlaceRow
        with self._cache.changing(chat_id):
            async with self._sessions.begin() as session:
                gone = delete(row).where(row.chat_id == chat_id, row.place_id == place_id)
                return await changed_rows(session, gone) > 0

    async def _read(self, chat_id: int) -> tuple[SavedPlace, ...]:
        row = SavedPlaceRow
        async with self._sessions() as session:
            kept = await session.scalars(select(row).where(row.chat_id == chat_id).order_by(row.place_id))
            return tuple(SavedPlace(one.chat_id, one.name, place_of(one), one.place_id) for one in kept)


def folded_name(name: str) -> str:
    """Return a name as it is looked up: "¡Mi Sitio!" is "mi sitio". One without letters keeps its signs ("🏠")."""
    folded = fold(name)
    return " ".join(_WORDS.findall(folded)) or _BLANKS.sub("", folded)


def _checked(name: str) -> tuple[str, str]:
    """Return a name in one line, and folded."""
    line = _BLANKS.sub(" ", name).strip()
    folded = folded_name(line)
    if not folded or len(line) > LONGEST_NAME:
        raise BadPlaceNameError(LONGEST_NAME)
    return line, folded


async def _numbers(session: AsyncSession, chat_id: int) -> dict[str, int]:
    """Return the numbers of the chat's places by folded name."""
    row = SavedPlaceRow
    found = await session.execute(select(row.folded, row.place_id).where(row.chat_id == chat_id))
    return dict(found.all())
