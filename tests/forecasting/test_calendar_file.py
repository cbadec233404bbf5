from datetime import date
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from forecasting.calendar_file import in_seasons, read_calendar
from forecasting.errors import CalendarFileError
from forecasting.holiday_source import HolidaySource


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "zone"),
        ("zone = 3", "zone"),
        ('zone = "Europe/Nowhere"', "zone"),
        ('zone = "UTC"\ncolour = "blue"', "colour"),
        ('zone = "UTC"\nhours = 3', "hours"),
        ('zone = "UTC"\nhours = [3]', "hours[0]"),
        ('zone = "UTC"\n[[hours]]\ndays = ["mon"]', "hours[0].windows"),
        ('zone = "UTC"\n[[hours]]\nwindows = []', "hours[0].days"),
        ('zone = "UTC"\n[[hours]]\ndays = ["lunes"]\nwindows = []', "hours[0].days"),
        ('zone = "UTC"\n[[hours]]\ndays = ["mon"]\nwindows = ["9-21"]', "hours[0].windows"),
        ('zone = "UTC"\n[[hours]]\ndays = ["mon"]\nwindows = ["21:00-09:00"]', "hours[0].windows"),
        ('zone = "UTC"\n[[hours]]\ndays = ["mon"]\nwindows = ["09:00-24:30"]', "hours[0].windows"),
        (
            'zone = "UTC"\n[[hours]]\ndays = ["mon"]\nwindows = ["09:00-12:00", "11:00-13:00"]',
            "hours[0].windows",
        ),
        ('zone = "UTC"\n[[hours]]\ndays = ["mon"]\nwindows = []\nseasons = ["13-01"]', "hours[0].seasons"),
        ('zone = "UTC"\n[[hours]]\ndays = ["mon"]\nwindows = []\nseasons = ["August"]', "hours[0].seasons"),
        ('zone = "UTC"\n[[hours]]\ndays = ["mon"]\nwindows = []\nuntill = 2026-01-01', "hours[0].untill"),
        ('zone = "UTC"\n[[hours]]\ndays = ["mon"]\nwindows = []\nfrom = "2026-01-01"', "hours[0].from"),
        ('zone = "UTC"\n[[hours]]\ndays = ["mon"]\nwindows = []\nareas = [3]', "hours[0].areas"),
        ('zone = "UTC"\n[[suspensions]]\nfrom = 2026-02-01\nuntil = 2026-01-01', "suspensions[0].until"),
        ('zone = "UTC"\n[joined]\n"07-05" = "2026"', "joined.07-05"),
        ('zone = "UTC"\n[joined]\n"07-05" = 2026-01-01T00:00:00', "joined.07-05"),
        ('zone = "UTC"\n[[holidays.local]]\nyearly = "05-15"', "holidays.local[0].name"),
        ('zone = "UTC"\n[[holidays.local]]\nname = "x"\nyearly = "02-30"', "holidays.local[0].yearly"),
        (
            'zone = "UTC"\n[[holidays.local]]\nname = "x"\nyearly = "05-15"\nmoved = { next = 2026-05-16 }',
            "holidays.local[0].moved",
        ),
        ('zone = "UTC"\n[holidays]\nregion = "MD"', "holidays.region"),
        ('zone = "UTC"\n[[special_days]]\nkind = "x"\neaster = [0, -6]', "special_days[0].easter"),
        ("zone = ", "file"),
    ],
)
def test_a_wrong_calendar_is_refused_with_its_file_and_key(tmp_path, text, key):
    path = tmp_path / "wrong.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(CalendarFileError) as caught:
        read_calendar(path)
    assert caught.value.key == key
    assert str(path) in str(caught.value)


def test_a_missing_calendar_is_a_named_error(tmp_path):
    with pytest.raises(CalendarFileError, match=r"nowhere\.toml"):
        read_calendar(tmp_path / "nowhere.toml")


@pytest.mark.parametrize("source", ['country = "Utopia"', 'country = "ES"\nsubdivision = "Narnia"'])
def test_an_unknown_holiday_source_is_refused_when_the_calendar_is_opened(tmp_path, source):
    path = tmp_path / "city.toml"
    path.write_text(f'zone = "UTC"\n[holidays]\n{source}', "utf-8")
    with pytest.raises(CalendarFileError) as caught:
        HolidaySource(read_calendar(path))
    assert caught.value.key == "holidays.country"


def test_holidays_of_another_country_come_from_the_same_source(tmp_path):
    path = tmp_path / "city.toml"
    path.write_text('zone = "Europe/Paris"\n[holidays]\ncountry = "FR"', "utf-8")
    source = HolidaySource(read_calendar(path))
    assert date(2026, 7, 14) in source
    assert date(2026, 5, 15) not in source


def test_a_moved_holiday_leaves_its_usual_day(tmp_path):
    path = tmp_path / "city.toml"
    local = 'name = "Patron"\nyearly = "06-10"\nmoved = { 2026 = 2026-06-12 }'
    path.write_text(f'zone = "UTC"\n[[holidays.local]]\n{local}', "utf-8")
    source = HolidaySource(read_calendar(path))
    assert [day for day in (date(2025, 6, 10), date(2026, 6, 10), date(2026, 6, 12)) if day in source] == [
        date(2025, 6, 10),
        date(2026, 6, 12),
    ]


@given(st.dates(), st.dates(), st.dates())
def test_a_season_and_its_complement_never_share_a_day_except_their_ends(day, first, last):
    ends = (first.month, first.day), (last.month, last.day)
    inside, outside = in_seasons([ends], day), in_seasons([ends[::-1]], day)
    assume(ends[0] != ends[1])
    assert inside or outside
    assert (inside and outside) == ((day.month, day.day) in ends)


def test_the_packaged_calendar_names_its_late_joiners():
    rules = read_calendar(Path(__file__).parents[2] / "forecasting/calendars/madrid.toml")
    assert rules.joined["12-06"] == date(2025, 11, 3)
    assert len(rules.joined) == 16
