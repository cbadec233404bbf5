"""An alert → the message that is sent: pure, in either language, short enough to stand under a picture."""

from datetime import datetime

from bot.alerts.messages import AlertMessage, NoticeMessage, ParkedMessage, TripMessage, WatchMessage
from bot.domain import Buttons, Language, Reply
from bot.presentation.alert_digests import digest_lines
from bot.presentation.alert_forecasts import trip_lines, watch_lines
from bot.presentation.alert_lines import missed_lines
from bot.presentation.alert_services import notice_lines, parked_lines
from bot.presentation.caption import LONGEST_CAPTION, shown_length


def present_alert(message: AlertMessage, language: Language, now: datetime, buttons: Buttons = ()) -> Reply:
    """Return the message without its picture: what is news, why it comes, and what was missed or skipped."""
    missed = missed_lines(message.missed, language, now)
    match message:
        case WatchMessage():
            lines = watch_lines(message, language, now)
        case TripMessage():
            lines = trip_lines(message, language, now)
        case ParkedMessage():
            lines = parked_lines(message, language, now)
        case NoticeMessage():
            lines = notice_lines(message, language)
        case _:
            lines = digest_lines(message, language, LONGEST_CAPTION - shown_length("\n".join(["", *missed])))
    return Reply("\n".join([*lines, *missed]), buttons=buttons)
