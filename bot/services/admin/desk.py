"""Administrators' commands and buttons: each with its row in the audit."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from bot.callbacks import Press, encode
from bot.clock import Clock
from bot.db.admin import AuditEntry, AuditRepository, JobRunRepository
from bot.db.forgoing import forgoing
from bot.domain import Button, ChatMemory, Language, Reply, Shown, Toast
from bot.errors import StaleButtonError, class_name
from bot.failures import named
from bot.observing import Observer
from bot.services.admin.backtesting import backtest
from bot.services.admin.broadcasts import Broadcasts
from bot.services.admin.failures import ErrorBook
from bot.services.admin.models import TOPIC, models_page
from bot.services.admin.operations import NotDone, Operations, Page, Run, Tell
from bot.services.admin.retraining import retrain
from bot.services.admin.status import StatusPage
from bot.services.admin.syncing import sync
from bot.services.admin.uploads import ingest
from bot.services.admin.usage import UsagePage
from bot.services.syncing import SyncService
from bot.settings import Settings
from bot.texts import plain, say
from forecasting.errors import UnknownVersionError
from forecasting.publishing import ModelFolder

STOPS: Final = frozenset({"stop", "halt"})
"""Verbs whose value is an operation's key."""

_NUMBER: Final = re.compile(r"[1-9][0-9]{0,17}")


@dataclass(frozen=True, slots=True)
class AdminDesk:
    """Does what administrators ask for. Whoever is none is told nothing: the callers ask `is_admin` first."""

    settings: Settings
    clock: Clock
    operations: Operations
    audit: AuditRepository
    runs: JobRunRepository
    status: StatusPage
    usage: UsagePage
    errors: ErrorBook
    broadcasts: Broadcasts
    refresh: Callable[[], bool]
    prune: Callable[[datetime], Awaitable[Mapping[str, int]]]
    observer: Observer
    without_menu: set[int] = field(default_factory=set)
    """Chats whose commands Telegram did not take yet: it knows a chat once somebody wrote there."""

    def is_admin(self, chat_id: int) -> bool:
        """Tell whether a private chat (whose id is its person's) is an administrator's."""
        return chat_id in self.settings.admins

    async def retrain(self, chat: ChatMemory) -> None:
        """Begin a training; raises OperationUnderWayError."""
        await self._begin(chat, "retrain", self.retraining)

    async def sync(self, chat: ChatMemory) -> None:
        """Begin to fetch the city's newest data; raises OperationUnderWayError."""
        await self._begin(chat, "sync", self.syncing)

    async def backtest(self, chat: ChatMemory) -> None:
        """Begin to compare the models; raises OperationUnderWayError."""
        await self._begin(chat, "backtest", partial(backtest, self.settings))

    async def ingest(self, chat: ChatMemory, file: Path) -> None:
        """Begin to take a file of tickets in, which is deleted then; raises OperationUnderWayError."""
        run = partial(ingest, self.settings, file, self.clock())
        await self._begin(chat, "ingest", run, about=file.name)

    async def retraining(self, tell: Tell) -> Page:
        """Train."""
        return await retrain(self.settings, self.refresh, self.observer, tell)

    async def syncing(self, tell: Tell) -> Page:
        """Fetch the city's newest data."""
        return await sync(SyncService(self.settings, self.clock), tell, self.operations.report)

    async def models(self, chat: ChatMemory) -> Reply:
        """Return the published forecasts; their files are read whole, in a thread of their own."""
        return await asyncio.to_thread(self._models, chat.language)

    def usage_button(self, language: Language) -> Button:
        """Return the button of how much is asked."""
        return Button(plain(say(language, "admin.usage_button")), encode(Press(TOPIC, "usage")))

    async def press(self, chat: ChatMemory, verb: str, value: str, now: datetime) -> Shown:
        """Take a button of these pages, and keep that it was pressed and whether that failed.

        Raises:
            StaleButtonError: the button is of another version, or whoever pressed it is no administrator.
            DamagedVersionError: the forecast that was to serve is damaged.
            DiskFullError: the disk has no room for what is to be written.
            UnusableFileError: a file or folder can be neither read nor written.

        """
        if not self.is_admin(chat.chat_id):
            raise StaleButtonError("an administrator's button")
        about = self.operations.called(value) if verb in STOPS else value
        await self.note(chat.chat_id, verb, about)
        try:
            return await self._pressed(chat, verb, value, now)
        except Exception as error:
            by_name = named(error)
            await self.note(chat.chat_id, verb, _with(about, f"failed: {class_name(by_name)}"))
            if by_name is not error:
                raise by_name from error
            raise

    async def _pressed(self, chat: ChatMemory, verb: str, value: str, now: datetime) -> Shown:
        match verb:
            case "usage":
                return await self.usage.page(chat.language, now)
            case "stop":
                return self._stopped(value, chat.language)
            case "halt":  # from a message that tells of other things, too, and stays
                return replace(self._stopped(value, chat.language), then=None)
            case "promote" | "rollback":
                let_serve = self._let_serve if verb == "promote" else self._go_back
                return await asyncio.to_thread(let_serve, value, chat.language)
            case "send" | "discard" if _NUMBER.fullmatch(value):
                take = self.broadcasts.confirm if verb == "send" else self.broadcasts.discard
                return await take(value, chat.language)
            case _:
                raise StaleButtonError(f"no such verb: {verb}")

    def _stopped(self, key: str, language: Language) -> Toast:
        """Stop an operation; the message of one that ended with the bot before this one is put right."""
        if self.operations.stop(key):
            return Toast(plain(say(language, "admin.stopping")))
        words = say(language, "admin.not_running")
        return Toast(plain(words), then=None if self.operations.knows(key) else Reply(f"⏹ {words}"))

    async def note(self, admin_id: int, deed: str, detail: str = "") -> None:
        """Keep what an administrator does; while the database takes nothing, only the log has it."""
        with forgoing(f"that an administrator did {f'{deed} {detail}'.rstrip()!r}"):
            await self.audit.add(AuditEntry(admin_id, self.clock(), deed, detail))

    def _models(self, language: Language) -> Reply:
        return models_page(ModelFolder(self.settings.models_dir), language)

    def _go_back(self, version: str, language: Language) -> Shown:
        """Let the version before the current one serve, if it is still the one that the button names."""
        folder = ModelFolder(self.settings.models_dir)
        if version not in {folder.named(), folder.before()}:
            return Toast(plain(say(language, "admin.models_changed")), then=self._models(language))
        return self._let_serve(version, language)

    def _let_serve(self, version: str, language: Language) -> Shown:
        """Let a version serve, or say that it does; then show the versions again."""
        folder = ModelFolder(self.settings.models_dir)
        words = "admin.served_already" if folder.named() == version else "admin.serves_now"
        try:
            folder.promote(version)
        except UnknownVersionError as error:
            raise StaleButtonError(str(error)) from error
        self.refresh()
        return Toast(plain(say(language, words, version=version)), then=self._models(language))

    async def _begin(self, chat: ChatMemory, name: str, run: Run, about: str = "") -> None:
        async def note(outcome: str) -> None:
            await self.note(chat.chat_id, name, _with(about, outcome))

        self.operations.begin(name, partial(_noted, note, run), chat)


async def _noted(note: Callable[[str], Awaitable[None]], run: Run, tell: Tell) -> Page:
    """Do an operation, and keep what came of it."""
    try:
        page = await run(tell)
    except asyncio.CancelledError:
        await note("stopped")
        raise
    except Exception as error:
        await note(f"failed: {class_name(error)}")
        raise
    await note(page.outcome if isinstance(page, NotDone) else "done")
    return page


def _with(about: str, outcome: str) -> str:
    """Return what a deed was done with, if there is anything to say of that, and what it came to."""
    return f"{about}, {outcome}" if about else outcome
