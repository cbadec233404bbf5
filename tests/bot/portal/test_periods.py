"""What an edition is about is read off whatever the city calls it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.portal.periods import Period, named_period, quarter_before


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("SER. Tiques de aparcamiento. Primer trimestre 2025", (2025, 1)),
        ("Primertrimestre2025 SER tickets aparcamiento.csv", (2025, 1)),
        ("Tercer Trimestre de 2023", (2023, 3)),
        ("cuartotrimestre2024.zip", (2024, 4)),
        ("2T 2024", (2024, 2)),
        ("2023 4º trimestre", (2023, 4)),
        ("SER. Tiques de aparcamiento de 2025 (1er trimestre)", (2025, 1)),
        ("SER tiques trimestre 2 2024", (2024, 2)),
        ("III trimestre 2024", (2024, 3)),
        ("tiques_2023_T3", (2023, 3)),
        ("tickets_2025T1.csv", (2025, 1)),
        ("trim1_2025.zip", (2025, 1)),
        ("2026Q1", (2026, 1)),
        ("enero-marzo 2025", (2025, 1)),
        ("Octubre a diciembre de 2024", (2024, 4)),
        ("Año 2024", (2024, 0)),
        ("Calles y número de plazas SER. 2026", (2026, 0)),
        ("Listado_plazas_SER_2023_08.csv", (2023, 0)),
    ],
)
def test_years_and_quarters_are_found_however_they_are_written(text, period):
    assert named_period([text]) == period


@pytest.mark.parametrize(
    "text", ["", "calles-y-plazas.csv", "300470-12-ser-uso-parquimetros-csv", "120253 tiques"]
)
def test_a_name_without_a_year_names_nothing(text):
    assert named_period([text]) is None


def test_a_quarter_in_a_later_text_goes_before_a_year_in_an_earlier():
    assert named_period(["Tiques 2024", "tiques_2024_T3.zip"]) == (2024, 3)
    assert named_period(["Tiques 2024", "x"]) == (2024, 0)


def test_a_period_has_the_days_of_its_year_or_quarter():
    assert [Period(2024, quarter).length for quarter in range(5)] == [366, 91, 91, 92, 92]
    assert Period(2025).length == 365


@given(
    st.integers(2000, 2049),
    st.integers(1, 4),
    st.sampled_from(["{q}T{y}", "{y}T{q}", "{y}-Q{q}", "{y}_{q}T"]),
)
def test_what_is_written_in_figures_is_read_back(year, quarter, form):
    assert named_period([f"SER tiques {form.format(y=year, q=quarter)}.csv"]) == (year, quarter)


@given(st.text())
def test_any_text_names_a_period_or_nothing(text):
    period = named_period([text])
    assert period is None or (2000 <= period.year < 2050 and period.quarter in range(5))


@given(st.dates(date(2003, 1, 1), date(2049, 12, 31)))
def test_the_quarter_before_a_day_is_over_and_the_next_one_is_not(day):
    before = quarter_before(day)
    assert before.following.first <= day < before.following.following.first


def test_a_year_holds_its_quarters_and_sorts_before_them():
    year = Period(2024)
    assert [str(each) for each in year.quarters] == ["2024T1", "2024T2", "2024T3", "2024T4"]
    assert sorted([Period(2024, 1), year, Period(2023, 4)]) == [(2023, 4), year, (2024, 1)]
    assert (year.following, year.first) == (Period(2025), date(2024, 1, 1))
