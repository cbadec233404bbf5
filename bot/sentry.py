"""Failures reported to Sentry, where the settings name a project: what failed and where, never whose."""

from importlib.metadata import version
from typing import Any, Final

import sentry_sdk
from sentry_sdk.transport import Transport
from sentry_sdk.types import Event, Hint

from bot.errors import StepFaultError, class_name
from bot.logs import redacted

UNSENT: Final = ("user", "request", "extra", "server_name", "breadcrumbs", "modules")
"""Parts of an event that tell of people, of the machine, or nothing."""

OURS: Final = ("timestamp", "event_id")
"""Parts that Sentry's own library wrote, whose figures are nobody's."""


def start_sentry(dsn: str, secrets: tuple[str, ...] = (), transport: type[Transport] | None = None) -> None:
    """Report errors from now on: those that end the program and those that are logged, redacted.

    Values of local variables, breadcrumbs and the bodies of requests stay here.
    """

    def scrubbed(event: Event, hint: Hint) -> Event:
        kept = {name: value for name, value in event.items() if name not in UNSENT} | _told_apart(hint)
        return _redacted(kept, secrets) | {name: event[name] for name in OURS if name in event}  # type: ignore[no-any-return]

    sentry_sdk.init(
        dsn=dsn,
        release=f"sermadrid@{version('sermadrid')}",
        transport=transport,
        before_send=scrubbed,
        include_local_variables=False,
        include_source_context=False,
        max_breadcrumbs=0,
        max_request_body_size="never",
        auto_enabling_integrations=False,
    )


def _told_apart(hint: Hint) -> dict[str, list[str]]:
    """Return by what errors of another process are alike: all of them come the same way through this one."""
    error = hint.get("exc_info", (None, None, None))[1]
    return {"fingerprint": [class_name(error), *error.way]} if isinstance(error, StepFaultError) else {}


def _redacted(value: Any, secrets: tuple[str, ...]) -> Any:  # noqa: ANN401 -- any JSON
    if isinstance(value, str):
        return redacted(value, secrets)
    if isinstance(value, dict):
        return {name: _redacted(part, secrets) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_redacted(part, secrets) for part in value]
    return value
