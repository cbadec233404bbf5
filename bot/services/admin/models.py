"""The published forecasts: which one serves, and buttons to let another."""

from bot.callbacks import Press, encode
from bot.domain import Button, Language, Reply
from bot.texts import day, number, plain, say
from forecasting.errors import CorruptModelError
from forecasting.publishing import ModelFolder

TOPIC = "admin"
DIGITS = 3


def models_page(folder: ModelFolder, language: Language) -> Reply:
    """Return the versions, the newest first, with a button for each that does not serve, and one to go back.

    The last names the version that it goes back to: tapped again, it goes no further.
    All their files are read, to tell which are as they were published: not for the event loop.
    """
    current, versions = folder.serving(), folder.versions()[::-1]
    lines = [say(language, "admin.models"), *(_line(folder, one, current, language) for one in versions)]
    rows = [
        (Button(plain(say(language, "admin.promote", version=one)), encode(Press(TOPIC, "promote", one))),)
        for one in versions
        if one != current
    ]
    before = folder.before() if folder.is_published() else None
    if before is not None:
        rows.append(
            (Button(plain(say(language, "admin.rollback")), encode(Press(TOPIC, "rollback", before))),)
        )
    return Reply("\n".join(lines), buttons=tuple(rows))


def _line(folder: ModelFolder, version: str, current: str | None, language: Language) -> str:
    mark = "▶️" if version == current else "▫️"
    try:
        folder.verify(version)
        manifest = folder.manifest(version)
    except CorruptModelError:
        return say(language, "admin.model_damaged", mark=mark, version=version)
    wape = manifest.scores.get("ladder", {}).get("wape")
    return say(
        language,
        "admin.model",
        mark=mark,
        version=version,
        kind=say(language, "admin.data_demo" if manifest.demo else "admin.data_tickets"),
        until=day(language, manifest.trained_until),
        wape="–" if wape is None else number(language, wape, DIGITS),
    )
