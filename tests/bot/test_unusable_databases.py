"""A database of a newer version, of another program, or damaged: every command says so in a sentence, with status 2."""

import asyncio
import sqlite3
from contextlib import closing

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.db import upgrade_database
from bot.db.revision import newest_revision
from bot.settings import Settings
from tests.bot.environment import emptied
from tests.bot.published import publish

COMMANDS = [("stats",), ("alerts", "list"), ("chat",), ("run",), ("db", "check")]


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    folder = tmp_path_factory.mktemp("published")
    publish(folder / "models")
    return folder / "models"


@pytest.fixture
def settings(monkeypatch, tmp_path, published):
    emptied(monkeypatch, tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "models").symlink_to(published)
    return Settings(data_dir=tmp_path / "data")


@pytest.fixture
def database(settings):
    """A database of this version."""
    asyncio.run(upgrade_database(settings.database_url))
    return settings.database_file


@pytest.fixture
def sermadrid(settings, monkeypatch):
    monkeypatch.setattr("bot.commands.run.set_up_logs", lambda *_: None)  # they would stay set up
    env = {"SERMADRID_DATA_DIR": str(settings.data_dir), "SERMADRID_TELEGRAM_TOKEN": "1:abc"}
    # Nobody is reached, whatever comes of it.
    env["SERMADRID_TELEGRAM_API_URL"] = "http://127.0.0.1:9"
    return lambda *words: CliRunner().invoke(main, words, env=env, input="")


def refused(result):
    """The sentence that a command ended with, and nothing else did it end with."""
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    return result.stderr


def execute(file, script):
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(script)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_database_of_a_newer_version_is_said_to_be_one(sermadrid, database, command):
    execute(database, "UPDATE alembic_version SET version_num = '0099'")
    said = refused(sermadrid(*command))
    assert "was written by a newer version of sermadrid (revision 0099)" in said
    assert "sermadrid db restore" in said


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize(
    "script",
    [
        "CREATE TABLE songs (title TEXT)",
        "CREATE TABLE alembic_version (version_num TEXT); INSERT INTO alembic_version VALUES ('1975ea83b712')",
    ],
    ids=["no revision", "revision of its own"],
)
def test_another_programs_database_is_left_alone(sermadrid, settings, command, script):
    execute(settings.database_file, script)
    assert "is not a database of this bot" in refused(sermadrid(*command))
    with closing(sqlite3.connect(settings.database_file)) as connection:
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    assert tables == 1


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("damage", ["text", "pages"])
def test_a_damaged_database_is_said_to_be_one(sermadrid, database, command, damage):
    size = len(database.read_bytes())
    header = database.read_bytes()[:100]
    database.write_bytes(
        b"no database " * 1000 if damage == "text" else header + b"\xa5" * (size - len(header))
    )
    said = refused(sermadrid(*command))
    assert f"{database} is damaged:" in said
    assert "sermadrid db restore" in said


def test_damage_that_is_only_met_later_is_said_too(sermadrid, database):
    with closing(sqlite3.connect(database)) as connection:
        pages = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE tbl_name = 'subscriptions'"
        ).fetchall()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    content = bytearray(database.read_bytes())
    for (page,) in pages:
        content[(page - 1) * size : page * size] = b"\xa5" * size
    database.write_bytes(bytes(content))
    assert "is damaged:" in refused(sermadrid("alerts", "list"))


def test_a_new_database_that_has_litestreams_tables_only_is_brought_up_to_date(sermadrid, settings):
    execute(settings.database_file, "CREATE TABLE _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER)")
    assert sermadrid("alerts", "list").exit_code == 0
    assert f"revision {newest_revision()} (the newest)" in sermadrid("db", "check").stdout
