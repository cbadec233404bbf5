"""The catalogue's answer, in the shape that datos.madrid.es gives it."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.portal.catalogue import catalogue_address, read_catalogue
from bot.portal.choosing import newest, newest_quarters
from bot.portal.editions import boundary_editions
from bot.portal.errors import CatalogueError
from tests.bot.portal.server import catalogue_of

ASKED = "https://datos.madrid.es/api/action/package_show?id=218228-0-ser-calles"


def resource(number, year, kind="CSV", **changed):
    name = f"218228-{number}-ser-calles-{kind.lower()}"
    return {
        "id": name,
        "name": name,
        "description": f"Calles y número de plazas SER. {year}",
        "format": kind,
        "url": f"https://datos.madrid.es/dataset/218228-0-ser-calles/resource/{name}/download/{name}.{kind.lower()}",
        "created": "2021-02-02T13:05:35.695000",
        "last_modified": "2026-04-16T00:00:00",
        "size": 2_681_253,
        "hash": "f0ff1146c1d8e5f81ca80cef1c137fbe",
        "hash_algorithm": "MD5",
        "state": "active",
        "resource_type": "data",
        "hierarchy": [{"hierarchy_name": str(year), "order": "0"}],
        **changed,
    }


def quarter(text, **changed):
    return {"url": f"/{text.replace(' ', '_')}.csv", "description": text, "format": "CSV", **changed}


def tickets(*resources):
    return read_catalogue("tickets", ASKED, catalogue_of(*resources))


def streets(*resources):
    return read_catalogue("streets", ASKED, catalogue_of(*resources))


def test_the_catalogue_is_asked_by_the_data_sets_id():
    assert catalogue_address("https://datos.madrid.es/", "streets") == ASKED


def test_a_resource_becomes_an_edition_with_everything_that_is_said_of_it():
    (edition,) = streets(resource(13, 2018))
    assert (edition.format, edition.period, edition.size) == ("CSV", (2018, 0), 2_681_253)
    assert edition.modified == datetime(2026, 4, 16, tzinfo=UTC)
    assert edition.md5 == "f0ff1146c1d8e5f81ca80cef1c137fbe"
    assert edition.name == "218228-13-ser-calles-csv.csv"


def test_the_newest_is_chosen_by_what_it_is_about_and_its_date_never_by_number():
    editions = streets(
        resource(26, 2021),
        resource(13, 2018),  # marked as changed when the portal moved, after the newest was published
        resource(1, 2026, last_modified="2026-02-03T13:39:30"),
        resource(0, 2026, kind="XLSX", last_modified="2026-02-03T13:39:30"),
        resource(7, 2022),
    )
    assert [edition.name for edition in newest(editions)] == [
        "218228-1-ser-calles-csv.csv",
        "218228-0-ser-calles-xlsx.xlsx",
    ]


def test_without_any_year_the_date_decides():
    plain = {"description": "", "hierarchy": None}
    old = resource(9, "", **plain, last_modified="2025-01-01T00:00:00")
    new = resource(2, "", **plain, last_modified=None, created="2026-01-01T00:00:00")
    assert newest(streets(old, new))[0].modified == datetime(2026, 1, 1, tzinfo=UTC)


def test_a_later_change_of_the_same_year_goes_first_even_as_a_spreadsheet():
    text = resource(1, 2026, last_modified="2026-02-03T00:00:00")
    sheet = resource(0, 2026, kind="XLSX", last_modified="2026-08-10T00:00:00")
    assert [edition.format for edition in newest(streets(text, sheet))] == ["XLSX", "CSV"]


@pytest.mark.parametrize(
    "changed",
    [
        {"format": "PDF", "url": "https://datos.madrid.es/estructura.pdf"},
        {"resource_type": "documentation"},
        {"state": "deleted"},
        {"url": ""},
        {"url": None},
        {"url": "https://[datos"},
    ],
)
def test_what_is_no_data_is_passed_over(changed):
    with pytest.raises(CatalogueError) as refused:
        streets(resource(1, 2026, **changed))
    assert (refused.value.dataset, refused.value.reason) == ("streets", "no_editions")


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"format": "text/csv"}, "CSV"),
        ({"format": ".zip"}, "ZIP"),
        ({"format": ""}, "CSV"),
        ({"format": None, "url": "/download/calles.XLSX"}, "XLSX"),
    ],
)
def test_the_format_is_read_however_it_is_said(changed, kind):
    assert streets(resource(1, 2026, **changed))[0].format == kind


def test_what_the_catalogue_does_not_say_is_unknown():
    (edition,) = streets(
        {"url": "download/calles", "format": "CSV", "size": "big", "hash": "sha1:00", "created": "?"}
    )
    assert (edition.period, edition.modified, edition.size, edition.md5) == (None, None, None, None)
    assert edition.address == "https://datos.madrid.es/api/action/download/calles"
    assert edition.name == "calles.csv"


@pytest.mark.parametrize("last", ["..%2f..%2fetc%2fpasswd", ".hidden", "a b;c.csv", "x" * 500, "%00.csv", ""])
def test_a_name_is_fit_for_any_folder(last):
    (edition,) = streets({"url": f"https://datos.madrid.es/{last}", "format": "CSV"})
    assert "/" not in edition.name
    assert not edition.name.startswith(".")
    assert edition.name.endswith(".csv")
    assert len(edition.name) <= 110


@pytest.mark.parametrize("size", [0, -1, 10**400, "7", None, 1.5])
def test_a_size_that_no_file_has_is_as_good_as_none(size):
    (edition,) = streets({"url": "https://datos.madrid.es/a.csv", "format": "CSV", "size": size})
    assert edition.size is None


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no_catalogue"),
        (b"<html></html>", "no_catalogue"),
        (b"[]", "no_catalogue"),
        (b'{"result": {}}', "no_catalogue"),
        (b"[" * 200_000, "no_catalogue"),
        (b'{"success": true, "result": {"resources": 7}}', "no_catalogue"),
        (b'{"success": false, "error": {"message": "Not found"}}', "no_such_dataset"),
        (b'{"success": true, "result": {"resources": []}}', "no_editions"),
    ],
)
def test_an_answer_that_cannot_be_used_is_named(content, reason):
    with pytest.raises(CatalogueError) as refused:
        read_catalogue("tickets", ASKED, content)
    assert refused.value.reason == reason


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
KEYS = (
    "url",
    "format",
    "size",
    "hash",
    "last_modified",
    "created",
    "hierarchy",
    "description",
    "name",
    "state",
)


@given(st.lists(st.dictionaries(st.sampled_from(KEYS), json_values), max_size=3))
def test_no_resource_lets_a_foreign_error_out(resources):
    try:
        editions = read_catalogue("streets", ASKED, json.dumps({"result": {"resources": resources}}).encode())
    except CatalogueError:
        return
    assert all(edition.name and edition.key for edition in editions)


def test_the_newest_quarters_are_wanted_the_latest_first():
    names = ["Primer trimestre 2025", "Cuarto trimestre 2024", "2T2025", "tiques 2023 T1"]
    groups = newest_quarters(tickets(*map(quarter, names)), 3)
    assert [str(group[0].period) for group in groups] == ["2025T2", "2025T1", "2024T4"]
    assert groups[0][0].key == "tickets 2025T2"


def test_a_file_of_a_year_is_taken_once_for_the_quarters_that_have_none_of_their_own():
    groups = newest_quarters(
        tickets(quarter("Tiques 2024"), quarter("Tiques 2024 T4"), quarter("2025 T1")), 8
    )
    assert [str(group[0].period) for group in groups] == ["2025T1", "2024T4", "2024"]


def test_of_a_quarters_files_the_one_changed_last_goes_first_then_the_smaller_to_fetch():
    old = quarter("2025 T1", url="/old.zip", format="ZIP", last_modified="2025-05-01T00:00:00")
    same = {"last_modified": "2025-06-01T00:00:00"}
    new, packed = quarter("2025 T1", **same), quarter("2025 T1", url="/new.zip", format="ZIP", **same)
    (group,) = newest_quarters(tickets(old, new, packed), 4)
    assert [edition.name for edition in group] == ["new.zip", "2025_T1.csv", "old.zip"]


def test_a_quarter_that_is_not_named_is_the_one_that_was_over():
    (group,) = newest_quarters(tickets(quarter("tiques", last_modified="2026-05-12T10:31:11")), 1)
    assert group[0].period == (2026, 1)


def test_tickets_in_spreadsheets_are_no_tickets():
    with pytest.raises(CatalogueError):
        newest_quarters(tickets(quarter("2025 T1", format="XLSX", url="/a.xlsx")), 4)


def test_boundaries_are_where_the_setting_says_one_after_the_other():
    first, second = boundary_editions(
        "https://geoportal.madrid.es/SHP_ZIP.zip https://sigma.madrid.es/query?f=geojson"
    )
    assert (first.format, first.name) == ("ZIP", "SHP_ZIP.zip")
    assert (second.format, second.name) == ("GEOJSON", "query.geojson")
