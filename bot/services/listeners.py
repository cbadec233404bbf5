"""Several who hear of every answer, as one."""

from datetime import datetime

from bot.domain import Answer, ChatMemory
from bot.services.conversation import Listener


class Listeners:
    """Passes each answer on to all of them, in order."""

    def __init__(self, *listeners: Listener) -> None:
        self._listeners = listeners

    async def plan(self, chat: ChatMemory, answer: Answer, now: datetime) -> None:
        """Take note of what a chat was answered."""
        for listener in self._listeners:
            await listener.plan(chat, answer, now)
