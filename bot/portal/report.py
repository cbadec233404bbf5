"""What one synchronisation came to, and how far it has come: values for a command, a chat and their tests."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from bot.domain.steps import Step
from bot.portal.addresses import Dataset
from bot.portal.editions import Edition

State = Literal["taken", "unchanged", "offered", "failed"]
"""Taken and in use; nothing new; what would be fetched if this were no dry run; failed."""


@dataclass(frozen=True, slots=True)
class SyncProgress:
    """How far a step has come: `done` of `total` bytes while fetching, else shares of 1; None: nobody knows."""

    dataset: Dataset
    name: str
    step: Step
    done: float = 0.0
    total: float | None = None


Watch = Callable[[SyncProgress], None]
"""Told the progress."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What rebuilt figures hold; `without_outline`: codes of neighbourhoods that have spaces and no outline."""

    neighbourhoods: int
    streets: int
    spaces: int
    without_outline: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ingested:
    """What tickets came to: rows read and tickets kept, of files that were new."""

    read: int
    kept: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that nothing reads, and that was asked for: where it is in the data folder."""

    file: str


Result = Figures | Ingested | Kept
"""What was made of an edition."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one data set, or of one quarter's tickets.

    `edition`: which one, None where none could be found out; `result`: what was made of it, once taken; `step`
    and `error`: what failed, and why; `remarks`: what was passed over on the way, editions that were tried in
    vain before this one and parts of it that cannot be read.
    """

    dataset: Dataset
    state: State
    edition: Edition | None = None
    result: Result | None = None
    step: Step | None = None
    error: Exception | None = None
    remarks: tuple[Exception, ...] = ()


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What came of everything that was asked for, in order."""

    outcomes: tuple[Outcome, ...]

    @property
    def failures(self) -> tuple[Outcome, ...]:
        """What failed."""
        return tuple(outcome for outcome in self.outcomes if outcome.state == "failed")

    @property
    def errors(self) -> tuple[Exception, ...]:
        """Every error that was met, those that another edition made up for, too."""
        return tuple(
            error
            for outcome in self.outcomes
            for error in (outcome.error, *outcome.remarks)
            if error is not None
        )

    @property
    def failed(self) -> bool:
        """Whether anything failed."""
        return bool(self.failures)

    @property
    def new_figures(self) -> bool:
        """Whether there are new figures, which are read when the bot starts again."""
        return any(isinstance(outcome.result, Figures) for outcome in self.outcomes)

    @property
    def new_tickets(self) -> bool:
        """Whether there are new tickets, which the next training learns from."""
        return any(isinstance(outcome.result, Ingested) for outcome in self.outcomes)
