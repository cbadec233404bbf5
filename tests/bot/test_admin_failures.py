"""Unexpected errors as administrators read them: short enough, without markup or secrets, the same for the same."""

from datetime import UTC, datetime

import pytest

from bot.db.admin import SeenError
from bot.errors import StepFaultError
from bot.services.admin.failures import ErrorBook, fingerprint, told

NOW = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)


class Remembering:
    """Takes errors down, and has every one told of."""

    async def see(self, error, _silence):
        return error


def raised(error):
    try:
        raise error
    except type(error) as caught:
        return caught


@pytest.mark.parametrize("text", ["&<>" * 2_000, "🐞" * 3_500, "short"])
def test_what_is_told_fits_into_a_message_and_ends_as_the_traceback_does(text):
    message = told(SeenError("f", "ValueError", f"{text}END", NOW, NOW, 3), "es")
    assert len(message.encode("utf-16-le")) // 2 <= 4096
    assert message.endswith("END</pre>")
    assert "<>" not in message


async def test_an_error_is_taken_down_without_secrets():
    book = ErrorBook(Remembering(), ["hush-hush"])
    seen = await book.take(raised(ValueError("hush-hush at 40.43783, -3.69941")), NOW)
    assert (seen.kind, seen.times) == ("ValueError", 1)
    assert "hush" not in seen.text
    assert "40.43" not in seen.text


def test_errors_are_alike_by_their_class_and_where_they_were_raised():
    one, other = raised(ValueError("a")), raised(ValueError("b"))
    assert fingerprint(one) == fingerprint(other)
    assert fingerprint(one) != fingerprint(raised(KeyError("a")))
    assert fingerprint(ValueError("never raised")) != fingerprint(one)


async def test_an_error_of_another_process_is_called_and_told_apart_as_it_would_be_there():
    first, same, elsewhere = (
        raised(StepFaultError(["KeyError"], text, [f"a.py:{line}"], "its traceback"))
        for text, line in (("x", 1), ("y", 1), ("x", 2))
    )
    assert fingerprint(first) == fingerprint(same) != fingerprint(elsewhere)
    seen = await ErrorBook(Remembering(), []).take(first, NOW)
    assert (seen.kind, seen.text[-14:]) == ("KeyError", "its traceback\n")


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (
            "OperationalError",
            "sqlalchemy.exc.OperationalError: disk is full\n(Background on this error at: https://x)",
        ),
        ("KeyError", "Traceback (most recent call last):\n  a line\nKeyError: disk is full\n"),
        ("BadRequest", "no class in it, but: disk is full"),
    ],
)
async def test_the_list_says_what_happened_and_not_where_to_read_about_it(kind, text):
    class Kept:
        async def latest(self, _most):
            return [SeenError("f", kind, text, NOW, NOW, 2)]

    page = await ErrorBook(Kept(), ()).page("es")
    assert "disk is full" in page.text
    assert "Background" not in page.text
