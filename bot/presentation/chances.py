"""An availability → its lines: the chance or what stands for it, the pressure and what is better."""

from collections.abc import Mapping

from bot.domain import MADRID, Answer, Evidence, Language
from bot.texts import hour, percent, say
from forecasting.availability import Availability, Pressure

TENTHS = 10


def chance_line(found: Availability, language: Language) -> str:
    """Return the chance with its range, or that the level is all that the assumptions carry; and the levels' range."""
    if found.is_assumed:
        line = say(language, "answer.assumed", searched=found.searched)
    else:
        line = say(language, "answer.chance", searched=found.searched, **chance_values(found))
    if found.hardest == found.easiest:
        return line
    ends = {end: say(language, f"level.{getattr(found, end)}").lower() for end in ("hardest", "easiest")}
    return f"{line} {say(language, 'answer.level_range', **ends)}"


def chance_words(found: Availability, language: Language, *, levels_only: bool = False) -> str:
    """Return the chance and its range in short, or the levels where percentages would mislead."""
    if found.is_assumed or levels_only:
        return level_words(found, language)
    return say(language, "nearby.chance", **chance_values(found))


def level_words(found: Availability, language: Language) -> str:
    """Return the level in short, with the range of levels where there is one."""
    levels = {
        name: say(language, f"level.{getattr(found, name)}").lower()
        for name in ("level", "hardest", "easiest")
    }
    if found.hardest == found.easiest:
        return levels["level"]
    return say(language, "nearby.level", **levels)


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


def _better(
    what: str, named: Mapping[str, object], found: Availability, asked: Availability, language: Language
) -> list[str]:
    if not (asked.is_assumed or found.is_assumed):
        return [say(language, f"better.{what}", **named, **chance_values(found))]
    if found.level == asked.level:
        return []
    return [say(language, f"better.{what}_level", **named, levels=level_words(found, language))]


def _tenths(share: float) -> int:
    """Return a share in tenths, never none and never all: the norm's outermost quantiles say no more."""
    return min(max(round(share * TENTHS), 1), TENTHS - 1)
