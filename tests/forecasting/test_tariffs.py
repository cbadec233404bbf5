"""Prices: the published steps, and what must hold of every price."""

import tomllib
from datetime import date
from decimal import Decimal
from importlib.resources import files

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from forecasting.availability import VISITOR, Driver, rights
from forecasting.tariffs import in_bad_air, price

DAY = date(2026, 3, 4)
CENTRO, CHAMBERI, ZOFIO = "01-06", "07-05", "12-06"
FILE = tomllib.loads(
    files("forecasting").joinpath("assumptions/tariffs.toml").read_text(encoding="utf-8"), parse_float=Decimal
)
PRICED = ("blue", "green", "high_rotation", "red")
PAYING = ("ECO", "C", "B")

colours = st.sampled_from([*PRICED, "orange"])
areas = st.sampled_from([CENTRO, CHAMBERI, ZOFIO])
labels = st.sampled_from([None, "none", "B", "C", "ECO", "CERO"])
drivers = st.builds(Driver, labels, st.sampled_from([None, CENTRO, CHAMBERI]))
minutes = st.integers(0, 300)


def euros(found):
    return str(found.low), str(found.high)


@pytest.mark.parametrize(
    ("colour", "stay", "label", "area", "expected"),
    [
        ("blue", 60, "B", CHAMBERI, ("1.32", "1.32")),
        ("blue", 60, "C", CHAMBERI, ("0.99", "0.99")),
        ("blue", 240, "ECO", CHAMBERI, ("2.10", "2.10")),
        ("blue", 90, "B", CHAMBERI, ("2.43", "2.43")),  # half way from 1.10 to 2.95
        ("blue", 2, "B", CHAMBERI, ("0.06", "0.06")),  # the least is five minutes
        ("green", 60, "C", ZOFIO, ("1.85", "1.85")),
        ("green", 60, "C", CHAMBERI, ("1.85", "2.12")),  # is the low-emission tariff that of the M-30?
        ("green", 60, "ECO", CENTRO, ("0.59", "0.59")),
        ("green", 120, "B", ZOFIO, ("4.92", "5.64")),
        ("high_rotation", 45, "B", CHAMBERI, ("2.46", "2.46")),
        ("red", 240, "C", "08-05", ("2.48", "2.48")),
    ],
)
def test_a_price_is_the_base_tariff_times_what_the_label_pays(colour, stay, label, area, expected):
    found = price(colour, stay, Driver(label), area, DAY)
    assert euros(found) == expected
    assert (found.minutes, found.exemption) == (stay, None)


def test_a_price_says_as_of_when_it_is():
    assert price("blue", 60, VISITOR, CHAMBERI, DAY).as_of == date(2022, 1, 26)


def test_who_did_not_tell_the_label_gets_the_range_of_those_that_may_park_there():
    assert euros(price("blue", 60, VISITOR, CHAMBERI, DAY)) == ("0.28", "1.32")
    assert euros(price("green", 60, VISITOR, CENTRO, DAY)) == ("0.59", "0.59")  # there only ECO pays
    assert euros(price("blue", 60, Driver(resident=CENTRO), CENTRO, DAY)) == ("0.28", "1.32")


def test_zero_emission_cars_pay_nothing_for_as_long_as_they_may_stay():
    for stay in (1, 240, 2000):
        found = price("blue", stay, Driver("CERO"), CHAMBERI, DAY)
        assert (*euros(found), found.exemption) == ("0.00", "0.00", "zero_emission")
    assert price("high_rotation", 46, Driver("CERO"), CHAMBERI, DAY) is None


def test_residents_pay_nothing_by_the_stay_on_their_own_green_and_like_others_elsewhere():
    at_home = Driver("B", resident=CHAMBERI)
    found = price("green", 2000, at_home, CHAMBERI, DAY)
    assert (*euros(found), found.exemption) == ("0.00", "0.00", "permit")
    assert price("blue", 60, at_home, CHAMBERI, DAY) == price("blue", 60, Driver("B"), CHAMBERI, DAY)
    assert price("green", 60, at_home, ZOFIO, DAY) == price("green", 60, Driver("B"), ZOFIO, DAY)


def test_without_a_label_there_is_a_price_at_home_only():
    assert price("green", 60, Driver("none"), CHAMBERI, DAY) is None
    at_home = Driver("none", resident=CHAMBERI)
    assert price("green", 60, at_home, CHAMBERI, DAY).exemption == "permit"
    assert price("blue", 60, at_home, CHAMBERI, DAY) is None  # no figure is published


def test_who_may_not_park_there_has_no_price():
    assert price("green", 60, Driver("B"), CENTRO, DAY) is None
    assert price("green", 60, Driver("B", resident=CENTRO), CENTRO, DAY).exemption == "permit"


@pytest.mark.parametrize(
    ("colour", "longest"), [("blue", 240), ("green", 120), ("high_rotation", 45), ("red", 240)]
)
def test_there_is_no_price_beyond_the_longest_stay(colour, longest):
    assert price(colour, longest, VISITOR, CHAMBERI, DAY) is not None
    assert price(colour, longest + 1, VISITOR, CHAMBERI, DAY) is None


def test_there_is_no_price_of_what_is_not_published():
    assert price("orange", 60, VISITOR, "09-01", DAY) is None
    assert price("blue", 60, VISITOR, CHAMBERI, date(2022, 1, 25)) is None
    assert price("blue", 60, VISITOR, CHAMBERI, date(2022, 1, 26)) is not None
    assert price("blue", -1, VISITOR, CHAMBERI, DAY) is None


def test_bad_air_adds_sixty_to_a_hundred_per_cent():
    usual = price("blue", 60, Driver("B"), CHAMBERI, DAY)
    assert euros(in_bad_air(usual, DAY)) == ("2.11", "2.64")
    assert in_bad_air(usual, date(2022, 1, 25)) == usual
    free = price("blue", 60, Driver("CERO"), CHAMBERI, DAY)
    assert in_bad_air(free, DAY) == free


@pytest.mark.parametrize("tariff", FILE["tariff"])
def test_every_tariff_rises_to_the_longest_stay_and_has_its_source(tariff):
    longest = rights(VISITOR, CHAMBERI, DAY).stays[tariff["colour"]]
    for curve in (tariff["steps"], tariff.get("up_to", tariff["steps"])):
        assert curve == sorted(curve)
        amounts = [amount for _, amount in curve]
        assert amounts == sorted(set(amounts))
        assert curve[-1][0] == longest
    assert tariff["from"] <= tariff["as_of"]
    assert tariff["confidence"] in ("high", "medium", "low")
    assert tariff["source"]


@given(colours, minutes, drivers, areas)
def test_a_price_is_a_range_of_whole_cents_and_never_negative(colour, stay, driver, area):
    found = price(colour, stay, driver, area, DAY)
    assume(found is not None)
    assert 0 <= found.low <= found.high
    assert found.low == found.low.quantize(Decimal("0.01"))
    assert found.high == found.high.quantize(Decimal("0.01"))
    bad = in_bad_air(found, DAY)
    assert found.low <= bad.low <= bad.high


@given(colours, minutes, minutes, drivers, areas)
def test_a_longer_stay_never_costs_less(colour, one, other, driver, area):
    short, long = (price(colour, stay, driver, area, DAY) for stay in sorted((one, other)))
    assume(long is not None)
    assert short.low <= long.low
    assert short.high <= long.high


@given(st.sampled_from(PRICED), minutes, areas)
def test_cleaner_labels_never_pay_more(colour, stay, area):
    prices = [price(colour, stay, Driver(label), area, DAY) for label in ("CERO", *PAYING)]
    allowed = [one for one in prices if one is not None]
    assert [one.low for one in allowed] == sorted(one.low for one in allowed)
    assert [one.high for one in allowed] == sorted(one.high for one in allowed)


@given(st.sampled_from(PRICED), minutes, areas, st.sampled_from(PAYING))
def test_the_price_of_a_label_lies_in_the_range_for_an_unknown_one(colour, stay, area, label):
    known, unknown = price(colour, stay, Driver(label), area, DAY), price(colour, stay, VISITOR, area, DAY)
    assume(known is not None)
    assert unknown.low <= known.low
    assert known.high <= unknown.high


@given(colours, minutes, drivers, areas)
def test_nobody_is_told_a_price_where_they_may_not_park_or_for_longer_than_they_may(
    colour, stay, driver, area
):
    allowed = rights(driver, area, DAY)
    limit = allowed.stays[colour]
    if allowed.refused or (limit is not None and stay > limit):
        assert price(colour, stay, driver, area, DAY) is None
