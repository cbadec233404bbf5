"""An open-data portal on this machine: answers as the city's does, and badly when it is told to."""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

from aiohttp import web

Fault = Callable[[web.Request, "Served"], Awaitable[web.StreamResponse]]

PAGE = b"<!DOCTYPE html>\n<html><body>Lo sentimos, la p\xc3\xa1gina no existe</body></html>"


@dataclass
class Served:
    """A file as a server has it."""

    content: bytes
    etag: str | None = '"one"'
    modified: str | None = "Mon, 10 Aug 2026 11:31:26 GMT"
    kind: str = "text/csv"

    def headers(self):
        said = {"ETag": self.etag, "Last-Modified": self.modified, "Content-Type": self.kind}
        return {name: value for name, value in said.items() if value}


class Asked(NamedTuple):
    method: str
    path: str
    headers: dict[str, str]
    status: int


@dataclass
class Portal:
    """Serves `files` by path and the catalogue of `datasets` by id; `faults` answer first, one a request."""

    files: dict[str, Served] = field(default_factory=dict)
    datasets: dict[str, list[dict]] = field(default_factory=dict)
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    address: str = ""

    def file_requests(self):
        return [asked for asked in self.asked if "package_show" not in asked.path]

    def offers(self, dataset, name, content, **described):
        """Put a file into a data set; returns the resource, in which anything can be changed."""
        path = f"/dataset/{dataset}/resource/{len(self.files)}/download/{name}"
        self.files[path] = Served(content)
        resource = {
            "id": f"{dataset}-{len(self.files)}",
            "name": f"{dataset}-{len(self.files)}-csv",
            "description": name,
            "format": name.rpartition(".")[2].upper(),
            "url": f"{self.address}{path}",
            "size": len(content),
            "hash": hashlib.md5(content).hexdigest(),  # noqa: S324  CKAN's own
            "hash_algorithm": "MD5",
            "created": "2026-02-03T13:39:30.006000",
            "last_modified": "2026-08-10T11:31:26.158170",
            "state": "active",
            "resource_type": "data",
            "url_type": "upload",
            "hierarchy": [],
            "position": len(self.files),
        }
        self.datasets.setdefault(dataset, []).append({**resource, **described})
        return self.datasets[dataset][-1]

    async def handle(self, request):
        response = await self._answered(request)
        self.asked.append(Asked(request.method, request.path, dict(request.headers), response.status))
        return response

    async def _answered(self, request):
        faults = self.faults.get(request.path, [])
        served = self.files.get(request.path)
        if faults:
            return await faults.pop(0)(request, served)
        if request.path == "/api/action/package_show":
            return self._catalogue(request.query["id"])
        return web.Response(status=404, body=PAGE) if served is None else whole_or_part(request, served)

    def _catalogue(self, dataset):
        if dataset not in self.datasets:
            error = {"__type": "Not Found Error", "message": "Not found"}
            return web.json_response({"success": False, "error": error}, status=404)
        result = {"id": dataset, "name": dataset, "resources": self.datasets[dataset]}
        return web.json_response({"help": "", "success": True, "result": result})


def whole_or_part(request, served):
    """Answer as RFC 9110 says: 304, 206, 416 or 200."""
    headers, size = served.headers(), len(served.content)
    if served.etag and request.headers.get("If-None-Match") == served.etag:
        return web.Response(status=304, headers=headers)
    asked, condition = request.headers.get("Range"), request.headers.get("If-Range")
    if asked and condition in (None, served.etag, served.modified):
        start = int(asked.removeprefix("bytes=").removesuffix("-"))
        if start >= size:
            return web.Response(status=416, headers={"Content-Range": f"bytes */{size}"})
        headers["Content-Range"] = f"bytes {start}-{size - 1}/{size}"
        return web.Response(status=206, body=served.content[start:], headers=headers)
    return web.Response(body=served.content, headers=headers)


def cut_after(count):
    """Promise the whole file, and hang up after so many bytes."""

    async def fault(request, served):
        full = whole_or_part(request, served)
        response = web.StreamResponse(status=full.status, headers=full.headers)
        response.content_length = len(full.body)
        await response.prepare(request)
        await response.write(full.body[:count])
        request.transport.close()
        return response

    return fault


def stalling_after(count, reached=None):
    """Send so many bytes, and then nothing."""

    async def fault(request, served):
        full = whole_or_part(request, served)
        response = web.StreamResponse(status=full.status, headers=full.headers)
        response.content_length = len(full.body)
        await response.prepare(request)
        await response.write(full.body[:count])
        if reached:
            reached.set()
        await asyncio.sleep(60)
        return response

    return fault


def answering(status, headers=None, body=b""):
    """Answer with a status."""

    async def fault(_request, _served):
        return web.Response(status=status, headers=headers, body=body)

    return fault


async def page(_request, _served):
    """Answer with a page, and with status 200, as portals do."""
    return web.Response(body=PAGE, content_type="text/html")


async def deaf_to_ranges(_request, served):
    """Send the whole file whatever part is asked for."""
    return web.Response(body=served.content, headers=served.headers())


def catalogue_of(*resources):
    """Return the bytes of a catalogue's answer."""
    return json.dumps({"success": True, "result": {"resources": list(resources)}}).encode()


@asynccontextmanager
async def serving():
    """Serve a portal on this machine."""
    portal = Portal()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", portal.handle)
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    portal.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield portal
    finally:
        await runner.cleanup()
