"""Administrators' commands, in their own chats; nobody else's update gets here."""

import shutil
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import PurePath
from typing import Any, Final

from telegram import Update
from telegram.error import BadRequest

from bot.context import Context
from bot.domain import ChatMemory, Language, Reply
from bot.errors import OperationUnderWayError
from bot.failures import in_words, named
from bot.handlers.activity import showing_activity
from bot.handlers.chats import chat_of
from bot.handlers.delivery import send_reply
from bot.handlers.operations import attend
from bot.handlers.taps import on_tap
from bot.services.admin.desk import AdminDesk
from bot.services.admin.under_way import stop_rows, under_way_line
from bot.services.admin.uploads import folder_for_upload
from bot.texts import say

PRESSES: Final = r"^1:admin/"
"""Payloads of administrators' buttons (bot/callbacks.py)."""

TOO_BIG: Final = "file is too big"  # Telegram hands out files up to 20 MB

Deed = Callable[[AdminDesk, Context, ChatMemory, Update], Awaitable[Reply | None]]
"""What a command does; None: an operation was begun, and its progress is shown."""


def command(
    name: str, deed: Deed, about: Callable[[Update], str] = lambda _: ""
) -> Callable[[Update, Context], Coroutine[Any, Any, None]]:
    """Return the handler of an administrator's command; `about` tells what it is given, for the audit."""

    async def handle(update: Update, context: Context) -> None:
        chat, desk = await chat_of(update, context), desk_of(context)
        await desk.note(chat.chat_id, name, about(update))
        try:
            async with showing_activity(context, chat.chat_id):
                reply = await deed(desk, context, chat, update)
        except OperationUnderWayError as error:
            reply = _busy(desk, error, chat.language)
        if reply is not None:
            await send_reply(context, chat.chat_id, reply)
        await attend(context)

    return handle


def _busy(desk: AdminDesk, error: OperationUnderWayError, language: Language) -> Reply:
    """Return what is under way, with a button to stop it: somebody else, or the clock, may have begun it."""
    running = [one for one in desk.operations.running if one.name == error.name]
    lines = [in_words(error, language), *(under_way_line(one, language) for one in running)]
    return Reply("\n".join(lines), buttons=stop_rows(running, language))


async def on_admin_tap(update: Update, context: Context) -> None:
    """Take a tap as any other, and attend to what it began."""
    await on_tap(update, context)
    await attend(context)


def desk_of(context: Context) -> AdminDesk:
    """Return the desk; the handler table lets nobody in where there is none."""
    desk = context.services.admin
    if desk is None:
        raise ValueError("an installation without administrators")
    return desk


async def status(desk: AdminDesk, context: Context, chat: ChatMemory, _: Update) -> Reply:
    """Show how things are."""
    return await desk.status.page(chat.language, desk.clock(), context.application.update_queue.qsize())


async def retrain(desk: AdminDesk, _context: Context, chat: ChatMemory, _: Update) -> None:
    """Train."""
    await desk.retrain(chat)


async def sync(desk: AdminDesk, _context: Context, chat: ChatMemory, _: Update) -> None:
    """Fetch the city's newest data."""
    await desk.sync(chat)


async def backtest(desk: AdminDesk, _context: Context, chat: ChatMemory, _: Update) -> None:
    """Compare the models."""
    await desk.backtest(chat)


async def models(desk: AdminDesk, _context: Context, chat: ChatMemory, _: Update) -> Reply:
    """Show the published forecasts."""
    return await desk.models(chat)


async def errors(desk: AdminDesk, _context: Context, chat: ChatMemory, _: Update) -> Reply:
    """Show the last errors."""
    return await desk.errors.page(chat.language)


async def broadcast(desk: AdminDesk, _context: Context, chat: ChatMemory, update: Update) -> Reply:
    """Show what everybody is to be sent, as it will look."""
    message = update.effective_message
    words = (message.text_html if message else "").split(maxsplit=1)
    return await desk.broadcasts.draft(chat, words[1].strip() if len(words) > 1 else "", desk.clock())


def name_of_upload(update: Update) -> str:
    """Return what a file is called that was sent, without any folder."""
    document = update.message.document if update.message else None
    return PurePath((document and document.file_name) or "").name.strip(".") or "tickets.csv"


async def upload(desk: AdminDesk, context: Context, chat: ChatMemory, update: Update) -> Reply | None:
    """Take a file of tickets in."""
    message = update.effective_message
    document = message.document if message else None
    if document is None:
        return None
    folder = folder_for_upload(desk.settings)
    file = folder / name_of_upload(update)
    try:
        await (await context.bot.get_file(document)).download_to_drive(file)
        await desk.ingest(chat, file)
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, BadRequest) and TOO_BIG in str(error).lower():
            return Reply(say(chat.language, "admin.too_big"))
        if isinstance(error, OSError):
            raise named(error) from error
        raise
    return None


COMMANDS: Final[dict[str, Deed]] = {
    "status": status,
    "retrain": retrain,
    "models": models,
    "sync": sync,
    "backtest": backtest,
    "broadcast": broadcast,
    "errors": errors,
}
