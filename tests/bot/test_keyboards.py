"""Buttons: what can be done with an answer, none of them leading into the past or astray."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.bot_api.entities import utf16_length
from bot.callbacks import AtPlace, Explain, ParkedHere, PickTime, SaveAs, ShowAt, ShowDay, ShowNearby, decode
from bot.domain import LANGUAGES, MADRID, Query
from bot.keyboards import (
    answer_buttons,
    day_buttons,
    inline_buttons,
    navigation_buttons,
    navigation_links,
    same_clock,
    time_buttons,
)
from bot.services.questions import Question
from geodata.places import Place, Point

PONZANO = Place("Calle de Ponzano, 20", Point(40.43783, -3.69941), "streets", "house", "07-05")
AT = datetime(2025, 3, 13, 11, tzinfo=MADRID)
SEVEN_DAYS = timedelta(days=7)


@pytest.fixture
def answer(answering, now):
    def ask(place=PONZANO, at=AT, **query):
        question = Question(Query("", place.label, at, at_given=True, **query), place)
        return answering.answers.answer(question, now)

    return ask


def words(rows):
    return [[button.text for button in row] for row in rows]


def actions(rows):
    return [decode(button.data) for row in rows for button in row if button.data]


def kinds(rows):
    return {type(one) for one in actions(rows)}


# Under an answer.


def test_an_answer_about_another_time_offers_its_hours_looks_and_ways_on(answer, now):
    assert words(answer_buttons(answer(), "es", now)) == [
        ["−1 h", "+1 h", "Mañana"],
        ["🕐 Otra hora", "📈 El día", "🚶 Mejor cerca"],
        ["🔔 Avísame", "⭐ Guardar"],
        ["¿Por qué?", "🧭 Ir", "↗️ Compartir"],
    ]


def test_who_asks_about_now_may_say_that_they_parked(answer, now):
    assert ParkedHere in kinds(answer_buttons(answer(at=now), "es", now))
    assert ParkedHere not in kinds(answer_buttons(answer(at=now + timedelta(minutes=61)), "es", now))


def test_nobody_parks_in_a_whole_neighbourhood(answer, now):
    area = Place("Almagro", Point(40.433, -3.694), "index", "neighbourhood", "07-04")
    assert ParkedHere not in kinds(answer_buttons(answer(area, now), "es", now))


def test_a_place_that_may_not_be_kept_has_no_button_that_keeps_it(answer, now):
    assert SaveAs not in kinds(answer_buttons(answer(replace(PONZANO, storable=False)), "es", now))


def test_what_is_free_has_nothing_to_explain_and_nothing_better(answer, now):
    shown = kinds(answer_buttons(answer(at=AT.replace(day=16)), "es", now))
    assert not {Explain, ShowNearby} & shown
    assert {PickTime, ShowDay} <= shown


def test_outside_the_zone_only_the_way_there_is_left_and_in_another_region_nothing(answer, now):
    aluche = Place("Aluche", Point(40.3856, -3.7609), "t", "landmark")
    assert words(answer_buttons(answer(aluche), "es", now)) == [["🧭 Ir"]]
    assert answer_buttons(answer(replace(aluche, point=Point(43.5, -20.0))), "es", now) == ()


def test_each_other_meaning_of_the_words_is_a_row(answer, now):
    other = replace(PONZANO, label="Travesía de Ponzano")
    rows = answer_buttons(replace(answer(), alternatives=(other,)), "es", now)
    assert words(rows)[-1] == ["Travesía de Ponzano"]
    assert decode(rows[-1][0].data).at == AT


def test_an_answer_elsewhere_has_hours_and_the_way_to_the_bot(answer, now):
    rows = inline_buttons(answer(), "en", now, "https://t.me/x?start=a")
    assert words(rows) == [["−1 h", "+1 h", "Tomorrow"], ["Open in sermadrid"]]
    assert rows[-1][0].url == "https://t.me/x?start=a"


# Another time.


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_time_is_a_week_of_days_the_days_hours_and_the_way_back(now, language):
    rows = time_buttons(PONZANO, AT, language, now)
    chosen = {"es": "• jue 13", "en": "• Thu 13"}[language]
    assert [len(row) for row in rows] == [4, 3, 4, 4, 4, 3, 1, 1]
    assert rows[0][1].text == chosen
    assert [button.text[:2] for row in rows[2:6] for button in row][-1] == "22"
    assert decode(rows[-1][0].data).at == AT


def test_of_today_the_hour_under_way_and_those_to_come_are_offered(now):
    rows = time_buttons(PONZANO, now, "es", now)
    assert [button.text for button in rows[2][:2]] == ["10:00", "11:00"]
    assert [decode(button.data).at for button in rows[2][:2]] == [now, now.replace(hour=11, minute=0)]


@given(st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31)), st.integers(-2_000, 60_000))  # noqa: DTZ001 -- the zone is added below
def test_no_button_of_another_time_leads_into_the_past(clock, minutes):
    now = clock.replace(second=0, microsecond=0, tzinfo=UTC)
    at = now + timedelta(minutes=minutes)
    *offered, _back = actions(time_buttons(PONZANO, at, "es", now))
    assert all(one.at >= now for one in offered)
    *offered, _back = actions(day_buttons(PONZANO, at, "es", now))
    assert all(one.at >= now for one in offered)


def test_weeks_are_paged_without_gaps_and_the_first_one_begins_today(now):
    at, seen = now, []
    for _ in range(4):
        rows = time_buttons(PONZANO, at, "es", now)
        days = [decode(button.data).at.astimezone(MADRID).date() for row in rows[:2] for button in row]
        seen += days
        later = next(button for row in rows for button in row if button.text == "Más tarde ›")
        at = decode(later.data).at
    assert seen == [now.date() + timedelta(days=n) for n in range(28)]


def test_paging_back_leads_to_the_week_before_and_not_before_today(now):
    rows = time_buttons(PONZANO, now + 2 * SEVEN_DAYS, "es", now)
    earlier = next(button for row in rows for button in row if button.text == "‹ Antes")
    assert decode(earlier.data).at.astimezone(MADRID).date() == now.date() + SEVEN_DAYS
    assert not any("‹ Antes" in row for row in words(time_buttons(PONZANO, now, "es", now)))


def test_a_drawn_day_has_its_neighbours_but_none_before_today(now):
    assert words(day_buttons(PONZANO, now, "es", now)) == [["jue 13 ›"], ["‹ Volver"]]
    assert words(day_buttons(PONZANO, AT, "es", now)) == [["‹ mié 12", "vie 14 ›"], ["‹ Volver"]]


@given(
    st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001 -- hypothesis adds the zone
    st.dates(date(2025, 1, 1), date(2027, 12, 31)),
)
def test_the_same_clock_time_of_another_day_is_what_madrids_clocks_show(at, day):
    clock, other = at.astimezone(MADRID), same_clock(at, day)
    shown = other.astimezone(MADRID)
    assert other.tzinfo is UTC
    assert shown.date() == day
    skipped = (
        datetime.combine(day, clock.time().replace(fold=0), MADRID).astimezone(UTC).astimezone(MADRID).time()
        != clock.time()
    )
    if not skipped:
        assert shown.time() == clock.time().replace(fold=0)
        assert shown.fold == 0


@pytest.mark.parametrize(
    ("day", "moment"),
    [
        (date(2025, 3, 30), datetime(2025, 3, 30, 1, 30, tzinfo=UTC)),  # 2:30 is skipped: 3:30
        (date(2025, 10, 26), datetime(2025, 10, 26, 0, 30, tzinfo=UTC)),  # 2:30 comes twice: the first
        (date(2025, 7, 1), datetime(2025, 7, 1, 0, 30, tzinfo=UTC)),
    ],
)
def test_a_skipped_clock_time_moves_on_and_of_a_repeated_one_the_first_is_meant(day, moment):
    assert same_clock(datetime(2025, 3, 13, 1, 30, tzinfo=UTC), day) == moment


# The way there, and to others.


def test_each_map_is_opened_with_a_drive_to_the_point():
    links = {app: urlsplit(url) for app, url in navigation_links(Point(40.43783, -3.69941)).items()}
    assert {url.scheme for url in links.values()} == {"https"}
    to = ["40.437830,-3.699410"]
    asked = {app: parse_qs(url.query) for app, url in links.items()}
    assert (asked["google"]["destination"], asked["google"]["travelmode"]) == (to, ["driving"])
    assert (asked["waze"]["ll"], asked["waze"]["navigate"]) == (to, ["yes"])
    assert (asked["apple"]["daddr"], asked["apple"]["dirflg"]) == (to, ["d"])


def test_the_coordinates_can_be_copied_and_the_answer_comes_back():
    links, (copied,), (back,) = navigation_buttons(PONZANO, AT, "es")
    assert len(links) == 3
    assert copied.copy == "40.437830,-3.699410"
    assert isinstance(decode(back.data), ShowAt)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_shared_is_read_back_to_the_same_place_and_minute(answering, answer, now, language):
    found = [
        await answering.reader.read(text, now) for text in ("Ponzano 20", "Gran Vía 32", "Sol", "Atocha")
    ]
    named = [one.place for one in found]
    position = Place("Bar Fide", Point(40.43783, -3.69941), "coordinates", "point")
    cut_off = replace(PONZANO, label="Calle de los Hermanos de la Cofradía de…")
    areas = [
        Place(area.name, answering.answers.neighbourhoods.centre(area.code), "n", "neighbourhood", area.code)
        for area in answering.answers.neighbourhoods
    ]
    at = AT.replace(hour=18, minute=35)
    for place in (*named, position, cut_off, *areas):
        (shared,) = [
            button.share
            for row in answer_buttons(answer(place, at), language, now)
            for button in row
            if button.share
        ] or [None]
        if shared is None:  # outside the zone there is nothing to share
            continue
        back = await answering.reader.read(shared, now)
        assert isinstance(back, Question), shared
        assert back.query.at == at, shared
        if place.precision == "neighbourhood":
            assert (back.place.precision, back.place.neighbourhood) == ("neighbourhood", place.neighbourhood)
        else:
            assert back.place.point.lat == pytest.approx(place.point.lat, abs=0.00001), shared
            assert back.place.point.lon == pytest.approx(place.point.lon, abs=0.00001), shared


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80))
def test_every_button_about_a_place_fits_whatever_the_place_is_called(label):
    place = replace(PONZANO, label=label)
    now = AT - timedelta(days=1)
    rows = (*time_buttons(place, AT, "en", now), *navigation_buttons(place, AT, "en"))
    for row in rows:
        assert 1 <= len(row) <= 8
        for button in row:
            assert utf16_length(button.text) <= 64
            assert button.data is None or isinstance(decode(button.data), AtPlace)
