"""What the bot serves over HTTP, in the loop that it runs in.

app             the ASGI application: /healthz, /readyz, /metrics, and the webhook where there is one
health          whether everything is as it should be, check by check
webhook         Telegram's updates, from Telegram only
webhook_watch   whether Telegram still brings them
server          uvicorn, started and stopped with the rest
"""

from bot.web.app import build_web
from bot.web.health import Check, Health
from bot.web.server import web_server
from bot.web.webhook import Webhook
from bot.web.webhook_watch import WebhookWatch, watching

__all__ = ["Check", "Health", "Webhook", "WebhookWatch", "build_web", "watching", "web_server"]
