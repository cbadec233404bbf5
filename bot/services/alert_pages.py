"""A chat's dialogue about its alerts: asking for one, looking at them, changing, pausing and deleting them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Final

from bot.alert_keyboards import ALERTS
from bot.alerts.quiet_hours import DEFAULT_QUIET_HOURS, QuietHours
from bot.alerts.wishes import (
    EVERY_DAY,
    WORKING_DAYS,
    Digest,
    Subscription,
    Trip,
    Wish,
    level_threshold,
)
from bot.callbacks import (
    AlertMe,
    AlertOffer,
    Press,
    RemindEveningBefore,
    RemindHourBefore,
    WatchDayEasy,
    WatchDayHard,
    WatchWorkdaysEasy,
    WatchWorkdaysHard,
    encode,
)
from bot.db import ChatRepository
from bot.domain import (
    MADRID,
    Button,
    Buttons,
    ChatMemory,
    Language,
    Menu,
    Reply,
    Shown,
    Toast,
)
from bot.errors import StaleButtonError, UnknownAlertError
from bot.keyboards import back_button
from bot.presentation.alert_days import days_words
from bot.presentation.alert_pages import alert_title, list_lines, whole_lines
from bot.services.alert_wishes import AHEAD, moved, offered, trip_moved, watch_moved, wish_of
from bot.services.alerting.standings import Standings
from bot.services.alerting.subscribing import SubscriptionService
from bot.texts import clock, plain, say
from bot.understanding import intents
from geodata.places import Place

OFFERED_ONCE: Final[Mapping[type[AlertOffer], str]] = {
    RemindHourBefore: "trip_60",
    RemindEveningBefore: "trip_evening",
}
OFFERED_WEEKLY: Final[Mapping[type[AlertOffer], str]] = {
    WatchDayHard: "weekly_hard",
    WatchWorkdaysHard: "working_hard",
    WatchDayEasy: "weekly_easy",
    WatchWorkdaysEasy: "working_easy",
}
"""What is offered under an answer, and its words."""

A_WEEK: Final = timedelta(days=7)
HOURS: Final[Mapping[str, timedelta]] = {"earlier": timedelta(hours=-1), "later": timedelta(hours=1)}
DIGEST_DAYS: Final[Mapping[str, frozenset[int]]] = {"working": WORKING_DAYS, "every": EVERY_DAY}
DIGEST_AT: Final = time(7, 30)
"""Before the regulated hours, with time to leave."""

LEVELS: Final = ("hard", "easy", "medium")
ALWAYS: Final = "always"
"""In the place of a level: without a condition."""

QUIET: Final[Mapping[str, QuietHours]] = {
    "usual": DEFAULT_QUIET_HOURS,
    "long": QuietHours(time(21, 0), time(9, 0)),
    "none": QuietHours(time(0), time(0)),
}


@dataclass(frozen=True, slots=True)
class AlertPages:
    """Shows and changes alerts."""

    alerts: SubscriptionService
    chats: ChatRepository
    standings: Standings

    async def offer(self, chat: ChatMemory, action: AlertMe, now: datetime) -> Menu:
        """Return the alerts that fit an answer; each button holds what it is about."""
        language, once = chat.language, OFFERED_ONCE if action.at > now else {}
        rows = [tuple(_offer(kind, words, action, language) for kind, words in once.items())] if once else []
        rows += [(_offer(kind, words, action, language),) for kind, words in OFFERED_WEEKLY.items()]
        return Menu((*rows, (back_button(action.place, action.at, language),)))

    async def keep_offer(self, chat: ChatMemory, offer: AlertOffer, now: datetime) -> Reply:
        """Keep an alert that was chosen under an answer. Raises what `SubscriptionService.subscribe` does."""
        await self.chats.save(chat)  # what is told unasked is told in the language spoken now
        return await self._kept(chat, offered(offer), now)

    async def page(self, chat: ChatMemory, now: datetime) -> Reply:
        """Return all alerts of a chat, and how it wants to be told."""
        language = chat.language
        found = await self.alerts.of_chat(chat.chat_id)
        chosen = await self.alerts.settings(chat.chat_id)
        lines = list_lines(found, await self.standings.of_all(found, chat, now), language, now)
        quiet = chosen.quiet
        if quiet.start == quiet.end:
            lines += ["", say(language, "alerts.page.never_quiet")]
        else:
            ends = {"start": clock(language, quiet.start), "end": clock(language, quiet.end)}
            lines += ["", say(language, "alerts.page.quiet", **ends)]
        rows: list[tuple[Button, ...]] = [(_titled(one, language, now),) for one in found]
        if not any(isinstance(one.wish, Digest) for one in found):
            rows.append((_button(language, "add_digest", "digest"),))
        news = "off" if chosen.notices else "on"
        rows.append(
            (
                _button(language, "quiet_button", "quiet"),
                _button(language, f"notices_{news}", "notices", news),
            )
        )
        return Reply("\n".join(lines), buttons=tuple(rows))

    async def on_sentence(
        self, chat: ChatMemory, said: intents.Alert, place: Place | None, now: datetime
    ) -> Reply:
        """Keep an alert that was asked for in words. Raises what `SubscriptionService.subscribe` does."""
        await self.chats.save(chat)  # as above
        return await self._kept(chat, wish_of(said, place), now)

    async def press(self, chat: ChatMemory, verb: str, value: str, now: datetime) -> Shown:
        """Take a button of these pages.

        Raises:
            StaleButtonError: the button is of another version.
            UnknownAlertError: its alert is gone.
            AlertError: what it asks for cannot be kept.

        """
        await self.chats.save(chat)  # as above
        try:
            return await self._pressed(chat, verb, value, now)
        except (KeyError, ValueError) as error:
            raise StaleButtonError(f"no such alert or choice: {verb} {value}") from error

    async def _pressed(self, chat: ChatMemory, verb: str, value: str, now: datetime) -> Shown:
        match verb:
            case "list":
                return await self.page(chat, now)
            case "digest":
                return await self._kept(chat, Digest(WORKING_DAYS, DIGEST_AT), now)
            case "notices":
                return await self._notices(chat, value, now)
            case "quiet":
                return await self._quiet(chat, value, now)
            case _:
                return await self._about_one(chat, verb, value, now)

    async def _about_one(self, chat: ChatMemory, verb: str, value: str, now: datetime) -> Shown:
        """Take a button about one alert: its number, and for a change what it becomes."""
        number, _, choice = value.partition(".")
        one_id = int(number)
        match verb:
            case "open":
                return await self._opened(chat, await self._one(chat, one_id), now)
            case "pause":
                return await self._opened(chat, await self.alerts.pause(chat.chat_id, one_id), now)
            case "resume":
                return await self._opened(chat, await self.alerts.resume(chat.chat_id, one_id, now), now)
            case "snooze":
                one = await self.alerts.snooze(chat.chat_id, one_id, now + A_WEEK, now)
                return await self._opened(chat, one, now)
            case "delete":
                await self.alerts.delete(chat.chat_id, one_id)
                return await self.page(chat, now)
            case "set":
                one = await self._one(chat, one_id)
                changed = await self.alerts.edit(chat, one_id, _changed(one.wish, choice), now)
                return await self._opened(chat, changed, now)
            case _:
                raise StaleButtonError(f"no such button of the alerts: {verb}")

    async def _one(self, chat: ChatMemory, subscription_id: int) -> Subscription:
        found = await self.alerts.of_chat(chat.chat_id)
        one = next((one for one in found if one.subscription_id == subscription_id), None)
        if one is None:
            raise UnknownAlertError
        return one

    async def _kept(self, chat: ChatMemory, wish: Wish, now: datetime) -> Reply:
        if isinstance(wish, Digest):
            await self.standings.require_places(chat.chat_id)
        kept = await self.alerts.subscribe(chat, wish, now)
        lines = [say(chat.language, "alerts.page.kept"), "", *await self._lines(chat, kept, now)]
        return Reply("\n".join(lines), buttons=_under(kept, chat.language))

    async def _notices(self, chat: ChatMemory, value: str, now: datetime) -> Toast:
        """Tell news or not: "on" or "off" on the page, "never" under the news, which stay as they are."""
        wanted = value == "on"
        await self.alerts.set_notices(chat.chat_id, wanted=wanted)
        told = _plain(chat, f"notices_now_{'on' if wanted else 'off'}")
        return Toast(told, then=None if value == "never" else await self.page(chat, now))

    async def _quiet(self, chat: ChatMemory, value: str, now: datetime) -> Shown:
        language = chat.language
        if not value:
            rows = [(_button(language, f"quiet_{name}", "quiet", name),) for name in QUIET]
            return Menu((*rows, (_button(language, "all", "list"),)))
        await self.alerts.set_quiet_hours(chat.chat_id, QUIET[value], now)
        return await self.page(chat, now)

    async def _opened(self, chat: ChatMemory, one: Subscription, now: datetime) -> Reply:
        return Reply("\n".join(await self._lines(chat, one, now)), buttons=_under(one, chat.language))

    async def _lines(self, chat: ChatMemory, one: Subscription, now: datetime) -> list[str]:
        return whole_lines(one, await self.standings.of(one, chat, now), chat.language, now)


def _offer(kind: type[AlertOffer], words: str, action: AlertMe, language: Language) -> Button:
    day = frozenset({action.at.astimezone(MADRID).weekday()})
    text = say(language, f"alerts.page.{words}", days=days_words(day, language))
    return Button(plain(text), encode(kind(action.place, action.at)))


def _changed(wish: Wish, choice: str) -> Wish:
    """Return a wish with one thing changed; raises KeyError or ValueError for what it has not."""
    if isinstance(wish, Digest):
        return _changed_digest(wish, choice)
    if choice in AHEAD:
        return replace(wish, ahead=AHEAD[choice])
    if choice in HOURS:
        by = HOURS[choice]
        return trip_moved(wish, by) if isinstance(wish, Trip) else watch_moved(wish, by)
    if choice == ALWAYS:
        return (
            replace(wish, threshold=None, until=None)
            if isinstance(wish, Trip)
            else replace(wish, threshold=None)
        )
    level = next((one for one in LEVELS if one == choice), None)
    if level is None:
        raise KeyError(choice)
    return replace(wish, threshold=level_threshold(level))


def _changed_digest(wish: Digest, choice: str) -> Digest:
    if choice in HOURS:
        at, _ = moved(wish.at, wish.at, HOURS[choice]) or (wish.at, wish.at)
        return replace(wish, at=at)
    return replace(wish, days=DIGEST_DAYS[choice])


def _under(one: Subscription, language: Language) -> Buttons:
    """Return what can be done with an alert."""
    number = str(one.subscription_id)
    rows: list[tuple[Button, ...]] = []
    if not isinstance(one.wish, Digest):
        rows += [
            tuple(_button(language, f"if_{level}", "set", f"{number}.{level}") for level in some)
            for some in (LEVELS[:2], (LEVELS[2], ALWAYS))
        ]
        rows.append(tuple(_button(language, f"ahead_{name}", "set", f"{number}.{name}") for name in AHEAD))
    else:
        rows.append(
            tuple(_button(language, f"days_{name}", "set", f"{number}.{name}") for name in DIGEST_DAYS)
        )
    rows.append(tuple(_button(language, words, "set", f"{number}.{words}") for words in HOURS))
    stops = ["resume" if one.is_paused else "pause", "delete"]
    if not isinstance(one.wish, Trip):  # in a week it is over
        stops.insert(1, "snooze")
    rows.append(tuple(_button(language, stop, stop, number) for stop in stops))
    return (*rows, (_button(language, "all", "list"),))


def _titled(one: Subscription, language: Language, now: datetime) -> Button:
    return Button(
        plain(alert_title(one.wish, language, now)), encode(Press(ALERTS, "open", str(one.subscription_id)))
    )


def _button(language: Language, words: str, verb: str, value: str = "", **values: object) -> Button:
    return Button(plain(say(language, f"alerts.page.{words}", **values)), encode(Press(ALERTS, verb, value)))


def _plain(chat: ChatMemory, words: str) -> str:
    return plain(say(chat.language, f"alerts.page.{words}"))
