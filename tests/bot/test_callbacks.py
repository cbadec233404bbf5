"""Buttons carry place and time in 64 bytes, and what cannot be read has a name."""

import base64
from datetime import UTC, datetime, timedelta, timezone
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.callbacks import (
    MAX_PAYLOAD_BYTES,
    SOURCE,
    AlertMe,
    AlertOffer,
    AtPlace,
    ChoosePlace,
    Explain,
    Navigate,
    ParkedHere,
    PickTime,
    Press,
    SaveAs,
    ShowAt,
    ShowDay,
    ShowNearby,
    ShowNow,
    decode,
    encode,
)
from bot.errors import StaleButtonError
from geodata.places import Place, Point

AT = datetime(2026, 10, 25, 1, 0, tzinfo=UTC)
PONZANO = Place("Calle de Ponzano, 20", Point(40.43783, -3.69941), "streets", "house", "07-05")

degrees = {"allow_nan": False, "allow_infinity": False}
points = st.builds(Point, lat=st.floats(-90, 90, **degrees), lon=st.floats(-180, 180, **degrees))
codes = st.none() | st.builds("{:02d}-{:02d}".format, st.integers(0, 99), st.integers(0, 99))
labels = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)
precisions = st.sampled_from(["house", "street", "landmark", "neighbourhood", "point"])
places = st.builds(Place, labels, points, st.just(SOURCE), precisions, codes, st.booleans())
bounds = (datetime(1970, 1, 2), datetime(2200, 1, 1))  # noqa: DTZ001 -- hypothesis adds the zone
moments = st.datetimes(*bounds, timezones=st.just(UTC))
KINDS = (
    ShowAt,
    ShowNow,
    ChoosePlace,
    Explain,
    PickTime,
    ShowDay,
    ShowNearby,
    Navigate,
    AlertMe,
    SaveAs,
    ParkedHere,
    *get_args(AlertOffer),
)
actions = st.one_of(st.builds(kind, places, moments) for kind in KINDS)
presses = st.builds(
    Press,
    st.from_regex(r"[a-z]{1,12}", fullmatch=True),
    st.from_regex(r"[a-z_]{1,16}", fullmatch=True),
    st.from_regex(r"[\x21-\x7e]{0,36}", fullmatch=True),
)


def test_every_kind_of_button_about_a_place_is_tested():
    assert set(KINDS) == set(AtPlace.__subclasses__())


@given(presses)
def test_a_press_comes_back_as_it_was(press):
    assert decode(encode(press)) == press
    assert len(encode(press).encode()) <= MAX_PAYLOAD_BYTES


@pytest.mark.parametrize(
    "press",
    [
        Press("Places", "list"),
        Press("places", ""),
        Press("places", "name", "ñ"),
        Press("places", "name", "two words"),
        Press("places", "name", "x" * 37),
    ],
)
def test_a_press_that_no_button_can_hold_is_refused_where_it_is_made(press):
    with pytest.raises(ValueError, match="no button"):
        encode(press)


@given(actions)
def test_what_may_not_be_kept_is_still_known_not_to_be_kept(action):
    assert decode(encode(action)).place.storable is action.place.storable


@given(actions)
def test_every_payload_fits_a_telegram_button(action):
    assert 1 <= len(encode(action).encode()) <= MAX_PAYLOAD_BYTES


@given(actions)
def test_a_payload_comes_back_as_the_action_to_a_metre_and_a_minute(action):
    back = decode(encode(action))
    assert type(back) is type(action)
    assert back.at == action.at.replace(second=0, microsecond=0)
    assert back.place.point.lat == pytest.approx(action.place.point.lat, abs=0.000006)
    assert back.place.point.lon == pytest.approx(action.place.point.lon, abs=0.000006)
    assert (back.place.precision, back.place.neighbourhood) == (
        action.place.precision,
        action.place.neighbourhood,
    )


@given(actions)
def test_a_label_comes_back_whole_or_visibly_shortened(action):
    label, back = action.place.label, decode(encode(action)).place.label
    if len(label.encode()) <= 42:
        assert back == label
    else:
        assert back.endswith("…")
        assert label.startswith(back[:-1])


@given(actions)
def test_what_came_out_of_a_payload_goes_in_again_unchanged(action):
    once = decode(encode(action))
    assert encode(once) == encode(action)
    assert decode(encode(once)) == once


@given(st.text())
def test_any_text_is_an_action_or_a_stale_button(payload):
    try:
        action = decode(payload)
    except StaleButtonError:
        return
    assert isinstance(action, AtPlace | Press)


@given(st.binary(min_size=15, max_size=15))
def test_any_figures_are_an_action_or_a_stale_button(figures):
    payload = "1s" + base64.urlsafe_b64encode(figures).decode()
    try:
        action = decode(payload)
    except StaleButtonError:
        return
    assert encode(action) == payload


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "1",
        "1s",
        "show:07-05",
        "0" + encode(ShowAt(PONZANO, AT))[1:],
        "1z" + encode(ShowAt(PONZANO, AT))[2:],
        encode(ShowAt(PONZANO, AT))[:20],
        "1s" + "ñ" * 20,
        "1s" + base64.urlsafe_b64encode(b"\xff" * 15).decode(),
    ],
)
def test_another_versions_or_nobodys_payload_is_stale(payload):
    with pytest.raises(StaleButtonError):
        decode(payload)


def test_the_time_of_a_button_is_the_same_moment_in_utc():
    cest = timezone(timedelta(hours=2))
    assert decode(encode(ShowAt(PONZANO, datetime(2026, 7, 1, 11, 0, tzinfo=cest)))).at == datetime(
        2026, 7, 1, 9, 0, tzinfo=UTC
    )


def test_the_two_hours_of_an_october_night_are_two_buttons():
    first, second = ShowAt(PONZANO, AT - timedelta(hours=1)), ShowAt(PONZANO, AT)
    assert encode(first) != encode(second)


def test_a_street_of_madrid_keeps_its_whole_name():
    assert decode(encode(ChoosePlace(PONZANO, AT))) == ChoosePlace(
        Place(PONZANO.label, PONZANO.point, SOURCE, "house", "07-05"), AT
    )


@pytest.mark.parametrize(
    ("place", "at"),
    [
        (PONZANO, AT.replace(tzinfo=None)),
        (PONZANO, datetime(1969, 1, 1, tzinfo=UTC)),
        (Place("x", Point(91, 0), "s", "point"), AT),
        (Place("x", Point(float("nan"), 0), "s", "point"), AT),
        (Place("x", Point(0, 0), "s", "point", "7-5"), AT),
    ],
)
def test_what_no_button_can_hold_is_refused_where_it_is_made(place, at):
    with pytest.raises(ValueError, match="button"):
        encode(ShowAt(place, at))
