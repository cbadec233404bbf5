"""Named errors → sentences for people, in either language: the one place that words them."""

from bot.domain import Language
from bot.errors import BotError
from bot.portal.errors import PortalError, StepError
from bot.texts import catalogue, say
from bot.understanding import UnderstandingError
from forecasting.errors import ForecastingError
from geodata.errors import GeodataError

EXPECTED = (BotError, ForecastingError, GeodataError, PortalError, UnderstandingError)
"""The trees of named errors: each has its sentence, and a line in a log is enough for it."""


def in_words(error: Exception, language: Language = "en") -> str:
    """Return the catalogue's sentence for the error, or for the nearest of its classes that has one.

    The sentence may use the error's own attributes, `{error}` for its English text, and `{why}` for
    the catalogue's words of its `reason` code where it has one.
    """
    sentences = catalogue(language)
    for kind in _kinds(error):
        key = f"failures.{kind}"
        if key in sentences:
            return say(language, key, error=error, why=_why(error, language), **_attributes(error))
    return say(language, "errors.unexpected")


def _kinds(error: Exception) -> tuple[str, ...]:
    """Return the names of the error's class and its parents; one from another process brings its own."""
    return (
        error.kinds if isinstance(error, StepError) else tuple(kind.__name__ for kind in type(error).__mro__)
    )


def _attributes(error: Exception) -> dict[str, object]:
    return {name: value for name, value in vars(error).items() if name != "why"}


def _why(error: Exception, language: Language) -> str:
    reason = getattr(error, "reason", None)
    return catalogue(language).get(f"reasons.{reason}", str(reason or ""))
