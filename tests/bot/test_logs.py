"""Logs tell what happened, but neither tokens nor where somebody is."""

import asyncio
import inspect
import io
import json
import logging
import sys
import warnings
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.ext import AIORateLimiter

from bot.logs import Redaction, redacted, set_up_logs, updating, write_relayed
from bot.logs.redaction import PATIENCE, QUOTING
from bot.logs.relaying import Relay
from bot.logs.setup import LEAST_LEVELS

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"  # noqa: S105 -- made up, in a token's form
HERE = "40.43783"


@contextmanager
def logged(**choices):
    """What is written while the block runs, with nothing else on the root logger."""
    root, stream = logging.getLogger(), io.StringIO()
    before = root.handlers[:], root.level, sys.excepthook
    levels = {name: logging.getLogger(name).level for name in LEAST_LEVELS}
    root.handlers.clear()
    try:
        set_up_logs(stream=stream, **choices)
        yield stream
    finally:
        logging.captureWarnings(capture=False)
        root.handlers[:], root.level, sys.excepthook = before
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)


def json_lines(stream):
    return [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (f"POST https://api.telegram.org/bot{TOKEN}/getMe", "POST https://api.telegram.org/bot<token>/getMe"),
        (f"/bot{TOKEN.replace(':', '%3A')}/getMe", "/bot<token>/getMe"),
        (
            "static/-3.69941,40.43783,14/640x640?access_token=pk.abc&x=1",
            "static/<figure>,<figure>,14/640x640?access_token=<token>&x=1",
        ),
        ("X-Telegram-Bot-Api-Secret-Token: abc, x", "X-Telegram-Bot-Api-Secret-Token: <secret>, x"),
        ("{'secret_token': 'abc'}", "{'secret_token': '<secret>'}"),
        ("https://0123abc@o1.sentry.example/2", "https://<secret>@o1.sentry.example/2"),
    ],
)
def test_a_line_keeps_what_is_no_secret(text, kept):
    assert redacted(text) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Point(lat=40.43783, lon=-3.69941)", "Point(lat=<figure>, lon=<figure>)"),
        ("40.4378,-3.6994", "<figure>,<figure>"),
        ("at 40.44, -3.7 or so", "at <figure>,<figure> or so"),
        ("POINT (-3.7 40.44)", "POINT (<figure>,<figure>)"),
        ("q=40.44%2C-3.7&z=1", "q=<figure>,<figure>&z=1"),
        ('{"latitude": 40.4, "longitude": -3}', '{"latitude": <figure>, "longitude": <figure>}'),
        ("{'latitude': 40.4}", "{'latitude': <figure>}"),
        ("?lat=40.4&lng=-3.7", "?lat=<figure>&lng=<figure>"),
        ("place_lat=40, place_lon=-3", "place_lat=<figure>, place_lon=<figure>"),
        ("latitud: 40,4; longitud: −3,7", "latitud: <figure>; longitud: <figure>"),
        ("lat%3D40.4", "lat%3D<figure>"),
        ("40°26′16.1″N 3°41′57.9″W", "<figure> <figure>"),
        ("40.44° N, 3.7° W", "<figure>, <figure>"),
        ("40,43783 -3,69941", "<figure> <figure>"),
        ("[40.43783000000001]", "[<figure>]"),
    ],
)
def test_a_line_keeps_nobodys_coordinates_in_any_common_form(text, kept):
    assert redacted(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "took 1.25 s for 07-05 at 11:30",
        "177,000 spaces, 1,234,567 tickets",
        "2026-03-12 10:15:30,123",
        "listening at 127.0.0.1:8080, asked from 10.100.200.1",
        "latency: 40 ms, translation=3, longest: 12",
        "version 22.8",
    ],
)
def test_figures_that_are_no_coordinates_stay(text):
    assert redacted(text) == text


@given(
    st.integers(10**6, 10**11),
    st.from_regex(r"[\w-]{35}", fullmatch=True, alphabet=st.characters(max_codepoint=127)),
)
def test_no_token_gets_through(number, secret):
    assert secret not in redacted(f"a https://x/bot{number}:{secret}/sendMessage b")


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_no_coordinate_of_five_decimals_gets_through(lon, lat):
    assert redacted(f"{lat:.5f},{lon:.5f}") == "<figure>,<figure>"


@given(st.floats(-180, 180), st.floats(-90, 90), st.integers(1, 12))
def test_no_pair_gets_through_however_it_is_rounded(lon, lat, digits):
    line = redacted(f"Location(latitude={lat:.{digits}f}, longitude={lon:.{digits}f})")
    assert line == "Location(latitude=<figure>, longitude=<figure>)"


def test_the_secrets_of_the_settings_are_hidden_whatever_their_form():
    assert redacted("a pass word b", ["pass word"]) == "a <secret> b"


def failing(text):
    """An error with a cause and a context, all of which tell."""
    try:
        try:
            raise KeyError(f"first {text}")  # noqa: TRY301 -- a traceback with frames is the point
        except KeyError as error:
            raise ValueError(f"second {text}") from error
    except ValueError:
        raise RuntimeError(f"third {text}")  # noqa: B904 -- the context is the point


@pytest.mark.parametrize("form", ["plain", "json"])
@pytest.mark.parametrize("text", [TOKEN, HERE])
def test_neither_arguments_nor_tracebacks_nor_stacks_tell(form, text):
    with logged(form=form) as stream:
        try:
            failing(text)
        except RuntimeError:
            logging.getLogger("bot.any").exception("failed with %s", {"it": text}, stack_info=True)
    written = stream.getvalue()
    assert text not in written
    assert "RuntimeError: third <" in written
    assert "ValueError: second <" in written
    assert "first <" in written


def test_a_child_loggers_lines_are_redacted_too():
    with logged() as stream:
        logging.getLogger("some.library.of.others").warning("bot%s", TOKEN)
    assert json_lines(stream)[0]["message"] == "bot<token>"


def test_arguments_that_do_not_fit_are_written_and_fail_nobody():
    with logged() as stream:
        logging.getLogger("bot").error("%d of %d", HERE)  # noqa: PLE1206 -- the slip is the point
    assert json_lines(stream)[0]["message"] == "%d of %d ('<figure>',)"


def test_an_argument_that_cannot_be_written_fails_nobody():
    class Silent:
        def __str__(self):
            raise RuntimeError("no words")

        def __repr__(self):
            return "Silent()"

    with logged() as stream:
        logging.getLogger("bot").error("%s", Silent())
    assert "Silent()" in json_lines(stream)[0]["message"]


def test_a_formatter_of_others_writes_what_the_filter_left():
    record = logging.LogRecord(
        "x", logging.ERROR, "x", 1, "bot%s", (TOKEN,), (ValueError, ValueError(HERE), None)
    )
    assert Redaction().filter(record)
    assert logging.Formatter().format(record) == "bot<token>\nValueError: <figure>"


def test_a_json_line_has_its_time_level_logger_message_and_error():
    with logged(form="json") as stream:
        try:
            failing("x")
        except RuntimeError:
            logging.getLogger("bot.x").exception("dos líneas\nse quedan en una")
    (line,) = json_lines(stream)
    assert line["time"].endswith("+00:00")
    assert (line["level"], line["logger"], line["error"]) == ("ERROR", "bot.x", "RuntimeError")
    assert line["message"] == "dos líneas\nse quedan en una"
    assert line["traceback"].endswith("RuntimeError: third x")
    assert "update_id" not in line


def test_how_the_library_words_it_is_as_we_know_it():
    assert PATIENCE in inspect.getsource(AIORateLimiter.process_request)


@pytest.mark.parametrize("form", ["plain", "json"])
def test_how_long_telegram_lets_the_bot_wait_is_written_and_a_coordinate_there_is_not(form):
    with logged(form=form) as stream:
        logging.getLogger("telegram.ext.AIORateLimiter").info(PATIENCE, 30.1)
        logging.getLogger("telegram.ext.AIORateLimiter").info(PATIENCE, f"{HERE} and -3.69941")
        logging.getLogger("bot").info("for %f seconds", 40.43783)
    first, second, third = stream.getvalue().splitlines()
    assert "Retrying after 30.1 seconds" in first
    assert HERE not in second + third


def test_a_single_dict_where_updates_are_quoted_is_not_quoted_either():
    with logged(form="plain") as stream:
        logging.getLogger("telegram.Bot").critical(next(iter(QUOTING)), {"text": "voy a casa de Ana"})
    assert stream.getvalue().endswith("Received data was 'dict'\n")


@pytest.mark.parametrize("message", [{"a": 1}, [1], None, ValueError("odd")])
def test_whatever_is_logged_is_written(message):
    with logged(form="json") as stream:
        logging.getLogger("bot.x").warning(message)
    (line,) = json_lines(stream)
    assert line["message"] == str(message)


async def test_an_updates_id_is_in_all_its_lines_and_in_no_others():
    log = logging.getLogger("bot.x")

    async def handle(number):
        with updating(number):
            await asyncio.sleep(0)
            log.info("seen by %d", number)
            await asyncio.to_thread(log.info, "drawn by %d", number)
            await asyncio.create_task(later(number))

    async def later(number):
        log.info("sent by %d", number)

    with logged(form="json") as stream:
        await asyncio.gather(handle(1), handle(2))
        log.info("quiet")
    *lines, last = json_lines(stream)
    assert len(lines) == 6
    assert all(line["message"].endswith(f"by {line['update_id']}") for line in lines)
    assert "update_id" not in last


@pytest.mark.parametrize("form", ["json", "plain"])
def test_records_of_another_process_are_written_as_our_own_are(form):
    handed = []
    error = RuntimeError(f"no answer at lat={HERE}")
    for level, more in ((logging.ERROR, {"exc_info": (RuntimeError, error, None)}), (logging.DEBUG, {})):
        words = ("bot.x", level, __file__, 1, "bot%s failed at %s", (TOKEN, f"{HERE},-3.69941"))
        Relay(handed.append).handle(logging.LogRecord(*words, **({"exc_info": None} | more)))
    with logged(form=form) as stream, updating(7):
        for record in json.loads(json.dumps(handed)):
            write_relayed(record)
    written = stream.getvalue()
    assert "bot<token> failed at <figure>,<figure>" in written
    assert "RuntimeError: no answer at lat=<figure>" in written
    assert written.count("failed") == 1
    assert ('"update_id": 7' if form == "json" else "ERROR bot.x [update 7]: ") in written


def test_a_record_that_wants_no_traceback_is_handed_over_without_one():
    handed = []
    record = logging.LogRecord("bot.x", logging.ERROR, __file__, 1, "it failed", (), exc_info=False)
    Relay(handed.append).handle(record)
    assert [record["exc_text"] for record in handed] == [None]


def test_a_plain_line_names_its_update():
    with logged(form="plain") as stream:
        logging.getLogger("bot.x").info("one")
        with updating(7):
            logging.getLogger("bot.x").info("two")
    one, two = stream.getvalue().splitlines()
    assert one.endswith(" INFO bot.x: one")
    assert two.endswith(" INFO bot.x [update 7]: two")


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_lines_are_plain_on_a_terminal_and_json_elsewhere():
    root = logging.getLogger()
    before, level, hook = root.handlers[:], root.level, sys.excepthook
    for stream, begins in ((Terminal(), "2"), (io.StringIO(), "{")):
        root.handlers.clear()
        try:
            set_up_logs(stream=stream)
            logging.getLogger("bot").info("one")
        finally:
            logging.captureWarnings(capture=False)
            root.handlers[:], root.level, sys.excepthook = before, level, hook
        assert stream.getvalue().startswith(begins)


def test_libraries_that_write_what_people_say_are_kept_quiet_even_when_debugging():
    with logged(level="DEBUG") as stream:
        logging.getLogger("httpx").info("request")
        logging.getLogger("telegram.Bot").debug("call")
        logging.getLogger("aiosqlite").debug("statement")
        logging.getLogger("bot").debug("ours")
    assert [line["message"] for line in json_lines(stream)] == ["ours"]


def test_a_level_above_the_libraries_own_counts_for_them_too():
    with logged(level="ERROR") as stream:
        logging.getLogger("telegram.ext").warning("hush")
    assert stream.getvalue() == ""


def test_the_error_that_ends_the_program_is_redacted_too():
    with logged() as stream:
        try:
            failing(TOKEN)
        except RuntimeError as error:
            sys.excepthook(type(error), error, error.__traceback__)
    (line,) = json_lines(stream)
    assert (line["level"], line["error"]) == ("CRITICAL", "RuntimeError")
    assert TOKEN not in line["traceback"]


def test_ctrl_c_is_no_line(capsys):
    with logged() as stream:
        sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert stream.getvalue() == ""
    assert "KeyboardInterrupt" in capsys.readouterr().err


def test_warnings_are_lines():
    with logged() as stream, warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(f"bot{TOKEN}", UserWarning, stacklevel=1)
    assert "UserWarning: bot<token>" in json_lines(stream)[0]["message"]
