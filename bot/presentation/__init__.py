"""An outcome, or an alert → the reply that is sent: pure, in either language."""

from bot.presentation.alerts import present_alert
from bot.presentation.answers import answer_text, present, summary
from bot.presentation.days import day_page
from bot.presentation.explanations import explain
from bot.presentation.surroundings import nearby_page, zone_page

__all__ = [
    "answer_text",
    "day_page",
    "explain",
    "nearby_page",
    "present",
    "present_alert",
    "summary",
    "zone_page",
]
