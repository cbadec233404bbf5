"""Settings are read from the environment, and everything that is wrong is said at once."""

import errno
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError
from sentry_sdk.utils import Dsn

from bot.errors import SettingsError
from bot.setting_types import OFF, Schedule
from bot.settings import Settings, load_settings, setting_sources, unknown_settings
from tests.bot.environment import emptied


@pytest.fixture
def environment(monkeypatch, tmp_path):
    return emptied(monkeypatch, tmp_path)


def refusal(environment, **values):
    """What is said when these settings are set."""
    for name, value in values.items():
        environment.setenv(f"SERMADRID_{name.upper()}", value)
    with pytest.raises(SettingsError) as refused:
        load_settings()
    return refused.value.details.splitlines()


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


def test_the_citys_files_come_from_the_city_unless_another_address_is_set(environment):
    settings = load_settings()
    assert settings.portal_url == "https://datos.madrid.es"
    assert settings.boundaries_url.split()[0].endswith("/ZONA_SER/SHP_ZIP.zip")
    environment.setenv("SERMADRID_PORTAL_URL", "http://127.0.0.1:8080")
    assert load_settings().portal_url == "http://127.0.0.1:8080"
    assert load_settings().resources_dir == Path("var/resources")


@pytest.mark.parametrize("name", ["SERMADRID_PORTAL_URL", "SERMADRID_BOUNDARIES_URL"])
@pytest.mark.parametrize(
    "address",
    [
        "http://datos.madrid.es",
        "datos.madrid.es",
        "https://a.es ftp://b.es",
        "https://user:hidden@a.es",
        "https://xn--/",
    ],
)
def test_an_address_that_is_not_secure_or_that_the_client_does_not_take_is_refused(
    environment, name, address
):
    (line,) = refusal(environment, **{name.removeprefix("SERMADRID_").lower(): address})
    assert line.startswith(f"{name}: addresses begin with https://")
    assert "hidden" not in line


def test_there_is_one_portal_and_the_outlines_may_be_in_several_places(environment):
    environment.setenv("SERMADRID_BOUNDARIES_URL", "https://a.es https://b.es")
    assert load_settings().boundaries_url == "https://a.es https://b.es"
    (line,) = refusal(environment, portal_url="https://a.es https://b.es")
    assert line == "SERMADRID_PORTAL_URL: there is one portal: write one address"


@pytest.mark.parametrize("name", ["DATA_DIR", "BACKUP_DIR"])
def test_a_tilde_is_the_home_folder_in_the_env_file_too(environment, tmp_path, name):
    environment.setenv("HOME", "/home/ana")
    (tmp_path / ".env").write_text(f"SERMADRID_{name}=~/sermadrid\n")
    assert getattr(load_settings(), name.lower()) == Path("/home/ana/sermadrid")


def test_the_home_folder_of_nobody_is_refused(environment):
    (line,) = refusal(environment, data_dir="~no-such-user/x")
    assert line.startswith("SERMADRID_DATA_DIR: ~ is the home folder")


def test_an_empty_token_counts_as_none(environment):
    environment.setenv("SERMADRID_TELEGRAM_TOKEN", "")
    assert load_settings().telegram_token is None


def test_a_token_is_never_printed(environment):
    environment.setenv("SERMADRID_TELEGRAM_TOKEN", "123:hidden")
    settings = load_settings()
    assert "hidden" not in repr(settings)
    assert settings.telegram_token.get_secret_value() == "123:hidden"


def test_every_wrong_setting_is_named_at_once_without_its_value(environment):
    environment.setenv("SERMADRID_ONLINE_GEOCODING", "perhaps-secret")
    environment.setenv("SERMADRID_USER_AGENT", " ")
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert "SERMADRID_ONLINE_GEOCODING" in refused.value.details
    assert "SERMADRID_USER_AGENT" in refused.value.details
    assert "perhaps-secret" not in refused.value.details


def test_every_default_is_valid(environment):
    settings = load_settings()
    assert Settings(**settings.model_dump()) == settings


def test_wrong_settings_that_belong_together_are_named_at_once(environment):
    wrong = {"telegram_token": "quoted", "webhook_url": "https://bot.example", "messages_a_minute": "0"}
    lines = refusal(environment, **wrong)
    assert [line.partition(":")[0] for line in lines] == [
        "SERMADRID_TELEGRAM_TOKEN",
        "SERMADRID_WEBHOOK_SECRET",
        "SERMADRID_HTTP_PORT",
        "SERMADRID_MESSAGES_A_MINUTE",
    ]


@pytest.mark.parametrize("url", ["http://x", "x", "https://x:8080"])
def test_what_a_wrong_webhook_needs_is_said_with_it(environment, url):
    lines = refusal(environment, webhook_url=url)
    assert [line.partition(":")[0] for line in lines] == [
        "SERMADRID_WEBHOOK_URL",
        "SERMADRID_WEBHOOK_SECRET",
        "SERMADRID_HTTP_PORT",
    ]


def test_a_webhook_is_not_held_to_telegrams_ports_where_a_server_of_ones_own_is_meant_but_wrong(environment):
    with_webhook(environment, "http://bot.example:8080")
    (line,) = refusal(environment, telegram_api_url="127.0.0.1:8081")
    assert line.startswith("SERMADRID_TELEGRAM_API_URL: ")


def test_a_webhook_with_its_secret_and_port_is_taken(environment):
    for name, value in {"URL": "https://bot.example/", "SECRET": "s" * 16}.items():
        environment.setenv(f"SERMADRID_WEBHOOK_{name}", value)
    environment.setenv("SERMADRID_HTTP_PORT", "8080")
    settings = load_settings()
    assert (settings.webhook_url, settings.webhook_path) == ("https://bot.example", "/telegram")


@pytest.mark.parametrize("secret", ["short", "s" * 257, "with a blank in the middle", "ñ" * 20])
def test_a_webhook_secret_that_telegram_or_a_guesser_would_break_is_refused(environment, secret):
    (line,) = refusal(environment, webhook_secret=secret)
    assert line.startswith("SERMADRID_WEBHOOK_SECRET: write 16 to 256")
    assert secret not in line


@pytest.mark.parametrize("path", ["telegram", "/a b", "/{token}", "/a?b", "/a/../b/", "/a/"])
def test_a_webhook_path_is_a_plain_path(environment, path):
    assert "SERMADRID_WEBHOOK_PATH" in refusal(environment, webhook_path=path)[0]


@pytest.mark.parametrize(
    "url", ["bot.example", "ftp://bot.example", "https://", "http://bot.example:x", "http://bot example"]
)
def test_an_address_is_one_of_the_web(environment, url):
    assert "begins with http" in refusal(environment, telegram_api_url=url)[0]


@pytest.mark.parametrize(
    "dsn",
    [
        "foo",
        "https://sentry.example/1",
        "https://key@sentry.example",
        "https://key@sentry.example/x",
        "key@host/1",
        "https://clé@sentry.example/1",
        "https://ключ@sentry.example/1",
    ],
)
def test_a_dsn_that_sentry_would_not_take_is_refused_without_being_repeated(environment, dsn):
    (line,) = refusal(environment, sentry_dsn=dsn)
    assert line.startswith("SERMADRID_SENTRY_DSN: a DSN looks like")
    assert "sentry.example" not in line


@pytest.mark.parametrize("dsn", ["https://key@sentry.example/1", "http://key:old@127.0.0.1:9000/a/path/12"])
def test_a_dsn_that_sentry_takes_is_taken(environment, dsn):
    Dsn(dsn)
    environment.setenv("SERMADRID_SENTRY_DSN", dsn)
    assert load_settings().sentry_dsn.get_secret_value() == dsn


@pytest.mark.parametrize("agent", ["müñ agent", "ключ", "a\nb", "a\tb", "a\x7fb", " "])
def test_a_user_agent_that_no_header_of_http_takes_is_refused(environment, agent):
    (line,) = refusal(environment, user_agent=agent)
    assert line.startswith("SERMADRID_USER_AGENT: write printable ASCII only")


def test_any_user_agent_of_printable_ascii_is_taken(environment):
    agent = "".join(map(chr, range(ord("!"), ord("~") + 1))) + " (+https://bot.example)"
    environment.setenv("SERMADRID_USER_AGENT", agent)
    assert load_settings().user_agent == agent


@pytest.mark.parametrize("host", ["no such host", "http://bot.example", "a/b", "-bot", "x" * 64, "1::2::3"])
def test_a_host_is_a_name_or_a_number(environment, host):
    assert "SERMADRID_HTTP_HOST: write the name" in refusal(environment, http_host=host)[0]


@pytest.mark.parametrize(
    "host", ["localhost", "bot.example.", "my_container", "10.0.0.7", "::", "fe80::1%eth0"]
)
def test_any_host_that_can_be_one_is_taken(environment, host):
    environment.setenv("SERMADRID_HTTP_HOST", host)
    assert load_settings().http_host == host


def with_webhook(environment, url):
    for name, value in {"WEBHOOK_URL": url, "WEBHOOK_SECRET": "s" * 16, "HTTP_PORT": "8080"}.items():
        environment.setenv(f"SERMADRID_{name}", value)


@pytest.mark.parametrize("url", ["http://bot.example", "https://bot.example:8080", "http://bot.example:443"])
def test_telegram_does_not_go_to_any_webhook(environment, url):
    with_webhook(environment, url)
    (line,) = refusal(environment)
    assert (
        line == "SERMADRID_WEBHOOK_URL: Telegram goes to https:// only, to one of the ports 443, 80, 88, 8443"
    )
    environment.setenv("SERMADRID_TELEGRAM_API_URL", "http://127.0.0.1:8081")
    assert load_settings().webhook_url == url, "a server of one's own goes there"


@pytest.mark.parametrize("port", ["", ":443", ":80", ":88", ":8443"])
def test_telegram_goes_to_these_ports(environment, port):
    with_webhook(environment, f"https://bot.example{port}")
    assert load_settings().webhook_url == f"https://bot.example{port}"


def test_an_env_file_that_is_no_text_is_said_to_be_none(environment, tmp_path):
    (tmp_path / ".env").write_bytes("SERMADRID_USER_AGENT=añ".encode("latin-1"))
    assert refusal(environment) == [".env: it is not written in UTF-8"]


def test_an_env_file_that_cannot_be_read_is_named(environment):
    def unreadable(_file, **_how):
        raise PermissionError(errno.EACCES, "Permission denied", ".env")

    environment.setattr(Path, "read_text", unreadable)  # to root everything is readable
    assert refusal(environment) == [".env: it cannot be read: Permission denied"]


def unread(line):
    return f".env, line {line}: it cannot be read: write NAME=value, and close every quote"


@pytest.mark.parametrize(
    "text",
    [
        'SERMADRID_TELEGRAM_TOKEN="123:hidden',
        "SERMADRID_ADMINS: hidden",
        "SERMADRID_WEBHOOK_SECRET:hidden",
        "SERMADRID_WEBHOOK_SECRET:hidden==x",
        "SERMADRID_HTTP_PORT",
        "export sermadrid_http_port # hidden",
        "set OTHER=hidden",
    ],
)
def test_a_line_of_the_env_file_that_cannot_be_read_is_named_by_its_number_alone(environment, tmp_path, text):
    (tmp_path / ".env").write_text(f"# the bot\n\n{text}\nSERMADRID_LOG_LEVEL=debug\n")
    assert refusal(environment) == [unread(3)]
    assert unknown_settings() == ()
    assert setting_sources()["log_level"] == ".env"


@pytest.mark.parametrize("name", ["OTHER", "SERMADRID_MAPBOX_TOKEN"])
def test_a_quote_that_is_closed_by_that_of_another_line_is_a_mistake(environment, tmp_path, name):
    (tmp_path / ".env").write_text(f'{name}="hidden\nSERMADRID_ADMINS=5\nUSER="\n')
    assert refusal(environment) == [unread(1)]


def test_lines_that_cannot_be_read_are_said_with_what_else_is_wrong(environment, tmp_path):
    (tmp_path / ".env").write_text("SERMADRID_ADMINS: 5\nSERMADRID_HTTP_PORT=99999\nSERMADRID_DATA_DIR\n")
    one, other, port, level = refusal(environment, log_level="loud")
    assert [one, other] == [unread(1), unread(3)]
    assert port.startswith("SERMADRID_HTTP_PORT: ")
    assert level.startswith("SERMADRID_LOG_LEVEL: ")


def test_what_others_write_in_the_env_file_is_theirs(environment, tmp_path):
    text = "OTHER\nA-B=1\nexport OTHER=\nNOTE='two\nlines'\n# SERMADRID_ADMINS: 5\nSERMADRID_ADMINS=\n"
    (tmp_path / ".env").write_text(text)
    assert load_settings().admins == ()


def test_a_folder_of_the_name_of_the_env_file_is_none(environment, tmp_path):
    (tmp_path / ".env").mkdir()
    assert load_settings().admins == ()


def test_admins_are_numbers_with_commas_between(environment):
    environment.setenv("SERMADRID_ADMINS", "7, 12,")
    assert load_settings().admins == (7, 12)


def test_wrong_admins_are_one_line(environment):
    (line,) = refusal(environment, admins="ana,7,luis")
    assert line.startswith("SERMADRID_ADMINS: ")


def test_levels_are_written_in_either_case(environment):
    environment.setenv("SERMADRID_LOG_LEVEL", "debug")
    assert load_settings().log_level == "DEBUG"


schedules = TypeAdapter(Schedule)


@pytest.mark.parametrize(
    "cron",
    ["30 3 * * *", "*/10 8-20 1,15 jan-jun *", "0 1-5/2 * * mon-fri,sun", "0 4 last * *"],
)
def test_a_schedule_is_five_cron_fields(cron):
    assert schedules.validate_python(cron) == cron


def test_a_schedule_can_be_off():
    assert schedules.validate_python(" Off ") == OFF


@pytest.mark.parametrize("cron", ["", "daily", "30 3 * *", "0 0 3 * * *", "61 3 * * *", "30 3 * * someday"])
def test_what_is_no_schedule_is_refused(cron):
    with pytest.raises(ValidationError):
        schedules.validate_python(cron)


def test_a_day_that_never_comes_is_no_schedule():
    with pytest.raises(ValidationError, match="ever comes"):
        schedules.validate_python("0 0 31 feb *")
    assert schedules.validate_python("0 0 29 feb *")


@pytest.mark.parametrize(
    "cron", ["0 0 * * mon-", "0 0 * * mon-fri/2", "0 0 * jan- *", "0 0 lastly * *", "0 0 1, * *"]
)
def test_what_only_begins_as_a_schedule_is_none(cron):
    with pytest.raises(ValidationError, match="no such schedule"):
        schedules.validate_python(cron)


@pytest.mark.parametrize("cron", ["0 4 1 * mon", "0 0 29 2 mon", "0 4 */2 * mon-fri", "0 4 1,15 * sat"])
def test_a_day_of_the_month_and_one_of_the_week_together_are_refused(cron):
    with pytest.raises(ValidationError, match="a day of the month or a day of the week"):
        schedules.validate_python(cron)


@pytest.mark.parametrize("days", ["0", "1-5", "mon,3", "7", "*/2"])
def test_days_of_the_week_go_by_name_because_their_numbers_mean_two_things(days):
    with pytest.raises(ValidationError, match="name the days"):
        schedules.validate_python(f"0 4 * * {days}")


def test_the_environment_goes_before_the_env_file(environment, tmp_path):
    environment.setenv("SERMADRID_USER_AGENT", "from-environment")
    (tmp_path / ".env").write_text("SERMADRID_USER_AGENT=from-file\nsermadrid_http_host=::1\n")
    sources = setting_sources()
    assert (sources["user_agent"], sources["http_host"]) == ("environment", ".env")
    assert sources["http_port"] == "default"
    settings = load_settings()
    assert (settings.user_agent, settings.http_host) == ("from-environment", "::1")


def test_an_empty_variable_is_no_source(environment):
    environment.setenv("SERMADRID_USER_AGENT", "")
    assert setting_sources()["user_agent"] == "default"


def test_names_that_are_no_settings_are_found_in_both_places(environment, tmp_path):
    environment.setenv("SERMADRID_TELEGRAM_TOKN", "1:a")
    environment.setenv("OTHER", "1")
    (tmp_path / ".env").write_text("sermadrid_port=1\nSERMADRID_DATA_DIR=x\n")
    assert unknown_settings() == ("SERMADRID_TELEGRAM_TOKN", "sermadrid_port")


def test_secrets_are_known_by_value_for_who_has_to_hide_them(environment):
    environment.setenv("SERMADRID_TELEGRAM_TOKEN", "1:abc")
    environment.setenv("SERMADRID_MAPBOX_TOKEN", "pk.abc")
    assert load_settings().secrets == ("1:abc", "pk.abc")
