"""What people do in Telegram, as the updates that the bot gets.

identity      who somebody is, and the chat that they write in
writing       texts, commands, replies, mentions, forwards, documents
sharing       positions, live ones too, and venues
asking        taps and inline queries
membership    blocking, deleting an account, groups that take the bot in and throw it out
"""

from bot.bot_api.people.asking import Asking
from bot.bot_api.people.membership import Membership
from bot.bot_api.people.sharing import Sharing
from bot.bot_api.people.writing import Writing

__all__ = ["Person"]


class Person(Writing, Sharing, Asking, Membership):
    """Somebody in a chat with the bot; each deed queues an update and returns it as Telegram's JSON."""
