"""Where ticket tables come from: a CSV file, a ZIP of them (one level of ZIP inside ZIP), or a folder of both.

A source is one table; it is read as a stream, so that neither the file nor the archive is ever whole in memory.
"""

import hashlib
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from forecasting.errors import (
    ArchiveTooLargeError,
    DamagedTicketFileError,
    EmptyTicketFileError,
    NotATicketFileError,
    TicketFileError,
    UnsupportedArchiveError,
)

Progress = Callable[[int, int], None]
"""Called with the bytes done and the bytes in all."""

TABLE_SUFFIXES = frozenset({".csv", ".txt"})
ARCHIVE_SUFFIXES = frozenset({".zip", ".rar", ".7z", ".gz"})
MAX_UNPACKED = 16 * 2**30  # bytes: a year of tickets is 5.6 GB
MAX_RATIO = 200  # ticket files pack about 12 to 1; a bomb 1000 to 1
RATIO_MATTERS_FROM = 64 * 2**20  # bytes: below that nothing can burst, and tiny files pack oddly
_ENCRYPTED = 0x1  # bit 0 of a ZIP member's flags (APPNOTE 4.4.4)
_FOREIGN_ARCHIVES = {b"Rar!": "RAR", b"7z\xbc\xaf": "7-Zip", b"\x1f\x8b": "gzip"}
_BLOCK = 4 * 2**20  # bytes read at a time


@dataclass(frozen=True, slots=True)
class TicketSource:
    """One table: the file it is in, the names of the archive members on the way to it, its size in bytes."""

    path: Path
    members: tuple[str, ...]
    size: int

    @property
    def label(self) -> Path:
        """The path as people read it, archive members appended."""
        return self.path.joinpath(*self.members)

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """Open the table's bytes. Raises DamagedTicketFileError, while reading too, for broken archives."""
        with ExitStack() as stack:
            try:
                stream: IO[bytes] = stack.enter_context(self.path.open("rb"))
                for member in self.members:
                    archive = stack.enter_context(zipfile.ZipFile(stream))
                    stream = stack.enter_context(archive.open(member))
                yield stream
            except (zipfile.BadZipFile, zlib.error, EOFError, KeyError) as error:
                raise DamagedTicketFileError(self.label, f"the archive is damaged ({error})") from error

    def blocks(self) -> Iterator[bytes]:
        """Yield the table's bytes in blocks of a few megabytes."""
        with self.open() as stream:
            while block := stream.read(_BLOCK):
                yield block

    def digest(self, tell: Callable[[int], None]) -> str:
        """Compute the SHA-256 of the unpacked table, telling the bytes done; proves that it reads to its end."""
        sha = hashlib.sha256()
        done = 0
        for block in self.blocks():
            sha.update(block)
            done += len(block)
            tell(done)
        return sha.hexdigest()


def find_sources(path: Path) -> Iterator[TicketSource | TicketFileError]:
    """Yield every table under a path; for what cannot be one, the error that says why, as a value.

    Folders are searched in the order of names, and files that are neither tables nor archives are passed over
    there. Raises nothing.
    """
    if path.is_dir():
        for child in sorted(path.rglob("*")):
            if child.is_file() and child.suffix.lower() in TABLE_SUFFIXES | ARCHIVE_SUFFIXES:
                yield from find_sources(child)
        return
    try:
        yield from _of_file(path)
    except TicketFileError as error:
        yield error
    except OSError as error:
        yield NotATicketFileError(path, error.strerror or str(error))


def _of_file(path: Path) -> list[TicketSource | TicketFileError]:
    with path.open("rb") as stream:
        _refuse_foreign(path, stream)
        if zipfile.is_zipfile(stream):
            return _of_archive(path, (), stream)
        if path.suffix.lower() == ".zip":
            raise DamagedTicketFileError(path, "a truncated ZIP, or none at all")
    return [TicketSource(path, (), path.stat().st_size)]


def _refuse_foreign(label: Path, stream: IO[bytes]) -> None:
    start = stream.read(max(map(len, _FOREIGN_ARCHIVES)))
    stream.seek(0)
    if not start:
        raise EmptyTicketFileError(label, "the file has no bytes")
    for magic, name in _FOREIGN_ARCHIVES.items():
        if start.startswith(magic):
            raise UnsupportedArchiveError(label, f"{name} archives are not read; unpack it first")


def _of_archive(
    path: Path, inside: tuple[str, ...], stream: IO[bytes]
) -> list[TicketSource | TicketFileError]:
    """Return the archive's tables; for a member that cannot be one, the error that says why."""
    label = path.joinpath(*inside)
    try:
        with zipfile.ZipFile(stream) as archive:
            members = [info for info in archive.infolist() if not info.is_dir() and info.file_size]
            _refuse_bomb(label, members)
            wanted = [info for info in members if _is_wanted(info.filename)]
            if not wanted:
                raise NotATicketFileError(label, "the archive holds no CSV file")
            return [found for info in wanted for found in _of_member(path, inside, archive, info)]
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise DamagedTicketFileError(label, f"the archive is damaged ({error})") from error
    except NotImplementedError as error:
        raise UnsupportedArchiveError(label, f"packed in a way that is not read ({error})") from error


def _of_member(
    path: Path, inside: tuple[str, ...], archive: zipfile.ZipFile, info: zipfile.ZipInfo
) -> list[TicketSource | TicketFileError]:
    members = (*inside, info.filename)
    label = path.joinpath(*members)
    try:
        if info.flag_bits & _ENCRYPTED:
            raise UnsupportedArchiveError(label, "it is encrypted")
        with archive.open(info) as stream:
            _refuse_foreign(label, stream)
            if not info.filename.lower().endswith(".zip"):
                return [TicketSource(path, members, info.file_size)]
            if inside:
                raise UnsupportedArchiveError(label, "archives in archives in archives are not read")
            return _of_archive(path, members, stream)
    except TicketFileError as error:
        return [error]


def _is_wanted(name: str) -> bool:
    suffix = Path(name).suffix.lower()
    return not name.startswith("__MACOSX/") and suffix in TABLE_SUFFIXES | ARCHIVE_SUFFIXES


def _refuse_bomb(label: Path, members: list[zipfile.ZipInfo]) -> None:
    unpacked, packed = sum(info.file_size for info in members), sum(info.compress_size for info in members)
    if unpacked > MAX_UNPACKED:
        raise ArchiveTooLargeError(label, f"would unpack to {unpacked:,} bytes")
    if unpacked > RATIO_MATTERS_FROM and unpacked > MAX_RATIO * packed:
        raise ArchiveTooLargeError(label, f"{packed:,} bytes would unpack to {unpacked:,}")
