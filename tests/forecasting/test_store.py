import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pytest

from forecasting.errors import CorruptModelError, NaiveTimeError, NoModelError
from forecasting.publishing import ModelFolder
from forecasting.quantiles import COLUMNS
from forecasting.served_cubes import with_cubes
from forecasting.store import ForecastStore
from tests.forecasting.test_publishing import MANIFEST, NOW

MADRID = ZoneInfo("Europe/Madrid")
TEN = datetime(2026, 11, 25, 10, tzinfo=MADRID)  # a Wednesday in the table
LATER = datetime(2027, 6, 9, 10, tzinfo=MADRID)  # a Wednesday beyond it
SHARES = np.array([0.5, 0.3, 0.35, 0.45, 0.5, 0.55, 0.65, 0.7])


def parquet(tmp_path, frame):
    frame.write_parquet(tmp_path / "frame.parquet")
    return (tmp_path / "frame.parquet").read_bytes()


def files(tmp_path, factor=1.0):
    values = dict(zip(COLUMNS, (factor * SHARES).astype(np.float32), strict=True))
    hour = int(TEN.timestamp()) // 3600
    rows = [{"series": 0, "hour": hour + n, **values} for n in range(5)]
    weeks = [{"series": 0, "month": m, "weekday": 2, "hour": 10, **values} for m in range(13)]
    return {
        "table.parquet": parquet(tmp_path, pl.DataFrame(rows)),
        "profile.parquet": parquet(tmp_path, pl.DataFrame(weeks)),
    }


def publish(tmp_path, days=0, factor=1.0):
    folder = ModelFolder(tmp_path / "models")
    manifest = replace(
        MANIFEST, created=NOW + timedelta(days=days), series={"07-05/blue": 120.0, "07-05/green": 900.0}
    )
    version = folder.publish(with_cubes(files(tmp_path, factor), manifest), manifest).version
    folder.promote(version)
    return folder.path / version


@pytest.fixture
def store(tmp_path):
    publish(tmp_path)
    return ForecastStore.open(tmp_path / "models")


def test_an_hour_of_the_table_comes_with_its_range_and_origin(store):
    forecast = store.at("07-05", "blue", TEN)
    assert forecast.mean == pytest.approx(0.5, rel=1e-3)
    assert (forecast.low, forecast.high) == pytest.approx((0.35, 0.65), rel=1e-3)
    assert forecast.quantiles == pytest.approx(tuple(SHARES[1:]), rel=1e-3)
    assert (forecast.origin, forecast.demo, forecast.trained_until) == ("table", True, date(2026, 9, 30))
    assert forecast.version == store.manifest.version


@pytest.mark.parametrize("offset", [-11, 0, 14])
def test_the_same_instant_in_any_zone_is_the_same_forecast(store, offset):
    elsewhere = (TEN + timedelta(minutes=59, seconds=59)).astimezone(timezone(timedelta(hours=offset)))
    assert store.at("07-05", "blue", elsewhere) == store.at("07-05", "blue", TEN)


@pytest.mark.parametrize("at", [LATER, datetime(2019, 5, 8, 10, tzinfo=MADRID)])
def test_dates_outside_the_table_get_the_usual_week(store, at):
    assert store.at("07-05", "blue", at).origin == "profile"


def test_unknown_series_and_unregulated_hours_have_no_forecast(store):
    assert store.at("07-05", "red", TEN) is None
    assert store.at("99-99", "blue", TEN) is None
    assert store.at("07-05", "green", TEN) is None
    assert store.at("07-05", "blue", LATER.replace(hour=22)) is None


def test_a_time_without_a_zone_is_refused(store):
    with pytest.raises(NaiveTimeError):
        store.at("07-05", "blue", TEN.replace(tzinfo=None))


def test_a_day_lists_its_regulated_hours_in_local_time(store):
    hours = [hour for hour, _ in store.day("07-05", "blue", TEN.date())]
    assert hours == [TEN + timedelta(hours=n) for n in range(5)]
    assert store.day("07-05", "blue", TEN.date() + timedelta(days=300)) == []


def test_the_norm_ranks_a_share_among_such_hours(store):
    norm = store.norm("07-05", "blue", 2, 10)
    assert norm.mean == pytest.approx(0.5, rel=1e-3)
    assert norm.rank(0.5) == pytest.approx(0.5, abs=1e-3)
    assert norm.rank(0.65) == pytest.approx(0.9, abs=2e-3)
    assert (norm.rank(0.01), norm.rank(0.99)) == (0.0, 1.0)
    assert store.norm("07-05", "blue", 6, 10) is None
    assert store.norm("99-99", "blue", 2, 10) is None


def test_nothing_published_is_a_named_error(tmp_path):
    with pytest.raises(NoModelError):
        ForecastStore.open(tmp_path)
    with pytest.raises(NoModelError):
        ForecastStore.open(tmp_path / "absent")


@pytest.mark.parametrize(
    "name", ["table.parquet", "profile.parquet", "table.npy", "profile.npy", "manifest.json"]
)
@pytest.mark.parametrize("damage", ["removed", "truncated", "altered"])
def test_a_damaged_version_is_a_named_error(tmp_path, name, damage):
    file = publish(tmp_path) / name
    content = file.read_bytes()
    file.unlink()
    if damage == "truncated":
        file.write_bytes(content[: len(content) // 2])
    elif damage == "altered":
        file.write_bytes(content.replace(content[20:24], b"\x00\x01\x02\x03"))
    with pytest.raises(CorruptModelError):
        ForecastStore.open(tmp_path / "models")


def test_a_pointer_to_a_version_that_is_gone_is_a_named_error(tmp_path):
    publish(tmp_path)
    (tmp_path / "models" / "current").write_text("20200101T000000Z\n")
    with pytest.raises(CorruptModelError):
        ForecastStore.open(tmp_path / "models")


def test_refresh_switches_to_a_promoted_version(tmp_path, store):
    assert store.refresh() is False
    publish(tmp_path, days=1, factor=0.5)
    assert store.at("07-05", "blue", TEN).mean == pytest.approx(0.5, rel=1e-3)
    assert store.refresh() is True
    assert store.at("07-05", "blue", TEN).mean == pytest.approx(0.25, rel=1e-3)
    assert store.refresh() is False


def test_of_two_refreshes_at_once_the_slower_does_not_put_an_older_version_back(tmp_path, store):
    newest = publish(tmp_path, days=2)
    slow = publish(tmp_path, days=1) / "manifest.json"
    manifest = slow.read_bytes()
    slow.unlink()
    os.mkfifo(slow)  # who reads it waits until somebody writes
    with ThreadPoolExecutor() as pool:
        slower = pool.submit(store.refresh)
        with slow.open("wb") as reached:
            ModelFolder(tmp_path / "models").promote(newest.name)
            quicker = pool.submit(store.refresh)
            wait([quicker], timeout=0.2)
            reached.write(manifest)
        assert (slower.result(60), quicker.result(60)) == (True, True)
    assert store.manifest.version == newest.name


def test_a_damaged_new_version_leaves_the_old_one_serving(tmp_path, store):
    served = store.manifest.version
    (publish(tmp_path, days=1, factor=0.5) / "table.parquet").write_bytes(b"PAR1")
    assert store.refresh() is False
    assert "table.parquet" in store.damage
    assert store.at("07-05", "blue", TEN).version == served
    publish(tmp_path, days=2, factor=0.5)
    assert store.refresh() is True
    assert store.damage is None


def test_a_damaged_version_at_the_start_leaves_the_newest_whole_one_before_it_serving(tmp_path):
    publish(tmp_path)
    before = publish(tmp_path, days=1)
    for days in (2, 3):
        (publish(tmp_path, days=days) / "profile.npy").unlink()
    refused = tmp_path / "models" / "20991231T000000Z"  # never promoted: no refuge
    shutil.copytree(before, refused)
    store = ForecastStore.open(tmp_path / "models")
    assert store.manifest.version == before.name
    assert "cannot be read" in store.damage
    assert store.refresh() is False
    publish(tmp_path, days=4)
    assert store.refresh() is True
    assert store.damage is None


def test_a_damaged_pointer_at_the_start_leaves_the_newest_whole_version_serving(tmp_path):
    newest = [publish(tmp_path, days=days) for days in (0, 1)][-1]
    (tmp_path / "models" / "current").write_bytes(b"\x00\xff")
    store = ForecastStore.open(tmp_path / "models")
    assert store.manifest.version == newest.name
    assert "pointer" in store.damage


def test_a_vanished_folder_leaves_the_old_version_serving(tmp_path, store):
    (tmp_path / "models").rename(tmp_path / "gone")
    assert store.refresh() is False
    assert store.at("07-05", "blue", TEN) is not None


def test_a_look_up_takes_microseconds(store):
    def timed(work, *given):
        start = time.process_time()
        for _ in range(1000):
            work(*given)
        return (time.process_time() - start) / 1000

    def quickest(work, *given):
        return min(timed(work, *given) for _ in range(5))

    on_this_machine = max(1.0, quickest(TEN.utctimetuple) / 0.6e-6)  # where it is a slow one
    assert quickest(store.at, "07-05", "blue", TEN) < 20e-6 * on_this_machine
    assert quickest(store.at, "07-05", "blue", LATER) < 20e-6 * on_this_machine


def test_serving_needs_neither_statsmodels_nor_pandas_nor_scipy():
    code = "import sys, forecasting.store; print({'statsmodels', 'pandas', 'polars', 'scipy', 'matplotlib'} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"
