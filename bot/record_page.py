"""A track record → its page: pure, in either language."""

from datetime import date

from bot.domain import Language
from bot.texts import day, number, percent, say
from forecasting.availability import Range
from forecasting.track_record import LEAST_REPORTS, Band, Marks, TrackRecord

MONTHS_SHOWN = 3
"""The latest months: all that a caption of 1,024 characters has room for."""

SCORE_DIGITS = 3


def record_text(record: TrackRecord, language: Language, *, demo: bool) -> str:
    """Return the page as Telegram HTML, within a photo's caption; too few reports are said to be so."""
    lines = [say(language, "stats.heading"), *([say(language, "stats.demo")] if demo else [])]
    total = record.total
    if total is None or not record.is_enough:
        return "\n".join([*lines, "", say(language, "stats.few", n=record.n, least=LEAST_REPORTS)])
    return "\n".join(
        [
            *lines,
            _age(record, language),
            "",
            say(
                language, "stats.outcomes", at_once=_range(total.at_once), in_the_end=_range(total.in_the_end)
            ),
            "",
            say(language, "stats.bands"),
            *(_band(band, language) for band in record.bands),
            "",
            say(language, "stats.scores", **_scores(total, language)),
            *(_month(month, marks, language) for month, marks in record.months[-MONTHS_SHOWN:]),
        ]
    )


def picture_words(record: TrackRecord, language: Language, *, demo: bool) -> dict[str, str]:
    """Return the words of the record's picture."""
    keys = ("title", "said", "found", "perfect", "brier", "ours", "baseline")
    footnote = [_age(record, language), *([say(language, "stats.picture.simulated")] if demo else [])]
    return {**{key: say(language, f"stats.picture.{key}") for key in keys}, "footnote": " ".join(footnote)}


def _age(record: TrackRecord, language: Language) -> str:
    first, last = record.first or date.min, record.last or date.min
    return say(language, "stats.age", n=record.n, first=day(language, first), last=day(language, last))


def _band(band: Band, language: Language) -> str:
    return say(language, "stats.band", said=percent(band.said), found=_range(band.found), n=band.n)


def _month(month: date, marks: Marks, language: Language) -> str:
    return say(language, "stats.month", month=f"{month:%m/%Y}", n=marks.n, **_scores(marks, language))


def _scores(marks: Marks, language: Language) -> dict[str, str]:
    names = ("brier", "baseline_brier", "log_loss", "baseline_log_loss")
    return {name: number(language, getattr(marks, name), SCORE_DIGITS) for name in names}


def _range(share: Range) -> str:
    return f"{percent(share.mean)} % ({percent(share.low)}–{percent(share.high)} %)"
