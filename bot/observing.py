"""Who hears of what happens, for the metrics: services tell it, and need not know who listens."""

from datetime import datetime, timedelta
from typing import Literal

JobOutcome = Literal["done", "failed", "stopped"]
DrawingOutcome = Literal["drawn", "failed"]
TrainingOutcome = Literal["published", "refused", "failed"]
AlertOutcome = Literal["sent", "failed"]
Refusal = Literal["duplicate", "unreadable"]


class Observer:
    """Hears what happens and makes nothing of it: what an installation without metrics has."""

    def update_handled(self, kind: str, seconds: float) -> None:
        """Hear that an update ("message", "callback_query" …) was handled, well or not, after so long."""

    def update_refused(self, reason: Refusal) -> None:
        """Hear that an update was not handled: it had been before, or it cannot be read."""

    def failed(self, error: BaseException) -> None:
        """Hear of an error that a handler or a job let through."""

    def geocoded(self, service: str, outcome: str, seconds: float) -> None:
        """Hear what a geocoder made of a question: found, ambiguous, or why not."""

    def map_drawn(self, outcome: DrawingOutcome, seconds: float) -> None:
        """Hear that a map was drawn, or could not be."""

    def alerts_due(self, count: int) -> None:
        """Hear how many alerts are due and could not be told yet, at the end of a tick."""

    def alert_sent(self, delay: timedelta) -> None:
        """Hear that an alert was sent, so long after it was due."""

    def alerts_failed(self, count: int) -> None:
        """Hear that so many alerts could not be sent, and are given up."""

    def trained(self, outcome: TrainingOutcome, seconds: float) -> None:
        """Hear what came of a training."""

    def job_expected(self, job: str) -> None:
        """Hear of a job ("backup" …) that is going to be done by the clock."""

    def job_ended(self, job: str, outcome: JobOutcome, seconds: float) -> None:
        """Hear that a scheduled job ("backup" …) ended."""

    def job_was_done(self, job: str, at: datetime) -> None:
        """Hear when a scheduled job ended well before this process began (aware)."""


UNOBSERVED = Observer()
"""For who has nobody to tell."""
