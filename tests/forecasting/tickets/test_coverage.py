from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from forecasting.service_hours import ServiceCalendar
from forecasting.tickets.coverage import coverage, hours_of, next_quarter, quarter_start, started_by_day

CALENDAR = ServiceCalendar.load()
MADRID = ZoneInfo("Europe/Madrid")
NOW = datetime(2026, 1, 15, tzinfo=UTC)


def sums(tickets_by_day):
    """Partial sums with all of a day's tickets at eleven."""
    slots = [
        int(datetime(d.year, d.month, d.day, 11, tzinfo=MADRID).timestamp()) // 900 for d in tickets_by_day
    ]
    return pl.DataFrame({"series": 0, "slot": slots, "started": list(tickets_by_day.values())})


def quarter(first=date(2025, 1, 1), last=date(2025, 3, 31), usual=1000):
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return {day: usual // (2 if day.weekday() == 5 else 1) for day in days if CALENDAR.window("", day)}


def about(tickets, now=NOW, calendar=CALENDAR):
    return coverage(sums(tickets), MADRID, now, calendar)


def test_a_whole_quarter_covers_its_free_days_too():
    found = about(quarter())
    assert (found.days[0], found.days[-1], len(found.days)) == (date(2025, 1, 1), date(2025, 3, 31), 90)
    assert (found.missing, found.strays, found.weekday) == ((), 0, 1000)


def test_a_file_cut_at_a_line_end_lacks_the_days_that_follow():
    found = about(quarter(last=date(2025, 2, 28)))
    assert found.missing[0] == date(2025, 3, 1)
    assert len(found.missing) == 26
    assert found.days[-1] < date(2025, 3, 3)


def test_a_hole_is_missing_and_not_covered():
    tickets = quarter()
    for day in (4, 5, 6):
        del tickets[date(2025, 2, day)]
    found = about(tickets)
    assert found.missing == (date(2025, 2, 4), date(2025, 2, 5), date(2025, 2, 6))
    assert not set(found.missing) & set(found.days)


def test_days_still_to_come_are_not_missing():
    found = about(quarter(last=date(2025, 2, 28)), now=datetime(2025, 3, 1, 12, tzinfo=UTC))
    assert found.missing == ()


def test_tickets_of_a_far_day_are_strays():
    found = about({**quarter(), date(2024, 11, 5): 12})
    assert found.strays == 12
    assert date(2024, 11, 5) not in found.days


def test_without_a_calendar_only_sundays_are_free():
    found = about(quarter(), calendar=None)
    assert date(2025, 1, 1) in found.missing
    assert date(2025, 1, 5) in found.days  # a Sunday


def test_tickets_are_counted_by_local_day():
    late = int(datetime(2025, 7, 14, 22, 30, tzinfo=UTC).timestamp()) // 900
    frame = pl.DataFrame({"series": [0, 1], "slot": [late, late], "started": [2, 3]})
    assert started_by_day(frame, MADRID) == {date(2025, 7, 15): 5}


@pytest.mark.parametrize(
    ("day", "first", "following"),
    [
        (date(2025, 1, 1), date(2025, 1, 1), date(2025, 4, 1)),
        (date(2025, 9, 30), date(2025, 7, 1), date(2025, 10, 1)),
        (date(2025, 12, 31), date(2025, 10, 1), date(2026, 1, 1)),
    ],
)
def test_quarters_begin_in_january_april_july_and_october(day, first, following):
    assert quarter_start(day) == first
    assert next_quarter(first) == following


def test_a_run_of_days_has_the_hours_of_its_local_days():
    start, end = hours_of(date(2025, 3, 29), date(2025, 3, 30), MADRID)
    assert end - start == 47  # the clock was put forward
    assert start * 3600 == datetime(2025, 3, 28, 23, tzinfo=UTC).timestamp()
