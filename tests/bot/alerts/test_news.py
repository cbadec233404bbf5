"""What changes for everybody: said once, of the day when it begins."""

from datetime import date, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.news import News, upcoming_news
from forecasting.service_hours import ServiceCalendar

CALENDAR = ServiceCalendar.load()
SHORT = ((time(9), time(15)),)
LONG = ((time(9), time(21)),)
DAY = timedelta(days=1)


def news(first, last, areas=()):
    return upcoming_news(CALENDAR, areas, first, last)


def test_august_is_announced_with_its_hours_and_its_end():
    assert news(date(2025, 7, 28), date(2025, 8, 8)) == (
        News("hours", date(2025, 8, 1), date(2025, 8, 31), windows=SHORT),
    )


def test_an_august_that_begins_on_a_saturday_changes_from_the_monday_on():
    assert news(date(2026, 7, 27), date(2026, 8, 14)) == (
        News("hours", date(2026, 8, 3), date(2026, 8, 31), windows=SHORT),
    )


def test_the_usual_hours_come_back_in_september_for_good():
    assert news(date(2025, 8, 27), date(2025, 9, 20)) == (News("hours", date(2025, 9, 1), windows=LONG),)


def test_short_days_at_christmas_are_a_day_each_and_make_no_news_of_the_week_after():
    assert news(date(2025, 12, 20), date(2026, 1, 20)) == (
        News("hours", date(2025, 12, 24), date(2025, 12, 24), windows=SHORT),
        News("holiday", date(2025, 12, 25)),
        News("hours", date(2025, 12, 31), date(2025, 12, 31), windows=SHORT),
        News("holiday", date(2026, 1, 1)),
        News("holiday", date(2026, 1, 6)),
    )


def test_a_holiday_on_a_sunday_changes_nothing():
    assert CALENDAR.is_holiday(date(2033, 5, 15))
    assert news(date(2033, 5, 15), date(2033, 5, 15)) == ()


def test_a_neighbourhood_that_joins_is_news_on_its_day():
    assert news(date(2025, 11, 1), date(2025, 11, 7), ["07-05", "12-06"]) == (
        News("holiday", date(2025, 11, 1)),
        News("joins", date(2025, 11, 3), area="12-06"),
    )


@given(st.dates(date(2025, 1, 1), date(2027, 12, 1)), st.integers(0, 20))
def test_news_are_the_same_however_the_days_are_cut(first, n):
    last, middle = first + 20 * DAY, first + n * DAY
    assert news(first, last) == (*news(first, middle), *news(middle + DAY, last))
