"""What is common to everything that is said of a place."""

from dataclasses import dataclass
from typing import TypedDict

from bot.understanding.message import Spoken


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """The place that was said, as in `Understood`: a phrase, a point in WGS84 degrees or the sender's own position.

    With none of them the chat's last place is meant. Names that people gave ("casa") are left in `place`.
    """

    place: str | None = None
    point: tuple[float, float] | None = None
    here: bool = False


class Location(TypedDict):
    """The fields of `Located`, to make one of its kinds with."""

    place: str | None
    point: tuple[float, float] | None
    here: bool


def located(spoken: Spoken) -> Location:
    """Return the place of a message as the fields of `Located`.

    Raises LinkNotUnderstoodError.
    """
    spoken.require_readable()
    return Location(place=spoken.place, point=spoken.point, here=spoken.here)
