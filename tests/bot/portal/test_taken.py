"""What was taken before is remembered, and what was refused."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.errors import StepError
from bot.portal.downloading import Fetched
from bot.portal.editions import Edition
from bot.portal.partial import Validators
from bot.portal.periods import Period
from bot.portal.taken import Known, TakenEditions

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
CHANGED = datetime(2026, 8, 10, tzinfo=UTC)
STREETS = Edition("streets", "https://datos.madrid.es/a.csv", "CSV", modified=CHANGED, size=7, md5="a" * 32)
FETCHED = Fetched(Path("a.csv"), 7, "f" * 64, Validators('"one"', "Mon, 10 Aug 2026 11:31:26 GMT"))
KNOWN = Known.of(STREETS, FETCHED, NOW, ("d1", "d2"))
REFUSAL = StepError(("BadRowError", "GeodataError"), "row 3", {"reason": "colour", "line": "3"})


@pytest.fixture
def file(tmp_path):
    return tmp_path / "portal" / "taken.json"


def test_what_was_taken_is_read_again(file):
    TakenEditions.read(file, "1.0").keep(STREETS, KNOWN)
    again = TakenEditions.read(file, "1.0")
    assert again.taken == {"streets": KNOWN}
    assert again.taken["streets"].validators == FETCHED.validators


def test_each_quarter_is_remembered_by_itself(file):
    record = TakenEditions.read(file, "1.0")
    for quarter in (1, 2):
        tickets = replace(STREETS, dataset="tickets", period=Period(2025, quarter))
        record.keep(tickets, Known.of(tickets, FETCHED, NOW))
    assert sorted(TakenEditions.read(file, "1.0").taken) == ["tickets 2025T1", "tickets 2025T2"]


@pytest.mark.parametrize(
    ("changed", "still"),
    [
        ({}, True),
        ({"modified": NOW}, True),  # the portal touched it; the checksum is the same
        ({"md5": None}, False),
        ({"size": None}, True),
        ({"size": 8}, False),  # the portal replaced it, and left the checksum
        ({"size": 8, "modified": NOW}, False),
        ({"md5": "b" * 32}, False),
        ({"md5": None, "modified": None}, False),
    ],
)
def test_the_catalogue_says_whether_it_is_the_same_file(changed, still):
    assert KNOWN.is_still(replace(STREETS, **changed)) is still


@pytest.mark.parametrize(
    ("changed", "still"),
    [
        ({}, True),
        ({"modified": NOW}, False),
        ({"size": 8}, False),
        ({"address": "https://datos.madrid.es/b.csv"}, False),
    ],
)
def test_without_a_checksum_address_date_and_size_decide(changed, still):
    plain = replace(STREETS, md5=None)
    assert Known.of(plain, FETCHED, NOW).is_still(replace(plain, **changed)) is still


def test_a_checksum_of_two_sizes_is_the_former_files(file):
    record = TakenEditions.read(file, "1.0")
    record.keep(STREETS, KNOWN)
    replaced = replace(STREETS, size=8, modified=NOW)
    found = record.without_stale_md5(replaced)
    assert found == replace(replaced, md5=None, stale_md5="a" * 32)
    record.keep(found, KNOWN.described_as(found))
    again = TakenEditions.read(file, "1.0")
    assert again.without_stale_md5(replaced) == found, "as long as the catalogue goes on saying it"
    assert again.taken["streets"].is_still(found)
    assert not again.taken["streets"].is_still(again.without_stale_md5(replace(replaced, modified=CHANGED)))


@pytest.mark.parametrize(
    "changed", [{}, {"modified": NOW}, {"md5": "b" * 32, "size": 8}, {"md5": None, "size": 8}]
)
def test_any_other_checksum_counts(file, changed):
    record = TakenEditions.read(file, "1.0")
    record.keep(STREETS, KNOWN)
    edition = replace(STREETS, **changed)
    assert record.without_stale_md5(edition) == edition


def test_what_no_catalogue_describes_is_never_known_to_be_the_same():
    bare = Edition("boundaries", "https://geoportal.madrid.es/SHP_ZIP.zip", "ZIP")
    assert not Known.of(bare, FETCHED, NOW).is_still(bare)


def test_a_refusal_is_remembered_with_its_reason_and_said_again(file):
    TakenEditions.read(file, "1.0").refuse(STREETS, KNOWN, REFUSAL)
    error = TakenEditions.read(file, "1.0").refusal(STREETS).error()
    assert (error.kinds, str(error), error.reason, error.line) == (REFUSAL.kinds, "row 3", "colour", "3")


def test_another_version_of_the_software_may_think_otherwise(file):
    TakenEditions.read(file, "1.0").refuse(STREETS, KNOWN, REFUSAL)
    assert TakenEditions.read(file, "1.1").refusal(STREETS) is None


def test_what_was_refused_as_one_quarters_tickets_may_be_anothers(file):
    wrong, right = (replace(STREETS, dataset="tickets", period=Period(2025, quarter)) for quarter in (4, 3))
    TakenEditions.read(file, "1.0").refuse(wrong, KNOWN, REFUSAL)
    record = TakenEditions.read(file, "1.0")
    assert record.refusal(wrong) is not None
    assert record.refusal(right) is None


def test_a_refusal_that_an_older_record_holds_counts_still(file):
    TakenEditions.read(file, "1.0").refuse(STREETS, KNOWN, REFUSAL)
    document = json.loads(file.read_text())
    for row in document["refused"].values():
        del row["key"], row["known"]["stale_md5"], row["known"]["about"]
    file.write_text(json.dumps(document))
    assert TakenEditions.read(file, "1.0").refusal(STREETS) is not None


def test_what_was_refused_and_then_only_touched_is_known_from_the_catalogue_again(file):
    record = TakenEditions.read(file, "1.0")
    record.refuse(STREETS, KNOWN, REFUSAL)
    touched = replace(STREETS, md5=None, modified=NOW)
    record.still_refuse(touched, record.refusal(touched))
    again = TakenEditions.read(file, "1.0").refusal(touched)
    assert again.known.is_still(touched)
    assert again.known.fetched_at == KNOWN.fetched_at


def test_what_an_edition_is_about_and_its_date_make_its_age(file):
    TakenEditions.read(file, "1.0").keep(STREETS, KNOWN)
    known = TakenEditions.read(file, "1.0").taken["streets"]
    assert known.age(STREETS) == STREETS.age == ((2026, 0), CHANGED)
    older = replace(STREETS, period=Period(2025), modified=NOW)  # touched when the portal moved
    assert older.age < known.age(older)


def test_a_record_that_does_not_say_what_it_is_about_is_compared_by_its_date():
    plain = replace(KNOWN, about=None)
    assert plain.is_still(replace(STREETS, md5=None)) is False
    assert replace(plain, md5=None).is_still(replace(STREETS, md5=None))
    last_year = replace(STREETS, period=Period(2025), modified=NOW)
    assert last_year.age > plain.age(last_year)


def test_what_was_taken_after_all_is_not_refused(file):
    record = TakenEditions.read(file, "1.0")
    record.refuse(STREETS, KNOWN, REFUSAL)
    record.keep(STREETS, KNOWN)
    assert TakenEditions.read(file, "1.0").refusal(STREETS) is None


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        '{"format": 2}',
        '{"format": 1, "taken": {"streets": {}}, "refused": {}}',
        '{"format": 1, "taken": 7}',
    ],
)
def test_a_damaged_record_is_as_good_as_none(file, content):
    file.parent.mkdir()
    file.write_text(content)
    record = TakenEditions.read(file, "1.0")
    assert (record.taken, record.refused) == ({}, {})
    record.keep(STREETS, KNOWN)
    assert TakenEditions.read(file, "1.0").taken == {"streets": KNOWN}


def test_reading_writes_nothing(file):
    TakenEditions.read(file, "1.0")
    assert not file.parent.exists()


def test_the_record_is_json_that_people_can_read(file):
    TakenEditions.read(file, "1.0").keep(STREETS, KNOWN)
    row = json.loads(file.read_text())["taken"]["streets"]
    assert (row["address"], row["etag"], row["fetched_at"]) == (
        STREETS.address,
        '"one"',
        "2026-11-25T10:00:00+00:00",
    )
