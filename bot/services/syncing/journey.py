"""How far one edition has come."""

from bot.domain.steps import Step
from bot.portal.editions import Edition
from bot.portal.report import SyncProgress, Watch


class Journey:
    """Tells whoever watches how far an edition has come, and remembers the step for when it fails."""

    def __init__(self, edition: Edition, watch: Watch) -> None:
        self.step: Step = "asking"
        self.edition = edition
        self._watch = watch

    def tell(self, step: Step, done: float = 0.0, total: float | None = 1.0) -> None:
        """Tell a step's progress, the first time that it has begun."""
        self.step = step
        self._watch(SyncProgress(self.edition.dataset, self.edition.name, step, done, total))
