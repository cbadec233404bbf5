"""What online geocoders answered, kept so that nobody is asked twice for the same address."""

from collections.abc import Callable
from datetime import datetime, timedelta

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import delete

from bot.db.models import GeocodingRow
from bot.db.sessions import Sessions
from geodata.geocoding import Ambiguous, Found, Geocoding, NotFound

KEPT_FOR = timedelta(days=90)
"""Streets are renamed and houses built rarely; a quarter is how often the city's own files come."""

_ANSWERS: TypeAdapter[Geocoding] = TypeAdapter(Found | Ambiguous | NotFound)


class DatabaseGeocodingCache:
    """A `GeocodingCache` in the database: one row a question, without who asked it."""

    def __init__(self, sessions: Sessions, clock: Callable[[], datetime]) -> None:
        self._sessions, self._clock = sessions, clock

    async def get(self, key: str) -> Geocoding | None:
        """Return the answer kept under the key; None if there is none, it is old, or of another version."""
        async with self._sessions() as session:
            row = await session.get(GeocodingRow, key)
        if row is None or row.kept_at < self._clock() - KEPT_FOR:
            return None
        try:
            return _ANSWERS.validate_json(row.answer)
        except ValidationError:
            return None

    async def put(self, key: str, answer: Geocoding) -> None:
        """Keep the answer, and drop those that have grown old."""
        now = self._clock()
        async with self._sessions.begin() as session:
            await session.execute(delete(GeocodingRow).where(GeocodingRow.kept_at < now - KEPT_FOR))
            await session.merge(
                GeocodingRow(key=key, answer=_ANSWERS.dump_json(answer).decode(), kept_at=now)
            )
