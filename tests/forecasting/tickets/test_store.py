import json
import zipfile
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forecasting.errors import (
    DamagedTicketFileError,
    EmptyTicketFileError,
    NotATicketFileError,
    OverlappingTicketsError,
    TicketStoreError,
    UnknownTicketFileError,
    UnsupportedArchiveError,
)
from forecasting.series import SeriesKey
from forecasting.service_hours import ServiceCalendar
from forecasting.tickets.store import TicketStore
from tests.forecasting.tickets.rows import HEADER, day_of_rows, row, write

NOW = datetime(2026, 1, 15, tzinfo=UTC)
MADRID = ZoneInfo("Europe/Madrid")
BLUE = SeriesKey("07-05", "blue")
CALENDAR = ServiceCalendar.load()
WEEK = [f"2025-03-{day:02d}" for day in (3, 4, 5, 6, 7, 8, 10)]  # Monday to the next Monday


@pytest.fixture
def store(tmp_path):
    return TicketStore(tmp_path / "store", CALENDAR)


@pytest.fixture
def week(tmp_path):
    return write(tmp_path / "week.csv", [line for day in WEEK for line in day_of_rows(day)])


def contents(store):
    return {path.name: path.read_bytes() for path in store._directory.glob("*")}


def at(series, text):
    hour = datetime.fromisoformat(text).replace(tzinfo=MADRID).astimezone(UTC).replace(tzinfo=None)
    return series.occupied[np.flatnonzero(series.slots == np.datetime64(hour, "s"))[0]]


def test_hourly_occupancy_comes_out_of_a_file(store, week):
    report = store.ingest(week, NOW)
    assert (report.read, report.kept, report.dropped) == (140, 140, {})
    (series,) = store.panel({BLUE: 50})
    assert at(series, "2025-03-04 10:00") == pytest.approx(3.0)  # every ten minutes one, for half an hour
    assert at(series, "2025-03-04 15:00") == 0
    assert np.isnan(at(series, "2025-03-04 21:00"))  # free of charge
    assert np.isnan(at(series, "2025-03-09 11:00"))  # a Sunday
    assert series.capacity == 50


def test_taking_a_file_in_again_changes_nothing(store, week, tmp_path):
    store.ingest(week, NOW)
    before = contents(store)
    renamed = tmp_path / "renamed.csv"
    renamed.write_bytes(week.read_bytes())
    report = store.ingest(renamed, NOW + timedelta(days=1))
    assert (len(report.added), len(report.known)) == (0, 1)
    assert contents(store) == before


def test_a_zip_of_a_file_that_was_read_is_the_same_file(store, week, tmp_path):
    store.ingest(week, NOW)
    archive = tmp_path / "week.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
        out.write(week, "other name.csv")
    assert [file.name for file in store.ingest(archive, NOW).known] == ["week.csv"]


def test_the_same_tickets_under_other_columns_and_order_are_nothing_new(store, week, tmp_path):
    store.ingest(week, NOW)
    rows = [line for day in WEEK for line in day_of_rows(day)]
    header = HEADER.replace("cod_", "codigo_").replace(";", ",")
    again = write(tmp_path / "year.csv", rows[::-1], header)
    before = contents(store)
    report = store.ingest(again, NOW)
    assert [(error.path.name, error.other) for error in report.repeated] == [("year.csv", "week.csv")]
    assert (report.added, report.known, report.refused) == ((), (), ())
    assert contents(store) == before


def test_a_table_without_anything_new_neither_stops_a_corrected_edition_nor_takes_anything_away(
    store, week, tmp_path
):
    (april,) = store.ingest(write(tmp_path / "april.csv", day_of_rows("2025-04-01")), NOW).added
    store.ingest(week, NOW)
    again = write(tmp_path / "again.csv", [line for day in WEEK for line in day_of_rows(day)][::-1])
    before = contents(store)
    assert len(store.ingest(again, NOW, replacing={april.digest}).repeated) == 1
    assert contents(store) == before
    archive = tmp_path / "corrected.zip"
    with zipfile.ZipFile(archive, "w") as out:
        out.write(again, "again.csv")
        out.write(write(tmp_path / "april.csv", day_of_rows("2025-04-01", tickets=25)), "april.csv")
    assert len(store.ingest(archive, NOW, replacing={april.digest}).repeated) == 1
    assert sorted((file.name, file.kept) for file in store.files()) == [("april.csv", 25), ("week.csv", 140)]


def test_what_is_refused_is_told_beside_what_is_nothing_new(store, week, tmp_path):
    store.ingest(week, NOW)
    folder = tmp_path / "more"
    folder.mkdir()
    write(folder / "again.csv", [line for day in WEEK for line in day_of_rows(day)][::-1])
    (folder / "recipes.csv").write_text("x;y\n1;2\n", "utf-8")
    report = store.ingest(folder, NOW)
    assert [error.path.name for error in report.repeated] == ["again.csv"]
    assert [error.path.name for error in report.refused] == ["recipes.csv"]


def test_a_file_that_contains_smaller_ones_takes_their_place_and_says_so(store, week, tmp_path):
    store.ingest(week, NOW)
    store.ingest(write(tmp_path / "day.csv", day_of_rows("2025-03-11")), NOW)
    store.ingest(write(tmp_path / "april.csv", day_of_rows("2025-04-01")), NOW)
    days = [*WEEK, *(f"2025-03-{day}" for day in (11, 12, 13, 14, 17))]
    header = HEADER.replace("cod_", "codigo_").replace(";", ",")
    month = write(tmp_path / "month.csv", [line for day in days for line in day_of_rows(day)][::-1], header)
    report = store.ingest(month, NOW)
    assert sorted((gone.name, gone.by) for gone in report.replaced) == [
        ("day.csv", "month.csv"),
        ("week.csv", "month.csv"),
    ]
    assert sorted(file.name for file in store.files()) == ["april.csv", "month.csv"]
    assert len(contents(store)) == 6
    (series,) = store.panel({BLUE: 50})
    assert at(series, "2025-03-04 10:00") == pytest.approx(3.0)  # and not six


def test_a_few_days_in_a_whole_quarter_are_not_counted_twice(store, tmp_path):
    days = [str(date(2025, 1, 2) + timedelta(days=n)) for n in range(85)]
    rows = [line for day in days for line in day_of_rows(day)]
    store.ingest(write(tmp_path / "days.csv", rows[:40]), NOW)  # two days: under 5 % of the quarter
    store.ingest(write(tmp_path / "quarter.csv", rows), NOW)
    assert [file.name for file in store.files()] == ["quarter.csv"]


def test_a_table_within_another_of_the_same_archive_is_not_among_those_taken_in(store, week, tmp_path):
    archive = tmp_path / "year.zip"
    rows = [line for day in WEEK for line in day_of_rows(day)] + day_of_rows("2025-04-01")
    with zipfile.ZipFile(archive, "w") as out:
        out.write(week, "week.csv")
        out.write(write(tmp_path / "year.csv", rows), "year.csv")
    report = store.ingest(archive, NOW)
    assert [file.name for file in report.added] == ["year.csv"]
    assert [gone.name for gone in report.replaced] == ["week.csv"]
    assert [file.name for file in store.files()] == ["year.csv"]


def test_files_that_share_a_part_are_refused_by_the_name_of_the_one_that_is_here(store, week, tmp_path):
    store.ingest(week, NOW)
    before = contents(store)
    days = [WEEK[-1], *(str(date(2025, 3, 11) + timedelta(days=n)) for n in range(70))]
    rows = [line for day in days for line in day_of_rows(day)]
    later = write(tmp_path / "later.csv", rows)  # a seventh of the week, and under 5 % of itself
    with pytest.raises(OverlappingTicketsError) as refused:
        store.ingest(later, NOW)
    assert refused.value.other == "week.csv"
    assert contents(store) == before
    store.forget(store.digest_of("week.csv"))
    assert store.ingest(later, NOW).kept == len(rows)


def test_a_file_to_forget_is_named_by_its_name_or_digest_and_never_guessed(store, week, tmp_path):
    (file,) = store.ingest(week, NOW).added
    assert store.digest_of("week.csv") == store.digest_of(file.digest) == file.digest
    with pytest.raises(UnknownTicketFileError) as refused:
        store.digest_of("weak.csv")
    assert f"week.csv ({file.digest})" in refused.value.choice
    (tmp_path / "other").mkdir()
    store.ingest(write(tmp_path / "other" / "week.csv", day_of_rows("2025-05-05")), NOW)
    with pytest.raises(UnknownTicketFileError):
        store.digest_of("week.csv")
    store._manifest(file.digest).write_text("{")
    assert store.digest_of(file.digest) == file.digest  # damaged notes can be forgotten, too


def test_other_tickets_of_the_same_days_are_welcome(store, week, tmp_path):
    store.ingest(week, NOW)
    store.ingest(write(tmp_path / "elsewhere.csv", day_of_rows(WEEK[1], area="01-01", kind="VERDE")), NOW)
    assert len(store.files()) == 2
    green = {series.key: series for series in store.panel({BLUE: 50, SeriesKey("01-01", "green"): 9})}
    assert at(green[SeriesKey("01-01", "green")], "2025-03-04 10:00") == pytest.approx(3.0)
    assert at(green[BLUE], "2025-03-04 10:00") == pytest.approx(3.0)


def test_a_corrected_edition_can_replace_a_file(store, week, tmp_path):
    (file,) = store.ingest(week, NOW).added
    store.forget(file.digest)
    assert contents(store) == {}
    assert store.ingest(week, NOW).kept == 140


def test_a_corrected_edition_takes_the_place_of_the_file_that_it_corrects(store, week, tmp_path):
    (old,) = store.ingest(week, NOW).added
    rows = [line for day in WEEK[1:] for line in day_of_rows(day, tickets=25)]
    corrected = write(tmp_path / "corrected.csv", rows)
    with pytest.raises(OverlappingTicketsError):
        store.ingest(corrected, NOW)
    (new,) = store.ingest(corrected, NOW, replacing={old.digest}).added
    assert store.files() == [new]
    assert len(contents(store)) == 3


def test_a_corrected_edition_that_is_refused_in_part_leaves_the_file_that_it_corrects(store, week, tmp_path):
    (old,) = store.ingest(week, NOW).added
    before = contents(store)
    archive = tmp_path / "corrected.zip"
    with zipfile.ZipFile(archive, "w") as out:
        out.write(write(tmp_path / "a.csv", day_of_rows(WEEK[0], tickets=25)), "a.csv")
        out.writestr("b.csv", "a;b\n1;2\n")
    with pytest.raises(NotATicketFileError):
        store.ingest(archive, NOW, replacing={old.digest})
    assert contents(store) == before


def test_a_rar_among_the_tables_of_an_archive_is_reported_and_the_rest_is_read(store, week, tmp_path):
    archive = tmp_path / "year.zip"
    with zipfile.ZipFile(archive, "w") as out:
        out.write(week, "week.csv")
        out.writestr("October.rar", b"Rar!\x1a\x07\x00")
    report = store.ingest(archive, NOW)
    assert [file.name for file in report.added] == ["week.csv"]
    assert [(type(error), error.path.name) for error in report.refused] == [
        (UnsupportedArchiveError, "October.rar")
    ]


def test_an_edition_that_corrects_nothing_is_the_same_file(store, week):
    (old,) = store.ingest(week, NOW).added
    assert store.ingest(week, NOW, replacing={old.digest}).known == (old,)
    assert store.files() == [old]


def test_two_quarters_join_exactly_at_their_border(tmp_path):
    march, april = day_of_rows("2025-03-31"), day_of_rows("2025-04-01")
    overnight = row("2025-03-31 20:30:00", "2025-04-01 10:00:00")
    together, apart = TicketStore(tmp_path / "one", CALENDAR), TicketStore(tmp_path / "two", CALENDAR)
    together.ingest(write(tmp_path / "both.csv", [*march, overnight, *april]), NOW)
    apart.ingest(write(tmp_path / "april.csv", april), NOW)
    apart.ingest(write(tmp_path / "march.csv", [*march, overnight]), NOW)
    (one,), (two,) = together.panel({BLUE: 50}), apart.panel({BLUE: 50})
    assert np.array_equal(one.slots, two.slots)
    assert np.array_equal(one.occupied, two.occupied, equal_nan=True)
    assert at(two, "2025-04-01 09:00") == pytest.approx(2.5 + 1)


def test_a_ticket_across_the_free_night_counts_in_the_morning_only(store, tmp_path):
    rows = [
        *day_of_rows("2025-03-03", 1),
        *day_of_rows("2025-03-04", 1),
        row("2025-03-03 20:00:00", "2025-03-04 11:00:00"),
    ]
    store.ingest(write(tmp_path / "night.csv", rows), NOW)
    (series,) = store.panel({BLUE: 50})
    assert [at(series, f"2025-03-{t}") for t in ("03 20:00", "04 10:00", "04 11:00")] == [1, 1, 0]
    assert np.isnan(at(series, "2025-03-04 03:00"))


def test_days_that_the_whole_city_lacks_are_unknown_and_not_empty(store, tmp_path):
    rows = [line for day in WEEK if day != "2025-03-05" for line in day_of_rows(day)]
    (file,) = store.ingest(write(tmp_path / "hole.csv", rows), NOW).added
    assert date(2025, 3, 5) in file.missing
    assert date(2025, 3, 9) not in file.missing
    (series,) = store.panel({BLUE: 50})
    assert np.isnan(at(series, "2025-03-05 10:00"))
    assert store.covered()[0] == (date(2025, 3, 1 + 1), date(2025, 3, 4))


def test_a_day_without_tickets_in_one_neighbourhood_is_an_empty_street(store, tmp_path):
    rows = [line for day in WEEK for line in day_of_rows(day)] + day_of_rows(
        WEEK[0], area="01-01", kind="VERDE"
    )
    store.ingest(write(tmp_path / "quiet.csv", rows), NOW)
    (series,) = store.panel({SeriesKey("01-01", "green"): 9})
    assert (at(series, "2025-03-03 10:00"), at(series, "2025-03-04 10:00")) == (3, 0)


def test_every_dropped_row_is_reported_with_its_reason(store, tmp_path):
    good = row("2025-03-03 09:00:00", "2025-03-03 10:00:00", meter=9)
    rows = [
        *day_of_rows("2025-03-03"),
        good,
        good,
        row("2025-03-03 10:00:00", "2025-03-03 09:00:00"),
        row("2025-03-03 10:00:00", "2025-03-03 10:00:00"),
        row("2025-03-03 10:00:00", "2025-03-11 10:00:00"),
        row("2026-03-03 10:00:00", "2026-03-03 11:00:00"),
        row("3.3.2025 10:00", "3.3.2025 11:00"),
        row("1900-01-01 00:00:00", "1900-01-01 01:00:00"),
        row("2025-03-03 10:00:00", "2025-03-03 11:00:00", name="TEST PARKARE"),
        row("2025-03-03 10:00:00", "2025-03-03 11:00:00", kind="MORADO"),
        row("2025-03-03 10:00:00", "2025-03-03 11:00:00", area="00-00"),
        row("2025-03-03 10:00:00", "2025-03-03 11:00:00", area="20-09"),
        "",
    ]
    report = store.ingest(write(tmp_path / "untidy.csv", rows), NOW, {"07-05"})
    assert report.dropped == {
        "duplicate": 1,
        "ends_before_start": 1,
        "in_the_future": 1,
        "too_long": 1,
        "unknown_area": 1,
        "unknown_kind": 1,
        "unknown_place": 1,
        "unreadable": 2,
        "test_row": 1,
        "zero_length": 1,
    }
    assert report.read == report.kept + sum(report.dropped.values())


def test_tickets_of_another_quarter_are_kept_and_counted_as_strays(store, tmp_path):
    rows = [line for day in WEEK for line in day_of_rows(day)] + day_of_rows("2024-12-30", 1)
    (file,) = store.ingest(write(tmp_path / "strays.csv", rows), NOW).added
    assert (file.kept, file.strays) == (141, 1)
    assert file.covered[0][0].year == 2025


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (lambda raw: raw[:-20], DamagedTicketFileError),  # in the middle of a row
        (lambda raw: raw.replace(b"fecha_fin", b"fecha"), NotATicketFileError),
        (lambda raw: raw[: raw.index(b"\n") + 1], EmptyTicketFileError),
        (lambda raw: raw.replace(b"2025-", b"2035-"), EmptyTicketFileError),  # all in the future
        (lambda raw: b"", EmptyTicketFileError),
    ],
)
def test_of_a_bad_file_nothing_is_kept_and_the_good_one_can_follow(store, week, tmp_path, spoil, error):
    bad = tmp_path / "bad.csv"
    bad.write_bytes(spoil(week.read_bytes()))
    with pytest.raises(error, match=r"bad\.csv"):
        store.ingest(bad, NOW)
    assert store.files() == []
    assert contents(store) == {}
    assert store.ingest(week, NOW).kept == 140


def test_one_bad_file_in_a_folder_does_not_stop_the_others(store, week, tmp_path):
    folder = tmp_path / "quarters"
    folder.mkdir()
    week.rename(folder / "b.csv")
    (folder / "a.csv").write_text("x;y\n1;2\n", "utf-8")
    (folder / "notes.pdf").write_bytes(b"%PDF")
    report = store.ingest(folder, NOW)
    assert [file.name for file in report.added] == ["b.csv"]
    assert [type(error) for error in report.refused] == [NotATicketFileError]


def test_a_folder_without_tables_is_a_named_error(store, tmp_path):
    with pytest.raises(EmptyTicketFileError):
        store.ingest(tmp_path, NOW)


def test_progress_runs_to_the_end_and_never_back(store, week):
    seen = []
    store.ingest(week, NOW, progress=lambda done, total: seen.append((done, total)))
    assert seen == sorted(seen)
    assert seen[-1][0] == seen[-1][1] == 2 * week.stat().st_size


def test_an_unfinished_run_leaves_nothing_that_counts(store, week):
    (file,) = store.ingest(week, NOW).added
    whole = contents(store)
    store._manifest(file.digest).unlink()  # as if it had ended before the manifest was written
    assert store.files() == []
    store.ingest(week, NOW)
    assert contents(store) == whole


def test_damaged_files_of_the_store_are_named(store, week):
    (file,) = store.ingest(week, NOW).added
    store._part(file.digest, "sums").write_bytes(b"PAR1")
    with pytest.raises(TicketStoreError, match="take it in again"):
        store.panel({BLUE: 50})
    path = store._manifest(file.digest)
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"format": 99}), "utf-8")
    with pytest.raises(TicketStoreError, match="another version"):
        store.files()
    path.write_text("{", "utf-8")
    with pytest.raises(TicketStoreError, match="damaged"):
        store.files()


def test_an_empty_store_has_an_empty_panel(store):
    assert len(store.panel({BLUE: 50})) == 0
    assert store.covered() == ()


minutes = st.integers(0, 3 * 24 * 60)
some_tickets = st.lists(
    st.tuples(minutes, st.integers(1, 2000), st.sampled_from(["AZUL", "VERDE", "COMERCIALES"])),
    min_size=1,
    max_size=25,
    unique_by=lambda ticket: ticket[0],
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some_tickets)
def test_the_panel_is_what_counting_ticket_by_ticket_gives(tmp_path_factory, tickets):
    folder = tmp_path_factory.mktemp("brute")
    start = datetime(2025, 3, 29, tzinfo=MADRID)  # the clocks go forward in these days
    rows, wanted = [], {"blue": np.zeros(24 * 6), "green": np.zeros(24 * 6)}
    for begin, length, kind in tickets:
        begins = start.astimezone(UTC) + timedelta(minutes=begin)
        ends = begins + timedelta(minutes=length)
        rows.append(row(*(f"{t.astimezone(MADRID):%Y-%m-%d %H:%M:%S}" for t in (begins, ends)), kind=kind))
        for hour in range(24 * 6):
            overlap = min(begin + length, 60 * hour + 60) - max(begin, 60 * hour)
            wanted["blue" if kind == "AZUL" else "green"][hour] += max(overlap, 0) / 60
    store = TicketStore(folder / "store")
    store.ingest(write(folder / "t.csv", rows), NOW)
    for series in store.panel({BLUE: 1, SeriesKey("07-05", "green"): 1}):
        hours = (
            (series.slots - np.datetime64(start.astimezone(UTC).replace(tzinfo=None), "s"))
            // np.timedelta64(1, "h")
        ).astype(int)
        known = ~np.isnan(series.occupied) & (hours >= 0) & (hours < 24 * 6)
        assert known.any()
        assert series.occupied[known] == pytest.approx(wanted[series.key.colour][hours[known]], abs=1e-9)
