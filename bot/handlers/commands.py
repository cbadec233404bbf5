"""/start, /help and /why."""

from telegram import KeyboardButton, ReplyKeyboardMarkup, Update
from telegram.constants import ChatType

from bot.context import Context
from bot.domain import Language
from bot.handlers.chats import chat_of
from bot.handlers.delivery import send_reply
from bot.texts import say


async def greet(update: Update, context: Context) -> None:
    """Say what the bot does, and offer to share where one is (which Telegram allows in private chats)."""
    chat = await chat_of(update, context)
    private = update.effective_chat is not None and update.effective_chat.type == ChatType.PRIVATE
    keyboard = _location_keyboard(chat.language) if private else None
    await send_reply(context, chat.chat_id, context.services.conversation.greeting(chat), keyboard)


async def help_(update: Update, context: Context) -> None:
    """Say what can be asked and how."""
    chat = await chat_of(update, context)
    await send_reply(context, chat.chat_id, context.services.conversation.help(chat))


async def why(update: Update, context: Context) -> None:
    """Say what an answer stands on: the last one, or that of the words after the command."""
    services, chat = context.services, await chat_of(update, context)
    reply = await services.conversation.on_why(chat, " ".join(context.args or ()), services.clock())
    await send_reply(context, chat.chat_id, reply)


def _location_keyboard(language: Language) -> ReplyKeyboardMarkup:
    button = KeyboardButton(say(language, "buttons.share_location"), request_location=True)
    return ReplyKeyboardMarkup([[button]], resize_keyboard=True)
