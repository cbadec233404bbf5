"""Streets asked for by the names they used to have."""

import csv

import pytest

from geodata.errors import ResourceError
from geodata.gazetteer.former_names import FORMER_NAMES_FILE, under_former_names
from geodata.geocoding import LocalGeocoder
from geodata.streets import StreetIndex
from geodata.tables import RESOURCES


def test_every_former_name_leads_to_a_street_of_the_index():
    with (RESOURCES / FORMER_NAMES_FILE).open(encoding="utf-8", newline="") as lines:
        names = {row["name"] for row in csv.DictReader(lines)}
    assert {street.name for street in under_former_names(StreetIndex.load())} == names


def test_a_former_name_is_answered_with_todays():
    place = LocalGeocoder.load().find("Capitán Haya 41").place
    assert (place.label, place.neighbourhood) == ("Calle del Poeta Joan Maragall, 41", "06-03")


@pytest.mark.parametrize(("content", "reason"), [(None, "missing"), ("a,b\n1,2\n", "damaged")])
def test_a_missing_or_damaged_file_of_former_names_is_named(tmp_path, content, reason):
    if content is not None:
        (tmp_path / FORMER_NAMES_FILE).write_text(content, encoding="utf-8")
    with pytest.raises(ResourceError) as caught:
        under_former_names([], tmp_path)
    assert caught.value.reason == reason
