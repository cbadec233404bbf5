"""docs/rules.md: its tables are those of the files, and its examples are worked out again."""

import tomllib
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bot.domain import MADRID, ChatMemory
from bot.services.parking import LEAD, SETTLED, SHORT_LEAD, SHORT_STAY, SNOOZE, ParkingWatch
from forecasting.availability import VISITOR, Driver
from forecasting.service_hours import LONGEST_WAIT, ServiceCalendar
from forecasting.tariffs import price
from geodata.places import Place, Point
from geodata.spaces import SpaceIndex

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "rules.md").read_text("utf-8")
WORDS = " ".join(PAGE.split())
ASSUMPTIONS = ROOT / "forecasting" / "assumptions"
RULES = tomllib.loads((ASSUMPTIONS / "rules.toml").read_text("utf-8"))
TARIFFS = tomllib.loads((ASSUMPTIONS / "tariffs.toml").read_text("utf-8"), parse_float=Decimal)
CHAMBERI = "07-05"
DAY = date(2026, 3, 4)


def table(*columns):
    """The cells below the header whose first columns are these."""
    lines = iter(PAGE.splitlines())
    next(line for line in lines if line.startswith(f"| {' | '.join(columns)} |"))
    next(lines)
    for line in lines:
        if not line.startswith("|"):
            return
        yield tuple(cell.strip() for cell in line.strip("|").split("|"))


def steps(pairs):
    return ", ".join(f"{minutes}: {euros}" for minutes, euros in pairs) or "–"


def minutes(span):
    return span // timedelta(minutes=1)


def test_the_longest_stays_are_those_of_the_file():
    assert list(table("colour", "minutes")) == [
        (one["colour"], str(one["minutes"]), one["confidence"]) for one in RULES["stay"]
    ]


def test_the_other_rules_are_those_of_the_file():
    again, (exempt,) = RULES["again"], RULES["exempt"]
    assert f"again for {again['minutes']} minutes ({again['confidence']})" in WORDS
    assert (exempt["labels"], exempt["colours"]) == (["CERO"], ["blue", "green"])
    assert f"label CERO on blue and green ({exempt['confidence']})" in WORDS
    assert RULES["resident"] == {"colours": ["green"], "confidence": "high"}
    no_label, centre = RULES["refused"]
    assert f"only at home, since {no_label['from']}" in WORDS
    assert centre["districts"] == ["01"]
    assert f"unless they live there, since {centre['from']} (both {centre['confidence']})" in WORDS
    assert no_label["confidence"] == centre["confidence"]


def test_the_hours_are_those_of_the_calendar():
    calendar = ServiceCalendar.load()
    days = {"Monday to Friday from 9 to 21 h": date(2026, 3, 3), "Saturdays from 9 to 15 h": date(2026, 3, 7)}
    for words, day in days.items():
        opening, closing = calendar.window(CHAMBERI, day)
        assert words in WORDS
        assert words.endswith(f"from {opening.hour} to {closing.hour} h")
    for day in (date(2026, 8, 4), date(2026, 12, 24), date(2026, 12, 31)):
        assert calendar.window(CHAMBERI, day) == calendar.window(CHAMBERI, date(2026, 3, 7))
    assert calendar.window(CHAMBERI, date(2026, 3, 8)) is None
    assert f"more than {LONGEST_WAIT.days} days" in WORDS


@pytest.mark.parametrize("row", list(table("comes", "has to be gone by")))
def test_every_example_of_a_stay_is_worked_out(row):
    comes, gone_by = (datetime.fromisoformat(cell).replace(tzinfo=MADRID) for cell in row[:2])
    watch = ParkingWatch(ServiceCalendar.load(), SpaceIndex.load())
    place = Place("Calle de Ponzano", Point(40.4417, -3.6987), "test", "street")
    car = watch.park(ChatMemory(1, "es"), place, CHAMBERI, "green", comes)
    assert car.move_by == gone_by.astimezone(UTC)
    assert ("regulated hours begin" in row[2]) == (car.why == "regulation_starts")


def test_the_reminders_are_those_of_the_code():
    assert f"One reminder {minutes(LEAD)} minutes before" in WORDS
    assert f"gone, {minutes(SHORT_LEAD)} where the longest stay is shorter than an hour" in WORDS
    assert SHORT_STAY == 60
    assert f"sooner than {minutes(SETTLED)} minutes after parking" in WORDS
    assert f"in the last {minutes(SETTLED)} minutes before them" in WORDS
    assert f"comes again after {minutes(SNOOZE)} minutes" in WORDS


def test_the_base_tariffs_are_those_of_the_file():
    assert list(table("colour", "districts")) == [
        (
            one["colour"],
            ", ".join(one.get("districts", ["all"])),
            steps(one["steps"]),
            steps(one.get("up_to", [])),
            str(one["as_of"]),
            one["confidence"],
        )
        for one in TARIFFS["tariff"]
    ]


def test_the_labels_and_the_surcharge_are_those_of_the_file():
    (labels,), surcharge = TARIFFS["labels"], TARIFFS["surcharge"]
    assert list(table("label", "pays")) == [
        (label, f"{factor:.0%}".replace("%", " %")) for label, factor in labels["factors"].items()
    ]
    assert f"label (since {labels['from']}, {labels['confidence']})" in WORDS
    assert f"for days before {labels['from']}" in WORDS
    assert f"bad air {surcharge['least']:.0%}".replace("%", " %") in WORDS
    assert f"to {surcharge['most']:.0%}".replace("%", " %") in WORDS
    assert f"is added, since {surcharge['from']} ({surcharge['confidence']})" in WORDS


def test_the_examples_of_prices_are_worked_out():
    blue = price("blue", 90, Driver("B"), CHAMBERI, DAY)
    green = price("green", 60, Driver("C"), CHAMBERI, DAY)
    unknown = price("blue", 60, VISITOR, CHAMBERI, DAY)
    assert f"label B pays {blue.low} for 90 minutes on blue" in WORDS
    assert f"label C {green.low} to {green.high} for an hour on green" in WORDS
    assert f"label {unknown.low} to {unknown.high} for an hour on blue" in WORDS
    assert price("orange", 60, VISITOR, "09-01", DAY) is None
    assert "on orange (no tariff is published)" in WORDS
