"""The settings, `SERMADRID_*` in the environment or in `.env`: the only place that reads either."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.env_file import EnvFile, read_env_file
from bot.errors import SettingsError
from bot.portal.addresses import BOUNDARIES, PORTAL, is_acceptable
from bot.setting_types import (
    BotToken,
    Folder,
    HeaderText,
    Host,
    Numbers,
    Schedule,
    SentryDsn,
    WebAddress,
    WebhookSecret,
    WebPath,
)

PREFIX: Final = "SERMADRID_"
ENV_FILE: Final = ".env"

WEBHOOK_PORTS: Final = (443, 80, 88, 8443)
"""The ports that Telegram brings updates to; without one in the address, the first."""

Source = Literal["environment", ".env", "default"]
LogFormat = Literal["auto", "plain", "json"]
LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]


class Settings(BaseSettings):
    """What an installation may choose."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=ENV_FILE,
        env_ignore_empty=True,
        str_strip_whitespace=True,
        extra="ignore",
    )

    data_dir: Folder = Field(
        Path("var"),
        description="where models, ingested tickets and the database are kept; `~` is the home folder",
    )
    telegram_token: BotToken | None = Field(default=None, description="the bot's token, from @BotFather")
    telegram_api_url: WebAddress | None = Field(
        default=None, description="a self-hosted Bot API server; methods are called at `<url>/bot<token>/…`"
    )
    admins: Numbers = Field(
        default=(), description="Telegram ids of who may administer the bot, with commas between"
    )
    webhook_url: WebAddress | None = Field(
        default=None,
        description="where Telegram reaches this bot, such as https://bot.example; without it the bot polls",
    )
    webhook_path: WebPath = Field("/telegram", description="the path of the webhook under that address")
    webhook_secret: WebhookSecret | None = Field(
        default=None,
        validate_default=True,
        description="what Telegram repeats with each update, so that nobody else can send any",
    )
    http_host: Host = Field("127.0.0.1", description="the address that the web server listens at")
    http_port: int = Field(
        0,
        ge=0,
        le=65535,
        validate_default=True,
        description="the web server's port, for the webhook, /healthz, /readyz and /metrics; 0: no web server",
    )
    online_geocoding: bool = Field(
        default=True, description="ask CartoCiudad and Nominatim for places that the street index lacks"
    )
    mapbox_token: SecretStr | None = Field(
        default=None, description="adds Mapbox to the geocoders, and draws maps on its ground"
    )
    user_agent: HeaderText = Field(
        default="sermadrid",
        description="how geocoding services and the open-data portal can tell this installation",
    )
    messages_a_minute: int = Field(
        30, ge=1, description="how many messages and taps of one person are answered in a minute"
    )
    sync_schedule: Schedule = Field(
        "15 4 * * *", description="when new official files are looked for: five cron fields in Madrid's time"
    )
    retrain_schedule: Schedule = Field("45 4 * * sun", description="when the forecast is trained again")
    prune_schedule: Schedule = Field("30 3 * * *", description="when what need not be kept is deleted")
    backup_schedule: Schedule = Field("0 3 * * *", description="when the database is copied to the backups")
    backup_dir: Folder | None = Field(
        default=None, description="where those backups are kept; without it, `backups` in the data folder"
    )
    backups_kept: int = Field(14, ge=1, description="how many of those backups are kept")
    log_level: LogLevel = Field("INFO", description="what is logged: DEBUG, INFO, WARNING or ERROR")
    log_format: LogFormat = Field(
        "auto", description="plain lines, json lines, or auto: plain on a terminal, json elsewhere"
    )
    sentry_dsn: SentryDsn | None = Field(default=None, description="reports failures to this Sentry project")
    portal_url: str = Field(default=PORTAL, description="the open-data portal, a CKAN, that `data sync` asks")
    boundaries_url: str = Field(
        default=BOUNDARIES,
        description="where the neighbourhoods' outlines are, a ZIP with a shapefile or GeoJSON; blanks set several apart",
    )

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("webhook_url")
    @classmethod
    def _reached_by_telegram(cls, value: str | None, info: ValidationInfo) -> str | None:
        """A self-hosted Bot API server goes wherever it is told to."""
        if value is None or _is_given("telegram_api_url", info):
            return value
        parts = urlsplit(value)
        if parts.scheme != "https" or (parts.port or WEBHOOK_PORTS[0]) not in WEBHOOK_PORTS:
            ports = ", ".join(map(str, WEBHOOK_PORTS))
            raise ValueError(f"Telegram goes to https:// only, to one of the ports {ports}")
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _secret_with_webhook(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if value is None and _is_given("webhook_url", info):
            raise ValueError(f"a webhook ({PREFIX}WEBHOOK_URL) needs a secret")
        return value

    @field_validator("http_port")
    @classmethod
    def _port_with_webhook(cls, value: int, info: ValidationInfo) -> int:
        if not value and _is_given("webhook_url", info):
            raise ValueError(f"a webhook ({PREFIX}WEBHOOK_URL) needs the web server's port")
        return value

    @field_validator("portal_url", "boundaries_url")
    @classmethod
    def _secure(cls, addresses: str, info: ValidationInfo) -> str:
        found = addresses.split()
        if not found or not all(map(is_acceptable, found)):
            raise ValueError(
                "addresses begin with https:// (http:// only on this machine) and have no name and password"
            )
        if info.field_name == "portal_url" and len(found) > 1:
            raise ValueError("there is one portal: write one address")
        return addresses

    @property
    def models_dir(self) -> Path:
        """Where published models live."""
        return self.data_dir / "models"

    @property
    def tickets_dir(self) -> Path:
        """Where ingested tickets' partial sums live."""
        return self.data_dir / "tickets"

    @property
    def portal_dir(self) -> Path:
        """Where what was fetched from the open-data portal is noted, and lies while it is not whole."""
        return self.data_dir / "portal"

    @property
    def resources_dir(self) -> Path:
        """Where newer figures of the city live than the package's own."""
        return self.data_dir / "resources"

    @property
    def pictures_dir(self) -> Path:
        """Where the terminal chat saves its pictures."""
        return self.data_dir / "pictures"

    @property
    def database_file(self) -> Path:
        """The SQLite database."""
        return self.data_dir / "sermadrid.db"

    @property
    def database_url(self) -> str:
        """The SQLite database's SQLAlchemy address."""
        return f"sqlite+aiosqlite:///{self.database_file}"

    @property
    def backups(self) -> Path:
        """Where the scheduled backups of the database are kept."""
        return self.backup_dir or self.data_dir / "backups"

    @property
    def running_lock(self) -> Path:
        """What a bot that runs holds, so that there is one of it."""
        return self.data_dir / "running.lock"

    @property
    def updates_dir(self) -> Path:
        """The updates that are under way, or were when the last run ended."""
        return self.data_dir / "updates"

    @property
    def operations_dir(self) -> Path:
        """The messages that show how far operations are, or were when the last run ended."""
        return self.data_dir / "operations"

    @property
    def reporters_key_file(self) -> Path:
        """The key that makes reporters opaque: beside the database, never in it."""
        return self.data_dir / "reporters.key"

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every secret value, for who has to keep them out of something."""
        values = (getattr(self, name) for name in type(self).model_fields)
        return tuple(value.get_secret_value() for value in values if isinstance(value, SecretStr))


def load_settings() -> Settings:
    """Read the settings.

    Raises:
        SettingsError: with a line for each setting, and each line of `.env`, that is wrong, all at once.
    """
    mistakes = _env_file().mistakes
    try:
        settings = Settings()
    except ValidationError as error:
        mistakes += tuple(
            f"{PREFIX}{str(item['loc'][0]).upper()}: {item['msg'].removeprefix('Value error, ')}"
            for item in error.errors(include_input=False)
        )
        raise SettingsError("\n".join(dict.fromkeys(mistakes))) from None
    if mistakes:
        raise SettingsError("\n".join(mistakes))
    return settings


def setting_sources() -> Mapping[str, Source]:
    """Return where each setting's value comes from, by the field's name; the environment goes before `.env`."""
    environment, file = _given(os.environ), _given(_env_file().variables)
    return {
        name: "environment" if name in environment else ".env" if name in file else "default"
        for name in Settings.model_fields
    }


def unknown_settings() -> tuple[str, ...]:
    """Return the `SERMADRID_*` names in the environment and in `.env` that are no settings: slips, probably.

    Raises:
        SettingsError: `.env` cannot be read.
    """
    given = {**_given(_env_file().variables), **_given(os.environ)}
    return tuple(sorted(given[name] for name in given.keys() - Settings.model_fields.keys()))


def _env_file() -> EnvFile:
    return read_env_file(Path(ENV_FILE), PREFIX)


def _is_given(name: str, info: ValidationInfo) -> bool:
    """Tell whether a setting that stands before the one that is judged is given, were it wrong itself."""
    return name not in info.data or bool(info.data[name])


def _given(variables: Mapping[str, str | None]) -> dict[str, str]:
    """Return the variables of this program that have a value, by the field's name."""
    ours = {name.lower(): name for name, value in variables.items() if value}
    prefix = PREFIX.lower()
    return {lower.removeprefix(prefix): name for lower, name in ours.items() if lower.startswith(prefix)}
