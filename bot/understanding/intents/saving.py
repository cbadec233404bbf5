"""Reads that a place is to be kept under a name: "guarda Ponzano 20 como casa", "mi trabajo es Orense 22"."""

from datetime import datetime

from bot.understanding.candidates import Span
from bot.understanding.intents.located import located
from bot.understanding.intents.model import SavePlace
from bot.understanding.intents.sentence import Cue, Sentence


def read_saving(said: Sentence, _now: datetime) -> SavePlace | None:
    """Read a place with its name, in whichever order they are said."""
    if not said.begins_with("save"):
        return _stated(said, "naming") or _stated(said, "mine") or _lived_at(said)
    begins = said.cues("save")[0].span.end
    if (quoted := said.quoted()) is not None:
        return _kept(said, quoted, Span(begins, quoted.start - 1))
    as_ = next((cue for cue in said.cues("as") if cue.span.start >= begins), None)
    if as_ is not None:
        return _named(said, Span(begins, as_.span.start), Span(as_.span.end, len(said)))
    return _called(said, Span(begins, len(said))) or _nameless(said)


def _named(said: Sentence, before: Span, behind: Span) -> SavePlace:
    """Read "guarda Ponzano 20 como casa", "save home as Ponzano 20" and "guarda como casa Ponzano 20"."""
    if not (said.trimmed(before) or said.part(before).has_link):
        start = said.trimmed(behind).start
        name = _leading_name(said, behind) or Span(start, min(start + 1, behind.end))
        return _kept(said, name, Span(name.end, behind.end))
    if _is_this(said, before) and (
        name_ := _leading_name(said, behind)
    ):  # "guarda esto como casa: Ponzano 20"
        return _kept(said, name_, Span(name_.end, behind.end))
    if _is_own_name(said, before) and not _is_own_name(said, behind):
        return _kept(said, before, behind)
    return _kept(said, behind, before)


def _called(said: Sentence, span: Span) -> SavePlace | None:
    """Read "guarda mi casa en Ponzano 20"."""
    name = _leading_name(said, span)
    return _kept(said, name, Span(name.end, span.end)) if name else None


def _nameless(said: Sentence) -> SavePlace | None:
    """Read "guarda Ponzano 20", whose name is still to be asked for."""
    rest = said.rest("save", "this")
    is_place = rest.surely or rest.here or said.has("this")
    return SavePlace(**located(rest)) if is_place and not (said.asks or rest.pieces) else None


def _stated(said: Sentence, kind: str) -> SavePlace | None:
    """Read "mi trabajo es Orense 22" and "Ponzano 20 es mi casa"."""
    for cue in said.every(kind):
        place = Span(cue.span.end, len(said)) if kind == "naming" else Span(0, cue.span.start)
        is_whole = (
            said.begins_with(kind) if kind == "naming" else not said.trimmed(Span(cue.span.end, len(said)))
        )
        if is_whole and said.is_place(place):
            return _kept(said, _name_in(said, cue.span), place)
    return None


def _lived_at(said: Sentence) -> SavePlace | None:
    """Read "vivo en Ponzano 20"."""
    if not said.begins_with("lives"):
        return None
    cue: Cue = said.every("lives")[0]
    place = Span(cue.span.end, len(said))
    return SavePlace(name=cue.value, **located(said.part(place))) if said.is_place(place) else None


def _kept(said: Sentence, name: Span, place: Span) -> SavePlace:
    return SavePlace(
        name=said.words(said.trimmed(name)) or None, **located(said.part(place, said.cues("this", "address")))
    )


def _leading_name(said: Sentence, span: Span) -> Span | None:
    """Return the name that the words begin with, if it is what people mostly call places of their own."""
    start = said.trimmed(span).start
    return next((_name_in(said, cue.span) for cue in said.every("led_name") if cue.span.start == start), None)


def _name_in(said: Sentence, span: Span) -> Span:
    """Return the name without its possessive or article, which the span holds, too."""
    return next(cue.span for cue in said.every("own_name") if cue.span.overlaps(span))


def _is_this(said: Sentence, span: Span) -> bool:
    return said.trimmed(span) in [cue.span for cue in said.every("this")]


def _is_own_name(said: Sentence, span: Span) -> bool:
    return said.trimmed(span) in [cue.span for cue in said.every("own_name")]
