"""What was taken before, and what was refused: one small JSON beside the data.

An edition that is unchanged is not fetched again, and one that could not be used is not either, as long as
this version of the software would refuse it again.
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from bot.errors import StepError
from bot.portal.downloading import Fetched
from bot.portal.editions import Age, Edition, comparable_date
from bot.portal.partial import Validators
from bot.portal.periods import Period

log = logging.getLogger(__name__)

FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class Known:
    """An edition as it was fetched: where from, what the catalogue and the server said of it, its SHA-256.

    `modified`, `fetched_at`: ISO 8601; `digests`: of the ticket tables in it, as the ticket store knows them;
    `stale_md5` and `about`: as an edition has them, the latter None where an older version did not note it.
    """

    address: str
    modified: str | None
    size: int | None
    md5: str | None
    etag: str | None
    last_modified: str | None
    sha256: str
    fetched_at: str
    digests: tuple[str, ...] = ()
    stale_md5: str | None = None
    about: Period | None = None

    @classmethod
    def of(cls, edition: Edition, fetched: Fetched, now: datetime, digests: tuple[str, ...] = ()) -> "Known":
        """Describe an edition that has just been fetched."""
        etag, last_modified = fetched.validators.etag, fetched.validators.last_modified
        bare = cls("", None, None, None, etag, last_modified, fetched.sha256, now.isoformat(), digests)
        return bare.described_as(edition)

    def described_as(self, edition: Edition) -> "Known":
        """Return the same with what the catalogue says now."""
        modified = edition.modified.isoformat() if edition.modified else None
        return replace(
            self,
            address=edition.address,
            modified=modified,
            size=edition.size,
            md5=edition.md5,
            stale_md5=edition.stale_md5,
            about=edition.about,
        )

    def is_still(self, edition: Edition) -> bool:
        """Say whether the catalogue describes the very same file; False when it describes nothing."""
        if self.md5 is not None and self.md5 == edition.md5:
            return not self._has_other_size(edition)
        return edition.modified is not None and self == replace(self.described_as(edition), about=self.about)

    def age(self, edition: Edition) -> Age:
        """Return its age; of one that is not known to be about anything, as if it were about what the edition is."""
        modified = datetime.fromisoformat(self.modified) if self.modified else None
        return self.about or edition.about, comparable_date(modified)

    def without_stale_md5(self, edition: Edition) -> Edition:
        """Return the edition without a checksum that the catalogue said of a file of another size, too.

        Where a file is replaced, the portal may leave the former one's checksum.
        """
        said = edition.md5
        if said and (said == self.stale_md5 or (said == self.md5 and self._has_other_size(edition))):
            return replace(edition, md5=None, stale_md5=said)
        return edition

    def _has_other_size(self, edition: Edition) -> bool:
        return None not in (self.size, edition.size) and self.size != edition.size

    @property
    def validators(self) -> Validators:
        """How its server told it from others."""
        return Validators(self.etag, self.last_modified)


@dataclass(frozen=True, slots=True)
class Refused:
    """An edition that could not be used, why (see StepError), and which version of the software said so.

    `key`: what it was refused as, an edition's key; empty where an older version did not note it.
    """

    known: Known
    kinds: tuple[str, ...]
    text: str
    attributes: Mapping[str, str]
    version: str
    key: str = ""

    def error(self) -> StepError:
        """Return the error again."""
        return StepError(self.kinds, self.text, self.attributes)


@dataclass(slots=True)
class TakenEditions:
    """The record: what was taken by the edition's key, what was refused by its address.

    It is written whole, in one step, at every change.
    """

    file: Path
    version: str
    taken: dict[str, Known] = field(default_factory=dict)
    refused: dict[str, Refused] = field(default_factory=dict)

    @classmethod
    def read(cls, file: Path, version: str) -> "TakenEditions":
        """Read the record; a damaged one is as good as none: the data know themselves what they have."""
        try:
            document: Any = json.loads(file.read_text(encoding="utf-8"))
            if document["format"] == FORMAT:
                taken = {key: _known(row) for key, row in document["taken"].items()}
                refused = {key: _refused(row) for key, row in document["refused"].items()}
                return cls(file, version, taken, refused)
        except FileNotFoundError:
            pass
        except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
            log.warning("what was taken before is not known any more: %s", type(error).__name__)
        return cls(file, version)

    def refusal(self, edition: Edition) -> Refused | None:
        """Return why what was at this address was refused, if this version of the software said so.

        What was refused as one quarter's tickets may be another's, once its title is corrected.
        """
        found = self.refused.get(edition.address)
        same = found and found.version == self.version and found.key in ("", edition.key)
        return found if same else None

    def without_stale_md5(self, edition: Edition) -> Edition:
        """Return the edition without a checksum that is a former file's (see `Known`)."""
        refused, taken = self.refused.get(edition.address), self.taken.get(edition.key)
        for known in (refused.known if refused else None, taken):
            if known:
                edition = known.without_stale_md5(edition)
        return edition

    def still_refuse(self, edition: Edition, refused: Refused) -> None:
        """Remember what the catalogue says now of what was refused, so that it need not be fetched to be known."""
        known = refused.known.described_as(edition)
        if known != refused.known:
            self.refused[edition.address] = replace(refused, known=known)
            self._write()

    def keep(self, edition: Edition, known: Known) -> None:
        """Remember what was taken."""
        self.taken[edition.key] = known
        self.refused.pop(edition.address, None)
        self._write()

    def refuse(self, edition: Edition, known: Known, error: StepError) -> None:
        """Remember what could not be used."""
        attributes = {name: str(value) for name, value in vars(error).items() if name != "kinds"}
        self.refused[edition.address] = Refused(
            known, error.kinds, str(error), attributes, self.version, edition.key
        )
        self._write()

    def _write(self) -> None:
        document = {
            "format": FORMAT,
            "taken": {key: asdict(row) for key, row in sorted(self.taken.items())},
            "refused": {key: asdict(row) for key, row in sorted(self.refused.items())},
        }
        self.file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self.file.with_suffix(".unfinished")
        unfinished.write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
        unfinished.replace(self.file)


def _known(row: Mapping[str, Any]) -> Known:
    about = row.get("about")
    return Known(**{**row, "digests": tuple(row["digests"]), "about": Period(*about) if about else None})


def _refused(row: Mapping[str, Any]) -> Refused:
    return Refused(**{**row, "known": _known(row["known"]), "kinds": tuple(row["kinds"])})
