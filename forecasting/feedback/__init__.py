"""What people found, and what it teaches about the cars that draw no ticket.

`reports` holds what is kept of an answer to "did you find a space?", `learning` turns many of them into
the unseen share of each neighbourhood, colour and part of the day, `trial` decides whether that is
better than the assumptions, `shares` is the result as it is published, and `serving` joins it to the answers. docs/feedback.md derives it.
"""

from forecasting.feedback.learning import Model, learn
from forecasting.feedback.reports import OUTCOMES, Basis, Outcome, Report, admitted
from forecasting.feedback.serving import answering_model, day_factor, learned_or_assumed
from forecasting.feedback.shares import Cell, LearnedShare, LearnedShares
from forecasting.feedback.trial import Trial, learn_on_trial

__all__ = [
    "OUTCOMES",
    "Basis",
    "Cell",
    "LearnedShare",
    "LearnedShares",
    "Model",
    "Outcome",
    "Report",
    "Trial",
    "admitted",
    "answering_model",
    "day_factor",
    "learn",
    "learn_on_trial",
    "learned_or_assumed",
]
