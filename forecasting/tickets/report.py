"""What taking ticket files in came to."""

from dataclasses import dataclass

from forecasting.errors import ContainedTicketsError, RepeatedTicketsError, TicketFileError
from forecasting.tickets.manifest import IngestedFile
from forecasting.tickets.shortfalls import Shortfall


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What one call took in, what it already knew, and what it refused (with more than one table at hand).

    shortfalls: quarters with too few tickets, over all files of the store. replaced: files whose tickets a larger
    one has too, which took their place. repeated: tables without anything new, their tickets being in another file.
    """

    added: tuple[IngestedFile, ...]
    known: tuple[IngestedFile, ...]
    refused: tuple[TicketFileError, ...]
    shortfalls: tuple[Shortfall, ...] = ()
    replaced: tuple[ContainedTicketsError, ...] = ()
    repeated: tuple[RepeatedTicketsError, ...] = ()

    @property
    def read(self) -> int:
        """Rows of the added files."""
        return sum(file.read for file in self.added)

    @property
    def kept(self) -> int:
        """Tickets of the added files."""
        return sum(file.kept for file in self.added)

    @property
    def dropped(self) -> dict[str, int]:
        """Rows of the added files that are no usable tickets, by reason."""
        reasons = sorted({reason for file in self.added for reason in file.dropped})
        return {reason: sum(file.dropped.get(reason, 0) for file in self.added) for reason in reasons}
