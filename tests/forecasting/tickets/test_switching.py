"""A set of files takes the place of another in one step, whatever ends the process, and leaves nothing behind."""

import errno
import itertools
import threading
import zipfile
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from forecasting.errors import FullTicketStoreError, TicketStoreError
from forecasting.series import SeriesKey
from forecasting.service_hours import ServiceCalendar
from forecasting.tickets.store import TicketStore
from forecasting.tickets.switching import writing
from tests.forecasting.tickets.rows import day_of_rows, write

NOW = datetime(2026, 1, 15, tzinfo=UTC)
BLUE = SeriesKey("07-05", "blue")
TABLES = {"a.csv": "2025-03-03", "b.csv": "2025-03-04", "c.csv": "2025-03-05"}


class KilledError(BaseException):
    """The process has ended: from then on it does nothing to any file."""


@pytest.fixture
def store(tmp_path):
    return TicketStore(tmp_path / "store", ServiceCalendar.load())


def edition(file, tickets, tables=TABLES):
    with zipfile.ZipFile(file, "w") as out:
        for name, day in tables.items():
            out.write(write(file.parent / name, day_of_rows(day, tickets)), name)
    return file


def contents(store):
    return {path.name: path.read_bytes() for path in store._directory.glob("*")}


def kept(store):
    return sorted((file.name, file.kept) for file in store.files())


@contextmanager
def interrupted(number, error, *, from_then_on):
    """Raise an error in place of the file system's step of that number; yields the steps that were begun."""
    steps = []

    def stepping(act):
        def step(self, *args, **options):
            steps.append(act.__name__)
            if len(steps) == number or (from_then_on and len(steps) > number):
                raise error
            return act(self, *args, **options)

        return step

    with pytest.MonkeyPatch.context() as patch, suppress(error):
        for name in ("write_bytes", "replace", "unlink"):
            patch.setattr(Path, name, stepping(getattr(Path, name)))
        yield steps


def every_interruption(folder, error, *, from_then_on=False):
    """Take a corrected edition in and interrupt it, at each step in turn.

    Yields each store, what was in it before, and how to take the edition in.
    """
    first, corrected = edition(folder / "first.zip", 20), edition(folder / "corrected.zip", 25)
    for number in itertools.count(1):
        store = TicketStore(folder / f"store{number}", ServiceCalendar.load())
        old = frozenset(file.digest for file in store.ingest(first, NOW).added)
        before = contents(store)
        take_in = partial(store.ingest, corrected, NOW, replacing=old)
        with interrupted(number, error, from_then_on=from_then_on) as steps:
            take_in()
        if len(steps) < number:
            return
        yield store, before, take_in


OLD, NEW = ([(name, tickets) for name in TABLES] for tickets in (20, 25))


def test_whenever_the_process_is_killed_there_is_one_edition_and_the_next_writer_sweeps(tmp_path):
    seen = []
    for store, _, take_in in every_interruption(tmp_path, KilledError, from_then_on=True):
        seen.append(kept(store))
        assert seen[-1] in (OLD, NEW)
        (series,) = store.panel({BLUE: 50})
        assert np.nanmax(series.occupied) == pytest.approx(3)  # of both editions it would be six
        take_in()
        assert kept(store) == NEW
        assert len(contents(store)) == 3 * len(TABLES)
    assert OLD in seen
    assert NEW in seen


def test_whenever_it_is_interrupted_one_edition_is_there_and_nothing_of_the_other(tmp_path):
    for store, before, take_in in every_interruption(tmp_path, KeyboardInterrupt):
        if kept(store) == OLD:
            assert contents(store) == before
        assert kept(store) in (OLD, NEW)
        take_in()
        assert kept(store) == NEW
        assert len(contents(store)) == 3 * len(TABLES)


def disk_with_room_for(writes):
    """Return `Path.write_bytes` of a disk that fills up after so many files."""
    write_bytes, done = Path.write_bytes, itertools.count()

    def write_while_there_is_room(path, content):
        if next(done) < writes:
            return write_bytes(path, content)
        write_bytes(path, content[:10])
        raise OSError(errno.ENOSPC, "No space left on device")

    return write_while_there_is_room


@pytest.mark.parametrize("room", range(11))  # two parts and a manifest a table, and the switch's two notes
def test_a_disk_that_fills_up_at_any_moment_is_named_and_leaves_the_former_edition(
    store, tmp_path, monkeypatch, room
):
    first, corrected = edition(tmp_path / "first.zip", 20), edition(tmp_path / "corrected.zip", 25)
    old = frozenset(file.digest for file in store.ingest(first, NOW).added)
    before = contents(store)
    monkeypatch.setattr(Path, "write_bytes", disk_with_room_for(room))
    with pytest.raises(FullTicketStoreError) as full:
        store.ingest(corrected, NOW, replacing=old)
    assert full.value.name == "corrected.zip"
    assert contents(store) == before


def test_tables_that_replace_nothing_count_one_by_one(store, tmp_path, monkeypatch):
    take_in = TicketStore._take_in

    def until_the_third(self, source, *args):
        if source.label.name == "c.csv":
            raise KeyboardInterrupt
        take_in(self, source, *args)

    monkeypatch.setattr(TicketStore, "_take_in", until_the_third)
    with pytest.raises(KeyboardInterrupt):
        store.ingest(edition(tmp_path / "first.zip", 20), NOW)
    assert kept(store) == [("a.csv", 20), ("b.csv", 20)]
    assert len(contents(store)) == 6


def test_a_table_that_a_corrected_edition_has_unchanged_stays(store, tmp_path):
    old = {file.digest for file in store.ingest(edition(tmp_path / "first.zip", 20), NOW).added}
    corrected = edition(tmp_path / "corrected.zip", 25, {"a.csv": TABLES["a.csv"], "b.csv": TABLES["b.csv"]})
    with zipfile.ZipFile(corrected, "a") as out:
        out.write(write(tmp_path / "c.csv", day_of_rows(TABLES["c.csv"])), "c.csv")
    report = store.ingest(corrected, NOW, replacing=old)
    assert [file.name for file in report.known] == ["c.csv"]
    assert report.replaced == ()
    assert kept(store) == [("a.csv", 25), ("b.csv", 25), ("c.csv", 20)]


def test_parts_of_a_writer_that_was_killed_are_swept_and_other_files_are_left(store, tmp_path):
    folder = store._directory
    folder.mkdir()
    for name in (
        f"{'0' * 64}.sums.parquet",
        f"{'0' * 64}.sample.unfinished",
        "hidden.unfinished",
        "mine.txt",
    ):
        (folder / name).write_bytes(b"PAR1")
    store.ingest(edition(tmp_path / "first.zip", 20), NOW)
    assert (folder / "mine.txt").exists()
    assert len(contents(store)) == 3 * len(TABLES) + 1


@contextmanager
def beside(number, act):
    """Let another process act just before the reader's step of that number; yields the steps that were begun."""
    steps = []

    def stepping(read):
        def step(*args, **options):
            steps.append(read.__name__)
            if len(steps) == number:
                patch.undo()
                act()
            return read(*args, **options)

        return step

    with pytest.MonkeyPatch.context() as patch:
        for name in ("read_text", "glob"):
            patch.setattr(Path, name, stepping(getattr(Path, name)))
        patch.setattr(pl, "read_parquet", stepping(pl.read_parquet))
        yield steps


def learned(store):
    (series,) = store.panel({BLUE: 50})
    return f"{series.slots[0]}", len(series.slots), np.nansum(series.occupied)


def learned_with_sources(store):
    (series,), sources = store.training_data({BLUE: 50})
    return np.nansum(series.occupied), sources


@pytest.mark.parametrize("read", [kept, learned, learned_with_sources, TicketStore.shortfalls])
def test_who_reads_while_an_edition_takes_the_place_of_another_sees_one_of_them(tmp_path, read):
    first = edition(tmp_path / "first.zip", 40)
    later = {"a.csv": "2025-03-10", "b.csv": "2025-03-11"}
    corrected = edition(tmp_path / "corrected.zip", 43, later)
    seen = []
    for number in itertools.count(1):
        store = TicketStore(tmp_path / f"store{number}", ServiceCalendar.load())
        old = frozenset(file.digest for file in store.ingest(first, NOW).added)
        former = read(store)
        take_in = partial(store.ingest, corrected, NOW, replacing=old)
        with beside(number, take_in) as steps:
            found = read(store)
        if len(steps) < number:
            break
        seen.append(found)
        assert found in (former, read(store))
    assert len(seen) > len(TABLES)


def test_a_part_that_is_lost_while_nothing_else_changes_is_damage(store, tmp_path):
    (file,) = store.ingest(write(tmp_path / "a.csv", day_of_rows(TABLES["a.csv"])), NOW).added
    store._part(file.digest, "sums").unlink()
    with pytest.raises(TicketStoreError, match="take it in again"):
        store.panel({BLUE: 50})


def test_whoever_ingests_or_forgets_at_the_same_time_says_so_and_waits(tmp_path):
    waiting = threading.Event()
    store = TicketStore(tmp_path / "store", ServiceCalendar.load(), waiting.set)
    first = edition(tmp_path / "first.zip", 20)
    others = [threading.Thread(target=store.ingest, args=(first, NOW))]
    with writing(store._directory):
        others[0].start()
        assert waiting.wait(60)
        assert kept(store) == []
    others[0].join(60)
    assert kept(store) == OLD
    waiting.clear()
    others.append(threading.Thread(target=store.forget, args=(store.digest_of("a.csv"),)))
    with writing(store._directory):
        others[1].start()
        assert waiting.wait(60)
        assert kept(store) == OLD
    others[1].join(60)
    assert kept(store) == OLD[1:]


def test_whoever_is_alone_is_told_of_no_wait(tmp_path):
    store = TicketStore(tmp_path / "store", ServiceCalendar.load(), lambda: pytest.fail("nobody else writes"))
    store.ingest(edition(tmp_path / "first.zip", 20), NOW)
    store.forget(store.digest_of("a.csv"))
