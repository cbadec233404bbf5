"""Files that commands write where they are told to."""

from pathlib import Path

from bot.errors import OutputFileError


def write_file(file: Path, content: bytes) -> None:
    """Write a whole file.

    Raises:
        OutputFileError: the system does not let it be written.
    """
    try:
        file.write_bytes(content)
    except OSError as error:
        raise OutputFileError(file, error.strerror or str(error)) from error
