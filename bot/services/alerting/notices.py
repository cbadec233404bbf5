"""News for everybody: looked for once a day, told once a week at most."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from bot.alerts.local_times import local_clock, local_day, moment
from bot.alerts.news import News, upcoming_news
from bot.alerts.occasions import Occasion
from bot.alerts.occurrences import Occurrence
from bot.db.alerts import Listener, NoticeTurn, TickRepository
from bot.services.answering import AnswerService

FROM, UNTIL = time(11), time(20)
"""When news are planned: nobody needs them early or late."""

AHEAD: Final = timedelta(days=7)
"""How far news look: with one message a week, nothing begins between two of them unannounced."""

USEFUL_FOR: Final = timedelta(days=1)

MOST_AT_ONCE: Final = 5_000
"""Chats in one transaction; other writers wait for it."""


@dataclass(frozen=True, slots=True)
class NoticePlanner:
    """Plans what each chat is told of what changes for everybody."""

    ticks: TickRepository
    answers: AnswerService

    async def plan(self, now: datetime) -> int:
        """Plan what is news at `now`; return how many chats will be told.

        Raises:
            AlertsHeldElsewhereError: another process does the alerts.
        """
        if not FROM <= local_clock(now) < UNTIL:
            return 0
        planned, is_more = 0, True
        while is_more:
            async with self.ticks.notices(now) as turn:
                told, is_more = await self._plan_some(turn, now)
                planned += told
        return planned

    async def _plan_some(self, turn: NoticeTurn, now: datetime) -> tuple[int, bool]:
        last, data_until = local_day(now) + AHEAD, self.answers.forecasts.manifest.trained_until
        listeners = await turn.listeners(last, MOST_AT_ONCE)
        if not listeners:
            return 0, False
        news = self._news(now, last, data_until)
        joining = await turn.chats_by_area({one.area for one in news if one.area is not None})
        planned = [self._notice(one, news, joining, now) for one in listeners]
        notices = [one for one in planned if one is not None]
        await turn.plan(notices)
        await turn.note_told([one.chat_id for one in listeners], last, data_until)
        return len(notices), len(listeners) == MOST_AT_ONCE

    def _news(self, now: datetime, last: date, data_until: date) -> Sequence[News]:
        areas = [one.code for one in self.answers.neighbourhoods]
        found = upcoming_news(self.answers.calendar, areas, local_day(now), last)
        data = () if self.answers.forecasts.manifest.demo else (News("data", data_until),)
        return [*found, *data]

    def _notice(
        self, one: Listener, news: Sequence[News], joining: Mapping[str, Collection[int]], now: datetime
    ) -> Occurrence | None:
        """Return what a chat is told; None where there is nothing new to it."""
        mine = tuple(each for each in news if _is_new(each, one, joining))
        if not mine:
            return None
        today = local_day(now)
        occasion = Occasion(one.quiet.moved(now, now + USEFUL_FOR), moment(today, time()), now + USEFUL_FOR)
        return Occurrence(one.chat_id, "notice", occasion, "", content=mine)


def _is_new(news: News, to: Listener, joining: Mapping[str, Collection[int]]) -> bool:
    """Tell whether a chat does not know it yet; a neighbourhood that joins is news where an alert is for it."""
    if news.kind == "data":
        return to.data_until is not None and to.data_until < news.day
    if news.area is not None and to.chat_id not in joining[news.area]:
        return False
    return to.told_until is None or to.told_until < news.day
