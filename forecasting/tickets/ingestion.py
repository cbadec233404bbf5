"""What one call has taken in so far, and what its files take the place of."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from forecasting.errors import ContainedTicketsError, RepeatedTicketsError, TicketFileError
from forecasting.tickets.manifest import IngestedFile
from forecasting.tickets.report import IngestReport
from forecasting.tickets.shortfalls import Shortfall


@dataclass(slots=True)
class Ingestion:
    """Files taken in and met again, and those that go: of `replacing` what is not here again, and what others contain.

    staged: added files whose parts are written and that do not count yet. repeated: tables whose tickets others have.
    """

    replacing: AbstractSet[str] = frozenset()
    added: list[IngestedFile] = field(default_factory=list)
    known: list[IngestedFile] = field(default_factory=list)
    staged: list[IngestedFile] = field(default_factory=list)
    repeated: list[RepeatedTicketsError] = field(default_factory=list)
    _contained: list[tuple[IngestedFile, IngestedFile]] = field(default_factory=list)

    def stage(self, file: IngestedFile, contained: Sequence[IngestedFile]) -> None:
        """Add a file that takes the place of those that it contains."""
        self.added.append(file)
        self.staged.append(file)
        self._contained += [(old, file) for old in contained]

    @property
    def here(self) -> bool:
        """Whether any of its tables is in the store now, or was before."""
        return bool(self.added or self.known)

    @property
    def going(self) -> frozenset[str]:
        """Digests that do not count once the staged files do."""
        stays = {file.digest for file in (*self.added, *self.known)}
        return frozenset(old.digest for old, _ in self._contained) | (self.replacing - stays)

    def report(self, refused: Sequence[TicketFileError], shortfalls: Sequence[Shortfall]) -> IngestReport:
        """Tell what all of it came to."""
        going = self.going
        return IngestReport(
            tuple(file for file in self.added if file.digest not in going),
            tuple(file for file in self.known if file.digest not in going),
            tuple(refused),
            tuple(shortfalls),
            tuple(ContainedTicketsError(old.name, file.name) for old, file in self._contained),
            tuple(self.repeated),
        )
