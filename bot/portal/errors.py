"""What can go wrong between this installation and the city's open data, by name.

    PortalError
    ├── UnreachableError        no connection; .host .reason
    ├── SlowPortalError         it took longer than it may; .name .minutes
    ├── MovedError              nothing is at that address any more; .address .status
    ├── DeniedError             the portal does not give it to programs; .address .status
    ├── BusyPortalError         it failed, or asked for patience, several times; .host .status
    ├── ForeignHostError        the address, or a redirection, leads elsewhere; .address
    ├── CatalogueError          the catalogue's answer cannot be used; .dataset .reason
    ├── DownloadError           a file did not arrive as it should; .name
    │   ├── TruncatedError      the connection broke off, again and again; .received .expected
    │   ├── TooLargeError       it is larger than such a file may be; .limit
    │   ├── WrongContentError   it is something else, a page instead of a table; .reason
    │   ├── ChecksumError       it is not what the catalogue describes
    │   └── NoSpaceError        the disk has no room for it; .needed .free
    ├── ArchiveError            a ZIP that is not unpacked; .name .reason .detail
    ├── OtherPeriodError        tickets of other days than the file is offered as; .name .period .first .last
    ├── ShortPeriodError        tickets of few of those days; .name .period .days .length
    ├── OlderEditionError       the portal offers nothing but what is older than what is in use; .name .other
    ├── RefusedBeforeError      an edition that was refused and has not changed; .day .refusal
    ├── UnlikelyFiguresError    new figures that are too far from the present ones; .reason .before .after
    └── SyncUnderWayError       another process is fetching into the same folder

`reason` is a short code that `bot/texts` words; addresses are public ones, and no error has a path of this machine.
"""

from datetime import date
from typing import ClassVar


class PortalError(Exception):
    """Anything that keeps the city's files from arriving and being used."""


class UnreachableError(PortalError):
    """There is no connection to `host`."""

    REASONS: ClassVar[dict[str, str]] = {
        "offline": "no connection",
        "certificate": "its certificate cannot be trusted",
    }

    def __init__(self, host: str, reason: str = "offline") -> None:
        super().__init__(f"{host}: {self.REASONS[reason]}")
        self.host, self.reason = host, reason


class SlowPortalError(PortalError):
    """`name` did not arrive in its `minutes`; what did arrive is kept and goes on from there."""

    def __init__(self, name: str, seconds: float) -> None:
        self.name, self.minutes = name, f"{seconds / 60:g}"
        super().__init__(f"{name}: not in {self.minutes} minutes")


class MovedError(PortalError):
    """Nothing is at `address` (any more)."""

    def __init__(self, address: str, status: int) -> None:
        super().__init__(f"{address}: {status}")
        self.address, self.status = address, status


class DeniedError(PortalError):
    """The server does not let this program have `address`."""

    def __init__(self, address: str, status: int) -> None:
        super().__init__(f"{address}: {status}")
        self.address, self.status = address, status


class BusyPortalError(PortalError):
    """The server failed or was busy; `wait` is how many seconds it asks for, None if it does not say."""

    def __init__(self, host: str, status: int, wait: float | None = None) -> None:
        super().__init__(f"{host}: {status}")
        self.host, self.status, self.wait = host, status, wait


class ForeignHostError(PortalError):
    """`address` is not on one of the hosts that files are taken from."""

    def __init__(self, address: str) -> None:
        super().__init__(f"{address} is not one of the city's")
        self.address = address


class CatalogueError(PortalError):
    """What the catalogue says of `dataset` cannot be used; `detail`: what exactly."""

    REASONS: ClassVar[dict[str, str]] = {
        "no_catalogue": "this is no answer of a CKAN catalogue",
        "no_such_dataset": "the catalogue does not have it",
        "no_editions": "it lists no file that can be read",
    }

    def __init__(self, dataset: str, reason: str, detail: str = "") -> None:
        super().__init__(f"{dataset}: {self.REASONS[reason]}" + (f" ({detail})" if detail else ""))
        self.dataset, self.reason, self.detail = dataset, reason, detail


class DownloadError(PortalError):
    """The file `name` did not arrive as it should."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(f"{name}: {text}")
        self.name = name


class TruncatedError(DownloadError):
    """The connection broke off after `received` bytes of `expected`, None if the server did not say."""

    def __init__(self, name: str, received: int, expected: int | None) -> None:
        super().__init__(name, f"{received} of {expected} bytes")
        self.received, self.expected = f"{received:,}", "?" if expected is None else f"{expected:,}"


class TooLargeError(DownloadError):
    """The file has more than `limit` bytes."""

    def __init__(self, name: str, limit: int) -> None:
        super().__init__(name, f"more than {limit} bytes")
        self.limit = f"{limit:,}"


class WrongContentError(DownloadError):
    """The bytes are of another kind than was asked for."""

    REASONS: ClassVar[dict[str, str]] = {
        "html": "it is a web page",
        "rar": "it is a RAR archive, which cannot be unpacked here",
        "not_zipped": "it is no ZIP archive and no xlsx",
        "not_json": "it is no JSON",
        "packed": "the server packed it though it was asked not to",
        "nothing": "it is empty",
    }

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name, self.REASONS[reason])
        self.reason = reason


class ChecksumError(DownloadError):
    """The bytes are as many as the catalogue says, and others."""

    def __init__(self, name: str) -> None:
        super().__init__(name, "its checksum is another than the catalogue's")


class NoSpaceError(DownloadError):
    """The disk has `free` bytes, and the file with some reserve takes `needed`."""

    def __init__(self, name: str, needed: int, free: int) -> None:
        super().__init__(name, f"needs {needed} bytes, {free} are free")
        self.needed, self.free = f"{needed / 2**20:,.0f}", f"{free / 2**20:,.0f}"


class ArchiveError(PortalError):
    """The archive `name` is not unpacked; `detail`: the member, or how much."""

    REASONS: ClassVar[dict[str, str]] = {
        "broken": "it is broken",
        "encrypted": "it is encrypted",
        "method": "it is packed in a way that is not read",
        "escape": "a name in it leads out of its folder",
        "link": "it has a link in it",
        "twice": "it has the same name twice",
        "members": "it has too many files",
        "unpacked": "it would unpack to too much",
        "ratio": "it would unpack to far more than such files do",
        "nested": "it has archives in archives in archives",
        "rar_inside": "a RAR archive in it cannot be unpacked here",
        "nothing": "it has no file of the kind that is needed",
    }

    def __init__(self, name: str, reason: str, detail: str = "") -> None:
        super().__init__(f"{name}: {self.REASONS[reason]}" + (f" ({detail})" if detail else ""))
        self.name, self.reason, self.detail = name, reason, detail


class OtherPeriodError(PortalError):
    """The tickets of `name`, offered as those of `period`, are of the days from `first` to `last` (ISO 8601)."""

    def __init__(self, name: str, period: str, first: date, last: date) -> None:
        super().__init__(f"{name}: tickets from {first} to {last}, not of {period}")
        self.name, self.period, self.first, self.last = name, period, f"{first}", f"{last}"


class ShortPeriodError(PortalError):
    """The tickets of `name` cover `days` of the `length` days of `period`."""

    def __init__(self, name: str, period: str, days: int, length: int) -> None:
        super().__init__(f"{name}: {days} of {length} days of {period}")
        self.name, self.period, self.days, self.length = name, period, days, length


class OlderEditionError(PortalError):
    """The portal has no more of the edition `other`, which is in use, and nothing newer than `name`."""

    def __init__(self, name: str, other: str) -> None:
        super().__init__(f"{name} is older than {other}")
        self.name, self.other = name, other


class RefusedBeforeError(PortalError):
    """An edition was refused on `day` (ISO 8601) for `refusal`, and has not changed since."""

    def __init__(self, refusal: Exception, day: date) -> None:
        super().__init__(f"{refusal} (refused on {day})")
        self.refusal, self.day = refusal, f"{day}"


class UnlikelyFiguresError(PortalError):
    """The new figures have `after` of something of which the present ones have `before`."""

    REASONS: ClassVar[dict[str, str]] = {
        "count_spaces": "spaces",
        "count_streets": "streets",
        "count_neighbourhoods": "neighbourhoods with spaces",
        "count_outlines": "neighbourhoods with an outline",
    }

    def __init__(self, reason: str, before: int, after: int) -> None:
        super().__init__(f"{before} {self.REASONS[reason]} became {after}")
        self.reason, self.before, self.after = reason, f"{before:,}", f"{after:,}"


class SyncUnderWayError(PortalError):
    """Another process holds the lock of the same data folder."""

    def __init__(self) -> None:
        super().__init__("another process is fetching into the same folder")
