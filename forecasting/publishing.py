"""Published model versions: written whole or not at all, promoted, rolled back, pruned.

    models/
      20261123T115747Z/     tables (Parquet), their arrays (npy), manifest.json, and what users'
                            reports taught (unseen.json), if it was better; never changed
      current               the served version's name, replaced in one step
      .publishing           lock of the short steps below
      .training             lock of a whole training;   .under-way: what that one is seen by
      .new-*, .old-*        a version being written or deleted; whoever holds the lock sweeps them

A version folder appears by a rename, after its files have reached the disk, so a reader sees a
complete version or none, whenever the writer is killed. Locks belong to processes (flock) and end
with them.
"""

import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import file_digest, sha256
from pathlib import Path

from forecasting.errors import (
    CorruptModelError,
    DamagedVersionError,
    NoModelError,
    TrainingUnderWayError,
    UnknownVersionError,
)
from forecasting.manifest import Manifest

POINTER = "current"
MANIFEST = "manifest.json"
TABLE = "table.parquet"
PROFILE = "profile.parquet"
UNSEEN = "unseen.json"
TABLE_CUBE = "table.npy"
PROFILE_CUBE = "profile.npy"
VERSIONS_KEPT = 5
"""Enough to roll back over a bad quarter; a version of the whole city takes a few megabytes."""

_VERSION = re.compile(r"\d{8}T\d{6}Z(-\d+)?")


class ModelFolder:
    """The folder of versions. Reading methods need no lock; writing ones take it themselves."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def versions(self) -> tuple[str, ...]:
        """Names of the complete versions, oldest first; empty when the folder does not exist."""
        if not self.path.is_dir():
            return ()
        found = [p.name for p in self.path.iterdir() if _VERSION.fullmatch(p.name) and p.is_dir()]
        return tuple(sorted(found, key=_age))

    def current(self) -> str | None:
        """Name the served version, None before the first; raises CorruptModelError for a damaged pointer."""
        try:
            name = (self.path / POINTER).read_text(encoding="utf-8").strip()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise CorruptModelError(f"the pointer to the current model cannot be read: {error}") from error
        if not _VERSION.fullmatch(name):
            raise CorruptModelError(f"the pointer names no version: {name[:40]!r}")
        return name

    def older(self) -> tuple[str, ...]:
        """Names of the complete versions before the served one, oldest first; of all where the pointer is damaged."""
        current = self.named()
        return tuple(v for v in self.versions() if current is None or _age(v) < _age(current))

    def before(self) -> str | None:
        """Name the newest whole version before the served one (of all, where the pointer is damaged); None without."""
        return next(filter(self.is_whole, reversed(self.older())), None)

    def is_published(self) -> bool:
        """Tell whether something has been promoted: a damaged pointer names something, too."""
        try:
            return self.current() is not None
        except CorruptModelError:
            return True

    def serving(self) -> str | None:
        """Name the version that answers: the pointer's, or where that is damaged the newest whole one before it; None without."""
        if not self.is_published():
            return None
        current = self.named()
        if current is not None and self.is_whole(current):
            return current
        return self.before()

    def is_whole(self, version: str) -> bool:
        """Tell whether a version is there, with every file as it was published."""
        try:
            self.verify(version)
        except (UnknownVersionError, CorruptModelError):
            return False
        return True

    def verify(self, version: str) -> None:
        """Read all of a version's files; raises UnknownVersionError, or DamagedVersionError when one is not as published."""
        try:
            for name, digest in self.manifest(version).files.items():
                verify_file(self.path / version / name, digest)
        except (OSError, CorruptModelError) as error:
            raise DamagedVersionError(version, str(error)) from error

    def manifest(self, version: str) -> Manifest:
        """Read a version's manifest; raises UnknownVersionError or CorruptModelError."""
        folder = self.path / version
        if version not in self.versions():
            raise UnknownVersionError(f"there is no model version {version}")
        try:
            return Manifest.from_json((folder / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise CorruptModelError(f"model {version} has no readable manifest: {error}") from error

    def publish(self, files: Mapping[str, bytes], manifest: Manifest) -> Manifest:
        """Write a complete version from the files' contents; it is served once promoted.

        The version's name comes from `manifest.created`; the manifest is returned with it and with
        the files' hashes filled in.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        with self._publishing():
            self._sweep()
            stamped = replace(
                manifest,
                version=self._free_name(manifest.created),
                files={name: sha256(content).hexdigest() for name, content in files.items()},
            )
            with self._staging() as staging:
                for name, content in {**files, MANIFEST: stamped.to_json().encode()}.items():
                    _write_through(staging / name, content)
                staging.chmod(0o755)  # mkdtemp makes it private; the serving process may be another user
                _sync_folder(staging)
                staging.rename(self.path / stamped.version)
            _sync_folder(self.path)
        return stamped

    def promote(self, version: str) -> None:
        """Serve this version from now on; raises UnknownVersionError, or DamagedVersionError: then the pointer stays."""
        self.verify(version)
        with self._publishing():
            staging = self.path / ".new-pointer"
            _write_through(staging, f"{version}\n".encode())
            staging.replace(self.path / POINTER)
            _sync_folder(self.path)

    def rollback(self) -> str:
        """Serve the newest whole version before the current one (of all, where the pointer is damaged) and return its name.

        Raises NoModelError or UnknownVersionError.
        """
        if not self.is_published():
            raise NoModelError(f"no model has been published in {self.path}")
        older = self.before()
        if older is None:
            raise UnknownVersionError("there is no whole model before the current one to roll back to")
        self.promote(older)
        return older

    def prune(self, keep: int = VERSIONS_KEPT) -> tuple[str, ...]:
        """Delete all but the newest `keep` versions, the current one and the one that answers; returns the deleted names."""
        if not self.path.is_dir():
            return ()
        with self._publishing():
            kept = {*(self.versions()[-keep:] if keep > 0 else ()), self.serving(), self.named()}
            doomed = tuple(v for v in self.versions() if v not in kept)
            for version in doomed:
                (self.path / version).rename(self.path / f".old-{version}")
            self._sweep()
        return doomed

    def named(self) -> str | None:
        """Name what the pointer names, None before the first and where it is damaged."""
        try:
            return self.current()
        except CorruptModelError:
            return None

    def is_training(self) -> bool:
        """Tell whether somebody trains into the folder just now."""
        try:
            self._pass_training(fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False

    def wait_for_training(self) -> None:
        """Return as soon as nobody trains into the folder."""
        self._pass_training()

    def _pass_training(self, how: int = 0) -> None:
        """Take what a training holds to be seen by, and let go of it: it is not what keeps another one out."""
        try:
            seen = (self.path / ".under-way").open("rb")
        except OSError:  # no folder yet, or one that a training will say of what is wrong with it
            return
        with seen:
            fcntl.flock(seen, fcntl.LOCK_SH | how)

    @contextmanager
    def training(self) -> Iterator[None]:
        """Hold the folder's training lock and sweep what dead trainings left; raises TrainingUnderWayError."""
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / ".training").open("ab") as lock, (self.path / ".under-way").open("ab") as seen:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise TrainingUnderWayError(f"another process is training into {self.path}") from error
            fcntl.flock(seen, fcntl.LOCK_EX)  # after whoever looks, which takes no time
            with self._publishing():
                self._sweep()
            yield

    @contextmanager
    def _publishing(self) -> Iterator[None]:
        with (self.path / ".publishing").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    @contextmanager
    def _staging(self) -> Iterator[Path]:
        """Make the folder of a version being written, and delete it when that fails: most often there is no room."""
        staging = Path(tempfile.mkdtemp(prefix=".new-", dir=self.path))
        try:
            yield staging
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)
            raise

    def _sweep(self) -> None:
        """Delete half-written and half-deleted versions: their writers held the lock that we hold now."""
        for leftover in (*self.path.glob(".new-*"), *self.path.glob(".old-*")):
            if leftover.is_dir():
                shutil.rmtree(leftover)
            else:
                leftover.unlink()

    def _free_name(self, created: datetime) -> str:
        name = created.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        taken = self.versions()
        repeats = 1
        while (name if repeats == 1 else f"{name}-{repeats}") in taken:
            repeats += 1
        return name if repeats == 1 else f"{name}-{repeats}"


def verify_file(path: Path, digest: str) -> None:
    """Raise CorruptModelError unless the file has that SHA-256; OSError when it cannot be read."""
    with path.open("rb") as file:
        if file_digest(file, "sha256").hexdigest() != digest:
            raise CorruptModelError(
                f"{path.name} of model {path.parent.name} is not the file that was published"
            )


def _age(version: str) -> tuple[str, int]:
    stamp, _, repeat = version.partition("-")
    return stamp, int(repeat or 1)


def _write_through(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
