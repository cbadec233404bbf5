"""The database is copied while it is in use, put back with the old one kept aside, and looked through."""

import os
import resource
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.db import ChatRepository, open_database
from bot.db.backup import back_up, check, prune_backups, restore
from bot.db.revision import newest_revision
from bot.domain import ChatMemory
from bot.errors import (
    AlreadyRunningError,
    BackupError,
    DamagedDatabaseError,
    EmptyDatabaseError,
    NoDatabaseError,
    NoRoomError,
)
from bot.failures import in_words
from bot.settings import Settings
from bot.upkeep import running_alone, upkeep

NOW = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path):
    return Settings(data_dir=tmp_path / "data")


@pytest.fixture
def database(settings):
    return settings.database_file


async def remember(settings, *chats):
    """Keep these chats in the database, made where there is none; it stays open at the end of a block."""
    async with open_database(settings.database_url) as sessions:
        for number in chats:
            await ChatRepository(sessions, lambda: NOW).save(ChatMemory(number, "es"))


async def filled(settings):
    """A database of several pages."""
    await remember(settings, 1)
    with closing(sqlite3.connect(settings.database_file)) as connection:
        connection.row_factory = sqlite3.Row
        row = dict(connection.execute("SELECT * FROM chats").fetchone())
        marks = ", ".join(f":{name}" for name in row)
        connection.executemany(
            f"INSERT INTO chats ({', '.join(row)}) VALUES ({marks})",  # noqa: S608 -- the table's own columns
            [row | {"chat_id": number} for number in range(2, 400)],
        )
        connection.commit()


def chats_in(file):
    with closing(sqlite3.connect(file)) as connection:
        return [number for (number,) in connection.execute("SELECT chat_id FROM chats ORDER BY chat_id")]


def damage(file):
    """Overwrite the pages after the first, where the tables' rows are."""
    content = bytearray(file.read_bytes())
    content[5000:] = b"\xff" * (len(content) - 5000)
    file.write_bytes(bytes(content))


def killed(database):
    """Leave a database as a kill does: with changes that are only in its write-ahead log."""
    script = (
        "import os, signal, sqlite3, sys; connection = sqlite3.connect(sys.argv[1]);"
        "connection.execute('PRAGMA journal_mode = WAL'); connection.execute('UPDATE chats SET chat_id = 8');"
        "connection.commit(); os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", script, str(database)], check=False)
    assert database.with_name(f"{database.name}-wal").stat().st_size > 0


def backing_up_until(settings, stopped_by):
    """Run the command, which is sent a signal when the copy is there but for its name; returns its status."""
    script = (
        "import os, sys; from bot.cli import main; import bot.db.backup as backup;"
        f"backup._sync = lambda _: os.kill(os.getpid(), {int(stopped_by)});"
        "main(['db', 'backup'])"
    )
    env = os.environ | {"SERMADRID_DATA_DIR": str(settings.data_dir)}
    return subprocess.run(
        [sys.executable, "-c", script], env=env, capture_output=True, check=False
    ).returncode


@contextmanager
def files_of_at_most(size):
    """Let this process write no file beyond so many bytes: SQLite calls what it is told an error of the disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def full_disk():
    """Have SQLite say of every file that it writes a copy to that the disk is full."""
    connect = sqlite3.connect

    def connect_full(file, **options):
        connection = connect(file, **options)
        if not options.get("uri"):
            connection.execute("PRAGMA max_page_count = 1")
        return connection

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite3, "connect", connect_full)
        yield


@pytest.fixture
def sermadrid(settings):
    def sermadrid(*words):
        env = {"SERMADRID_DATA_DIR": str(settings.data_dir)}
        return CliRunner().invoke(main, ["db", *map(str, words)], env=env)

    return sermadrid


async def test_a_backup_has_what_is_only_in_the_write_ahead_log(settings, database, tmp_path):
    async with open_database(settings.database_url) as sessions:
        await ChatRepository(sessions, lambda: NOW).save(ChatMemory(7, "es"))
        assert database.with_name("sermadrid.db-wal").stat().st_size > 0
        file = back_up(database, tmp_path / "copy.db", NOW)
        await ChatRepository(sessions, lambda: NOW).save(ChatMemory(8, "es"))
    assert chats_in(file) == [7]
    assert chats_in(database) == [7, 8]


async def test_a_backup_is_one_file_for_its_owner(settings, database, tmp_path):
    await remember(settings, 7)
    folder = tmp_path / "copies"
    folder.mkdir()
    file = back_up(database, folder, NOW)
    assert list(folder.iterdir()) == [folder / "sermadrid-20260312T093000Z.db"] == [file]
    assert file.stat().st_mode & 0o777 == 0o600


async def test_a_backup_takes_the_place_of_an_older_one_of_its_name(settings, database, tmp_path):
    for number in (7, 8):
        await remember(settings, number)
        back_up(database, tmp_path / "copy.db", NOW)
    assert chats_in(tmp_path / "copy.db") == [7, 8]


async def test_the_backup_of_a_damaged_database_takes_nobodys_place(settings, database, tmp_path):
    await filled(settings)
    back_up(database, tmp_path / "copy.db", NOW)
    damage(database)
    with pytest.raises(DamagedDatabaseError):
        back_up(database, tmp_path / "copy.db", NOW)
    assert chats_in(tmp_path / "copy.db") == list(range(1, 400))
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["copy.db"]


async def test_a_backup_that_finds_no_room_says_so_and_not_that_the_database_is_damaged(
    settings, database, sermadrid, tmp_path
):
    await filled(settings)
    with full_disk(), pytest.raises(NoRoomError) as refused:
        back_up(database, tmp_path / "copy.db", NOW)
    assert in_words(refused.value) == f"There is no room for {tmp_path / 'copy.db'} on its disk."
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == []
    with full_disk():
        result = sermadrid("backup")
    assert result.exit_code == 2
    assert "There is no room for" in result.stderr
    assert "sermadrid db restore" not in result.stderr


async def test_what_else_ends_a_backup_is_no_damage_either(settings, database, tmp_path):
    await filled(settings)
    with files_of_at_most(8192), pytest.raises(BackupError, match="cannot be copied to it: disk I/O error"):
        back_up(database, tmp_path / "copy.db", NOW)
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == []


async def test_the_backup_of_an_empty_file_takes_nobodys_place(settings, database, tmp_path):
    await remember(settings, 7)
    back_up(database, tmp_path / "copy.db", NOW)
    database.write_bytes(b"")
    with pytest.raises(EmptyDatabaseError):
        back_up(database, tmp_path / "copy.db", NOW)
    assert chats_in(tmp_path / "copy.db") == [7]


async def test_the_log_of_what_had_its_name_does_not_get_into_a_backup(settings, database, tmp_path):
    await remember(settings, 7)
    copy = back_up(database, tmp_path / "copy.db", NOW)
    killed(copy)
    back_up(database, copy, NOW)
    assert chats_in(copy) == [7]


@pytest.mark.parametrize("stopped_by", [signal.SIGTERM, signal.SIGINT])
async def test_a_backup_that_is_stopped_leaves_nothing_behind(settings, stopped_by):
    await remember(settings, 7)
    assert backing_up_until(settings, stopped_by) != 0
    assert list(settings.backups.iterdir()) == []


async def test_what_a_kill_left_of_a_backup_is_deleted_by_the_next_one_that_is_not_beside_it(
    settings, database
):
    await remember(settings, 7)
    assert backing_up_until(settings, signal.SIGKILL) == -signal.SIGKILL
    (left,) = settings.backups.iterdir()
    journal = left.with_name(f"{left.name}-journal")
    journal.write_bytes(b"")
    begun = datetime.strptime(left.name, ".sermadrid-%Y%m%dT%H%M%SZ.db.new").replace(tzinfo=UTC)
    beside = back_up(database, settings.backups, begun + timedelta(minutes=1))
    assert set(settings.backups.iterdir()) == {left, journal, beside}
    after = back_up(database, settings.backups, begun + timedelta(hours=2))
    assert set(settings.backups.iterdir()) == {beside, after}


async def test_a_database_is_not_backed_up_onto_itself(settings, database):
    await remember(settings, 7)
    with pytest.raises(BackupError, match="itself"):
        back_up(database, database, NOW)
    assert chats_in(database) == [7]


@pytest.mark.parametrize("side", ["-wal", "-shm", "-journal", "-WAL"])
@pytest.mark.parametrize("name", ["data/sermadrid.db", "copy.db"])
async def test_a_backup_is_never_what_sqlite_keeps_beside_a_database(
    settings, database, tmp_path, name, side
):
    async with open_database(settings.database_url) as sessions:
        await ChatRepository(sessions, lambda: NOW).save(ChatMemory(7, "es"))
        before = sorted(tmp_path.rglob("*"))
        with pytest.raises(BackupError, match="a part of the database beside it"):
            back_up(database, tmp_path / f"{name}{side}", NOW)
        assert sorted(tmp_path.rglob("*")) == before
    assert chats_in(database) == [7]
    assert check(database).problems == ()


def of_another_program(file):
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE notes (text)")
        connection.commit()


@pytest.mark.parametrize(
    "made",
    [
        lambda file: file.write_bytes(b"k" * 32),
        lambda file: file.write_bytes(b""),  # a lock has no bytes either
        of_another_program,
    ],
)
async def test_a_backup_takes_the_place_of_nothing_but_a_backup(settings, database, tmp_path, made):
    await remember(settings, 7)
    other = tmp_path / "reporters.key"
    made(other)
    content = other.read_bytes()
    with pytest.raises(BackupError, match="no backup of this bot") as refused:
        back_up(database, other, NOW)
    assert in_words(refused.value).startswith(f"{other}: it is there already")
    assert other.read_bytes() == content
    assert {one.name for one in tmp_path.iterdir()} == {"data", "reporters.key"}


async def test_a_backup_does_not_take_the_place_of_a_pipe(settings, database, tmp_path):
    await remember(settings, 7)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(BackupError, match="no backup of this bot"):
        back_up(database, tmp_path / "pipe", NOW)
    assert (tmp_path / "pipe").is_fifo()


async def test_with_a_slash_at_its_end_the_target_is_a_folder_that_is_made(settings, sermadrid, tmp_path):
    await remember(settings, 7)
    assert sermadrid("backup", f"{tmp_path}/to/copies/").exit_code == 0
    (file,) = (tmp_path / "to" / "copies").iterdir()
    assert chats_in(file) == [7]
    result = sermadrid("backup", f"{file}/")
    assert (result.exit_code, chats_in(file)) == (2, [7])
    assert f"{file}" in result.stderr
    assert "Not a directory" in result.stderr


def test_there_has_to_be_a_database(database, tmp_path):
    with pytest.raises(NoDatabaseError):
        back_up(database, tmp_path, NOW)
    assert not database.exists()


async def test_a_backup_that_cannot_be_written_says_why(settings, database, tmp_path):
    await remember(settings, 7)
    (tmp_path / "a-file").write_text("")
    with pytest.raises(BackupError, match=r"Not a directory|exists"):
        back_up(database, tmp_path / "a-file" / "copy.db", NOW)


async def test_what_was_backed_up_can_be_put_back_and_the_old_one_is_kept(settings, database, tmp_path):
    await remember(settings, 7)
    copy = back_up(database, tmp_path / "copy.db", NOW)
    await remember(settings, 8)
    aside = restore(copy, database, NOW)
    assert chats_in(database) == [7]
    assert aside.name == "sermadrid.db.before-20260312T093000Z"
    assert chats_in(aside) == [7, 8]
    await remember(settings, 9)
    assert chats_in(database) == [7, 9]


async def test_the_log_of_the_old_database_does_not_get_into_the_restored_one(settings, database, tmp_path):
    await remember(settings, 7)
    copy = back_up(database, tmp_path / "copy.db", NOW)
    with closing(sqlite3.connect(database)) as crashed:  # never checkpointed: as after a kill
        crashed.execute("PRAGMA journal_mode = WAL")
        crashed.execute("UPDATE chats SET chat_id = 8")
        crashed.commit()
        aside = restore(copy, database, NOW)
        assert not database.with_name("sermadrid.db-wal").exists()
        assert chats_in(database) == [7]
    assert chats_in(aside) == [8]


async def test_the_log_of_a_database_that_was_deleted_does_not_get_into_the_restored_one(
    settings, database, sermadrid, tmp_path
):
    await remember(settings, 7)
    copy = back_up(database, tmp_path / "copy.db", NOW)
    killed(database)
    database.unlink()
    result = sermadrid("restore", copy)
    assert result.exit_code == 0
    assert "What was there before is kept as" in result.stdout
    assert chats_in(database) == [7]


@pytest.mark.parametrize(
    "left", ["sermadrid.db-wal", "sermadrid.db-shm", "sermadrid.db-journal", ".sermadrid.db-litestream"]
)
async def test_whatever_is_left_of_a_database_that_was_deleted_goes_aside(settings, database, tmp_path, left):
    await remember(settings, 7)
    copy = back_up(database, tmp_path / "copy.db", NOW)
    database.unlink()
    database.with_name(left).write_bytes(b"of another database")
    aside = restore(copy, database, NOW)
    assert aside.name == left.replace("sermadrid.db", "sermadrid.db.before-20260312T093000Z")
    assert aside.read_bytes() == b"of another database"
    assert not database.with_name(left).exists()
    assert chats_in(database) == [7]


async def test_a_restoring_that_finds_no_room_says_so_and_leaves_all_as_it_was(settings, database, tmp_path):
    await filled(settings)
    copy = tmp_path / "copy.db"
    copy.write_bytes(database.read_bytes())
    before = {one.name for one in database.parent.iterdir()}
    with full_disk(), pytest.raises(NoRoomError) as refused:
        restore(copy, database, NOW)
    assert refused.value.file == database
    assert {one.name for one in database.parent.iterdir()} == before
    assert chats_in(database) == list(range(1, 400))


async def test_what_litestream_knows_of_the_old_database_goes_aside_with_it(settings, database, tmp_path):
    await remember(settings, 7)
    copy = back_up(database, tmp_path / "copy.db", NOW)
    database.with_name(".sermadrid.db-litestream").mkdir()
    aside = restore(copy, database, NOW)
    assert aside.with_name(f".{aside.name}-litestream").is_dir()
    assert not database.with_name(".sermadrid.db-litestream").exists()


async def test_a_damaged_database_can_be_replaced(settings, database, tmp_path):
    await remember(settings, 7)
    copy = back_up(database, tmp_path / "copy.db", NOW)
    database.write_bytes(b"no database at all")
    aside = restore(copy, database, NOW)
    assert chats_in(database) == [7]
    assert aside.read_bytes() == b"no database at all"


async def test_a_backup_can_be_put_where_there_is_no_database_yet(settings, database, tmp_path):
    await remember(settings, 7)
    other = tmp_path / "other" / "sermadrid.db"
    assert restore(back_up(database, tmp_path / "copy.db", NOW), other, NOW) is None
    assert chats_in(other) == [7]


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\x00 cut short"])
async def test_what_is_no_backup_takes_nobodys_place(settings, database, tmp_path, content):
    await remember(settings, 7)
    (tmp_path / "copy.db").write_bytes(content)
    with pytest.raises((DamagedDatabaseError, BackupError)):
        restore(tmp_path / "copy.db", database, NOW)
    assert chats_in(database) == [7]


async def test_a_backup_of_a_later_version_is_refused(settings, database, tmp_path):
    await remember(settings, 7)
    copy = back_up(database, tmp_path / "copy.db", NOW)
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    with pytest.raises(BackupError, match="of this version, or of one before"):
        restore(copy, database, NOW)


async def test_only_the_newest_backups_are_kept_and_nothing_else_is_touched(settings, database, tmp_path):
    await remember(settings, 7)
    files = [back_up(database, tmp_path, NOW + timedelta(days=day)) for day in range(4)]
    other = back_up(database, tmp_path / "by-hand.db", NOW)
    assert prune_backups(tmp_path, 2) == files[:2]
    assert sorted(tmp_path.glob("*.db")) == sorted([*files[2:], other])
    assert prune_backups(tmp_path, 2) == []


async def test_a_whole_database_has_its_revision_and_its_rows(settings, database):
    await remember(settings, 7, 8)
    findings = check(database)
    assert (findings.problems, findings.revision, findings.is_current) == ((), newest_revision(), True)
    assert findings.rows["chats"] == 2
    assert "alembic_version" not in findings.rows


async def test_damage_is_found(settings, database):
    await filled(settings)
    damage(database)
    assert check(database).problems


def test_a_row_that_refers_to_nothing_is_found(tmp_path):
    file = tmp_path / "any.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(
            "CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (a INTEGER REFERENCES a (id));"
            "INSERT INTO b VALUES (7);"
        )
    assert check(file).problems == ("a row of b refers to one of a that is not there",)
    assert check(file).revision is None


async def test_the_scheduled_job_backs_up_and_prunes(settings, tmp_path):
    settings = settings.model_copy(update={"backups_kept": 1})
    await remember(settings, 7)
    for day in range(3):
        (job,) = upkeep(settings, lambda day=day: NOW + timedelta(days=day))
        await job.run()
    (kept,) = settings.backups.iterdir()
    assert kept.name == "sermadrid-20260314T093000Z.db"
    assert (job.name, job.schedule) == ("backup", settings.backup_schedule)


async def test_the_commands_back_up_check_and_restore(settings, database, sermadrid, tmp_path):
    await remember(settings, 7)
    assert sermadrid("backup").exit_code == 0
    (copy,) = settings.backups.iterdir()
    assert sermadrid("backup", tmp_path / "copy.db").stdout.strip().endswith("copy.db")
    await remember(settings, 8)
    result = sermadrid("check")
    assert result.exit_code == 0
    assert f"is whole, revision {newest_revision()} (the newest)" in result.stdout
    assert ["chats", "2"] in [line.split() for line in result.stdout.splitlines()]
    result = sermadrid("restore", copy)
    assert result.exit_code == 0
    assert "before-" in result.stdout
    assert chats_in(database) == [7]


async def test_nothing_is_restored_under_a_bot_that_runs(settings, database, sermadrid, tmp_path):
    await remember(settings, 7)
    sermadrid("backup", tmp_path / "copy.db")
    await remember(settings, 8)
    with running_alone(settings):
        result = sermadrid("restore", tmp_path / "copy.db")
    assert result.exit_code == 2
    assert "Stop it first" in result.stderr
    assert chats_in(database) == [7, 8]


async def test_damage_ends_a_check_with_what_is_wrong(settings, database, sermadrid):
    await filled(settings)
    damage(database)
    result = sermadrid("check")
    assert result.exit_code == 2
    assert "is damaged:" in result.stderr


def test_a_check_of_nothing_makes_no_database(sermadrid, database):
    result = sermadrid("check")
    assert result.exit_code == 2
    assert "There is no database" in result.stderr
    assert not database.exists()


@pytest.mark.parametrize(
    "script", [None, "CREATE TABLE _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER)"]
)
def test_a_check_of_an_empty_database_does_not_call_it_whole(sermadrid, database, script):
    database.parent.mkdir()
    database.write_bytes(b"")
    if script is not None:
        with closing(sqlite3.connect(database)) as connection:
            connection.execute(script)
    result = sermadrid("check")
    assert result.exit_code == 2
    assert f"{database} is empty" in result.stderr


def test_one_bot_runs_on_a_folder(settings):
    with running_alone(settings), pytest.raises(AlreadyRunningError), running_alone(settings):
        pass
