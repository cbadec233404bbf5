"""Where an answer goes on: from the start, from what is here, or not at all."""

import re
from dataclasses import dataclass
from typing import Final

import httpx

from bot.portal.partial import Validators

_OK: Final = 200
_PARTIAL: Final = 206
NOTHING_LEFT: Final = 416
"""How a server says that there is nothing beyond what is here."""

_CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")


@dataclass(frozen=True, slots=True)
class Offer:
    """What an answer holds: the file's bytes from `start` on, of `total`, None if it does not say."""

    start: int
    total: int | None


def request_headers(begun: Validators, here: int, known: Validators | None) -> dict[str, str]:
    """Ask for what lacks to the `here` bytes of what has begun; else for all of it, if it is not the `known` one."""
    if begun.strong:
        return {"Range": f"bytes={here}-", "If-Range": begun.strong}
    return known.if_changed() if known else {}


def offered(response: httpx.Response, begun: Validators, here: int) -> Offer | None:
    """Read what the answer offers to who has `here` bytes; None when it does not fit what has begun.

    A part is believed only if it begins where the last one ended and bears the same mark: some servers send parts
    of a newer file in spite of `If-Range`.
    """
    if response.status_code == _OK:
        length = response.headers.get("Content-Length", "")
        return Offer(0, int(length) if length.isdecimal() else None)
    span = response.headers.get("Content-Range", "")
    if response.status_code == NOTHING_LEFT:
        return Offer(here, here) if span == f"bytes */{here}" else None
    part = _CONTENT_RANGE.fullmatch(span)
    same = Validators.of(response).strong in (None, begun.strong)
    if response.status_code != _PARTIAL or part is None or int(part[1]) != here or not same:
        return None
    return Offer(here, None if part[2] == "*" else int(part[2]))
