"""Before everything else: nobody keeps the bot so busy that others wait."""

from telegram import Update
from telegram.ext import ApplicationHandlerStop

from bot.context import Context
from bot.domain import Reply, Toast
from bot.handlers.chats import language_spoken
from bot.handlers.delivery import send_reply
from bot.handlers.taps import answer_tap
from bot.texts import plain, say


async def guard(update: Update, context: Context) -> None:
    """Let an update through, or end it here.

    Raises:
        ApplicationHandlerStop: its sender has sent too many.

    """
    user = update.effective_user
    if user is None or _asks_nothing(update):
        return
    verdict = context.flood.judge(user.id)
    if verdict == "pass":
        return
    query = update.callback_query
    words = say(await language_spoken(update, context), "errors.too_many")
    if query is not None:
        await answer_tap(query, Toast(plain(words)))
    elif verdict == "tell" and update.effective_chat is not None and update.inline_query is None:
        await send_reply(context, update.effective_chat.id, Reply(words))
    raise ApplicationHandlerStop


def _asks_nothing(update: Update) -> bool:
    """Tell whether an update is no question: who comes and goes, and every step of a live location."""
    moved = update.edited_message is not None and update.edited_message.location is not None
    return update.my_chat_member is not None or moved
