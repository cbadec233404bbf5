from zoneinfo import ZoneInfo

import numpy as np
import pytest

from forecasting.errors import PanelFileError
from forecasting.panel_files import read_panel, write_panel
from forecasting.series import Panel, Series, SeriesKey


def panel(*, demo=True):
    slots = np.arange(np.datetime64("2025-10-26T00", "h"), np.datetime64("2025-10-26T06", "h")).astype(
        "datetime64[s]"
    )
    occupied = np.array([1.5, np.nan, 0.0, 2.25, np.nan, 7.0])
    return Panel((Series(SeriesKey("07-05", "blue"), 12.0, slots, occupied),), demo=demo)


@pytest.mark.parametrize("name", ["panel.parquet", "panel.csv"])
@pytest.mark.parametrize("demo", [True, False])
def test_a_panel_comes_back_as_it_was_written(tmp_path, name, demo):
    path = tmp_path / name
    write_panel(panel(demo=demo), path)
    back = read_panel(path)
    (series,), (expected,) = back, panel()
    assert back.demo is demo
    assert (series.key, series.capacity) == (expected.key, expected.capacity)
    assert series.slots.dtype == expected.slots.dtype
    assert np.array_equal(series.slots, expected.slots)
    assert np.array_equal(series.occupied, expected.occupied, equal_nan=True)
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_an_empty_panel_can_be_written_and_read(tmp_path):
    write_panel(Panel((), demo=False), tmp_path / "empty.parquet")
    assert len(read_panel(tmp_path / "empty.parquet")) == 0


def test_local_times_are_read_in_the_zone_given_and_the_repeated_hour_is_averaged(tmp_path):
    path = tmp_path / "car_parks.csv"
    rows = [
        "2025-10-26 01:00:00,4",
        "2025-10-26 02:00:00,6",
        "2025-10-26 02:00:00,8",
        "2025-10-26 04:00:00,1",
    ]
    path.write_text(
        "series_id,capacity,timestamp,occupied\n" + "".join(f"park,10.0,{row}\n" for row in rows), "utf-8"
    )
    (series,) = read_panel(path, ZoneInfo("Europe/Madrid"))
    assert series.key == SeriesKey("park", "")
    assert series.slots[0] == np.datetime64("2025-10-25T23:00:00")
    assert np.array_equal(series.occupied, [4, 7, np.nan, np.nan, 1], equal_nan=True)


def test_real_car_parks_of_another_city_can_be_read(shared_data):
    cars = read_panel(shared_data / "data/parking_series/malaga_hourly.csv.gz", ZoneInfo("Europe/Madrid"))
    assert len(cars) == 13
    assert not cars.demo
    for series in cars:
        assert np.all(np.diff(series.slots) == np.timedelta64(1, "h"))
        assert np.nanmax(series.occupied) <= 1.02 * series.capacity


@pytest.mark.parametrize(
    "text", ["", "a,b\n1,2\n", "series,capacity,slot,occupied\nx,many,2025-01-01T00:00:00Z,1\n"]
)
def test_what_is_no_panel_is_a_named_error(tmp_path, text):
    path = tmp_path / "wrong.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(PanelFileError, match=r"wrong\.csv"):
        read_panel(path)
    with pytest.raises(PanelFileError, match=r"absent\.parquet"):
        read_panel(tmp_path / "absent.parquet")
