from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pytest

from forecasting.occupancy import partial_sums
from forecasting.series import Panel, Series, SeriesKey
from forecasting.service_hours import ServiceCalendar
from forecasting.tickets.panel import build_panel, without_dips
from forecasting.tickets.shortfalls import Shortfall
from tests.forecasting.tickets.test_manifest import FILE

CALENDAR = ServiceCalendar.load()
MADRID = ZoneInfo("Europe/Madrid")
BLUE, GREEN = SeriesKey("07-05", "blue"), SeriesKey("07-05", "green")
MONDAY = date(2025, 1, 13)


def instant(hour, minute=0, day=MONDAY):
    return int(datetime(day.year, day.month, day.day, hour, minute, tzinfo=MADRID).timestamp())


def part(*tickets):
    """The manifest's file with tickets of (series code, start, end)."""
    rows = pl.DataFrame(
        tickets, schema={"series": pl.UInt16, "start": pl.UInt32, "end": pl.UInt32}, orient="row"
    )
    return FILE, partial_sums(rows)


def at(series, hour, day=MONDAY):
    slot = np.datetime64(instant(hour, day=day), "s")
    return series.occupied[np.flatnonzero(series.slots == slot)[0]]


def test_kinds_are_added_up_to_their_colour_and_files_to_each_other():
    first = part((0, instant(10), instant(11)), (1, instant(10), instant(10, 30)))
    second = part((0, instant(10), instant(10, 15)))
    blue, green = build_panel([first, second], [(MONDAY, MONDAY)], {BLUE: 50, GREEN: 200}, CALENDAR)
    assert at(blue, 10) == pytest.approx(1.25)
    assert at(green, 10) == pytest.approx(0.5)  # commercial vehicles stand on green
    assert (blue.capacity, green.capacity) == (50, 200)


def test_days_without_a_file_and_free_hours_are_unknown():
    later = date(2025, 1, 15)
    covered = [(MONDAY, MONDAY), (later, later)]
    (blue,) = build_panel([part((0, instant(10), instant(11)))], covered, {BLUE: 50}, CALENDAR)
    assert at(blue, 12) == at(blue, 12, later) == 0
    assert np.isnan(at(blue, 12, date(2025, 1, 14)))
    assert np.isnan(at(blue, 22))


def test_nothing_covered_is_an_empty_panel():
    assert len(build_panel([], [], {BLUE: 50}, CALENDAR)) == 0


def half_year(key):
    slots = np.arange(
        np.datetime64("2025-01-01T00", "s"), np.datetime64("2025-07-01T00", "s"), np.timedelta64(1, "h")
    )
    return Series(SeriesKey.parse(key), 50.0, slots, np.ones(len(slots)))


@pytest.mark.parametrize(("area", "known"), [(None, [False, False]), ("07-05", [False, True])])
def test_a_dip_of_the_city_or_an_area_is_made_unknown_from_its_first_local_hour_to_its_last(area, known):
    panel = Panel((half_year("07-05/blue"), half_year("07-06/blue")), demo=False)
    dip = Shortfall(date(2025, 4, 1), area, 0.8, dip=True)
    cut = list(without_dips(panel, [dip], MADRID))
    assert [bool(np.isfinite(series.occupied).all()) for series in cut] == known
    gap = cut[0].slots[np.isnan(cut[0].occupied)]
    assert gap[0] == np.datetime64("2025-03-31T22", "s")
    assert gap[-1] == np.datetime64("2025-06-30T21", "s")


def test_a_shortfall_that_is_no_dip_stays():
    panel = Panel((half_year("07-05/blue"),), demo=False)
    short = Shortfall(date(2025, 4, 1), None, 0.8, dip=False)
    (series,) = without_dips(panel, [short], MADRID)
    assert np.isfinite(series.occupied).all()


def test_a_file_of_simulated_tickets_makes_the_panel_a_demonstration():
    assert build_panel([part((0, instant(10), instant(11)))], [(MONDAY, MONDAY)], {BLUE: 50}, CALENDAR).demo
    assert FILE.demo
    assert datetime.fromtimestamp(instant(10), UTC).hour == 9
