"""Reads that the car was parked or taken away, and when."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import product

from bot.understanding.candidates import Span
from bot.understanding.intents.clock_faces import faces
from bot.understanding.intents.located import located
from bot.understanding.intents.model import Left, Parked
from bot.understanding.intents.sentence import COURTESIES, POLITENESS, Sentence
from bot.understanding.pieces import Elapsed, Now, Piece, Range, RelativeDay, Stay, Until
from bot.understanding.resolution import MADRID, resolve

DAY = timedelta(days=1)


def read_left(said: Sentence, _now: datetime) -> Left | None:
    """Read "he sacado el coche"; "me he ido" only when nothing else is said but, maybe, from where."""
    if said.has("left"):
        asks_elsewhere = said.asks and said.rest("left").surely
        return None if asks_elsewhere else Left()
    if said.begins_with("leaving"):
        from_ = Span(said.every("leaving")[0].span.end, len(said))
        return Left() if said.consists_of("leaving", *COURTESIES) or said.is_place(from_) else None
    return None


def read_parked(said: Sentence, now: datetime) -> Parked | None:
    """Read "he aparcado en Goya 40", with the colour of the space, since when and until when."""
    if not (said.has("parked") or (not said.asks and _is_maybe_parked(said))):
        return None
    cues = said.cues("parked", "car_is", "parked_word", "colour", *POLITENESS)
    rest = said.without(cues)
    pieces = list(_apart(rest.pieces))
    colour = next((cue.value for cue in cues if cue.kind == "colour"), None)
    with rest.naming_place():
        return Parked(**located(rest), colour=colour, since=_since(pieces, now), until=_until(pieces, now))


def _is_maybe_parked(said: Sentence) -> bool:
    """Tell "mi coche está en Goya 40" and "aparcado en Goya 40" from "mi coche es grande"."""
    return said.stands_apart("parked_word") or said.precedes("car_is", "PLACE_IN", "HERE", "THE")


def _apart(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Take a range apart: its start has gone by, its end has not."""
    for piece in pieces:
        yield from (piece.start, Until(piece.end)) if isinstance(piece, Range) else (piece,)


def _since(pieces: Sequence[Piece], now: datetime) -> datetime | None:
    """Return the moment gone by that was said; an hour is the last one of that face, today's or yesterday's."""
    for piece in pieces:
        if isinstance(piece, Elapsed) and -DAY < piece.length < timedelta(0):
            return (now.astimezone(UTC) + piece.length).astimezone(MADRID)
    today = now.astimezone(MADRID).date()
    said = {today + DAY * piece.days for piece in pieces if isinstance(piece, RelativeDay)}
    gone = [
        at
        for day, minute, fold in product(said or (today, today - DAY), faces(pieces), (0, 1))
        if (at := _instant(day, minute, fold)) <= now.astimezone(UTC)
    ]
    return max(gone).astimezone(MADRID) if gone else None


def _instant(day: date, minutes: int, fold: int) -> datetime:
    """Return a local minute of a day in UTC; of an hour that comes twice, both are tried."""
    face = datetime.combine(day, time()) + timedelta(minutes=minutes)
    return face.replace(tzinfo=MADRID, fold=fold).astimezone(UTC)


def _until(pieces: Sequence[Piece], now: datetime) -> datetime | None:
    ends = [piece for piece in pieces if isinstance(piece, Until | Stay)]
    return resolve([Now(), *ends], now).until if ends else None
