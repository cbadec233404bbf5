"""What chats ask to be told of."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Select, and_, delete, func, insert, or_, select, update

from bot.alerts.local_times import local_day, moment
from bot.alerts.wishes import Subscription
from bot.db.alerts.rows import subscription_of, subscription_values
from bot.db.alerts.settings import ensure_settings
from bot.db.alerts.tables import OCCURRENCES, SUBSCRIPTIONS, State
from bot.db.sessions import Sessions
from bot.db.statements import changed_rows
from bot.errors import TooManyAlertsError, UnknownAlertError

MOST_ALERTS: Final = 20
"""Of a chat, paused ones included: a list that still fits a screen of buttons."""

Dropped = Literal["nothing", "waiting", "all"]
DROPPED: Final[Mapping[Dropped, Sequence[State]]] = {
    "nothing": (),
    "waiting": ("waiting",),
    "all": ("waiting", "sent", "skipped"),
}
"""The states of the occurrences that go with a change; what was missed is still to be told."""

_COLUMNS: Final = SUBSCRIPTIONS.c


class SubscriptionRepository:
    """Keeps subscriptions; `clock` tells the present (aware)."""

    def __init__(self, sessions: Sessions, clock: Callable[[], datetime]) -> None:
        self._sessions, self._clock = sessions, clock

    async def add(self, subscription: Subscription, data_until: date) -> Subscription:
        """Keep a new subscription, and return it with its number; newer data than `data_until` will be news.

        Raises:
            TooManyAlertsError: the chat has as many as it may have.
        """
        now, chat_id = self._clock(), subscription.chat_id
        async with self._sessions.begin() as session:
            await ensure_settings(session, chat_id, now, data_until)
            there = select(func.count()).where(_listed(chat_id, now))
            if (await session.scalar(there) or 0) >= MOST_ALERTS:
                raise TooManyAlertsError(MOST_ALERTS)
            made = insert(SUBSCRIPTIONS).returning(_COLUMNS.subscription_id)
            row = {**subscription_values(subscription), "created_at": now}
            number = await session.scalar(made, row)
        return replace(subscription, subscription_id=number)

    async def of_chat(self, chat_id: int) -> Sequence[Subscription]:
        """Return a chat's subscriptions, in the order they were made, but for trips of days that are over."""
        found = select(SUBSCRIPTIONS).where(_listed(chat_id, self._clock()))
        return await self._read(found.order_by(_COLUMNS.subscription_id))

    async def get(self, chat_id: int, subscription_id: int) -> Subscription:
        """Return a chat's subscription.

        Raises:
            UnknownAlertError: it is gone, or another chat's.
        """
        found = select(SUBSCRIPTIONS).where(_is(chat_id, subscription_id))
        async with self._sessions() as session:
            row = (await session.execute(found)).first()
        if row is None:
            raise UnknownAlertError
        return subscription_of(row)

    async def change(self, subscription: Subscription, *, drops: Dropped = "nothing") -> None:
        """Keep a subscription as it is now.

        `drops`: what of it was about to be told, "waiting", is not told any more; with another wish "all"
        that was told may be told again as well, because it is another thing now.

        Raises:
            UnknownAlertError: it is gone.
        """
        number = subscription.subscription_id or 0
        unjudged = {"judged_about_at": None, "judged_until": None, "judged_version": None}
        values = subscription_values(subscription) | (unjudged if drops == "all" else {})
        async with self._sessions.begin() as session:
            row = update(SUBSCRIPTIONS).where(_is(subscription.chat_id, number))
            if not await changed_rows(session, row.values(**values)):
                raise UnknownAlertError
            mine = and_(OCCURRENCES.c.subscription_id == number, OCCURRENCES.c.state.in_(DROPPED[drops]))
            await session.execute(delete(OCCURRENCES).where(mine))

    async def delete(self, chat_id: int, subscription_id: int) -> bool:
        """Forget a chat's subscription and its occurrences; False when there is no such one."""
        async with self._sessions.begin() as session:
            gone = delete(SUBSCRIPTIONS).where(_is(chat_id, subscription_id))
            return await changed_rows(session, gone) > 0

    async def active(self) -> Sequence[Subscription]:
        """Return those of all chats that have an upcoming occasion, the next one first."""
        found = select(SUBSCRIPTIONS).where(_COLUMNS.next_due_at.is_not(None))
        return await self._read(found.order_by(_COLUMNS.next_due_at, _COLUMNS.subscription_id))

    async def all(self) -> Sequence[Subscription]:
        """Return those of all chats, in the order they were made."""
        return await self._read(select(SUBSCRIPTIONS).order_by(_COLUMNS.subscription_id))

    async def _read(self, found: Select[Any]) -> Sequence[Subscription]:
        async with self._sessions() as session:
            return [subscription_of(row) for row in await session.execute(found)]


def _listed(chat_id: int, now: datetime) -> ColumnElement[bool]:
    """Return what a chat is shown: trips are kept for longer, to tell that one was missed, but not as its alerts."""
    today = moment(local_day(now), time.min)
    return and_(_COLUMNS.chat_id == chat_id, or_(_COLUMNS.kind != "trip", _COLUMNS.trip_at >= today))


def _is(chat_id: int, subscription_id: int) -> ColumnElement[bool]:
    return and_(_COLUMNS.chat_id == chat_id, _COLUMNS.subscription_id == subscription_id)
