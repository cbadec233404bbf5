"""ZIP archives, carefully: what an archive says of itself is judged before a byte of it is unpacked.

A name may not lead out of the folder, nor be a link; files and bytes are limited, in all and against the
archive's own size; an archive in it is unpacked too, one level deep. A RAR is reported, not unpacked.
"""

import shutil
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final

from bot.portal.errors import ArchiveError

_ENCRYPTED: Final = 0x1  # bit 0 of a member's flags (APPNOTE 4.4.4)
_UNIX_MODE: Final = 16  # bits that the mode is shifted by in a member's external attributes
_DAMAGE: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError)
_SYSTEM_FOLDER: Final = "__MACOSX"
_LONGEST_NAME: Final = 200  # characters of a path


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """Most files, most bytes when unpacked, and most bytes for each byte of the archive.

    The ratio counts from `burst` bytes on: nothing bursts below, and tiny files pack oddly.
    """

    members: int = 1_000
    unpacked: int = 1_000 * 2**20
    ratio: int = 200
    burst: int = 64 * 2**20


@dataclass(slots=True)
class Unpacked:
    """The files that came out of an archive, the RAR archives that stayed in, and the bytes in all."""

    files: list[Path] = field(default_factory=list)
    rars: list[str] = field(default_factory=list)
    size: int = 0


def members_of(archive: Path, limits: ArchiveLimits) -> tuple[str, ...]:
    """Return the names of an archive's files, all of them harmless; raises ArchiveError. Unpacks nothing."""
    with _opened(archive, archive.name) as opened:
        members = _harmless(opened, archive.name, archive.stat().st_size, limits, 0)
        return tuple(member.filename for member in members)


def is_rar(name: str) -> bool:
    """Say whether a name is a RAR archive's."""
    return name.lower().endswith(".rar")


def unpack(archive: Path, into: Path, limits: ArchiveLimits) -> Unpacked:
    """Unpack an archive, and the archives in it, into a folder; raises ArchiveError.

    What was unpacked before the error stays: give it a folder of its own.
    """
    unpacker = _Unpacker(limits)
    unpacker.unpack(archive, archive.name, into)
    return unpacker.found


class _Unpacker:
    """Unpacks an archive and those in it; the limits hold for all of them together."""

    def __init__(self, limits: ArchiveLimits) -> None:
        self.found = Unpacked()
        self._limits = limits

    def unpack(self, archive: Path, label: str, into: Path, *, outermost: bool = True) -> None:
        with _opened(archive, label) as opened:
            members = _harmless(opened, label, archive.stat().st_size, self._limits, self.found.size)
            self.found.size += sum(member.file_size for member in members)
            for member in members:
                name = f"{label}/{member.filename}"
                if is_rar(member.filename):
                    self.found.rars.append(name)
                    continue
                file = _extract(opened, member, into)
                if file.suffix.lower() != ".zip":
                    self.found.files.append(file)
                elif outermost:
                    self.unpack(file, name, file.with_name(f"{file.name}.unpacked"), outermost=False)
                else:
                    raise ArchiveError(label, "nested", member.filename)


@contextmanager
def _opened(archive: Path, label: str) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(archive) as opened:
            yield opened
    except NotImplementedError as error:
        raise ArchiveError(label, "method", str(error)) from error
    except _DAMAGE as error:
        why = error.strerror if isinstance(error, OSError) else None
        raise ArchiveError(label, "broken", why or "") from error


def _harmless(
    archive: zipfile.ZipFile, label: str, size: int, limits: ArchiveLimits, before: int
) -> list[zipfile.ZipInfo]:
    """Return the files that count; raises ArchiveError if anything about them is not as it should be."""
    members = [each for each in archive.infolist() if not each.filename.endswith(("/", "\\"))]
    if len(members) > limits.members:
        raise ArchiveError(label, "members", str(len(members)))
    unpacked = sum(member.file_size for member in members)
    if before + unpacked > limits.unpacked:
        raise ArchiveError(label, "unpacked", _rounded(unpacked))
    if unpacked > limits.burst and unpacked > limits.ratio * size:
        raise ArchiveError(label, "ratio", f"{_rounded(size)} → {_rounded(unpacked)}")
    for member in members:
        _refuse_harmful(label, member)
    names = [str(_path(member)).casefold() for member in members]
    if len(set(names)) < len(names):
        raise ArchiveError(label, "twice", next(name for name in names if names.count(name) > 1))
    return [each for each in members if _path(each).parts[0] != _SYSTEM_FOLDER]


def _refuse_harmful(label: str, member: zipfile.ZipInfo) -> None:
    name = member.filename
    path = _path(member)
    leads_out = path.is_absolute() or ".." in path.parts or ":" in name or not path.parts
    if leads_out or not name.isprintable() or len(name) > _LONGEST_NAME:
        raise ArchiveError(label, "escape", ascii(name)[:_LONGEST_NAME])
    kind = stat.S_IFMT(member.external_attr >> _UNIX_MODE)
    if kind not in (0, stat.S_IFREG):
        raise ArchiveError(label, "link", name)
    if member.flag_bits & _ENCRYPTED:
        raise ArchiveError(label, "encrypted", name)


def _extract(archive: zipfile.ZipFile, member: zipfile.ZipInfo, into: Path) -> Path:
    """Write one file; zipfile gives no more bytes than were announced, and checks them."""
    file = into / _path(member)
    file.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(member) as packed, file.open("xb") as out:
        shutil.copyfileobj(packed, out)
    return file


def _path(member: zipfile.ZipInfo) -> PurePosixPath:
    """Return the name as a path; some programs set folders apart by backslashes."""
    return PurePosixPath(member.filename.replace("\\", "/"))


def _rounded(size: int) -> str:
    """Return a number of bytes as it is read in every language: without a sign among its digits."""
    return f"{size / 1e6:.0f} MB" if size >= 10**6 else f"{size / 1e3:.0f} kB"
