from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.understanding import TimeNotUnderstoodError, UnderstandingError, Understood
from tests.bot.understanding.reading import MADRID, WEDNESDAY, at, read

WEEKDAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
ENGLISH_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
]
ENGLISH_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
WORDS = st.sampled_from(
    [
        "goya",
        "ponzano",
        "20",
        "mañana",
        "a",
        "las",
        "la",
        "8",
        "y",
        "media",
        "menos",
        "cuarto",
        "de",
        "del",
        "el",
        "en",
        "por",
        "tarde",
        "noche",
        "viernes",
        "25/03",
        "17:30",
        "h",
        "hoy",
        "dentro",
        "2",
        "horas",
        "minutos",
        "pasado",
        "que",
        "viene",
        "entre",
        "hasta",
        "next",
        "tomorrow",
        "at",
        "pm",
        "half",
        "past",
        "five",
        "in",
        "the",
        "morning",
        "doce",
        "octubre",
        "calle",
        "plaza",
        ",",
        ".",
        "-",
        "?",
        "99",
        "0",
        "ayer",
        "hace",
        "last",
        "week",
        "finde",
        "mes",
        "31",
        "febrero",
        "24",
        "00:00",
        "30/2",
        "dos",
        "mayo",
        "domingo",
        "santo",
        "navidad",
        "primer",
        "no",
        "mediodía",
        "min",
        "con",
        "2025-04-01T10:00Z",
        "28013",
    ]
)
NOWS = st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone
# Hours that no clock change touches, and days within the year, so that nothing said is ambiguous.
DAYS_AHEAD = st.integers(1, 300)
HOURS = st.integers(7, 23)
MINUTES = st.integers(0, 59)


def sound(text: str, now: datetime = WEDNESDAY) -> Understood | None:
    """What was read, after checking all that must hold for any message; None for a named error."""
    try:
        understood = read(text, now)
    except UnderstandingError:
        return None
    if understood.when:
        when = understood.when
        moments = [when.at, *(when.vague or ()), *([when.until] if when.until else [])]
        assert all(moment.tzinfo == MADRID for moment in moments)
        assert when.at.astimezone(UTC) >= now - timedelta(minutes=5)
        assert when.until is None or when.until.astimezone(UTC) > when.at.astimezone(UTC)
        assert when.vague is None or when.vague[0] <= when.vague[1]
    assert understood.place is None or understood.place.strip() == understood.place
    return understood


@given(st.text(max_size=300))
@example("１７:３０")
@example("31-12-0000")
@example("0/0/00 00:00 24:00")
def test_any_text_is_a_value_or_a_named_error(text):
    sound(text)


@settings(max_examples=150)
@given(st.lists(WORDS, max_size=14), NOWS)
def test_any_mixture_of_words_of_time_is_a_value_or_a_named_error(words, now):
    sound(" ".join(words), now)


@given(
    st.integers(0, 10**12),
    st.sampled_from(["horas", "minutos", "días", "semanas", "meses", "hours ago", "weeks"]),
)
def test_any_length_of_time_is_a_value_or_a_named_error(number, unit):
    sound(f"goya en {number} {unit}")
    sound(f"goya in {number} {unit}")
    sound(f"hace {number} {unit}")


@given(DAYS_AHEAD, HOURS, MINUTES)
def test_a_date_with_an_hour_is_read_back_from_every_way_to_write_it(days, hour, minute):
    meant = WEDNESDAY.replace(tzinfo=None) + timedelta(days=days)
    meant = meant.replace(hour=hour, minute=minute)
    month, english = MONTHS[meant.month - 1], ENGLISH_MONTHS[meant.month - 1]
    half = f"{(hour - 1) % 12 + 1}:{minute:02} {'am' if hour < 12 else 'pm'}"
    for text in (
        f"goya 20 {meant:%d/%m/%Y %H:%M}",
        f"{meant:%d-%m-%Y} a las {meant:%H:%M}h en goya 20",
        f"goya 20 el {meant.day} de {month} a las {meant:%H.%M}",
        f"{meant:%Y-%m-%dT%H:%M} goya 20",
        f"goya 20 {WEEKDAYS[meant.weekday()]} {meant.day} de {month} de {meant.year}, {meant:%H:%M}",
        f"parking near goya 20 on {english} {meant.day}, {meant.year} at {half}",
        f"goya 20 {half} {meant.day} {english}",
        f"{ENGLISH_WEEKDAYS[meant.weekday()]} {meant.day} of {english} at {meant:%H:%M} goya 20",
    ):
        understood = read(text)
        assert understood.when is not None, text
        assert understood.when.at == meant.replace(tzinfo=MADRID), text
        assert understood.place == "goya 20", text


@given(st.integers(0, 6), st.integers(9, 20))
def test_a_coming_weekday_is_within_seven_days_and_never_today(weekday, hour):
    for text in (
        f"goya el próximo {WEEKDAYS[weekday]} a las {hour}h",
        f"goya next {ENGLISH_WEEKDAYS[weekday]} at {hour}:00",
    ):
        when = read(text).when
        assert when.at.weekday() == weekday
        assert timedelta(0) < when.at.date() - WEDNESDAY.date() <= timedelta(days=7)


@given(st.integers(1, 12), st.sampled_from([0, 10, 15, 20, 30, 45]), st.sampled_from(["mañana", "tarde"]))
def test_an_hour_with_its_part_of_the_day_lies_in_that_part(hour, minute, part):
    when = read(f"goya el viernes a las {hour}:{minute:02} de la {part}").when
    expected = hour if part == "mañana" else hour % 12 + 12
    assert (when.at.hour, when.at.minute) == (expected, minute)


@given(
    st.integers(7, 22),
    st.integers(1, 10),
    st.sampled_from(["de {} a {}", "entre las {} y las {}", "{}:00-{}:00"]),
)
def test_a_range_begins_before_it_ends(start, length, form):
    end = min(start + length, 24)
    when = read("goya mañana " + form.format(start, end)).when
    assert when.until - when.at <= timedelta(hours=max(length, 12))
    assert when.until > when.at


@given(
    st.sampled_from(["2025-03-30", "2025-10-26", "2026-03-29", "2026-10-25", "2027-03-28", "2027-10-31"]),
    st.integers(-180, 360),
    st.integers(1, 24 * 60),
)
def test_time_said_from_now_is_real_time_in_nights_when_the_clocks_change(night, before, minutes):
    now = at(f"{night} 00:00").astimezone(UTC) + timedelta(minutes=before)
    when = sound(f"goya en {minutes} minutos", now).when
    assert when.at.astimezone(UTC) - now == timedelta(minutes=minutes)


@given(st.sampled_from(["2025-10-25", "2026-10-24", "2027-10-30"]), st.integers(0, 59))
def test_of_an_hour_that_comes_twice_the_one_still_ahead_is_meant(evening, minute):
    text = f"goya a las 02:{minute:02}"
    first = read(text + " mañana", at(f"{evening} 22:00")).when.at
    assert first.utcoffset() == timedelta(hours=2)
    between = first.astimezone(UTC) + timedelta(minutes=30)
    assert read(text + " hoy", between).when.at.astimezone(UTC) - first.astimezone(UTC) == timedelta(hours=1)


@given(st.sampled_from(["2025-03-29", "2026-03-28", "2027-03-27"]), st.integers(0, 59))
def test_an_hour_that_is_skipped_does_not_exist(evening, minute):
    with pytest.raises(TimeNotUnderstoodError, match="no_such_hour"):
        read(f"goya mañana a las 02:{minute:02}", at(f"{evening} 22:00"))


@given(st.permutations(["goya 20", "mañana", "a las 10:30"]))
def test_the_order_of_place_day_and_hour_does_not_matter(parts):
    understood = read(", ".join(parts))
    assert (understood.place, understood.when.at) == ("goya 20", at("2025-03-13 10:30"))


@given(st.sampled_from(["viernes", "miércoles", "tomorrow", "sábado"]), st.data())
def test_two_letters_swapped_are_still_the_day(word, data):
    place = data.draw(st.integers(1, len(word) - 3))
    typed = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    assert read(f"goya {typed} a las 10").when == read(f"goya {word} a las 10").when


@given(year=st.integers(2020, 2035), distance=st.sampled_from([("viernes santo", 4), ("lunes de pascua", 0)]))
def test_a_movable_feast_falls_on_its_weekday_in_spring(year, distance):
    name, weekday = distance
    when = read(f"goya {name} a las 10", datetime(year, 1, 1, 9, tzinfo=MADRID)).when
    assert when.at.weekday() == weekday
    assert datetime(year, 3, 18, tzinfo=MADRID) < when.at < datetime(year, 4, 28, tzinfo=MADRID)


@given(
    month=st.integers(0, 11),
    number=st.integers(0, 6),
    nth=st.sampled_from([("primer", 1), ("segundo", 2), ("tercer", 3), ("último", -1)]),
)
def test_a_counted_weekday_of_a_month_is_in_its_week(month, number, nth):
    word, count = nth
    now = datetime(2025, 12, 31, 9, tzinfo=MADRID)
    day = read(f"goya el {word} {WEEKDAYS[number]} de {MONTHS[month]} a las 10", now).when.at
    assert (day.month, day.weekday()) == (month + 1, number)
    if count > 0:
        assert (day.day - 1) // 7 + 1 == count
    else:
        assert (day + timedelta(weeks=1)).month != day.month


def test_a_fifth_weekday_that_a_month_lacks_is_sought_in_the_next_years():
    assert read("goya the fifth monday of june at 10").when.at == at("2025-06-30 10:00")
    with pytest.raises(TimeNotUnderstoodError) as caught:
        read("goya the fifth monday of february at 10")
    assert caught.value.reason == "no_such_date"


@given(
    moment=st.datetimes(datetime(2025, 3, 13), datetime(2026, 3, 1)),  # noqa: DTZ001 - the offset is added below
    hours=st.integers(-12, 12),
)
def test_an_iso_time_with_an_offset_is_that_very_moment(moment, hours):
    said = moment.replace(second=0, microsecond=0, tzinfo=timezone(timedelta(hours=hours)))
    assert read(f"goya {said.isoformat()}", WEDNESDAY).when.at == said
