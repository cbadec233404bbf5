"""What Telegram shows of the bot before anybody writes to it: commands, descriptions and the menu button."""

import logging
from collections.abc import Collection, Sequence
from typing import Final

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    MenuButtonCommands,
    Update,
)
from telegram.error import TelegramError
from telegram.ext import MessageHandler

from bot.context import Context
from bot.domain import Language
from bot.handlers import administrators
from bot.handlers.chats import SPANISH_SPEAKERS
from bot.logs import redacted
from bot.services.admin.desk import AdminDesk
from bot.texts import plain, say

PRIVATE: Final = (
    "map",
    "places",
    "parked",
    "alerts",
    "why",
    "stats",
    "settings",
    "help",
    "privacy",
    "mydata",
    "forget",
    "cancel",
)
GROUP: Final = ("map", "why", "stats", "help")
ADMIN: Final = ("status", "retrain", "models", "sync", "backtest", "broadcast", "errors")

SCOPES: Final[tuple[tuple[BotCommandScope, Sequence[str]], ...]] = (
    (BotCommandScopeAllPrivateChats(), PRIVATE),
    (BotCommandScopeAllGroupChats(), GROUP),
)

LANGUAGE_OF_CODE: Final[dict[str | None, Language]] = {
    None: "en",  # whoever speaks neither reads English
    **{code: "es" for code in sorted(SPANISH_SPEAKERS) if len(code) == 2},  # noqa: PLR2004 -- ISO 639-1 only
}

AFTER_ALL: Final = 1
"""The group of handlers that see an update when the table's have."""

log = logging.getLogger(__name__)


async def announce(bot: Bot, admins: Collection[int] = (), former: Collection[int] = ()) -> frozenset[int]:
    """Set what differs from what Telegram has; a refusal is written down, and the bot works all the same.

    The chats of `admins` are offered their commands too, and those of `former` ones no longer; Telegram knows a
    chat once somebody wrote there. Returns the chats whose commands could not be set.

    Telegram allows few changes of the descriptions a day, so what is there already is not set again.
    """
    try:
        for code, language in LANGUAGE_OF_CODE.items():
            await _commands(bot, code, language)
            await _descriptions(bot, code, language)
        if not isinstance(await bot.get_chat_menu_button(), MenuButtonCommands):
            await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    except TelegramError as error:
        log.warning("commands and descriptions could not be set: %s", redacted(str(error)))
    return frozenset([one for one in (*admins, *former) if not await _has_own_menu(bot, one, admins)])


def menu_handler(admins: Collection[int]) -> MessageHandler[Context, None]:
    """Return what hears of administrators' messages, after those have been answered (`AFTER_ALL`)."""
    return MessageHandler(administrators(admins), offer_menu)


async def offer_menu(update: Update, context: Context) -> None:
    """Offer an administrator's chat, which wrote, the commands that Telegram did not take when the bot started."""
    desk, chat = context.services.admin, update.effective_chat
    if desk is None or chat is None or chat.id not in desk.without_menu:
        return
    desk.without_menu.discard(chat.id)
    desk.operations.follow(_offer_menu(context.bot, chat.id, desk))  # what was written waits for none of it


async def _offer_menu(bot: Bot, chat_id: int, desk: AdminDesk) -> None:
    if not await _has_own_menu(bot, chat_id, desk.settings.admins):
        desk.without_menu.add(chat_id)


async def _has_own_menu(bot: Bot, chat_id: int, admins: Collection[int]) -> bool:
    """Set the commands of a chat that is, or was, an administrator's; tell whether Telegram took them."""
    try:
        for code, language in LANGUAGE_OF_CODE.items():
            if chat_id in admins:
                await _offer(bot, BotCommandScopeChat(chat_id), (*PRIVATE, *ADMIN), code, language)
            else:
                await bot.delete_my_commands(BotCommandScopeChat(chat_id), code)
    except TelegramError as error:
        log.info("an administrator's commands could not be set: %s", redacted(str(error)))
        return False
    return True


async def _commands(bot: Bot, code: str | None, language: Language) -> None:
    for scope, names in SCOPES:
        await _offer(bot, scope, names, code, language)


async def _offer(
    bot: Bot, scope: BotCommandScope, names: Sequence[str], code: str | None, language: Language
) -> None:
    wanted = [BotCommand(name, plain(say(language, f"commands.{name}"))) for name in names]
    if list(await bot.get_my_commands(scope, code)) != wanted:
        await bot.set_my_commands(wanted, scope, code)


async def _descriptions(bot: Bot, code: str | None, language: Language) -> None:
    long, short = (plain(say(language, f"profile.{name}")) for name in ("description", "short"))
    if (await bot.get_my_description(code)).description != long:
        await bot.set_my_description(long, code)
    if (await bot.get_my_short_description(code)).short_description != short:
        await bot.set_my_short_description(short, code)
