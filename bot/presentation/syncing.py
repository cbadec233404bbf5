"""What a synchronisation came to, and how far it has come, in words."""

from collections.abc import Iterator
from html import unescape

from bot.domain import Language
from bot.failures import in_words
from bot.portal.editions import Edition
from bot.portal.report import Figures, Ingested, Kept, Outcome, SyncProgress, SyncReport
from bot.texts import day, number, say

TRAIN = "sermadrid train"
_MEGABYTE = 1_000_000


def sync_lines(report: SyncReport, language: Language, train: str = TRAIN) -> list[str]:
    """Return a line, as Telegram HTML, for everything that came of it and for what is to be done now, as in `advice_lines`."""
    lines = [line for outcome in report.outcomes for line in outcome_lines(outcome, language)]
    return lines + advice_lines(report, language, train)


def advice_lines(report: SyncReport, language: Language, train: str = TRAIN) -> list[str]:
    """Return what is to be done now, so that what is new counts; `train` is how one trains where it is read."""
    new = {"new_figures": report.new_figures, "new_tickets": report.new_tickets}
    return [say(language, f"sync.{what}", train=train) for what, is_new in new.items() if is_new]


def outcome_lines(outcome: Outcome, language: Language) -> Iterator[str]:
    """Yield what came of one data set or one quarter, what was odd about it first."""
    what = _what(outcome, language)
    for remark in outcome.remarks:
        yield say(language, "sync.remark", what=what, why=unescape(in_words(remark, language)))
    if outcome.error is not None and outcome.step is not None:
        step = say(language, f"sync.step.{outcome.step}")
        yield say(
            language, "sync.failed", what=what, step=step, why=unescape(in_words(outcome.error, language))
        )
    elif outcome.edition is not None:
        edition = _described(outcome.edition, language)
        yield from _used(outcome, what, edition, language)


def progress_line(progress: SyncProgress, language: Language) -> str:
    """Return the step that a synchronisation is at, without how much of it is done."""
    return f"{progress.name}: {say(language, f'sync.step.{progress.step}')}"


def _used(outcome: Outcome, what: str, edition: str, language: Language) -> Iterator[str]:
    match outcome.result:
        case Figures(neighbourhoods, streets, spaces, without_outline):
            counts = {
                "neighbourhoods": number(language, neighbourhoods),
                "streets": number(language, streets),
                "spaces": number(language, spaces),
            }
            yield say(language, "sync.figures", what=what, edition=edition, **counts)
            if without_outline:
                yield say(language, "sync.without_outline", what=what, codes=", ".join(without_outline))
        case Ingested(read, kept):
            rows, tickets = number(language, read), number(language, kept)
            yield say(language, "sync.ingested", what=what, edition=edition, read=rows, kept=tickets)
        case Kept(file):
            yield say(language, "sync.kept", what=what, edition=edition, file=file)
        case _:
            yield say(language, f"sync.{outcome.state}", what=what, edition=edition)


def _what(outcome: Outcome, language: Language) -> str:
    if outcome.dataset != "tickets":
        return say(language, f"sync.{outcome.dataset}")
    if outcome.edition is None or outcome.edition.period is None:
        return say(language, "sync.all_tickets")
    return say(language, "sync.tickets", period=outcome.edition.period)


def _described(edition: Edition, language: Language) -> str:
    """Return the file's name, when it was changed, and its size, as far as they are known."""
    parts = [edition.name]
    if edition.modified is not None:
        parts.append(day(language, edition.modified.date()))
    if edition.size is not None:
        value = number(language, edition.size / _MEGABYTE, digits=1)
        parts.append(say(language, "sync.megabytes", value=value))
    return ", ".join(parts)
