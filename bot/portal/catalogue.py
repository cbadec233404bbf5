"""The portal's CKAN catalogue: `package_show`'s answer as editions.

Of a resource count `url`, `format`, `description` and `name` (its title), `hierarchy` (the portal's own year),
`last_modified`, `created`, `size`, `hash` with `hash_algorithm`, `state` and `resource_type`. Any of them may be
null; dates are UTC without saying so. Ids and positions say nothing of the order.
See https://docs.ckan.org/en/latest/api/#ckan.logic.action.get.package_show
"""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlencode, urljoin, urlsplit

from bot.portal.addresses import CATALOGUED, Dataset
from bot.portal.editions import Edition, Format
from bot.portal.errors import CatalogueError
from bot.portal.periods import named_period

_FORMATS: Final[Mapping[str, Format]] = {
    "CSV": "CSV",
    "TXT": "CSV",
    "ZIP": "ZIP",
    "XLSX": "XLSX",
    "XLS": "XLSX",
}
_SUFFIX_FORMATS: Final[Mapping[str, Format]] = {".csv": "CSV", ".zip": "ZIP", ".xlsx": "XLSX"}
_MD5_DIGITS = 32
_LARGEST = 2**63  # bytes; no file system has more


def catalogue_address(portal: str, dataset: Dataset) -> str:
    """Return where the catalogue tells what a data set has."""
    question = urlencode({"id": CATALOGUED[dataset]})
    return f"{portal.rstrip('/')}/api/action/package_show?{question}"


def read_catalogue(dataset: Dataset, address: str, content: bytes) -> tuple[Edition, ...]:
    """Return the editions that are data in a format that is read, in the catalogue's order.

    `address` is where the answer came from: relative addresses begin there. Raises CatalogueError.
    """
    found = tuple(
        edition
        for resource in _resources(dataset, content)
        if (edition := _edition(dataset, address, resource)) is not None
    )
    if not found:
        raise CatalogueError(dataset, "no_editions")
    return found


def _resources(dataset: Dataset, content: bytes) -> Iterator[Mapping[str, Any]]:
    try:
        answer = json.loads(content)
        if answer.get("success") is False:
            raise CatalogueError(dataset, "no_such_dataset", str(answer.get("error", ""))[:200])
        resources = answer["result"]["resources"]
        yield from (resource for resource in resources if isinstance(resource, dict))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise CatalogueError(dataset, "no_catalogue") from error


def _edition(dataset: Dataset, address: str, resource: Mapping[str, Any]) -> Edition | None:
    where = _text(resource, "url")
    kind = _format(resource) if _is_address(where) else None
    withdrawn = _text(resource, "state") not in ("", "active")
    if kind is None or withdrawn or _text(resource, "resource_type") == "documentation":
        return None
    size = resource.get("size")
    title = _text(resource, "description") or _text(resource, "name")
    return Edition(
        dataset,
        urljoin(address, where),
        kind,
        title,
        named_period(
            (title, _text(resource, "name"), *_hierarchy(resource), urlsplit(where).path.rpartition("/")[2])
        ),
        _moment(resource.get("last_modified")) or _moment(resource.get("created")),
        size if isinstance(size, int) and 0 < size < _LARGEST else None,
        _md5(resource),
    )


def _is_address(text: str) -> bool:
    try:
        return bool(urlsplit(text).path)
    except ValueError:  # an IPv6 address that is none
        return False


def _format(resource: Mapping[str, Any]) -> Format | None:
    """Return the format that is said, or else the one that the file's name ends in."""
    said = _text(resource, "format").upper().rpartition("/")[2].strip(".")
    path = urlsplit(_text(resource, "url")).path.lower()
    return _FORMATS.get(said) or next(
        (kind for suffix, kind in _SUFFIX_FORMATS.items() if path.endswith(suffix)), None
    )


def _hierarchy(resource: Mapping[str, Any]) -> Iterator[str]:
    levels = resource.get("hierarchy")
    for level in levels if isinstance(levels, list) else ():
        if isinstance(level, dict):
            yield _text(level, "hierarchy_name")


def _md5(resource: Mapping[str, Any]) -> str | None:
    """Return the checksum if it is an MD5: CKAN leaves the kind open, and says it where it is another."""
    value = _text(resource, "hash").lower().removeprefix("md5:")
    kind = _text(resource, "hash_algorithm").upper() or "MD5"
    is_md5 = (
        kind == "MD5" and len(value) == _MD5_DIGITS and all(digit in "0123456789abcdef" for digit in value)
    )
    return value if is_md5 else None


def _moment(value: object) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _text(resource: Mapping[str, Any], key: str) -> str:
    value = resource.get(key)
    return value.strip() if isinstance(value, str) else ""
