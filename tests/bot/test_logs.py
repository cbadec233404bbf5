"""Logs tell what happened, but neither tokens nor where somebody is."""

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.logs import NOISY_LOGGERS, RedactingFormatter, redacted, set_up_logs

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"  # noqa: S105 -- made up, in a token's form


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (f"POST https://api.telegram.org/bot{TOKEN}/getMe", "POST https://api.telegram.org/bot<token>/getMe"),
        (
            "static/-3.69941,40.43783,14/640x640?access_token=pk.abc&x=1",
            "static/<figure>,<figure>,14/640x640?access_token=<token>&x=1",
        ),
        ("Point(lat=40.43783, lon=-3.69941)", "Point(lat=<figure>, lon=<figure>)"),
        ("took 1.25 s for 07-05 at 11:30", "took 1.25 s for 07-05 at 11:30"),
    ],
)
def test_a_line_keeps_what_is_no_secret(text, kept):
    assert redacted(text) == kept


@given(
    st.integers(10**6, 10**11),
    st.from_regex(r"[\w-]{35}", fullmatch=True, alphabet=st.characters(max_codepoint=127)),
)
def test_no_token_gets_through(number, secret):
    assert secret not in redacted(f"a https://x/bot{number}:{secret}/sendMessage b")


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_no_coordinate_of_five_decimals_gets_through(lon, lat):
    line = redacted(f"{lat:.5f},{lon:.5f}")
    assert line == "<figure>,<figure>"


def test_a_traceback_is_redacted_too():
    error = RuntimeError(TOKEN)
    record = logging.LogRecord(
        "bot", logging.ERROR, "x", 1, "failed with %s", (TOKEN,), (type(error), error, None)
    )
    written = RedactingFormatter("%(message)s").format(record)
    assert TOKEN not in written
    assert "failed with <token>" in written
    assert "RuntimeError: <token>" in written


def test_setting_up_keeps_request_addresses_out():
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    root.handlers.clear()
    try:
        set_up_logs()
        assert isinstance(root.handlers[0].formatter, RedactingFormatter)
        assert all(logging.getLogger(name).level == logging.WARNING for name in NOISY_LOGGERS)
    finally:
        root.handlers[:], root.level = before, level
