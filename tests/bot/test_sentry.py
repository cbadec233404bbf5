"""Failures are reported to Sentry without anybody's secrets, and only where a project is named."""

import json
import logging
from datetime import UTC, datetime, timedelta

import pytest
import sentry_sdk
from sentry_sdk.transport import Transport

from bot.errors import StepFaultError
from bot.sentry import start_sentry

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"  # noqa: S105 -- made up, in a token's form


class Remembering(Transport):
    sent = []  # noqa: RUF012 -- one for the test, emptied before it

    def capture_envelope(self, envelope):
        self.sent.append(envelope)


@pytest.fixture
def sent():
    """What would go to Sentry; the reporting ends with the test."""
    Remembering.sent.clear()
    start_sentry("https://key@sentry.example/1", ("a pass word",), transport=Remembering)
    yield lambda: [item.payload.json for one in Remembering.sent for item in one.items if item.payload.json]
    sentry_sdk.get_client().close()
    sentry_sdk.get_global_scope().set_client(None)


def answering(place):
    chat = {"latitude": 40.43783}
    raise RuntimeError(f"no answer for {place} with {TOKEN}, 40.43783, -3.69941, a pass word, {len(chat)}")


def test_an_error_that_is_logged_is_reported_without_what_it_knew(sent):
    try:
        answering("Ponzano 20")
    except RuntimeError:
        logging.getLogger("bot.sentry-test").exception("bot%s failed at %s", TOKEN, "40.43783,-3.69941")
    (event,) = sent()
    written = json.dumps(event)
    assert datetime.now(UTC) - datetime.fromisoformat(event["timestamp"]) < timedelta(minutes=1)
    assert event["exception"]["values"][-1]["type"] == "RuntimeError"
    assert "answering" in written
    for secret in (TOKEN, "40.4378", "-3.6994", "a pass word"):
        assert secret not in written
    assert not {"user", "request", "extra", "server_name", "breadcrumbs"} & event.keys()
    frames = event["exception"]["values"][-1]["stacktrace"]["frames"]
    assert all("vars" not in frame and "context_line" not in frame for frame in frames)


def test_failures_of_handlers_are_told_apart_by_their_error(sent):
    for error in (KeyError("x"), OSError("y")):
        logging.getLogger("bot.sentry-test").error("a handler failed", exc_info=error)
    assert [event["exception"]["values"][-1]["type"] for event in sent()] == ["KeyError", "OSError"]


def test_failures_of_another_process_are_told_apart_by_where_they_were_raised_there(sent):
    error = StepFaultError(["KeyError", "Exception"], "x", ["a.py:1"], f"its traceback with {TOKEN}")
    logging.getLogger("bot.sentry-test").error("a handler failed", exc_info=error)
    (event,) = sent()
    assert event["fingerprint"] == ["KeyError", "a.py:1"]
    assert "its traceback with <token>" in json.dumps(event)


def test_what_is_less_than_an_error_stays_here(sent):
    logging.getLogger("bot.sentry-test").warning("a poll failed")
    assert sent() == []


def test_a_report_names_the_version(sent):
    sentry_sdk.capture_message("hello")
    assert sent()[0]["release"].startswith("sermadrid@")
