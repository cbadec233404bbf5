from datetime import UTC, date, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from forecasting.demo import write_demo_tickets
from forecasting.series import SeriesKey
from forecasting.service_hours import ServiceCalendar
from forecasting.tickets.shortfalls import SEASON, Shortfall, shortfalls, started_by_area
from forecasting.tickets.store import TicketStore

CALENDAR = ServiceCalendar.load()
NOW = datetime(2026, 1, 15, tzinfo=UTC)
QUARTERS = [date(year, month, 1) for year in (2023, 2024) for month in (1, 4, 7, 10)]
SHORT = date(2024, 7, 1)
AREAS = [f"07-{number:02d}" for number in range(1, 10)] + ["16-03"]


def days_between(first, last):
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def city(factors=(), areas=AREAS, last=date(2024, 12, 31), first=QUARTERS[0]):
    """Tickets by area and day as the season has them, times `factors[quarter, area]` (area None: all)."""
    factors = dict(factors)
    days = [day for day in days_between(first, last) if CALENDAR.window("", day)]
    rows = []
    for day in days:
        quarter = max(q for q in QUARTERS if q <= day)
        usual = 400 * SEASON[(day.month - 1) // 3] * (0.51 if day.weekday() == 5 else 1)
        for area in areas:
            factor = factors.get((quarter, None), 1) * factors.get((quarter, area), 1)
            rows.append((area, day, int(usual * factor)))
    schema = {"area": pl.String, "day": pl.Date, "started": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row"), days


def found(*arguments, **options):
    return shortfalls(*city(*arguments, **options), CALENDAR)


def test_quarters_that_follow_the_season_are_whole():
    assert found() == ()


def test_growth_and_a_mild_slump_are_no_shortfall():
    growth = {(quarter, None): 1.02**n for n, quarter in enumerate(QUARTERS)}
    assert found(growth) == ()
    assert found({(SHORT, None): 0.92}) == ()


def test_a_quarter_with_a_fifth_missing_evenly_is_a_dip():
    (short,) = found({(SHORT, None): 0.79})
    assert (short.quarter, short.area, short.name, short.dip) == (SHORT, None, "2024Q3", True)
    assert short.share == pytest.approx(0.79, abs=0.01)


def test_a_low_newest_quarter_is_reported_but_may_be_real():
    (short,) = found({(SHORT, None): 0.79}, last=date(2024, 9, 30))
    assert not short.dip


def test_a_lasting_fall_is_no_dip():
    factors = {(quarter, None): 0.7 for quarter in QUARTERS if quarter >= SHORT}
    assert all(not short.dip for short in found(factors))


def test_missing_days_do_not_make_a_quarter_short():
    started, days = city()
    kept = [day for day in days if not date(2024, 8, 5) <= day <= date(2024, 8, 14)]
    assert shortfalls(started.filter(pl.col("day").is_in(kept)), kept, CALENDAR) == ()


def test_a_month_alone_is_not_judged():
    assert found(last=date(2024, 8, 31), first=date(2024, 4, 1)) == ()


def test_one_quarter_alone_is_not_judged():
    assert found(first=date(2024, 7, 1), last=date(2024, 9, 30)) == ()


def test_an_area_that_a_quarter_lacks_is_a_dip_of_its_own():
    assert found({(SHORT, "16-03"): 0.0}) == (Shortfall(SHORT, "16-03", 0.0, dip=True),)


def test_an_area_that_joined_late_or_left_is_no_shortfall():
    joined = {(quarter, "16-03"): 0.0 for quarter in QUARTERS[:4]}
    left = {(quarter, "16-03"): 0.0 for quarter in QUARTERS[4:]}
    assert found(joined) == ()
    assert [s.area for s in found(left)] == []


def test_without_a_calendar_every_day_but_sunday_counts():
    started, days = city({(SHORT, None): 0.79})
    assert [s.name for s in shortfalls(started, days, None)] == ["2024Q3"]


def test_tickets_are_counted_on_the_local_day_and_over_kinds():
    midnight = int(datetime(2025, 7, 14, 22, tzinfo=UTC).timestamp()) // 900  # the 15th in Madrid
    sums = pl.DataFrame(
        {"series": [0, 1, 1], "slot": [midnight, midnight, midnight - 1], "started": [2, 3, 4]}
    )
    counted = started_by_area(sums, [("07-01", "blue"), ("07-02", "green")], "Europe/Madrid")
    rows = sorted(counted.iter_rows())
    assert rows == [
        ("07-01", date(2025, 7, 15), 2),
        ("07-02", date(2025, 7, 14), 4),
        ("07-02", date(2025, 7, 15), 3),
    ]


def test_a_thin_file_is_reported_by_the_store_flagged_in_the_sources_and_left_out_of_the_panel(tmp_path):
    store = TicketStore(tmp_path / "store", CALENDAR)
    capacities = {SeriesKey("07-01", "blue"): 40}
    for number, first in enumerate((date(2025, 1, 1), date(2025, 4, 1), date(2025, 7, 1))):
        last = date(2025, first.month + 2, 31 if first.month == 1 else 30)
        path = tmp_path / f"q{number}.csv"
        write_demo_tickets(first, last, path, capacities, CALENDAR, scale=0.7 if number == 1 else 1.0)
        report = store.ingest(path, NOW)
    (short,) = report.shortfalls
    (series,), sources = store.training_data(capacities)
    assert (short.name, short.dip) == ("2025Q2", True)
    assert [dict(source.short) for source in sources] == [{}, {"2025Q2": short.share}, {}]
    known = np.isfinite(series.occupied)
    in_dip = (series.slots >= np.datetime64("2025-03-31T22")) & (
        series.slots < np.datetime64("2025-06-30T22")
    )
    assert not known[in_dip].any()
    assert known[~in_dip].sum() > 1000
