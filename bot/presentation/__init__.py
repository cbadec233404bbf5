"""An outcome → the reply that is sent: pure, in either language."""

from bot.presentation.answers import present
from bot.presentation.explanations import explain

__all__ = ["explain", "present"]
