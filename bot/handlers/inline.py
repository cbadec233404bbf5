"""Inline questions: "@bot Ponzano 20 mañana a las 11" in any chat."""

from telegram import (
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Update,
)

from bot.context import Context
from bot.domain import Language
from bot.handlers.chats import chat_of
from bot.handlers.delivery import inline_markup
from bot.services.inline import InlineAnswer
from bot.texts import plain, say
from geodata.places import Point

CACHE_SECONDS = 30
"""Telegram may give the same person the same answers for so long; "now" moves on."""

START = "inline"
"""The payload of the button that leads from an inline question to the bot."""


async def on_inline(update: Update, context: Context) -> None:
    """Offer the answers to what is being typed; what cannot be answered leads to the bot."""
    query = update.inline_query
    if query is None:
        return
    services, chat = context.services, await chat_of(update, context)
    point = Point(query.location.latitude, query.location.longitude) if query.location else None
    answers = await services.inline.answers(chat, query.query, point, context.bot.username, services.clock())
    await query.answer(
        [_article(one) for one in answers],
        cache_time=CACHE_SECONDS,
        is_personal=True,
        button=None if answers else _how(chat.language, asked=bool(query.query.strip())),
    )


def _article(one: InlineAnswer) -> InlineQueryResultArticle:
    return InlineQueryResultArticle(
        one.id,
        plain(one.title),
        InputTextMessageContent(one.text),
        reply_markup=inline_markup(one.buttons),
        description=plain(one.description),
    )


def _how(language: Language, *, asked: bool) -> InlineQueryResultsButton:
    words = "inline.not_found" if asked else "inline.how"
    return InlineQueryResultsButton(plain(say(language, words)), start_parameter=START)
