"""A download that is not whole yet: `<name>.part`, and beside it what it is the beginning of.

A whole file that nobody came to use is a beginning too, one that lacks nothing.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any, Final

import httpx

_BLOCK: Final = 4 * 2**20  # bytes read at a time


@dataclass(frozen=True, slots=True)
class Validators:
    """How a server tells one edition of an address from another."""

    etag: str | None = None
    last_modified: str | None = None

    @classmethod
    def of(cls, response: httpx.Response) -> "Validators":
        """Read them off an answer."""
        return cls(response.headers.get("ETag"), response.headers.get("Last-Modified"))

    @property
    def strong(self) -> str | None:
        """What `If-Range` takes: a strong ETag, or else a date; a weak ETag does not promise equal bytes."""
        return self.etag if self.etag and not self.etag.startswith("W/") else self.last_modified

    def if_changed(self) -> dict[str, str]:
        """Return the headers that ask for the file only if it is another."""
        headers = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in headers.items() if value}


@dataclass(slots=True)
class Digests:
    """The checksums of what has been written so far: ours, and the one that CKAN has."""

    sha256: Any = field(default_factory=hashlib.sha256)
    md5: Any = field(default_factory=lambda: hashlib.md5(usedforsecurity=False))

    def update(self, block: bytes) -> None:
        """Add a block."""
        self.sha256.update(block)
        self.md5.update(block)


class PartialFile:
    """The beginning of a file, kept over interruptions and cancellations, until `finish` gives it its name."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._part = file.with_name(f"{file.name}.part")
        self._note = file.with_name(f"{file.name}.part.json")
        if file.exists():
            file.replace(self._part)

    @property
    def size(self) -> int:
        """Bytes that are there."""
        return self._part.stat().st_size if self._part.exists() else 0

    def validators(self, address: str) -> Validators:
        """Return what the server must confirm so that this goes on; nothing, if there is nothing to go on with."""
        try:
            note = json.loads(self._note.read_text(encoding="utf-8"))
            if note["address"] == address and self.size:
                return Validators(note["etag"], note["last_modified"])
        except (OSError, ValueError, LookupError, TypeError):
            pass
        return Validators()

    def begin(self, address: str, validators: Validators) -> None:
        """Start from nothing, and note what this will be the beginning of."""
        self.discard()
        self._part.parent.mkdir(parents=True, exist_ok=True)
        self._note.write_text(json.dumps({"address": address, **asdict(validators)}), encoding="utf-8")

    def discard(self) -> None:
        """Forget what is there."""
        self._part.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)

    def digests(self) -> Digests:
        """Return the checksums of what is there."""
        digests = Digests()
        if self._part.exists():
            with self._part.open("rb") as stream:
                while block := stream.read(_BLOCK):
                    digests.update(block)
        return digests

    @contextmanager
    def appending(self) -> Iterator[IO[bytes]]:
        """Open it to write on; what was written is on the disk when the block ends, however it ends."""
        with self._part.open("ab") as stream:
            try:
                yield stream
            finally:
                stream.flush()
                os.fsync(stream.fileno())

    def finish(self) -> Path:
        """Give the file its name in one step."""
        return self._part.replace(self.file)
