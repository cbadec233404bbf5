"""What can go wrong in forecasting, as one tree.

ForecastingError
├── CalendarFileError             a calendar's TOML does not say what it must: file and key
├── NaiveTimeError                a time without a zone was passed in
├── PanelFileError                a file of occupancy series cannot be read as one
├── TicketStoreError              the store's own files are damaged
├── FullTicketStoreError          the disk has no room for a file's tickets, and none of them were kept
├── UnknownTicketFileError        no such file, or several, to be forgotten
├── ContainedTicketsError         never raised, only told: a larger file took the place of one that it contains
├── TicketFileError               a ticket file was refused, and nothing of it was kept
│   ├── NotATicketFileError       another data set, or no data at all
│   ├── DamagedTicketFileError    truncated, or unreadable in the middle
│   ├── UnsupportedArchiveError   encrypted, or packed in a way that is not read (RAR)
│   ├── ArchiveTooLargeError      a ZIP that would unpack beyond every plausible size
│   ├── EmptyTicketFileError      right columns, no usable ticket
│   ├── RepeatedTicketsError      nothing new: another file has its tickets; a report tells it and goes on
│   └── OverlappingTicketsError   some of its tickets were: with both files they would count twice
├── ModelError
│   ├── NoModelError              nothing was ever published in the models folder
│   ├── CorruptModelError         a published version, or the pointer to it, is damaged
│   │   └── DamagedVersionError   a version that was to serve
│   └── UnknownVersionError       no such version to promote, or to roll back to
└── TrainingError
    ├── TrainingUnderWayError     another process is training into the same folder
    ├── TrainingCancelledError    the caller asked it to stop; nothing was published
    ├── TrainingFailedError       a worker process died
    └── NotEnoughDataError        no series is long enough to learn from
"""

from pathlib import Path


class ForecastingError(Exception):
    """Anything that forecasting raises on purpose."""


# --- data: calendars, tickets, panels -----------------------------------------------------------------


class CalendarFileError(ForecastingError):
    """A calendar file is missing, is not TOML, or has a key that does not say what it must."""

    def __init__(self, path: Path, key: str, reason: str) -> None:
        super().__init__(f"{path}: {key}: {reason}")
        self.path = path
        self.key = key
        self.reason = reason


class NaiveTimeError(ForecastingError):
    """A datetime without a zone: which instant it means is anybody's guess."""


class PanelFileError(ForecastingError):
    """A file of occupancy series cannot be read as one."""


class TicketStoreError(ForecastingError):
    """A file that the ticket store wrote itself is damaged or of another version."""


class FullTicketStoreError(ForecastingError):
    """The disk has no room for the tickets of the file `name`; none of them were kept, and nothing else has changed."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no room for the tickets of {name}")
        self.name = name


class UnknownTicketFileError(ForecastingError):
    """No ingested file is called `name`, or several are; `choice`: those there are, each with its digest."""

    def __init__(self, name: str, choice: str) -> None:
        super().__init__(f"{name}: not one of {choice}")
        self.name, self.choice = name, choice


class ContainedTicketsError(ForecastingError):
    """The tickets of the file `name` are in the larger file `by` too, which took its place; never raised, only told."""

    def __init__(self, name: str, by: str) -> None:
        super().__init__(f"{name} is contained in {by}, which took its place")
        self.name, self.by = name, by


class TicketFileError(ForecastingError):
    """A ticket file was refused; nothing of it was kept."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class NotATicketFileError(TicketFileError):
    """The file is of another data set, or is no table at all."""


class DamagedTicketFileError(TicketFileError):
    """The file is truncated, or cannot be read to its end."""


class UnsupportedArchiveError(TicketFileError):
    """The archive is encrypted, or packed in a way that is not read, such as RAR."""


class ArchiveTooLargeError(TicketFileError):
    """The archive would unpack beyond every plausible size."""


class EmptyTicketFileError(TicketFileError):
    """The columns are right, but there is no usable ticket."""


class RepeatedTicketsError(TicketFileError):
    """The file has nothing new: the ingested file `other` has its tickets. Ingesting tells it in the report."""

    def __init__(self, path: Path, other: str, share: float) -> None:
        super().__init__(path, f"{share:.0%} of its tickets were already read from {other}")
        self.other = other


class OverlappingTicketsError(TicketFileError):
    """The file shares some of its tickets with the ingested file `other`, and neither has all of the other's."""

    def __init__(self, path: Path, other: str, share: float) -> None:
        super().__init__(path, f"{share:.0%} of the tickets of one are in the other, {other}")
        self.other = other


# --- models and publishing ----------------------------------------------------------------------------


class ModelError(ForecastingError):
    """Something about the published models."""


class NoModelError(ModelError):
    """No version has been published in the models folder."""


class CorruptModelError(ModelError):
    """A version, or the pointer to it, is incomplete, altered or unreadable."""


class DamagedVersionError(CorruptModelError):
    """A `version` that was to serve is damaged, and does not."""

    def __init__(self, version: str, why: str) -> None:
        super().__init__(why)
        self.version = version


class UnknownVersionError(ModelError):
    """The version asked for is not in the models folder."""


class TrainingError(ForecastingError):
    """A training that ended without a model."""


class TrainingUnderWayError(TrainingError):
    """Another process holds the training lock of the same models folder."""


class TrainingCancelledError(TrainingError):
    """The caller's cancellation was seen; nothing was published."""


class TrainingFailedError(TrainingError):
    """A worker process died; nothing was published."""


class NotEnoughDataError(TrainingError):
    """No series of the panel has enough known regulated slots."""
