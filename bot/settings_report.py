"""The settings as people read them: a row for each, with its source, and its secrets masked."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pydantic import SecretStr
from rapidfuzz import process

from bot.settings import PREFIX, Settings, Source, setting_sources

MASK: Final = "********"
PASSWORD: Final = re.compile(r"(?<=://)[^/\s]+(?=@)")
"""What stands before the host of an address: a name and a password."""
NEAR_ENOUGH: Final = 80
"""Of a similarity of 0 to 100: one or two slips in a name, not another name."""


@dataclass(frozen=True, slots=True)
class Row:
    """A setting: its variable, what it means, its value in words (a secret masked) and where that comes from."""

    name: str
    meaning: str
    value: str
    source: Source


def rows(settings: Settings) -> list[Row]:
    """Return a row for each setting, in their order."""
    sources = setting_sources()
    return [
        Row(variable(name), field.description or "", _words(getattr(settings, name)), sources[name])
        for name, field in Settings.model_fields.items()
    ]


def markdown_table() -> str:
    """Return README's table: every setting with its default."""
    lines = ["| setting | meaning | default |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = _words(field.default)
        shown = f" `{default}` " if default else " "
        lines.append(f"| `{variable(name)}` | {field.description} |{shown}|")
    return "\n".join(lines) + "\n"


def slips(unknown: Iterable[str]) -> list[str]:
    """Return a sentence for each unknown variable, with the name that was meant where one is near."""
    known = [variable(name) for name in Settings.model_fields]
    sentences = []
    for name in unknown:
        near = process.extractOne(name.upper(), known, score_cutoff=NEAR_ENOUGH)
        hint = f": did you mean {near[0]}?" if near else "."
        sentences.append(f"{name} is no setting of sermadrid{hint}")
    return sentences


def variable(name: str) -> str:
    """Return the environment variable of a field."""
    return f"{PREFIX}{name.upper()}"


def _words(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, SecretStr):
        return MASK
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return PASSWORD.sub(MASK, str(value))
