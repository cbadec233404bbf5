"""People who talk to a bot in another process, and wait for what it does."""

from datetime import datetime, timedelta

from bot.bot_api import Person
from bot.domain import MADRID
from forecasting.service_hours import ServiceCalendar
from tests.bot.served import until

ADMIN, ANA = 1, 1001


def _an_open_day():
    """The next day with paid parking in the morning, as people write it: tomorrow may be a Sunday, for the real bot too."""
    calendar, today = ServiceCalendar.load(), datetime.now(MADRID).date()
    days = (today + timedelta(days=ahead) for ahead in range(1, 30))
    return next(f"el {day.day}/{day.month}" for day in days if calendar.windows("07-05", day))


OPEN_DAY = _an_open_day()


class Somebody:
    """Does something, and returns the message that follows."""

    def __init__(self, api, user_id=ANA):
        self.api, self.person = api, Person(api, user_id)

    async def says(self, text):
        before = len(self.shown)
        self.person.types(text)
        await until(lambda: len(self.shown) > before)
        return self.shown[-1]

    async def taps(self, message, words):
        """Tap a button, and wait until the message shows something else."""
        data = next(one.data for row in message.content.keyboard for one in row if one.text == words)
        before = len(message.versions)
        self.person.taps(message, data)
        await until(lambda: len(message.versions) > before)
        return message

    @property
    def shown(self):
        """The bot's messages in the chat, oldest first."""
        return self.api.shown(self.person.chat_id)
