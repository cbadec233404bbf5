"""A link carries a place and a time in Telegram's 64 characters."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.deep_links import SOURCE, decode_start, encode_start, question_link
from bot.errors import StaleLinkError
from geodata.places import Place, Point
from tests.bot.test_callbacks import moments, places

PONZANO = Place("Calle de Ponzano, 20", Point(40.43783, -3.69941), "streets", "house", "07-05")
AT = datetime(2026, 3, 12, 10, 0, tzinfo=UTC)


@given(places, moments)
def test_every_payload_is_one_that_telegram_takes(place, at):
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", encode_start(place, at))


@given(places, moments)
def test_a_payload_comes_back_to_a_metre_and_a_minute(place, at):
    back, moment = decode_start(encode_start(place, at))
    assert moment == at.replace(second=0, microsecond=0)
    assert back.point.lat == pytest.approx(place.point.lat, abs=0.000006)
    assert (back.precision, back.neighbourhood, back.storable, back.source) == (
        place.precision,
        place.neighbourhood,
        place.storable,
        SOURCE,
    )
    assert back.label == place.label or back.label.endswith("…")


def test_a_link_opens_the_bot_with_the_question():
    assert question_link("sermadrid_bot", PONZANO, AT) == (
        f"https://t.me/sermadrid_bot?start={encode_start(PONZANO, AT)}"
    )
    assert decode_start(encode_start(PONZANO, AT))[0].label == PONZANO.label


@given(st.text())
def test_any_text_is_a_question_or_a_stale_link(payload):
    try:
        place, at = decode_start(payload)
    except StaleLinkError:
        return
    assert at.tzinfo is UTC
    assert isinstance(place, Place)


@pytest.mark.parametrize(
    "payload", ["", "a", "inline", "b" + encode_start(PONZANO, AT)[1:], encode_start(PONZANO, AT)[:15]]
)
def test_another_versions_payload_is_stale(payload):
    with pytest.raises(StaleLinkError):
        decode_start(payload)
