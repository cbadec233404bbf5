"""An availability → its lines: the chance or what stands for it, the pressure, what is counted and what is better."""

from collections.abc import Mapping

from bot.domain import MADRID, Answer, Evidence, Language
from bot.texts import hour, percent, say
from forecasting.availability import Availability, Pressure, Rights

MINUTES_AN_HOUR = 60
TENTHS = 10


def chance_lines(found: Availability, language: Language) -> list[str]:
    """Return the chance with its range, or that the level is all that the assumptions carry; and the levels' range."""
    if found.is_assumed:
        lines = [say(language, "answer.assumed", searched=found.searched)]
    else:
        lines = [say(language, "answer.chance", searched=found.searched, **chance_values(found))]
    if found.hardest != found.easiest:
        ends = {end: say(language, f"level.{getattr(found, end)}").lower() for end in ("hardest", "easiest")}
        lines.append(say(language, "answer.level_range", **ends))
    return lines


def chance_values(found: Availability) -> dict[str, str]:
    """Return the shown chance and its range as whole per cents, by the names that sentences use."""
    return {name: percent(getattr(found.chance, name)) for name in ("mean", "low", "high")}


def pressure_line(pressure: Pressure, answer: Answer, language: Language) -> str:
    """Return how busy that hour is for its weekday and clock hour: in tenths, with their range."""
    local = answer.query.at.astimezone(MADRID)
    low, mean, high = (_tenths(one) for one in (pressure.rank.low, pressure.rank.mean, pressure.rank.high))
    if pressure.standing == "quieter":
        low, mean, high = TENTHS - high, TENTHS - mean, TENTHS - low
    return say(
        language,
        f"pressure.{pressure.standing}",
        days=say(language, f"weekdays.{local.weekday()}"),
        hour=hour(language, local.replace(minute=0)),
        trend=say(language, f"pressure.{pressure.trend or 'steady'}"),
        low=low,
        mean=mean,
        high=high,
    )


def counted_line(spaces: Mapping[str, int], rights: Rights, language: Language) -> str:
    """Return the colours that the answer counts, each with the longest stay."""
    return say(language, "answer.counted", colours=_listed(spaces, rights, language))


def better_lines(evidence: Evidence, asked: Availability, language: Language) -> list[str]:
    """Return a line for each better place, and one for the better hour.

    Where percentages would mislead levels stand alone, and then only another level is news.
    """
    lines = []
    for place in evidence.better_places:
        named = {"neighbourhood": place.neighbourhood.name, "minutes": place.minutes}
        lines += _better("place", named, place.availability, asked, language)
    if evidence.better_hour is not None:
        named = {"at": hour(language, evidence.better_hour.at)}
        lines += _better("hour", named, evidence.better_hour.availability, asked, language)
    return lines


def stay(minutes: int | None, language: Language) -> str:
    """Return "4 h", "45 min", or that there is no limit."""
    if minutes is None:
        return say(language, "stay.unlimited")
    if minutes % MINUTES_AN_HOUR:
        return say(language, "stay.minutes", value=minutes)
    return say(language, "stay.hours", value=minutes // MINUTES_AN_HOUR)


def _better(
    what: str, named: Mapping[str, object], found: Availability, asked: Availability, language: Language
) -> list[str]:
    if not (asked.is_assumed or found.is_assumed):
        return [say(language, f"better.{what}", **named, **chance_values(found))]
    if found.level == asked.level:
        return []
    levels = {
        name: say(language, f"level.{getattr(found, name)}").lower()
        for name in ("level", "hardest", "easiest")
    }
    return [say(language, f"better.{what}_level", **named, **levels)]


def _listed(spaces: Mapping[str, int], rights: Rights, language: Language) -> str:
    named = [
        say(
            language,
            "answer.counted_colour",
            colour=say(language, f"colour.{colour}").lower(),
            stay=stay(rights.stays.get(colour), language),
        )
        for colour in spaces
    ]
    return say(language, "answer.and").join(named)


def _tenths(share: float) -> int:
    """Return a share in tenths, never none and never all: the norm's outermost quantiles say no more."""
    return min(max(round(share * TENTHS), 1), TENTHS - 1)
