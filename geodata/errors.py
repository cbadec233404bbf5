"""Everything that can go wrong here, in one tree.

::

    GeodataError
    ├── SourceFileError              an official file given to the build; .file .reason
    │   ├── MissingFileError         not there, or not a file
    │   ├── WrongFileError           a sound file of another kind
    │   ├── DamagedFileError         empty, cut short, or not what its name says
    │   └── BadRowError              a row that says something impossible; .line .column .value
    ├── OutputError                  the figures could not be written; .folder .reason
    ├── ResourceError                the package's own figures are missing or damaged; .file .reason
    ├── UnknownNeighbourhoodError    no such code; .code
    ├── NoOutlineError               the neighbourhood has spaces but no outline; .code
    ├── UnknownStreetError           no such street; .street_id
    └── GeocoderUnavailableError     an online geocoder did not answer; .service .reason

`reason` is a short code for whoever words it for people; `str(error)` says it whole in English.
"""

from pathlib import Path
from typing import ClassVar


class GeodataError(Exception):
    """Base of every error that this package raises on purpose."""


class SourceFileError(GeodataError):
    """An official file cannot be used.

    `file`: the file; `reason`: one of the class's `REASONS`; `detail`: what exactly, "" if the
    reason says it all.
    """

    REASONS: ClassVar[dict[str, str]] = {}

    def __init__(self, file: Path, reason: str, detail: str = "") -> None:
        self.file = file
        self.reason = reason
        self.detail = detail
        super().__init__(f"{file}: {self._sentence()}")

    def _sentence(self) -> str:
        words = self.REASONS[self.reason]
        return f"{words} ({self.detail})" if self.detail else words


class MissingFileError(SourceFileError):
    """A file that the build needs is not there."""

    REASONS: ClassVar[dict[str, str]] = {
        "missing": "there is no such file",
        "directory": "this is a folder, not a file",
        "companion": "a shapefile needs its companion files, and one is missing",
        "unreadable": "the system does not let it be read",
    }


class WrongFileError(SourceFileError):
    """The file may be sound, but it is not the one asked for."""

    REASONS: ClassVar[dict[str, str]] = {
        "tickets": "this is a file of parking tickets, not the list of streets and spaces",
        "meters": "this is a list of parking meters",
        "not_a_shapefile": "the outlines come as a shapefile or as GeoJSON; give the file that ends in .shp or .geojson",
        "columns": "columns are missing",
        "not_polygons": "these shapes are not polygons",
        "no_neighbourhoods": "no neighbourhood is described here",
        "outside_madrid": "the shapes lie outside Madrid",
    }


class DamagedFileError(SourceFileError):
    """The file is of the right kind by its name, but its content is not whole."""

    REASONS: ClassVar[dict[str, str]] = {
        "empty": "the file is empty",
        "no_rows": "there is a header and nothing below it",
        "binary": "this is not text",
        "truncated": "the file is cut short",
        "unreadable": "the content cannot be read",
        "duplicate_neighbourhood": "a neighbourhood is described twice",
        "bad_code": "a district or neighbourhood number is not a number",
        "bad_outline": "an outline is missing or crosses itself",
        "overlap": "outlines overlap too much to be mended",
    }


class BadRowError(SourceFileError):
    """A row says something impossible; nothing is built from a file that has one.

    `line` counts from 1, the header; `column` is the name in the file; `value` is what stands there.
    """

    REASONS: ClassVar[dict[str, str]] = {
        "cells": "a row with too few or too many cells",
        "colour": "unknown colour of space",
        "coordinate": "not a coordinate",
        "outside_madrid": "a position outside Madrid",
        "neighbourhood": "not a neighbourhood code",
        "spaces": "not a number of spaces",
    }

    def __init__(self, file: Path, reason: str, line: int, column: str, value: str) -> None:
        self.line = line
        self.column = column
        self.value = value
        super().__init__(file, reason, f"line {line}, {column}: {value!r}")


class OutputError(GeodataError):
    """The compact figures could not be written into `folder`; `reason` is the system's."""

    def __init__(self, folder: Path, reason: str) -> None:
        self.folder = folder
        self.reason = reason
        super().__init__(f"{folder}: the figures could not be written ({reason})")


class ResourceError(GeodataError):
    """The package's own figures cannot be used; `reason` is "missing" or "damaged"."""

    def __init__(self, file: Path, reason: str) -> None:
        self.file = file
        self.reason = reason
        super().__init__(
            f"{file}: the package's figures are {reason}; build them with `data build-resources`"
        )


class UnknownNeighbourhoodError(GeodataError, LookupError):
    """No neighbourhood has this code ("DD-BB")."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(f"there is no neighbourhood {code!r}")


class NoOutlineError(GeodataError, LookupError):
    """The neighbourhood is known from its spaces only: the edition of the outlines lacks it."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(f"the outlines do not have neighbourhood {code!r}")


class UnknownStreetError(GeodataError, LookupError):
    """No street has this id."""

    def __init__(self, street_id: int) -> None:
        self.street_id = street_id
        super().__init__(f"there is no street {street_id}")


class GeocoderUnavailableError(GeodataError):
    """An online geocoder gave no usable answer; whether the place exists stays unknown.

    `reason`: one of `REASONS`. The address asked for and the service's key are never part of it.
    """

    REASONS: ClassVar[dict[str, str]] = {
        "timeout": "it did not answer in time",
        "rate_limited": "it says that it was asked too often",
        "busy": "our own limit of requests leaves no room in time",
        "denied": "it refuses our key",
        "server": "it failed",
        "network": "it cannot be reached",
        "malformed": "its answer cannot be read",
    }

    def __init__(self, service: str, reason: str) -> None:
        self.service = service
        self.reason = reason
        super().__init__(f"{service}: {self.REASONS[reason]}")
