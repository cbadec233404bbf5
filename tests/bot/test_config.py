"""`sermadrid config`: what is in force, where it comes from, and README's table of it."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.settings import Settings
from bot.settings_report import markdown_table, slips
from tests.bot.environment import emptied

README = Path(__file__).parents[2] / "README.md"


@pytest.fixture
def config(monkeypatch, tmp_path):
    emptied(monkeypatch, tmp_path)

    def config(*options, **variables):
        env = {f"SERMADRID_{name.upper()}": value for name, value in variables.items()}
        return CliRunner().invoke(main, ["config", *options], env=env)

    return config


def test_readme_has_the_table_of_the_settings_as_they_are():
    _, _, rest = README.read_text(encoding="utf-8").partition("<!-- settings: written by `make readme` -->\n")
    assert rest.partition("<!-- /settings -->")[0] == markdown_table(), "make readme"


def test_the_table_that_make_readme_writes_is_printed(config):
    assert config("--markdown").stdout == markdown_table()


def test_every_setting_says_what_it_means():
    assert all(field.description for field in Settings.model_fields.values())


def test_every_setting_is_shown_with_its_source(config, tmp_path):
    (tmp_path / ".env").write_text("SERMADRID_HTTP_PORT=8080\n")
    result = config(admins="7,12")
    rows = {line.split()[0]: line.split()[1:] for line in result.stdout.splitlines()}
    assert rows["SERMADRID_ADMINS"] == ["7,12", "(environment)"]
    assert rows["SERMADRID_HTTP_PORT"] == ["8080", "(.env)"]
    assert rows["SERMADRID_LOG_FORMAT"] == ["auto", "(default)"]
    assert len(rows) == len(Settings.model_fields)


def test_secrets_are_masked(config):
    secrets = {"telegram_token": "1:abcdef", "mapbox_token": "pk.abcdef", "webhook_secret": "abcdef" * 4}
    result = config(**secrets, sentry_dsn="https://abcdef@sentry.example/1")
    assert "abcdef" not in result.stdout
    assert result.stdout.count("********") == 4


def test_the_password_in_an_address_is_masked(config):
    result = config(telegram_api_url="http://u:geh@eim@h:8081")
    assert result.exit_code == 0
    assert "eim" not in result.stdout
    assert "http://********@h:8081" in result.stdout


def test_wrong_settings_end_it_with_all_of_them(config):
    result = config(http_port="x", log_format="xml")
    assert result.exit_code == 2
    assert "SERMADRID_HTTP_PORT" in result.stderr
    assert "SERMADRID_LOG_FORMAT" in result.stderr


def test_an_unknown_variable_is_told_of_beside_the_table(config):
    result = config(telegram_tokn="1:abc")
    assert result.exit_code == 0
    assert "did you mean SERMADRID_TELEGRAM_TOKEN?" in result.stderr
    assert "1:abc" not in result.output


def test_a_check_passes_in_silence_but_for_a_line(config):
    result = config("--check", http_port="8080")
    assert (result.exit_code, result.stdout) == (0, "The settings can be used.\n")


def test_a_check_counts_an_unknown_variable_as_wrong(config):
    result = config("--check", htp_port="8080")
    assert result.exit_code == 2
    assert "did you mean SERMADRID_HTTP_PORT?" in result.stderr


@pytest.mark.parametrize("options", [(), ("--check",)])
def test_wrong_values_and_wrong_names_are_said_at_once(config, options):
    result = config(*options, admin="1", http_port="99999")
    assert result.exit_code == 2
    assert "SERMADRID_HTTP_PORT" in result.stderr
    assert "did you mean SERMADRID_ADMINS?" in result.stderr


def test_an_env_file_that_is_no_text_is_a_sentence(config, tmp_path):
    (tmp_path / ".env").write_bytes(b"SERMADRID_USER_AGENT=\xff\n")
    for options in ((), ("--check",)):
        result = config(*options)
        assert result.exit_code == 2
        assert ".env: it is not written in UTF-8" in result.stderr


@pytest.mark.parametrize("options", [(), ("--check",)])
def test_a_line_that_cannot_be_read_is_said_once_with_every_other_mistake(config, tmp_path, options):
    (tmp_path / ".env").write_text('SERMADRID_TELEGRAM_TOKEN="123:hidden\nSERMADRID_ADMIN=5\n')
    result = config(*options, http_port="99999")
    assert result.exit_code == 2
    assert result.output.count("line 1") == 1
    assert "SERMADRID_HTTP_PORT" in result.stderr
    assert "did you mean SERMADRID_ADMINS?" in result.stderr
    assert "hidden" not in result.output


def test_python_dotenv_has_no_words_of_its_own(config, tmp_path, caplog):
    (tmp_path / ".env").write_text("SERMADRID_ADMINS: 5\n")
    config("--check")
    assert caplog.messages == []


def test_a_name_that_is_near_to_nothing_has_no_suggestion():
    assert slips(["SERMADRID_XYZZY"]) == ["SERMADRID_XYZZY is no setting of sermadrid."]
