import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.errors import TicketStoreError
from forecasting.tickets.manifest import IngestedFile, from_json, runs_of_days, to_json
from forecasting.tickets.report import IngestReport

FILE = IngestedFile(
    digest="ab" * 32,
    name="2025Q1 ñ.csv",
    ingested_at=datetime(2026, 1, 15, 10, tzinfo=UTC),
    read=110,
    kept=100,
    dropped={"duplicate": 4, "zero_length": 6},
    strays=2,
    covered=((date(2025, 1, 1), date(2025, 3, 31)),),
    missing=(date(2025, 2, 4),),
    weekday=183_000.0,
    demo=True,
    sample_every=8,
    series=(("07-05", "blue"), ("07-05", "commercial")),
)


def test_a_file_reads_back_as_it_was_written(tmp_path):
    path = tmp_path / "file.json"
    path.write_text(to_json(FILE), "utf-8")
    assert from_json(path) == FILE


@pytest.mark.parametrize(
    "spoil",
    [
        lambda row: row.pop("covered"),
        lambda row: row.pop("format"),
        lambda row: row.update(format=99),
        lambda row: row.update(missing=["yesterday"]),
        lambda row: row.update(series=[["07-05"]]),
        lambda row: row.update(colour="blue"),
    ],
)
def test_anything_else_is_damaged(tmp_path, spoil):
    row = json.loads(to_json(FILE))
    spoil(row)
    path = tmp_path / "file.json"
    path.write_text(json.dumps(row))
    with pytest.raises(TicketStoreError, match=r"file\.json"):
        from_json(path)


def test_a_file_has_every_day_of_its_runs():
    file = replace(
        FILE, covered=((date(2025, 2, 27), date(2025, 3, 1)), (date(2025, 3, 3), date(2025, 3, 3)))
    )
    assert [f"{day:%m-%d}" for day in file.days] == ["02-27", "02-28", "03-01", "03-03"]


def test_an_absent_or_cut_file_is_damaged(tmp_path):
    path = tmp_path / "file.json"
    with pytest.raises(TicketStoreError):
        from_json(path)
    path.write_text(to_json(FILE)[:-40])
    with pytest.raises(TicketStoreError):
        from_json(path)


@given(st.sets(st.integers(0, 40)))
def test_runs_hold_exactly_the_days_and_no_two_touch(numbers):
    days = [date(2025, 1, 1) + timedelta(days=n) for n in sorted(numbers)]
    runs = runs_of_days(days)
    assert [a + timedelta(days=n) for a, b in runs for n in range((b - a).days + 1)] == days
    assert all((after[0] - before[1]).days > 1 for before, after in pairwise(runs))


def test_a_report_adds_up_the_files_that_it_took_in():
    other = IngestedFile(
        **{name: getattr(FILE, name) for name in FILE.__slots__} | {"dropped": {"duplicate": 1}}
    )
    report = IngestReport((FILE, other), (FILE,), ())
    assert (report.read, report.kept) == (220, 200)
    assert report.dropped == {"duplicate": 5, "zero_length": 6}
    assert report.shortfalls == ()
