"""A file, resumed where it broke off, checked, and moved to its place in one step."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import httpx

from bot.errors import NO_ROOM
from bot.portal.client import PortalClient, in_time
from bot.portal.content import HEAD, refuse_other_content
from bot.portal.editions import Edition
from bot.portal.errors import (
    ChecksumError,
    NoSpaceError,
    TooLargeError,
    TruncatedError,
    UnreachableError,
    WrongContentError,
)
from bot.portal.partial import Digests, PartialFile, Validators
from bot.portal.resuming import NOTHING_LEFT, Offer, offered, request_headers

Tell = Callable[[int, int | None], None]
"""Told the bytes that are here and the bytes in all, None if nobody knows."""

_UNCHANGED: Final = 304


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that is whole: where it is, its size in bytes, its SHA-256, and how its server tells it from others."""

    file: Path
    size: int
    sha256: str
    validators: Validators


async def fetch(
    client: PortalClient, edition: Edition, folder: Path, known: Validators | None, tell: Tell
) -> Fetched | None:
    """Fetch an edition into a folder; None when it is the `known` one still.

    What is there of an earlier try goes on, if the server confirms that it is the same file. Raises the
    client's errors and DownloadError with its children; the beginning stays for the next time, unless it is
    of no use.
    """
    part = PartialFile(folder / edition.name)
    before = part.size

    async def attempt() -> Fetched | None:
        try:
            return await _Download(client, edition, part, tell).run(known)
        except UnreachableError as error:
            if part.size > before:  # it was reached a moment ago
                raise TruncatedError(edition.name, part.size, edition.size) from error
            raise

    async with in_time(edition.name, client.limits.seconds[edition.dataset]):
        return await client.persist(attempt)


class _Download:
    """One try at an edition."""

    def __init__(self, client: PortalClient, edition: Edition, part: PartialFile, tell: Tell) -> None:
        self._client = client
        self._edition = edition
        self._part = part
        self._tell = tell
        self._limit = client.limits.size[edition.dataset]

    async def run(self, known: Validators | None) -> Fetched | None:
        begun = self._part.validators(self._edition.address)
        headers = request_headers(begun, self._part.size, known)
        async with self._client.answer(self._edition.name, self._edition.address, headers) as response:
            if response.status_code == _UNCHANGED and known:
                return None
            offer = self._accepted(response, begun)
            digests = await asyncio.to_thread(self._part.digests)
            if response.status_code == NOTHING_LEFT:
                return self._checked(digests, begun)
            await self._write(response, offer, digests)
            return self._checked(digests, Validators.of(response))

    def _accepted(self, response: httpx.Response, begun: Validators) -> Offer:
        """Make room for what is offered; what does not fit what is here makes the next try start anew."""
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise WrongContentError(self._edition.name, "packed")
        here = self._part.size
        offer = offered(response, begun, here)
        if offer is None:
            self._part.discard()
            raise TruncatedError(self._edition.name, here, None)
        if offer.start == 0:
            self._part.begin(self._edition.address, Validators.of(response))
        self._refuse_large(offer)
        return offer

    def _refuse_large(self, offer: Offer) -> None:
        total = offer.total or self._edition.size or 0
        if total > self._limit:
            self._part.discard()
            raise TooLargeError(self._edition.name, self._limit)
        needed = total - offer.start + self._client.limits.reserve
        free = shutil.disk_usage(self._part.file.parent).free
        if needed > free:
            if offer.start == 0:
                self._part.discard()
            raise NoSpaceError(self._edition.name, needed, free)

    async def _write(self, response: httpx.Response, offer: Offer, digests: Digests) -> None:
        here = offer.start
        try:
            with self._part.appending() as stream:
                async for block in self._judged(response, offer):
                    stream.write(block)
                    digests.update(block)
                    here += len(block)
                    self._tell(here, offer.total)
        except (TooLargeError, WrongContentError):
            self._part.discard()
            raise
        except OSError as error:
            self._give_way(error)
            raise
        if offer.total is not None and here != offer.total:
            raise TruncatedError(self._edition.name, here, offer.total)

    async def _judged(self, response: httpx.Response, offer: Offer) -> AsyncIterator[bytes]:
        """Pass the bytes on once the first of them are what was asked for, and while they are not too many."""
        here, head = offer.start, b""
        judge = partial(
            refuse_other_content,
            self._edition.name,
            self._edition.format,
            media_type=response.headers.get("Content-Type", ""),
        )
        judged = here > 0  # what is here of an earlier try was judged then
        async for chunk in response.aiter_raw():
            here += len(chunk)
            if here > self._limit:
                raise TooLargeError(self._edition.name, self._limit)
            if judged:
                yield chunk
                continue
            head += chunk
            if len(head) >= HEAD:
                judge(head)
                judged = True
                yield head
        if not judged:
            judge(head)
            yield head

    def _give_way(self, error: OSError) -> None:
        """Free what was written when the disk is full: others write there too; raises NoSpaceError."""
        if error.errno in NO_ROOM:
            needed = self._edition.size or self._part.size
            self._part.discard()
            free = shutil.disk_usage(self._part.file.parent).free
            raise NoSpaceError(self._edition.name, needed, free) from error

    def _checked(self, digests: Digests, validators: Validators) -> Fetched:
        """Compare with the catalogue; where its size is another, it describes another file, and says nothing."""
        edition, size = self._edition, self._part.size
        if edition.md5 and edition.size in (None, size) and digests.md5.hexdigest() != edition.md5:
            self._part.discard()
            raise ChecksumError(edition.name)
        return Fetched(self._part.finish(), size, digests.sha256.hexdigest(), validators)
