"""The settings, `SERMADRID_*` in the environment or in `.env`: the only place that reads either."""

from pathlib import Path

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingsError


class Settings(BaseSettings):
    """What an installation may choose."""

    model_config = SettingsConfigDict(
        env_prefix="SERMADRID_",
        env_file=".env",
        env_ignore_empty=True,
        str_strip_whitespace=True,
        extra="ignore",
    )

    data_dir: Path = Field(
        Path("var"), description="where models, ingested tickets and the database are kept"
    )
    telegram_token: SecretStr | None = Field(default=None, description="the bot's token, from @BotFather")
    telegram_api_url: str | None = Field(
        default=None, description="a self-hosted Bot API server; methods are called at <url>/bot<token>/…"
    )
    online_geocoding: bool = Field(
        default=True, description="ask CartoCiudad and Nominatim for places that the street index lacks"
    )
    mapbox_token: SecretStr | None = Field(default=None, description="adds Mapbox to the geocoders")
    user_agent: str = Field(
        default="sermadrid", min_length=1, description="how geocoding services can tell this installation"
    )

    @property
    def models_dir(self) -> Path:
        """Where published models live."""
        return self.data_dir / "models"

    @property
    def tickets_dir(self) -> Path:
        """Where ingested tickets' partial sums live."""
        return self.data_dir / "tickets"

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
    def reporters_key_file(self) -> Path:
        """The key that makes reporters opaque: beside the database, never in it."""
        return self.data_dir / "reporters.key"


def load_settings() -> Settings:
    """Read the settings.

    Raises:
        SettingsError: with a line for each setting that is wrong, all at once.
    """
    try:
        return Settings()
    except ValidationError as error:
        lines = (
            f"SERMADRID_{'_'.join(str(part) for part in item['loc']).upper()}: {item['msg']}"
            for item in error.errors(include_input=False)
        )
        raise SettingsError("\n".join(lines)) from None
