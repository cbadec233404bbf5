import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest

from forecasting.errors import (
    CorruptModelError,
    DamagedVersionError,
    NoModelError,
    TrainingUnderWayError,
    UnknownVersionError,
)
from forecasting.manifest import DataSource, Manifest
from forecasting.publishing import ModelFolder
from tests.small_disk import small_disk

NOW = datetime(2026, 11, 23, 11, 57, 47, tzinfo=UTC)
FILES = {"table.parquet": b"table", "profile.parquet": b"profile"}
MANIFEST = Manifest(
    version="",
    created=NOW,
    trained_from=date(2022, 1, 1),
    trained_until=date(2026, 9, 30),
    table_from=date(2026, 10, 1),
    table_until=date(2027, 3, 31),
    zone="Europe/Madrid",
    demo=True,
    seed=0,
    code_version="0.1.0",
    series={"07-05/blue": 120.0},
    scores={"ladder": {"wape": 0.1}},
    sources=(DataSource("q1.csv", "ab" * 32, date(2022, 1, 1), date(2022, 3, 31), 12, {"bad time": 2}),),
)


@pytest.fixture
def folder(tmp_path):
    return ModelFolder(tmp_path / "models")


def published(folder, days=0):
    return folder.publish(FILES, replace(MANIFEST, created=NOW + timedelta(days=days))).version


def test_a_manifest_reads_back_as_it_was_written():
    assert Manifest.from_json(MANIFEST.to_json()) == MANIFEST


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format": 1}', '{"format": 99}', MANIFEST.to_json()[:-40]]
)
def test_anything_else_is_a_corrupt_manifest(text):
    with pytest.raises(CorruptModelError):
        Manifest.from_json(text)


def test_an_empty_folder_has_no_versions_and_no_current_one(folder):
    assert folder.versions() == ()
    assert folder.current() is None


def test_a_published_version_is_complete_but_not_served_until_promoted(folder):
    version = published(folder)
    assert version == "20261123T115747Z"
    assert folder.versions() == (version,)
    assert folder.current() is None
    assert (folder.path / version / "table.parquet").read_bytes() == b"table"
    folder.promote(version)
    assert folder.current() == version


def test_the_published_manifest_names_its_version_and_hashes_its_files(folder):
    manifest = folder.manifest(published(folder))
    assert manifest.version == "20261123T115747Z"
    assert set(manifest.files) == set(FILES)
    assert all(len(hash_) == 64 for hash_ in manifest.files.values())


def test_two_versions_of_the_same_second_get_different_names_in_order(folder):
    names = [published(folder) for _ in range(11)]
    assert len(set(names)) == 11
    assert folder.versions() == tuple(names)


def test_rollback_serves_the_version_before_the_current_one(folder):
    first, second, _ = (published(folder, day) for day in range(3))
    folder.promote(second)
    assert folder.rollback() == first
    assert folder.current() == first


def test_there_is_no_rollback_from_nothing_or_from_the_oldest(folder):
    with pytest.raises(NoModelError):
        folder.rollback()
    folder.promote(published(folder))
    with pytest.raises(UnknownVersionError):
        folder.rollback()


def damage(folder, version, name="table.parquet"):
    (folder.path / version / name).write_bytes(b"something else")


@pytest.mark.parametrize("name", ["manifest.json", "table.parquet"])
def test_a_damaged_version_is_not_promoted(folder, name):
    first, second = (published(folder, day) for day in range(2))
    folder.promote(first)
    damage(folder, second, name)
    with pytest.raises(DamagedVersionError) as refused:
        folder.promote(second)
    assert refused.value.version == second
    assert folder.current() == first


def test_a_version_that_has_lost_a_file_is_damaged(folder):
    version = published(folder)
    (folder.path / version / "table.parquet").unlink()
    with pytest.raises(DamagedVersionError):
        folder.promote(version)


def test_rollback_passes_damaged_versions_by(folder):
    first, second, third = (published(folder, day) for day in range(3))
    folder.promote(third)
    damage(folder, second)
    assert folder.rollback() == first
    with pytest.raises(UnknownVersionError):
        folder.rollback()


def test_rollback_from_a_damaged_pointer_goes_to_the_newest_whole_version(folder):
    _, second, third = (published(folder, day) for day in range(3))
    damage(folder, third)
    (folder.path / "current").write_bytes(b"\xff")
    assert folder.rollback() == second
    assert folder.current() == second


def test_what_answers_is_named_though_the_pointer_or_its_version_is_damaged(folder):
    assert folder.serving() is None
    first, second, third = (published(folder, day) for day in range(3))
    assert folder.serving() is None, "nothing was promoted"
    folder.promote(third)
    assert folder.serving() == third
    damage(folder, third)
    assert folder.serving() == second
    (folder.path / "current").write_bytes(b"\xff")
    assert folder.serving() == second
    damage(folder, second)
    assert folder.serving() == first


def test_pruning_keeps_what_answers_though_the_pointer_or_its_version_is_damaged(folder):
    versions = [published(folder, day) for day in range(4)]
    folder.promote(versions[3])
    for version in versions[2:]:
        damage(folder, version)
    assert folder.prune(keep=1) == (versions[0], versions[2])
    assert folder.versions() == (versions[1], versions[3])
    (folder.path / "current").write_bytes(b"\xff")
    assert folder.prune(keep=1) == ()


def test_only_an_existing_version_can_be_promoted_or_described(folder):
    with pytest.raises(UnknownVersionError):
        folder.promote("20200101T000000Z")
    with pytest.raises(UnknownVersionError):
        folder.manifest("../elsewhere")


def test_pruning_keeps_the_newest_and_always_the_current_one(folder):
    versions = [published(folder, day) for day in range(5)]
    folder.promote(versions[0])
    assert folder.prune(keep=2) == tuple(versions[1:3])
    assert folder.versions() == (versions[0], *versions[3:])


def test_a_damaged_pointer_is_named_corrupt(folder):
    published(folder)
    (folder.path / "current").write_bytes(b"../../etc")
    with pytest.raises(CorruptModelError):
        folder.current()
    (folder.path / "current").write_bytes(b"\xff\xfe")
    with pytest.raises(CorruptModelError):
        folder.current()


def test_a_version_without_its_manifest_is_corrupt(folder):
    version = published(folder)
    (folder.path / version / "manifest.json").unlink()
    with pytest.raises(CorruptModelError):
        folder.manifest(version)


def nothing_half_written(folder):
    return not list(folder.path.glob(".new-*"))


def test_a_version_that_finds_no_room_leaves_nothing_on_the_full_disk(folder):
    with small_disk(folder.path, megabytes=1) as disk:
        before = published(folder)
        large = {**FILES, "table.npy": bytes(2_000_000)}
        for _ in range(2):
            with pytest.raises(OSError, match="No space left on device"):
                folder.publish(large, MANIFEST)
            assert nothing_half_written(folder)
        disk.fill()
        with pytest.raises(OSError, match="No space left on device"):
            folder.publish(FILES, MANIFEST)
        assert nothing_half_written(folder)
        assert folder.versions() == (before,)


def test_a_version_that_cannot_be_written_leaves_nothing(folder):
    with pytest.raises(FileNotFoundError):
        folder.publish({**FILES, "no/such/folder": b""}, MANIFEST)
    assert nothing_half_written(folder)
    assert folder.versions() == ()


def test_a_training_sweeps_what_dead_ones_left(folder):
    published(folder)
    (folder.path / ".new-dead").mkdir()
    (folder.path / ".new-dead" / "table.parquet").write_bytes(b"half")
    (folder.path / ".old-20200101T000000Z").mkdir()
    (folder.path / ".new-pointer").write_bytes(b"2020")
    with folder.training():
        assert not [p.name for p in folder.path.iterdir() if p.name.startswith((".new", ".old"))]
    assert len(folder.versions()) == 1


def test_a_training_under_way_can_be_seen_until_it_ends(folder):
    assert not folder.is_training()
    with folder.training():
        assert folder.is_training()
        assert ModelFolder(folder.path).is_training()
    assert not folder.is_training()


def test_who_looks_whether_a_training_is_under_way_keeps_none_from_beginning(folder):
    with folder.training():
        pass
    looked, stop = Event(), Event()

    def look():
        while not stop.is_set():
            ModelFolder(folder.path).is_training()
            looked.set()

    watcher = Thread(target=look)
    watcher.start()
    try:
        looked.wait()
        for _ in range(2_000):
            with folder.training():
                pass
    finally:
        stop.set()
        watcher.join()


def test_who_waits_for_a_training_goes_on_when_it_ends(folder):
    went_on = Event()

    def wait():
        ModelFolder(folder.path).wait_for_training()
        went_on.set()

    with folder.training():
        waiting = Thread(target=wait)
        waiting.start()
        assert not went_on.wait(0.1)
    assert went_on.wait(60)
    waiting.join()


def test_nobody_waits_where_nothing_was_ever_trained(folder):
    folder.wait_for_training()
    assert not folder.path.exists()


def test_a_folder_takes_one_training_at_a_time(folder):
    with folder.training(), pytest.raises(TrainingUnderWayError), ModelFolder(folder.path).training():
        pytest.fail("two trainings at once")
    with folder.training():
        assert folder.versions() == ()


PUBLISHER = """
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from forecasting.publishing import ModelFolder
from tests.small_disk import small_disk
from tests.forecasting.test_publishing import MANIFEST
folder = ModelFolder(Path(sys.argv[1]))
blob = bytes(200_000)
print("ready", flush=True)
for day in range(100_000):
    version = folder.publish({"table.parquet": blob, "profile.parquet": blob}, replace(
        MANIFEST, created=MANIFEST.created + timedelta(seconds=day))).version
    folder.promote(version)
    folder.prune(2)
"""


def test_a_publisher_killed_at_any_moment_leaves_a_complete_current_version(folder):
    root = Path(__file__).parents[2]
    big = dict.fromkeys(FILES, bytes(200_000))
    folder.promote(folder.publish(big, replace(MANIFEST, created=NOW - timedelta(days=9))).version)
    for attempt in range(4):
        child = subprocess.Popen(
            [sys.executable, "-c", PUBLISHER, str(folder.path)], cwd=root, stdout=subprocess.PIPE
        )
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(0.02 + 0.0137 * attempt)
        os.kill(child.pid, signal.SIGKILL)
        child.communicate()
        current = folder.current()
        assert current is not None
        sizes = {p.name: p.stat().st_size for p in (folder.path / current).iterdir()}
        assert sizes["table.parquet"] == sizes["profile.parquet"] == 200_000
        assert all(folder.manifest(version).version == version for version in folder.versions())
    with folder.training():
        assert not list(folder.path.glob(".new-*"))
