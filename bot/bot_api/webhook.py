"""Where updates are posted instead of being fetched; https://core.telegram.org/bots/api#setwebhook."""

import re
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from bot.bot_api.errors import bad_request
from bot.bot_api.parameters import Parameters

if TYPE_CHECKING:
    from bot.bot_api.state import State

PORTS: Final = (80, 88, 443, 8443)
SECRET: Final = re.compile(r"[A-Za-z0-9_-]*")
MAX_SECRET: Final = 256
CONNECTIONS: Final = 40  # unless the call says another number, from 1 to 100
MAX_CONNECTIONS: Final = 100


@dataclass(slots=True)
class Webhook:
    """An address that was set, and what went wrong there last."""

    url: str
    secret_token: str = ""
    max_connections: int = CONNECTIONS
    last_error_at: datetime | None = None
    last_error: str = ""


def set_webhook(state: "State", parameters: Parameters) -> bool:
    """Post updates to `url` from now on; "" fetches them again."""
    if not parameters.text("url"):
        return delete_webhook(state, parameters)
    url, secret = _checked_url(parameters.text("url")), parameters.text("secret_token")
    if len(secret) > MAX_SECRET:
        raise bad_request("secret token is too long")
    if not SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    connections = parameters.integer("max_connections", CONNECTIONS)
    state.webhook = Webhook(url, secret, max(1, min(connections, MAX_CONNECTIONS)))
    state.updates.allow(parameters)
    _drop_pending(state, parameters)
    state.updates.take_over()
    return True


def delete_webhook(state: "State", parameters: Parameters) -> bool:
    """Let updates be fetched again, and drop what waits when asked to."""
    state.webhook = None
    _drop_pending(state, parameters)
    state.updates.wake()
    return True


def get_webhook_info(state: "State", _parameters: Parameters) -> dict[str, Any]:
    """Return what is set and how it goes; an empty `url` when nothing is."""
    hook, allowed = state.webhook or Webhook("", max_connections=0), state.updates.allowed
    info: dict[str, Any] = {
        "url": hook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(state.updates),
    }
    optional: dict[str, Any] = {
        "last_error_date": int(hook.last_error_at.timestamp()) if hook.last_error_at else None,
        "last_error_message": hook.last_error,
        "max_connections": hook.max_connections,
        "allowed_updates": sorted(allowed) if allowed else None,
    }
    return info | {name: value for name, value in optional.items() if value}


def _drop_pending(state: "State", parameters: Parameters) -> None:
    if parameters.boolean("drop_pending_updates"):
        state.updates.clear()


def _checked_url(url: str) -> str:
    """Return an address that Telegram posts to, or a server of one's own does: plain HTTP on loopback."""
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in {"http", "https"}:
        raise bad_request("invalid webhook URL specified")
    if parts.scheme == "http" and not _is_loopback(host):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if parts.scheme == "https" and (port or 443) not in PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    return parts.geturl()


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
