"""Settings are read from the environment, and everything that is wrong is said at once."""

import os
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import load_settings


@pytest.fixture
def environment(monkeypatch, tmp_path):
    """An environment without settings, in a folder without `.env`."""
    for name in list(os.environ):
        if name.startswith("SERMADRID_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return monkeypatch


def test_nothing_has_to_be_set(environment):
    settings = load_settings()
    assert settings.telegram_token is None
    assert settings.models_dir == Path("var/models")
    assert settings.database_url == "sqlite+aiosqlite:///var/sermadrid.db"


def test_a_setting_comes_from_the_environment(environment):
    environment.setenv("SERMADRID_DATA_DIR", "/data")
    assert load_settings().tickets_dir == Path("/data/tickets")


def test_a_setting_comes_from_the_env_file(environment, tmp_path):
    (tmp_path / ".env").write_text("SERMADRID_TELEGRAM_API_URL=http://127.0.0.1:8081\nOTHER=1\n")
    assert load_settings().telegram_api_url == "http://127.0.0.1:8081"


def test_an_empty_token_counts_as_none(environment):
    environment.setenv("SERMADRID_TELEGRAM_TOKEN", "")
    assert load_settings().telegram_token is None


def test_a_token_is_never_printed(environment):
    environment.setenv("SERMADRID_TELEGRAM_TOKEN", "123:secret")
    settings = load_settings()
    assert "secret" not in repr(settings)
    assert settings.telegram_token.get_secret_value() == "123:secret"


def test_every_wrong_setting_is_named_at_once_without_its_value(environment):
    environment.setenv("SERMADRID_ONLINE_GEOCODING", "perhaps-secret")
    environment.setenv("SERMADRID_USER_AGENT", " ")
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert "SERMADRID_ONLINE_GEOCODING" in refused.value.details
    assert "SERMADRID_USER_AGENT" in refused.value.details
    assert "perhaps-secret" not in refused.value.details
