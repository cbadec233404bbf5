"""The neighbourhoods on foot from a place, and the whole zone: lists beside their maps."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.callbacks import Press, encode
from bot.domain import MADRID, Answer, Button, Buttons, Language, ModelInfo, NearbyPlace, Reply
from bot.keyboards import back_button, place_rows, same_clock
from bot.presentation.answers import LEVEL_ICONS, data_lines, moment_of
from bot.presentation.caption import BLANK, WANTED, Line, caption
from bot.presentation.chances import chance_words
from bot.texts import say, when
from forecasting.availability import Availability, mean_chance
from geodata.neighbourhoods import Neighbourhood
from geodata.places import Place, Point

ZONE: Final = "zone"
MOST_NEARBY: Final = 6
MOST_NAMED: Final = 4
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MINUTE: Final = timedelta(minutes=1)


def nearby_page(
    answer: Answer, near: Sequence[tuple[NearbyPlace, Point]], language: Language, now: datetime, minutes: int
) -> Reply:
    """Return the neighbourhoods on foot, each with a point inside it, and a button to look at each."""
    at, shown = answer.query.at.astimezone(UTC), near[:MOST_NEARBY]
    moment = moment_of(answer.query, language, now)
    lines = [Line(say(language, "nearby.heading", place=answer.place.label, when=moment)), BLANK]
    if answer.availability is not None:
        icon, chance = _level(answer.availability, language)
        lines.append(Line(say(language, "nearby.here", icon=icon, chance=chance)))
    for one, _ in shown:
        icon, chance = _level(one.availability, language)
        named = {"neighbourhood": one.neighbourhood.name, "minutes": one.minutes}
        lines.append(Line(say(language, "nearby.one", icon=icon, chance=chance, **named)))
    if not shown:
        lines.append(Line(say(language, "nearby.none", minutes=minutes)))
    rows = place_rows([(one.neighbourhood.name, _place(one, point)) for one, point in shown], at)
    text = caption([*lines, BLANK, *data_lines(answer.model, language)])
    return Reply(text, buttons=(*rows, (back_button(answer.place, at, language),)))


def zone_page(
    found: Mapping[Neighbourhood, Availability | None],
    at: datetime,
    language: Language,
    now: datetime,
    model: ModelInfo,
) -> Reply:
    """Return how many neighbourhoods are easy, fair or hard at a moment, and the extremes by name."""
    lines = [Line(say(language, "zone.heading", when=when(language, at, now))), BLANK]
    known = {area: one for area, one in found.items() if one is not None}
    if known:
        levels = Counter(one.level for one in known.values())
        counts = {level: levels.get(level, 0) for level in ("easy", "medium", "hard")}
        ordered = sorted(known, key=lambda area: mean_chance(known[area]))
        names = [area.name for area in ordered]
        lines += [
            Line(say(language, "zone.levels", **counts)),
            Line(say(language, "zone.hardest", names=", ".join(names[:MOST_NAMED])), WANTED),
            Line(say(language, "zone.easiest", names=", ".join(names[: -MOST_NAMED - 1 : -1])), WANTED),
        ]
    else:
        lines.append(Line(say(language, "zone.free")))
    text = caption([*lines, BLANK, *data_lines(model, language)])
    return Reply(text, buttons=_zone_buttons(at, language, now))


def zone_moment(value: str) -> datetime:
    """Return the moment (UTC) of a zone button's value; raises ValueError for what is none."""
    return EPOCH + int(value) * MINUTE


def _zone_buttons(at: datetime, language: Language, now: datetime) -> Buttons:
    utc = at.astimezone(UTC)
    tomorrow = same_clock(at, at.astimezone(MADRID).date() + timedelta(days=1))
    hour = timedelta(hours=1)
    moments = {"hour_before": utc - hour, "hour_after": utc + hour, "tomorrow": tomorrow}
    row = tuple(
        Button(say(language, f"buttons.{words}"), encode(Press(ZONE, "at", str((moment - EPOCH) // MINUTE))))
        for words, moment in moments.items()
        if moment >= now
    )
    return (row,)


def _level(found: Availability, language: Language) -> tuple[str, str]:
    return LEVEL_ICONS[found.level], chance_words(found, language)


def _place(one: NearbyPlace, point: Point) -> Place:
    area = one.neighbourhood
    return Place(area.name, point, "neighbourhoods", "neighbourhood", area.code)
