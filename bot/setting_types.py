"""The kinds of settings that are more than a word or a number, and what is said of a wrong one.

A refusal does not repeat the value, which may be a secret in the wrong place (five cron fields are none).
"""

import re
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path, PurePosixPath
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, SecretStr
from pydantic_settings import NoDecode

OFF: Final = "off"
"""What a schedule says when there is none."""

_TOKEN: Final = re.compile(r"\d+:[\w-]+", re.ASCII)
_WEBHOOK_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{16,256}")  # Telegram takes 1 to 256 of these
_CRON_FIELDS: Final = 5
_CRON_PART: Final = re.compile(r"(\*|\d+(-\d+)?)(/\d+)?|[a-z]{3}(-[a-z]{3})?|last")
"""A part between commas. APScheduler reads the beginning of some others, such as "mon-" and "mon-fri/2"."""
_SOME_DAY: Final = datetime(2024, 1, 1, tzinfo=UTC)  # what never comes after it never comes at all
_HOST_NAME: Final = re.compile(
    r"[A-Za-z0-9_]([\w-]{0,61}[A-Za-z0-9_])?(\.[A-Za-z0-9_]([\w-]{0,61}\w)?)*\.?", re.ASCII
)
_HEADER: Final = re.compile(r"[ -~]+")  # what HTTP's clients send as it is: printable ASCII
_SENTRY_PROJECT: Final = re.compile(r"(/[^/?#]+)*/\d+/?")


def _address(value: str) -> str:
    if not _is_address(value):
        raise ValueError("write an address that begins with http:// or https://")
    return value.rstrip("/")


def _is_address(value: str) -> bool:
    parts = urlsplit(value)
    try:
        _ = parts.port
    except ValueError:  # no number
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not re.search(r"\s", value)


def _host(value: str) -> str:
    try:
        ip_address(value)
    except ValueError:
        if not _HOST_NAME.fullmatch(value):
            raise ValueError("write the name or the number of a host, such as 127.0.0.1 or ::") from None
    return value


def _sentry_dsn(value: SecretStr) -> SecretStr:
    """Refuse what Sentry's library, which is loaded by who reports only, would refuse at the start."""
    dsn = value.get_secret_value()
    parts = urlsplit(dsn)
    is_whole = _is_address(dsn) and parts.username and _SENTRY_PROJECT.fullmatch(parts.path)
    if not is_whole or not _HEADER.fullmatch(dsn):  # the key is sent in a header
        raise ValueError("a DSN looks like https://KEY@HOST/NUMBER, as the Sentry project's page gives it")
    return value


def _header(value: str) -> str:
    if not _HEADER.fullmatch(value):
        raise ValueError("write printable ASCII only, on one line: a header of HTTP takes nothing else")
    return value


def _path(value: str) -> str:
    if not value.startswith("/") or value != str(PurePosixPath(value)) or re.search(r"[?#\s{}]", value):
        raise ValueError("write a path such as /telegram")
    return value


def _folder(value: Path) -> Path:
    """Do what a shell does with `~`, which nobody does in an `.env`."""
    try:
        return value.expanduser()
    except RuntimeError:
        raise ValueError("~ is the home folder, and there is none of that name") from None


def _token(value: SecretStr) -> SecretStr:
    if not _TOKEN.fullmatch(value.get_secret_value()):
        raise ValueError("a bot's token looks like 123456:ABC…, as @BotFather gives it")
    return value


def _webhook_secret(value: SecretStr) -> SecretStr:
    if not _WEBHOOK_SECRET.fullmatch(value.get_secret_value()):
        raise ValueError("write 16 to 256 letters, digits, _ or -: openssl rand -hex 32 makes one")
    return value


def _numbers(value: object) -> object:
    """Return the parts of "1, 2"; pydantic reads each as a number."""
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


def _cron(value: str) -> str:
    fields = value.lower().split()
    if fields == [OFF]:
        return OFF
    if len(fields) != _CRON_FIELDS:
        raise ValueError('write five cron fields, such as "30 3 * * *", or "off"')
    if not all(_CRON_PART.fullmatch(part) for field in fields for part in field.split(",")):
        raise ValueError(
            "no such schedule: a field is *, numbers such as 1-5, */10 or 1,15, or names such as mon-fri"
        )
    _, _, day, _, weekday = fields
    if re.search(r"\d", weekday):  # steps, too: cron's */2 begins on Sunday
        raise ValueError("name the days of the week (mon, tue … sun): as numbers, APScheduler's 0 is Monday")
    if "*" not in {day, weekday}:
        raise ValueError(
            "give a day of the month or a day of the week: cron takes either, APScheduler wants both"
        )
    from apscheduler.triggers.cron import CronTrigger  # noqa: PLC0415 -- only who sets a schedule waits for it

    try:
        trigger = CronTrigger.from_crontab(" ".join(fields), UTC)  # any zone: only the fields matter
    except ValueError as error:
        raise ValueError(f"no such schedule: {error}") from error
    if trigger.get_next_fire_time(None, _SOME_DAY) is None:
        raise ValueError("no such day ever comes")
    return " ".join(fields)


WebAddress = Annotated[str, AfterValidator(_address)]
"""An http or https address, kept without the slash at its end."""

Host = Annotated[str, AfterValidator(_host)]
"""A host's name or its IP number."""

SentryDsn = Annotated[SecretStr, AfterValidator(_sentry_dsn)]

HeaderText = Annotated[str, AfterValidator(_header)]
"""What is sent as a header of HTTP: printable ASCII."""

WebPath = Annotated[str, AfterValidator(_path)]
"""The path of an address, from its slash on."""

Folder = Annotated[Path, AfterValidator(_folder)]
"""A folder; `~` at its beginning is the home folder."""

BotToken = Annotated[SecretStr, AfterValidator(_token)]
WebhookSecret = Annotated[SecretStr, AfterValidator(_webhook_secret)]

Numbers = Annotated[tuple[int, ...], NoDecode, BeforeValidator(_numbers)]
"""Whole numbers, written with commas between."""

Schedule = Annotated[str, AfterValidator(_cron)]
"""Five cron fields in Madrid's time, or "off"."""
