"""What came of somebody's deed, sorted: with a busy machine an activity may be among it."""

from bot.bot_api.messages import Edited, Notice, Offered, Sent


def sent(events):
    """The new messages."""
    return [one.message for one in events if isinstance(one, Sent)]


def edited(events):
    """The messages that were changed, as they are now."""
    return [one.message for one in events if isinstance(one, Edited)]


def notices(events):
    """The words over the chat; a tap that is answered in silence has none."""
    return [one.text for one in events if isinstance(one, Notice) and one.text]


def alerts(events):
    """The words that wait for "OK"."""
    return [one.text for one in events if isinstance(one, Notice) and one.alert]


def shown(events):
    """All that is there to be seen: new and changed messages, offers."""
    return [one for one in events if isinstance(one, Sent | Edited | Offered)]
