"""The buttons under an alert: what it is about, and less of it."""

from datetime import UTC
from typing import Final

from bot.alerts.messages import AlertMessage, DigestMessage, NoticeMessage, ParkedMessage, WatchMessage
from bot.callbacks import Press, ShowAt, encode
from bot.domain import Button, Buttons, Language
from bot.keyboards import navigation_links
from bot.texts import plain, say

ALERTS: Final = "alerts"
CAR: Final = "car"


def alert_buttons(message: AlertMessage, language: Language) -> Buttons:
    """Return the buttons of a message; each has its own way to hear less of such."""
    match message:
        case NoticeMessage():
            return ((_press(language, "no_notices", "notices", "never"),),)
        case ParkedMessage():
            return _car(message, language)
        case DigestMessage():
            return (_less(message.subscription_id, language),)
        case WatchMessage():
            place, (at, _) = message.watch.place, message.deciding
            less = _less(message.subscription_id, language)
        case _:
            place, at = message.trip.place, message.trip.at
            less = (_press(language, "no_trip", "delete", str(message.subscription_id)),)
    look = Button(plain(say(language, "alerts.page.look")), encode(ShowAt(place, at.astimezone(UTC))))
    return ((look,), less)


def _car(message: ParkedMessage, language: Language) -> Buttons:
    left = Button(plain(say(language, "car.left_button")), encode(Press(CAR, "left")))
    snooze = Button(plain(say(language, "car.snooze_button")), encode(Press(CAR, "snooze")))
    links = navigation_links(message.car.place.point).items()
    return (
        (left, snooze),
        tuple(Button(say(language, f"buttons.{app}"), url=url) for app, url in links),
    )


def _less(subscription_id: int, language: Language) -> tuple[Button, ...]:
    number = str(subscription_id)
    return (
        _press(language, "snooze", "snooze", number),
        _press(language, "pause", "pause", number),
        _press(language, "change", "open", number),
    )


def _press(language: Language, words: str, verb: str, value: str) -> Button:
    return Button(plain(say(language, f"alerts.page.{words}")), encode(Press(ALERTS, verb, value)))
