"""The catalogues say the same in every language, and every named error has its sentence."""

import inspect
from datetime import UTC, date, datetime
from pathlib import Path
from string import Formatter

import pytest

import bot.errors
import bot.portal.errors
import forecasting.errors
import geodata.errors
from bot.domain import LANGUAGES
from bot.failures import in_words
from bot.texts import at_time, catalogue, day, hour, number, percent, say, when

NOW = datetime(2025, 3, 12, 9, 15, tzinfo=UTC)


def placeholders(sentence):
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def named_errors():
    for module in (bot.errors, bot.portal.errors, forecasting.errors, geodata.errors):
        for name, kind in inspect.getmembers(module, inspect.isclass):
            if issubclass(kind, Exception) and kind.__module__.startswith(module.__name__):
                yield name, kind


def test_every_language_has_the_same_keys():
    spanish, english = (catalogue(language).keys() for language in ("es", "en"))
    assert spanish == english


@pytest.mark.parametrize("key", sorted(catalogue("es")))
def test_a_sentence_takes_the_same_values_in_every_language(key):
    assert len({frozenset(placeholders(catalogue(language)[key])) for language in LANGUAGES}) == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "kind"), list(named_errors()))
def test_every_named_error_has_a_sentence_of_its_own_tree(language, name, kind):
    sentences = catalogue(language)
    assert any(f"failures.{ancestor.__name__}" in sentences for ancestor in kind.__mro__), name


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("module", [bot.portal.errors, geodata.errors])
def test_every_reason_that_an_error_gives_has_words(language, module):
    for _, kind in inspect.getmembers(module, inspect.isclass):
        for reason in getattr(kind, "REASONS", {}):
            assert f"reasons.{reason}" in catalogue(language)


def test_a_failure_is_worded_with_its_own_values():
    error = bot.errors.BadTimeError("yesterday-ish")
    assert "yesterday-ish" in in_words(error, "es")
    assert "yesterday-ish" in in_words(error, "en")


def test_a_refused_file_is_named_with_its_reason_in_either_language():
    error = geodata.errors.WrongFileError(Path("calles.csv"), "tickets")
    assert "calles.csv" in in_words(error, "es")
    assert "tiques" in in_words(error, "es")
    assert "parking tickets" in in_words(error, "en")


def test_an_error_of_another_process_is_worded_as_the_original_would_be():
    original = geodata.errors.BadRowError(Path("calles.csv"), "colour", 3, "color", "Rosa")
    kinds = [kind.__name__ for kind in type(original).__mro__]
    relayed = bot.errors.StepError(
        kinds, str(original), {name: str(value) for name, value in vars(original).items()}
    )
    for language in LANGUAGES:
        assert in_words(relayed, language) == in_words(original, language)


def test_a_failure_that_nobody_named_is_still_a_sentence():
    assert in_words(RuntimeError("secret"), "en") == say("en", "errors.unexpected")


def test_what_people_typed_cannot_become_markup():
    assert "&lt;b&gt;" in say("es", "unanswered.place_not_found", place="<b>")


@pytest.mark.parametrize(
    ("language", "written"), [("es", "miércoles 12 de marzo, 10:15"), ("en", "Wednesday 12 March, 10:15")]
)
def test_a_moment_is_written_in_madrid_time(language, written):
    assert when(language, NOW, NOW) == written


def test_another_year_is_said():
    assert when("es", NOW, datetime(2026, 1, 1, tzinfo=UTC)) == "miércoles 12 de marzo de 2025, 10:15"


def test_numbers_follow_the_language():
    assert number("es", 12345) == "12.345"
    assert number("en", 12345) == "12,345"
    assert number("es", 1.26, digits=1) == "1,3"
    assert percent(0.055) == "6"


def test_dates_and_hours_follow_the_language():
    assert day("es", date(2026, 9, 30)) == "30 de septiembre de 2026"
    assert day("en", date(2026, 9, 30)) == "30 September 2026"
    assert hour("es", datetime(2025, 3, 12, 8, 5, tzinfo=UTC)) == "9:05"
    assert hour("en", datetime(2025, 3, 12, 8, 5, tzinfo=UTC)) == "09:05"


@pytest.mark.parametrize(
    ("at", "spanish", "english"),
    [
        (datetime(2025, 3, 12, 11, 0, tzinfo=UTC), "a las 12:00", "at 12:00"),
        (datetime(2025, 3, 12, 0, 5, tzinfo=UTC), "a la 1:05", "at 01:05"),
        (datetime(2025, 3, 13, 0, 5, tzinfo=UTC), "el jueves 13 de marzo a la 1:05", "on Thursday 13 March at 01:05"),
        (datetime(2025, 3, 11, 23, 30, tzinfo=UTC), "a las 0:30", "at 00:30"),
    ],
)  # fmt: skip
def test_a_moment_is_told_by_its_hour_and_by_its_day_where_that_is_another(at, spanish, english):
    assert (at_time("es", at, NOW), at_time("en", at, NOW)) == (spanish, english)
