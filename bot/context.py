"""What every handler is given beside the update."""

from typing import TYPE_CHECKING, Any, ClassVar

from telegram.ext import CallbackContext, ExtBot

from bot.flood import FloodGate

if TYPE_CHECKING:
    from bot.bootstrap import Services


class Context(CallbackContext[ExtBot[int], dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """A handler's context; `build_application` binds the attributes in a subclass."""

    services: ClassVar["Services"]
    flood: ClassVar[FloodGate]
