import subprocess
import sys
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import numpy as np
import polars as pl
import pytest

from forecasting.demo import TicketQuirks, demo_panel, last_published_quarter, write_demo_tickets
from forecasting.demo.demand import Demand
from forecasting.demo.durations import BY_COLOUR
from forecasting.demo.panel import expected, simulate
from forecasting.demo.sessions import sessions_of
from forecasting.series import SeriesKey
from forecasting.service_hours import ServiceCalendar
from forecasting.tickets.store import TicketStore

NOW = datetime(2026, 11, 23, tzinfo=UTC)
CALENDAR = ServiceCalendar.load()
# Spaces by district and colour as published in 2025, each district as one neighbourhood of about the mean size.
CITY_GREEN = {
    1: 7360,
    2: 15130,
    3: 12718,
    4: 15100,
    5: 24189,
    6: 14655,
    7: 12975,
    8: 10943,
    9: 7853,
    10: 6021,
    11: 462,
}
CITY_GREEN |= {12: 8364, 15: 17916}
CITY_BLUE = {
    2: 3397,
    3: 1965,
    4: 2286,
    5: 4611,
    6: 2118,
    7: 2179,
    8: 1085,
    9: 1207,
    10: 159,
    12: 877,
    15: 1280,
}
PARTS = 6  # neighbourhoods of a district
FEW = {SeriesKey("07-05", "blue"): 400, SeriesKey("07-05", "green"): 2400, SeriesKey("15-02", "green"): 3000}


def city():
    spread = {}
    for colour, spaces in (("green", CITY_GREEN), ("blue", CITY_BLUE)):
        for district, total in spaces.items():
            for part in range(PARTS):  # numbers that have always been regulated
                spread[SeriesKey(f"{district:02d}-{part + 10:02d}", colour)] = total // PARTS
    rest = {
        ("01-10", "orange"): 172,
        ("09-10", "orange"): 1278,
        ("08-10", "red"): 358,
        ("07-10", "high_rotation"): 373,
    }
    return spread | {SeriesKey(*key): spaces for key, spaces in rest.items()}


@pytest.fixture(scope="module")
def arrivals():
    """Expected tickets of two years by day and by hour of the day, and by colour on each day."""
    demand, days, hours = Demand(CALENDAR, 0), defaultdict(lambda: defaultdict(float)), np.zeros(24)
    for key, spaces in city().items():
        sessions = sessions_of(CALENDAR, key.neighbourhood, date(2024, 10, 1), date(2026, 9, 30))
        grid = demand.arrivals(key, spaces, sessions)
        clock = (sessions.clock[:, None] + np.arange(grid.shape[1])) // 4 % 24
        hours += np.bincount(clock.ravel(), grid.ravel(), 24)
        for day, total in zip(sessions.days, grid.sum(axis=1), strict=True):
            days[day][key.colour] += total
    return days, hours


@pytest.fixture(scope="module")
def panel():
    return demo_panel(city(), CALENDAR, NOW)


def full_weekdays(days):
    return [day for day in days if day.weekday() < 5 and day.month != 8 and CALENDAR.day_kind(day) == "plain"]


def test_a_full_weekday_and_a_saturday_have_the_published_number_of_tickets(arrivals):
    days, _ = arrivals
    total = {day: sum(colours.values()) for day, colours in days.items()}
    assert np.mean([total[day] for day in full_weekdays(days) if day.year == 2025]) == pytest.approx(
        183_000, rel=0.04
    )
    assert np.mean([total[d] for d in days if d.weekday() == 5 and d.month != 8]) == pytest.approx(
        94_000, rel=0.06
    )


def test_tickets_a_space_are_those_published_by_colour(arrivals):
    days, _ = arrivals
    weekdays = full_weekdays(days)
    for colour, spaces, published in (("blue", CITY_BLUE, 3.3), ("green", CITY_GREEN, 0.72)):
        mean = np.mean([days[day][colour] for day in weekdays]) / sum(spaces.values())
        assert mean == pytest.approx(published, rel=0.06)


def test_starts_over_the_day_have_the_published_shape(arrivals):
    _, hours = arrivals
    published = [12.9, 8.4, 9.0, 9.2, 9.2, 8.2, 6.1, 7.3, 8.2, 8.3, 8.2, 5.0]
    assert 100 * hours[9:21] / hours.sum() == pytest.approx(published, abs=0.3)


def test_seasons_and_growth_have_the_published_ratios(arrivals):
    days, _ = arrivals

    def total(year, *months):
        return sum(sum(c.values()) for day, c in days.items() if day.year == year and day.month in months)

    assert total(2025, 7, 8, 9) / total(2025, 1, 2, 3) == pytest.approx(0.82, abs=0.025)
    others = [month for month in range(1, 13) if month != 8]
    assert 0.45 <= total(2025, 8) / (total(2025, *others) / 11) <= 0.55
    assert total(2026, 1, 2, 3) / total(2025, 1, 2, 3) == pytest.approx(1.03, abs=0.02)


def test_the_paid_share_of_spaces_is_the_published_one(panel):
    def share(*colours):
        chosen = [series for series in panel if series.key.colour in colours]
        city_wide = np.nansum([s.occupied for s in chosen], axis=0) / sum(s.capacity for s in chosen)
        return city_wide[CALENDAR.mask("07-05", panel.series[0].slots)].mean()

    assert share("blue") == pytest.approx(0.37, abs=0.02)
    assert share("green") == pytest.approx(0.055, abs=0.006)
    assert share(*BY_COLOUR) == pytest.approx(0.0946, abs=0.006)


def test_the_panel_is_two_years_to_the_newest_published_quarter(panel):
    assert panel.demo
    assert len(panel) == len(city())
    first, last = panel.series[0].slots[[0, -1]]
    assert (first, last) == (np.datetime64("2024-09-30T22:00:00"), np.datetime64("2026-09-30T21:00:00"))
    for series in panel:
        regulated = CALENDAR.mask(series.key.neighbourhood, series.slots)
        assert np.array_equal(np.isnan(series.occupied), ~regulated)
        assert np.nanmin(series.occupied) >= 0


@pytest.mark.parametrize(
    ("now", "quarter"),
    [
        (datetime(2026, 11, 23, tzinfo=UTC), (date(2026, 7, 1), date(2026, 9, 30))),
        (datetime(2026, 11, 13, tzinfo=UTC), (date(2026, 4, 1), date(2026, 6, 30))),
        (datetime(2026, 2, 20, tzinfo=UTC), (date(2025, 10, 1), date(2025, 12, 31))),
    ],
)
def test_a_quarter_is_published_some_weeks_after_its_end(now, quarter):
    assert last_published_quarter(now) == quarter


def test_equal_seeds_give_equal_cities_and_others_differ():
    one, same, other = (demo_panel(FEW, CALENDAR, NOW, seed) for seed in (1, 1, 2))
    for a, b, c in zip(one, same, other, strict=True):
        assert np.array_equal(a.occupied, b.occupied, equal_nan=True)
        assert not np.array_equal(a.occupied, c.occupied, equal_nan=True)


def test_a_late_joiner_is_unknown_before_it_joined():
    (series,) = demo_panel({SeriesKey("12-06", "green"): 2000}, CALENDAR, NOW)
    joined = np.datetime64("2025-11-03T08:00:00")
    assert np.isnan(series.occupied[series.slots < joined]).all()
    assert series.occupied[series.slots == joined][0] >= 0


def test_neighbourhoods_have_weeks_of_their_own(panel):
    evening, saturday = [], []
    hour = (panel.series[0].slots.astype("datetime64[h]").astype(int) + 1) % 24
    weekday = (panel.series[0].slots.astype("datetime64[D]").astype(int) + 3) % 7
    for series in panel:
        if series.key.colour == "green":
            mean = np.nanmean(series.occupied)
            evening.append(np.nanmean(series.occupied[(hour == 18) & (weekday < 5)]) / mean)
            saturday.append(np.nanmean(series.occupied[weekday == 5]) / mean)
    assert np.std(evening) > 0.08
    assert np.std(saturday) > 0.04
    districts = dict(zip((s.key for s in panel if s.key.colour == "green"), evening, strict=True))
    mean_of = {
        d: np.mean([v for key, v in districts.items() if key.neighbourhood[:2] == d]) for d in ("01", "05")
    }
    assert mean_of["01"] > mean_of["05"]  # bars fill when offices empty


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    first, last = date(2025, 2, 3), date(2025, 3, 16)
    path = folder / "tickets.csv"
    rows = write_demo_tickets(first, last, path, FEW, CALENDAR, seed=3)
    store = TicketStore(folder / "store", CALENDAR)
    (file,) = store.ingest(path, NOW).added
    return path, rows, file, store, simulate(FEW, CALENDAR, first, last, 3)


def side_by_side(real, fast):
    """Both series' occupancy on the hours that both have; NaN where unknown."""
    return real.occupied[np.isin(real.slots, fast.slots)], fast.occupied[np.isin(fast.slots, real.slots)]


def test_ingested_tickets_give_the_panels_levels_within_sampling_error(written):
    _, rows, file, store, simulated = written
    assert file.demo
    assert file.read == rows
    ingested = store.panel(FEW)
    assert ingested.demo
    for real, fast in zip(ingested, simulated, strict=True):
        a, b = side_by_side(real, fast)
        known = ~np.isnan(a) & ~np.isnan(b)
        assert known.sum() > 350
        mean = np.mean(b[known])
        assert np.mean(a[known]) == pytest.approx(mean, rel=0.025)
        clock = fast.slots[np.isin(fast.slots, real.slots)].astype("datetime64[h]").astype(int) % 24
        for hour in range(8, 20):
            at = known & (clock == hour)
            assert np.mean(a[at]) == pytest.approx(np.mean(b[at]), abs=6 * np.sqrt(2 * mean / at.sum()))


def test_the_panels_noise_has_the_size_of_the_tickets_noise(written):
    _, _, _, store, simulated = written
    for real, fast in zip(store.panel(FEW), simulated, strict=True):
        a, b = side_by_side(real, fast)
        difference = (a - b)[~np.isnan(a)]
        steps = [y - x for x, y in pairwise(a) if not np.isnan(x + y)]
        fast_steps = [y - x for x, y in pairwise(b) if not np.isnan(x + y)]
        assert np.std(fast_steps) == pytest.approx(np.std(steps), rel=0.2)
        # Two independent draws around one expectation: about the root of twice the vehicles in force.
        assert np.std(difference) == pytest.approx(np.sqrt(2 * np.nanmean(real.occupied)), rel=0.35)


def test_durations_and_overnight_tickets_are_as_published(written):
    path, *_ = written
    tickets = pl.read_csv(path, separator=";", infer_schema=False).with_columns(
        pl.col("fecha_inicio", "fecha_fin").str.to_datetime(), pl.col("minutos_tique").cast(int)
    )
    overnight = tickets.filter(pl.col("fecha_fin").dt.date() > pl.col("fecha_inicio").dt.date())
    assert overnight.height / tickets.height == pytest.approx(0.059, abs=0.01)
    means = dict(tickets.group_by("tipo_zona").agg(pl.col("minutos_tique").mean()).iter_rows())
    assert means["AZUL"] == pytest.approx(80, abs=4)
    assert means["VERDE"] == pytest.approx(55, abs=3)
    blue = tickets.filter(pl.col("tipo_zona") == "AZUL")["minutos_tique"]
    assert 0.07 <= (blue == 240).mean() <= 0.11


@pytest.mark.parametrize(
    "quirks", [TicketQuirks.untidy(), *(TicketQuirks.of_year(year) for year in (2020, 2023, 2024))]
)
def test_untidy_files_hold_the_same_tickets_and_their_bad_rows_are_dropped(tmp_path, quirks):
    store = TicketStore(tmp_path / "store", CALENDAR)
    day = date(2025, 3, 4)
    clean, untidy = tmp_path / "clean.csv", tmp_path / "untidy.csv"
    write_demo_tickets(day, day, clean, FEW, CALENDAR, quirks=TicketQuirks())
    write_demo_tickets(day, day, untidy, FEW, CALENDAR, quirks=quirks)
    (expected,) = store.ingest(clean, NOW).added
    wanted = store.panel(FEW)
    store.forget(expected.digest)
    (file,) = store.ingest(untidy, NOW).added
    assert (file.kept, file.demo) == (expected.kept, True)
    bad = (
        {"test_row": 9, "ends_before_start": 6, "zero_length": 6, "duplicate": 15} if quirks.test_rows else {}
    )
    assert {reason: n for reason, n in file.dropped.items() if reason not in expected.dropped} == bad
    for a, b in zip(store.panel(FEW), wanted, strict=True):
        assert np.array_equal(a.occupied, b.occupied, equal_nan=True)


def test_scale_thins_tickets_out_and_progress_is_told(tmp_path):
    told = []
    day = date(2025, 3, 4)
    full = write_demo_tickets(day, day, tmp_path / "full.csv", FEW, CALENDAR)
    tenth = write_demo_tickets(
        day, day, tmp_path / "deep/tenth.csv", FEW, CALENDAR, scale=0.1, progress=told.append
    )
    assert tenth == pytest.approx(full / 10, rel=0.2)
    assert told == pytest.approx([1 / 3, 2 / 3, 1])


def test_overlapping_periods_agree_on_what_they_expect():
    demand, key = Demand(CALENDAR, 0), SeriesKey("07-05", "blue")
    short = sessions_of(CALENDAR, "07-05", date(2025, 3, 1), date(2025, 3, 31))
    long = sessions_of(CALENDAR, "07-05", date(2024, 12, 1), date(2025, 4, 30))
    inside = [date(2025, 3, 1) <= day <= date(2025, 3, 31) for day in long.days]
    assert np.allclose(demand.arrivals(key, 100, short), demand.arrivals(key, 100, long)[inside])


def test_another_citys_calendar_works_too(tmp_path):
    path = tmp_path / "city.toml"
    windows = '[[hours]]\ndays = ["mon", "tue"]\nwindows = ["08:10-13:00", "16:00-24:00"]'
    path.write_text(f'zone = "America/Bogota"\n{windows}', "utf-8")
    (series,) = demo_panel({SeriesKey("centre", "blue"): 100}, ServiceCalendar.load(path), NOW)
    days = series.slots[~np.isnan(series.occupied)].astype("datetime64[D]")
    assert len(set(days.tolist())) > 190
    assert np.nanmean(series.occupied) > 5


@pytest.mark.parametrize("colour", BY_COLOUR)
def test_the_kernel_is_what_drawing_durations_gives(colour):
    rng, n = np.random.default_rng(0), 60_000
    mean, variance = BY_COLOUR[colour].kernel()
    start, minutes = rng.uniform(0, 15, n), BY_COLOUR[colour].draw(n, rng)
    for k in (0, 1, len(mean) // 2):
        covered = np.clip(np.minimum(start + minutes, 15 * (k + 1)) - np.maximum(start, 15 * k), 0, 15) / 15
        assert covered.mean() == pytest.approx(mean[k], abs=0.012)
        assert covered.var() == pytest.approx(variance[k], abs=0.02)


def test_reading_hours_does_not_import_heavy_libraries():
    code = (
        "import sys, forecasting.service_hours as s; s.ServiceCalendar.load();"
        "print(sorted({'pandas', 'polars', 'statsmodels'} & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_the_last_carried_ticket_goes_on_where_the_service_opens(written):
    path, *_ = written
    ends = pl.read_csv(path, separator=";", infer_schema=False)["fecha_fin"].str.to_datetime()
    assert ends.dt.hour().is_between(9, 21).all()
    assert ends.max() < datetime(2025, 3, 16) + timedelta(days=4)  # noqa: DTZ001  as in the file


def test_the_expectation_is_the_simulations_mean_without_its_noise():
    keys = {SeriesKey("07-05", "blue"): 200, SeriesKey("07-05", "green"): 1400}
    first, last = date(2025, 1, 7), date(2025, 6, 30)
    drawn, mean = simulate(keys, CALENDAR, first, last, 4), expected(keys, CALENDAR, first, last, 4)
    for noisy, smooth in zip(drawn, mean, strict=True):
        assert noisy.key == smooth.key
        known = np.isfinite(noisy.occupied)
        assert (known == np.isfinite(smooth.occupied)).all()
        assert noisy.occupied[known].mean() == pytest.approx(smooth.occupied[known].mean(), rel=0.03)
        error = np.abs(noisy.occupied - smooth.occupied)[known].sum() / noisy.occupied[known].sum()
        assert 0.05 < error < 0.15
    again = expected(keys, CALENDAR, first, last, 4)
    assert all(
        (a.occupied[~np.isnan(a.occupied)] == b.occupied[~np.isnan(b.occupied)]).all()
        for a, b in zip(mean, again, strict=True)
    )
