"""An answer and its day's hours → the chart of that day, in the chat's language and theme."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Literal

from bot.domain import MADRID, Answer, ChatMemory, Language
from bot.presentation.chances import chance_words, level_words
from bot.texts import day, hour, percent, plain, say, weekday
from forecasting.availability import Availability, Level, assumptions
from forecasting.day_chart import Asked, Band, Colours, DayChart, Estimate, Fill, Gap
from forecasting.service_hours import ServiceCalendar
from geodata.maps import Theme
from geodata.maps.fonts import printable
from geodata.maps.style import STYLES, Ink, Pattern
from geodata.maps.style import Fill as MapFill

FIRST_SHOWN, LAST_SHOWN = 7, 22
"""Hours of the day that every chart shows, so that days compare: the longest regulated day and a little around it."""

LEVELS: tuple[Level, ...] = ("hard", "medium", "easy")
"""From the bottom of the scale up."""

TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)

HATCHES: dict[Pattern, str] = {"plain": "", "dots": "..", "lines": "//", "crossed": "xx"}
"""The maps' patterns as matplotlib names them."""

Hours = Sequence[tuple[datetime, Availability | None]]


def draw_chart(chart: DayChart) -> bytes:
    """Draw a chart as PNG; the drawing library is loaded with the first one, and costs nothing before."""
    from forecasting.day_picture import draw_day  # noqa: PLC0415 -- see above

    return draw_day(chart)


def day_chart(  # noqa: PLR0913 -- an answer, its day, and who looks at it when
    answer: Answer,
    hours: Hours,
    calendar: ServiceCalendar,
    chat: ChatMemory,
    now: datetime,
    *,
    marked: bool = True,
) -> DayChart:
    """Compose the chart of an answer's day; `hours` by their starts (aware), None where unregulated or unknown.

    The hour of the answer is `marked`, unless nobody asked about an hour.
    """
    slot = _slot(answer) if marked else None
    return _Composer(answer, _shown(answer, hours, calendar, slot), calendar, chat, slot).chart(now)


@dataclass(frozen=True, slots=True)
class _Composer:
    """One chart being composed, from the hours that it shows; `slot` (UTC) is the one to mark."""

    answer: Answer
    hours: Hours
    calendar: ServiceCalendar
    chat: ChatMemory
    slot: datetime | None

    @property
    def in_levels(self) -> bool:
        """Whether the chart shows levels: one hour without an honest percentage denies the others their scale."""
        return any(found.is_assumed for _, found in self.hours if found)

    @property
    def has_estimates(self) -> bool:
        """Whether there is anything to plot."""
        return any(found for _, found in self.hours)

    def chart(self, now: datetime) -> DayChart:
        language, kind = self.chat.language, "levels" if self.in_levels else "chances"
        subtitle = _date(self.answer, language, now)
        return DayChart(
            title=printable(self.answer.place.label),
            subtitle=subtitle[:1].upper() + subtitle[1:],
            heading=say(language, f"chart.{kind}"),
            hours=tuple(str(at.astimezone(MADRID).hour) for at, _ in self.hours),
            hours_label=say(language, "chart.hours"),
            bands=_bands(self.chat, in_levels=self.in_levels),
            ticks=() if self.in_levels else _ticks(language),
            estimates=self._estimates(),
            gaps=self._gaps(),
            asked=self._asked(),
            explanation=say(language, f"chart.read_{kind}"),
            source=_source(self.answer, language, dated=self.has_estimates),
            colours=_colours(self.chat.theme),
            message=self._message(),
            ribbon=say(language, "map.demo") if self.has_estimates and self._is_demo else "",
        )

    @property
    def _is_demo(self) -> bool:
        return self.answer.model is not None and self.answer.model.demo

    def _estimates(self) -> tuple[Estimate, ...]:
        return tuple(
            _estimate(number, found, in_levels=self.in_levels)
            for number, (_, found) in enumerate(self.hours)
            if found
        )

    def _message(self) -> str:
        """Return why there is nothing to plot; "" where there is."""
        language = self.chat.language
        if self.has_estimates:
            return ""
        if any(self._gap_at(at) == "unknown" for at, _ in self.hours):
            return say(language, "chart.unknown")
        reason = self.answer.free_reason
        return say(language, "day.free" if reason in (None, "night") else f"free.{reason}")

    def _gaps(self) -> tuple[Gap, ...]:
        """Return the runs of hours without an estimate, parted by why."""
        look, language = STYLES[self.chat.theme], self.chat.language
        gaps, kinds = [], [None if found else self._gap_at(at) for at, found in self.hours]
        for kind, run in groupby(range(len(kinds)), key=kinds.__getitem__):
            if kind is not None:
                first, *rest = run
                words = say(language, f"level.{kind}")
                gaps.append(Gap(first, [first, *rest][-1], words, _fill(look.levels[kind])))
        return tuple(gaps)

    def _gap_at(self, at: datetime) -> Literal["unknown", "unregulated"]:
        area = self.answer.neighbourhood
        return "unknown" if area and self.calendar.is_regulated(area.code, at) else "unregulated"

    def _asked(self) -> Asked | None:
        for number, (at, found) in enumerate(self.hours):
            if at == self.slot:
                return Asked(number, f"{hour(self.chat.language, at)} · {plain(self._said(at, found))}")
        return None

    def _said(self, at: datetime, found: Availability | None) -> str:
        language = self.chat.language
        if found is None:
            return say(language, f"level.{self._gap_at(at)}")
        return level_words(found, language) if self.in_levels else chance_words(found, language)


def _shown(answer: Answer, hours: Hours, calendar: ServiceCalendar, slot: datetime | None) -> Hours:
    """Return the hours that a chart shows: the usual ones, with whatever is regulated or asked about beyond."""
    area = answer.neighbourhood
    kept = [
        number
        for number, (at, _) in enumerate(hours)
        if FIRST_SHOWN <= at.astimezone(MADRID).hour <= LAST_SHOWN
        or at == slot
        or (area and calendar.is_regulated(area.code, at))
    ]
    return hours[kept[0] : kept[-1] + 1] if kept else ()


def _slot(answer: Answer) -> datetime:
    return answer.query.at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def _date(answer: Answer, language: Language, now: datetime) -> str:
    """Return "jueves 26 de noviembre", with the year when it is not `now`'s."""
    on = answer.query.at.astimezone(MADRID).date()
    words = weekday(language, on)
    if on.year == now.astimezone(MADRID).year:
        return words
    return say(language, "chart.another_year", day=words, year=on.year)


def _bands(chat: ChatMemory, *, in_levels: bool) -> tuple[Band, ...]:
    given = assumptions()
    edges = (0.0, 1 / 3, 2 / 3, 1.0) if in_levels else (0.0, given.medium, given.easy, 1.0)
    look = STYLES[chat.theme].levels
    return tuple(
        Band(say(chat.language, f"level.{level}"), low, high, _fill(look[level]))
        for level, low, high in zip(LEVELS, edges, edges[1:], strict=False)
    )


def _ticks(language: Language) -> tuple[tuple[float, str], ...]:
    return tuple((height, say(language, "chart.percent", value=percent(height))) for height in TICKS)


def _estimate(number: int, found: Availability, *, in_levels: bool) -> Estimate:
    """Return the shown chance, or the middles of the levels' bands where percentages would mislead."""
    if not in_levels:
        return Estimate(number, found.chance.low, found.chance.mean, found.chance.high)
    low, mean, high = (
        (LEVELS.index(level) + 0.5) / len(LEVELS) for level in (found.hardest, found.level, found.easiest)
    )
    return Estimate(number, low, mean, high)


def _source(answer: Answer, language: Language, *, dated: bool) -> str:
    source = say(language, "answer.attribution")
    if not (dated and answer.model):
        return source
    return f"{say(language, 'answer.data_age', until=day(language, answer.model.trained_until))} {source}"


def _colours(theme: Theme) -> Colours:
    style = STYLES[theme]
    return Colours(
        panel=_hexadecimal(style.panel),
        text=_hexadecimal(style.text),
        quiet_text=_hexadecimal(style.quiet_text),
        accent=_hexadecimal(style.pin),
        accent_text=_hexadecimal(style.panel),
        ribbon=_hexadecimal(style.ribbon),
        ribbon_text=_hexadecimal(style.ribbon_text),
    )


def _fill(look: MapFill) -> Fill:
    return Fill(_hexadecimal(look.base), HATCHES[look.pattern], _hexadecimal(look.mark))


def _hexadecimal(ink: Ink) -> str:
    return "#{:02x}{:02x}{:02x}".format(*ink)
