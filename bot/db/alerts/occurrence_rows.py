"""Occurrences: values ↔ columns."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, cast

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from bot.alerts.news import News
from bot.alerts.occasions import Occasion
from bot.alerts.occurrences import Content, Occurrence, Unreadable
from bot.db.alerts.tables import OCCURRENCES
from bot.db.statements import insert_new
from bot.domain import ParkedCar

if TYPE_CHECKING:
    from bot.alerts.wishes import Kind

ONCE: Final = ("chat_id", "kind", "about_at", "key")
"""What makes an occurrence once."""

_CARS: TypeAdapter[ParkedCar] = TypeAdapter(ParkedCar)
_NEWS: TypeAdapter[tuple[News, ...]] = TypeAdapter(tuple[News, ...])


async def put(session: AsyncSession, occurrences: Sequence[Occurrence]) -> None:
    """Insert occurrences, except those that are there."""
    insert = insert_new(session.get_bind().dialect.name, OCCURRENCES, ONCE)
    await session.execute(insert, [_values(one) for one in occurrences])


def occurrence_of(row: Row[Any]) -> Occurrence:
    """Return the occurrence that a whole row holds."""
    return Occurrence(
        row.chat_id,
        cast("Kind", row.kind),
        Occasion(row.due_at, row.about_at, row.useful_until),
        row.key,
        row.subscription_id,
        _content(row.kind, row.payload),
        row.occurrence_id,
        row.attempts,
        row.faults,
    )


def _payload(content: Content | None) -> dict[str, Any] | None:
    """Return what an occurrence is about, as JSON."""
    if content is None or isinstance(content, Unreadable):
        return None
    if isinstance(content, ParkedCar):
        return {"car": _CARS.dump_python(content, mode="json")}
    return {"news": _NEWS.dump_python(content, mode="json")}


def _values(one: Occurrence) -> dict[str, object]:
    return {
        "key": one.key,
        "chat_id": one.chat_id,
        "kind": one.kind,
        "subscription_id": one.subscription_id,
        "about_at": one.occasion.about_at,
        "due_at": one.occasion.due_at,
        "useful_until": one.occasion.useful_until,
        "payload": _payload(one.content),
        "state": "waiting",
        "next_try_at": one.occasion.due_at,
        "attempts": 0,
        "faults": 0,
    }


def _content(kind: str, payload: Mapping[str, Any] | None) -> Content | None:
    """Return what an occurrence is about; one that cannot be read must not keep the others from being read."""
    if payload is None:
        return None
    try:
        return (
            _CARS.validate_python(payload["car"])
            if kind == "parked"
            else _NEWS.validate_python(payload["news"])
        )
    except (KeyError, TypeError, ValidationError):
        return Unreadable()
