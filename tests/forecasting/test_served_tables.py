from datetime import date
from io import BytesIO

import numpy as np
import polars as pl
import pytest

from forecasting.forecasters.day_grid import day_grid, local_slots, months, weekdays
from forecasting.forecasters.intervals import HORIZON
from forecasting.forecasters.ladder import panel_kinds
from forecasting.forecasters.panel_fit import fit_panel
from forecasting.quantiles import COLUMNS
from forecasting.series import Panel
from forecasting.served_tables import LEAST_NORM_DAYS, served_files
from forecasting.service_hours import ServiceCalendar
from tests.forecasting.simulated import ZONE, simulated_panel, simulated_series

CALENDAR = ServiceCalendar.load()
LAST = np.datetime64("2024-03-30")


def tables(panel, last=LAST):
    kinds = panel_kinds(panel, CALENDAR)
    grids = [day_grid(series, kinds) for series in panel]
    files = served_files(fit_panel(grids, len(kinds.names)), kinds, last)
    return pl.read_parquet(BytesIO(files["table.parquet"])), pl.read_parquet(
        BytesIO(files["profile.parquet"])
    )


@pytest.fixture(scope="module")
def served():
    return tables(simulated_panel(2, first=date(2023, 1, 9)))


def test_the_table_holds_every_regulated_hour_of_the_horizon_and_no_other(served):
    table, _ = served
    slots = np.arange(
        np.datetime64("2024-03-29T00", "s"), np.datetime64("2024-10-05T00", "s"), np.timedelta64(1, "h")
    )
    days, _ = local_slots(slots, ZONE)
    coming = (days > LAST) & (days <= LAST + HORIZON) & CALENDAR.mask("07-01", slots)
    expected = slots[coming].astype(np.int64) // 3600
    for number in (0, 1):
        assert table.filter(pl.col("series") == number)["hour"].to_list() == expected.tolist()


def test_values_are_ordered_shares_in_half_precision(served):
    for frame in served:
        values = frame.select(COLUMNS).to_numpy()
        assert ((values >= 0) & (values <= 1)).all()
        assert (np.diff(values[:, 1:], axis=1) >= 0).all()
        assert (values == values.astype(np.float16)).all()


def test_the_profile_has_the_hours_of_each_months_weeks(served):
    _, profile = served
    weeks = profile.filter((pl.col("series") == 0) & (pl.col("month") > 0))
    hours = {key: sorted(rows["hour"]) for key, rows in weeks.group_by("month", "weekday")}
    assert hours[(4, 1)] == list(range(9, 21))
    assert hours[(4, 5)] == hours[(8, 1)] == list(range(9, 15))
    assert {weekday for _, weekday in hours} == set(range(6))
    assert {month for month, _ in hours} == set(range(1, 13))


def test_the_usual_week_is_never_narrower_than_the_longest_lead(served):
    table, profile = served
    wide = profile.filter(pl.col("month") > 0)
    far = table.filter(pl.col("hour") > pl.col("hour").max() - 24 * 30)
    width = {
        name: ((frame["q90"] - frame["q10"]) / frame["mean"]).median()
        for name, frame in (("profile", wide), ("far", far))
    }
    assert width["profile"] >= 0.99 * width["far"]


def test_norms_are_the_last_years_own_quantiles():
    series = simulated_series(first=date(2023, 1, 9))
    _, profile = tables(Panel((series,), demo=True))
    grid = day_grid(series, panel_kinds(Panel((series,), demo=True), CALENDAR))
    seen = grid.occupied[-365:][weekdays(grid.days[-365:]) == 1, 11]
    seen = seen[np.isfinite(seen)] / 100
    (norm,) = profile.filter(
        (pl.col("month") == 0) & (pl.col("weekday") == 1) & (pl.col("hour") == 11)
    ).iter_rows(named=True)
    assert norm["mean"] == pytest.approx(seen.mean(), rel=2e-3)
    assert norm["q50"] == pytest.approx(np.median(seen), rel=2e-3)
    assert norm["q95"] == pytest.approx(np.quantile(seen, 0.95), rel=2e-3)


def test_an_hour_seen_too_seldom_has_no_norm():
    _, profile = tables(Panel((simulated_series(first=date(2024, 3, 4)),), demo=True))
    norms = profile.filter(pl.col("month") == 0)
    seen = {
        0: 4,
        1: 4,
        2: 4,
        3: 3,
        4: 3,
        5: 3,
    }  # Holy Thursday and Good Friday are free; the last day is Saturday
    days = np.arange(np.datetime64("2024-03-04"), LAST + 1)
    regulated = [day for day in days.tolist() if CALENDAR.window("07-05", day)]
    counted = {n: sum(day.weekday() == n for day in regulated) for n in range(6)}
    assert counted == {**seen, 5: 4}
    assert set(norms["weekday"]) == {n for n, count in counted.items() if count >= LEAST_NORM_DAYS}


def test_august_is_quieter_than_june_in_the_profile(served):
    _, profile = served
    usual = profile.filter((pl.col("series") == 0) & (pl.col("weekday") == 1) & (pl.col("hour") == 11))
    mean = dict(usual.select("month", "mean").iter_rows())
    assert mean[8] < 0.75 * mean[6]


def test_months_are_numbered_from_january():
    assert months(np.array(["2024-01-31", "2024-12-01"], dtype="datetime64[D]")).tolist() == [0, 11]
