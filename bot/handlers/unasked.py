"""What the bot says unasked: did they find a space, and the alerts."""

import logging
from collections.abc import Sequence
from dataclasses import replace

from telegram.error import BadRequest, Forbidden, TelegramError

from bot.alert_keyboards import alert_buttons
from bot.alerts.messages import AlertMessage
from bot.context import Context
from bot.domain import Reply
from bot.handlers.delivery import send_unasked
from bot.presentation import present_alert

NO_CHAT = "chat not found"

log = logging.getLogger(__name__)


async def send_due(context: Context) -> None:
    """Send what is due; what cannot be delivered is not sent again."""
    services = context.services
    now = services.clock()
    questions = [
        (question.chat_id, services.feedback.question(question, now))
        for question in await services.feedback.due(now)
    ]
    await _send_all(context, questions)


async def send_alert(context: Context, message: AlertMessage) -> None:
    """Send an alert with what it shows; raises Telegram's errors at once, a call for patience too."""
    services, language = context.services, message.language
    now = services.clock()
    reply = present_alert(message, language, now, alert_buttons(message, language))
    chat = await services.chats.last_known(message.chat_id)
    picture = services.alert_pictures.of(message, chat, now)
    await send_unasked(context, message.chat_id, replace(reply, picture=picture))


async def _send_all(context: Context, replies: Sequence[tuple[int, Reply]]) -> None:
    closed = set[int]()
    for chat_id, reply in replies:
        if chat_id in closed:
            continue
        try:
            await send_unasked(context, chat_id, reply)
        except TelegramError as error:
            if wants_no_more(error):
                closed.add(chat_id)
                await context.services.chats.deactivate(chat_id)
            log.warning("what was due could not be sent: %s", type(error).__name__)


def wants_no_more(error: TelegramError) -> bool:
    """Tell whether a chat blocked the bot, put it out, or is no more."""
    if isinstance(error, Forbidden):
        return True
    return isinstance(error, BadRequest) and NO_CHAT in str(error).lower()
