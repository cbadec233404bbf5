"""Columns that several tables have alike, and the values that they hold."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import BigInteger, Double, ForeignKey, Row, String, Text
from sqlalchemy.orm import Mapped, MappedColumn, mapped_column

from bot.db.types import UtcDateTime
from geodata.places import Place, Point, Precision


class PlaceColumns:
    """A place, whole."""

    place_label: Mapped[str] = mapped_column(Text)
    place_lat: Mapped[float] = mapped_column(Double)
    place_lon: Mapped[float] = mapped_column(Double)
    place_source: Mapped[str] = mapped_column(String(32))
    place_precision: Mapped[str] = mapped_column(String(16))
    place_neighbourhood: Mapped[str | None] = mapped_column(String(8))


class SaidColumns:
    """What an answer said of a neighbourhood and an hour, and what that stood on (forecasting.feedback.Basis)."""

    neighbourhood: Mapped[str] = mapped_column(String(8))
    colour: Mapped[str] = mapped_column(String(16))
    slot: Mapped[datetime] = mapped_column(UtcDateTime)
    said: Mapped[float] = mapped_column(Double)
    version: Mapped[str] = mapped_column(String(32))
    demo: Mapped[bool]
    known: Mapped[float] = mapped_column(Double)
    doubtful: Mapped[float] = mapped_column(Double)
    searched: Mapped[int]


def of_chat(*, primary_key: bool = False) -> MappedColumn[int]:
    """Return the column of the chat that a row belongs to, and goes with when the chat goes."""
    owner = ForeignKey("chats.chat_id", ondelete="CASCADE")
    return mapped_column(BigInteger, owner, primary_key=primary_key, autoincrement=False)


def place_values(place: Place | None) -> dict[str, object]:
    """Return the values of a place's columns by name; all None without a place."""
    return {
        "place_label": place.label if place else None,
        "place_lat": place.point.lat if place else None,
        "place_lon": place.point.lon if place else None,
        "place_source": place.source if place else None,
        "place_precision": place.precision if place else None,
        "place_neighbourhood": place.neighbourhood if place else None,
    }


def place_of(row: PlaceColumns | Row[Any]) -> Place:
    """Return the place that a row's columns hold."""
    return Place(
        row.place_label,
        Point(row.place_lat, row.place_lon),
        row.place_source or "",
        cast("Precision", row.place_precision),
        row.place_neighbourhood,
    )
