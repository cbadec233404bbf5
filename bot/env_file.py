"""`.env` as it stands: its variables, and the lines of it that cannot be read.

python-dotenv passes over such lines with a warning that does not name the file, once for each reading; here each
is a sentence, which never repeats the line: it may hold a secret.
"""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Final

from dotenv import dotenv_values
from dotenv.parser import Binding, parse_stream

from bot.errors import SettingsError

NAME: Final = re.compile(r"\w+", re.ASCII)

logging.getLogger("dotenv").setLevel(logging.ERROR)  # its warnings are the sentences here


@dataclass(frozen=True, slots=True)
class EnvFile:
    """What a file sets: variables by name, and a sentence for each line that cannot be read."""

    variables: Mapping[str, str | None]
    mistakes: tuple[str, ...]


def read_env_file(file: Path, prefix: str) -> EnvFile:
    """Read a file where there is one; names with the prefix (in either case) need a value.

    Raises:
        SettingsError: the file as a whole cannot be read.
    """
    bindings = list(parse_stream(StringIO(_text(file))))
    unread = [binding for binding in bindings if _is_unread(binding, prefix)]
    rest = "".join(binding.original.string for binding in bindings if binding not in unread)
    mistakes = (
        f"{file}, line {_line(binding)}: it cannot be read: write NAME=value, and close every quote"
        for binding in unread
    )
    return EnvFile(dotenv_values(stream=StringIO(rest)), tuple(mistakes))


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (FileNotFoundError, IsADirectoryError):  # the folder of a virtual environment may be called so
        return ""
    except UnicodeDecodeError:
        raise SettingsError(f"{file}: it is not written in UTF-8") from None
    except OSError as error:
        raise SettingsError(f"{file}: it cannot be read: {error.strerror}") from error


def _is_unread(binding: Binding, prefix: str) -> bool:
    """Tell what is no variable, or one of ours without its value, which `NAME:value` is, too."""
    if binding.error:
        return True
    key, value = binding.key or "", binding.value
    if key.lower().startswith(prefix.lower()) and (value is None or not NAME.fullmatch(key)):
        return True
    return _holds_a_variable(value or "", prefix)


def _holds_a_variable(value: str, prefix: str) -> bool:
    """Tell whether a quote that is not closed goes on to the next one, over variables of ours."""
    return re.search(rf"(?i)\n\s*(export\s+)?{prefix}", value) is not None


def _line(binding: Binding) -> int:
    """Return the number of the line that a binding begins at, behind the empty ones."""
    text = binding.original.string
    return binding.original.line + text.count("\n", 0, len(text) - len(text.lstrip()))
