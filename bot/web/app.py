"""The ASGI application: is it alive, is it ready, how is it doing, and Telegram's updates."""

from http import HTTPStatus
from typing import Final, Protocol

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.metrics import CONTENT_TYPE
from bot.web.health import Health
from bot.web.webhook import Webhook

PROXY_HEADERS: Final = ("x-forwarded-for", "forwarded", "fly-client-ip")
"""What a proxy adds to a request from outside; scrapers ask the machine itself."""


class Exposes(Protocol):
    """What writes the metrics down: bot.metrics.Metrics."""

    def exposition(self) -> bytes:
        """Return the metrics in Prometheus' text format."""
        ...


def build_web(health: Health, metrics: Exposes, webhook: Webhook | None = None) -> Starlette:
    """Return the application.

    `/healthz` answers while the loop turns; `/readyz` tells what is wrong, with 503; `/metrics` is for who
    asks from inside, and is not there for the internet behind a proxy.
    """

    async def alive(_request: Request) -> Response:
        return PlainTextResponse("alive\n")

    async def ready(_request: Request) -> Response:
        reasons = await health.reasons()
        status = HTTPStatus.SERVICE_UNAVAILABLE if reasons else HTTPStatus.OK
        return JSONResponse({"ready": not reasons, "reasons": reasons}, status)

    async def exposed(request: Request) -> Response:
        if any(name in request.headers for name in PROXY_HEADERS):
            return PlainTextResponse("Not Found", HTTPStatus.NOT_FOUND)
        return Response(metrics.exposition(), media_type=CONTENT_TYPE)

    routes = [Route("/healthz", alive), Route("/readyz", ready), Route("/metrics", exposed)]
    if webhook is not None:
        routes.append(Route(webhook.path, webhook.receive, methods=["POST"]))
    return Starlette(routes=routes)
