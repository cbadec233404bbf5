"""The composition root: the only place where the real world is chosen, opened and closed."""

from bot.bootstrap.answering import Answering, open_answering
from bot.bootstrap.joining import connected
from bot.bootstrap.opening import open_services
from bot.bootstrap.services import Services

__all__ = ["Answering", "Services", "connected", "open_answering", "open_services"]
