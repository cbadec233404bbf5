"""The process that does what takes long: `python -m bot.steps.worker`.

A job comes as a line of JSON on the standard input, which stays open for as long as somebody waits; this process
ends with it, however the other one dies. A job is `{"step": "renew" | "ingest" | "train" | "backtest", ...}`. What
happens is told as JSON, a line each: `{"told": [step, share]}` and `{"logged": {...}}` any number of times, then
`{"result": {...}}`, `{"failed": {...}}` or `{"fault": {...}}`. Named errors are told as `StepError` takes them, without
the folders of this machine, unless the job has `"whole_paths": true`: it comes from who sits at it. What nobody foresaw
is told as `StepFaultError` takes it. What is logged from the job's `log_level` on is handed over whole, and redacted
where it is written. Whatever else is printed, by a library mostly, goes to the error stream.
"""

import json
import logging
import os
import sys
import traceback
from importlib import import_module
from pathlib import Path
from threading import Lock, Thread
from typing import IO, Any, Final

from bot.domain.steps import Step
from bot.errors import OutputFileError
from bot.failures import EXPECTED, named
from bot.logs import relay_logs

STEPS: Final = {
    "renew": "bot.services.syncing.renewing:renew_figures",
    "ingest": "bot.services.syncing.ingesting:ingest_tickets",
    "train": "bot.steps.models:retrain",
    "backtest": "bot.steps.models:backtest",
}
"""Imported when they are called: neither needs the other's libraries."""


POLITENESS: Final = 10
"""How much this process yields to others, of 19: whoever asks the bot something meanwhile goes first."""


class _Lines:
    """Lines to who waits, from any thread."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream, self._lock = stream, Lock()

    def say(self, line: dict[str, Any]) -> None:
        """Say a line; raises BrokenPipeError when nobody waits any more."""
        said = json.dumps(line) + "\n"
        with self._lock:
            self._stream.write(said)
            self._stream.flush()

    def tell(self, step: Step, share: float) -> None:
        """Tell how far the job is."""
        self.say({"told": [step, share]})


def main() -> None:
    """Do the job, as long as somebody hears of it."""
    os.nice(POLITENESS)
    stream = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        _do_job(_Lines(stream))
    except BrokenPipeError:  # whoever waited for it was ended
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())  # where Python's last flush goes
        sys.exit(1)


def _do_job(lines: _Lines) -> None:
    asked = sys.stdin.readline()
    if not asked:  # whoever was to ask ended before it did
        sys.exit(1)
    job: dict[str, Any] = json.loads(asked)
    relay_logs(job.get("log_level", logging.WARNING), lambda record: lines.say({"logged": record}))
    Thread(target=_end_with_who_waits, daemon=True).start()
    folders = [] if job.get("whole_paths") else _folders(job)
    try:
        module, _, name = STEPS[job["step"]].partition(":")
        result = getattr(import_module(module), name)(job, lines.tell)
        remarks = [_described(error, folders) for error in result["remarks"]]
        lines.say({"result": {**result, "remarks": remarks}})
    except EXPECTED as error:
        lines.say({"failed": _described(error, folders)})
    except BrokenPipeError:
        raise
    except OSError as error:
        lines.say({"failed": _described(_named(error, job["step"]), folders)})
    except Exception as error:  # noqa: BLE001 -- the outermost edge: who waits writes it down
        lines.say({"fault": _fault(error)})


def _folders(job: dict[str, Any]) -> list[str]:
    """Return the folders that the job names, those within others first."""
    files = {Path(job[key]) for key in ("file", "room", "tickets", "picture", "data_dir") if key in job}
    folders = {file.parent for file in files} | ({Path(job["data_dir"])} if "data_dir" in job else set())
    return sorted(map(str, folders), key=len, reverse=True)


def _named(error: OSError, step: str) -> Exception:
    """Give what the system says of a file or the disk its name, as in a command."""
    by_name = named(error)
    if by_name is not error:
        return by_name
    return OutputFileError(Path(str(error.filename or step)), error.strerror or str(error))


def _end_with_who_waits() -> None:
    while os.read(sys.stdin.fileno(), 1):  # not by `sys.stdin`, whose lock would hold up our own end
        pass
    os._exit(1)  # the processes of a pool see it and end too


def _described(error: Exception, folders: list[str]) -> dict[str, Any]:
    return {
        "kinds": [kind.__name__ for kind in type(error).__mro__],
        "text": _bare(str(error), folders),
        "attributes": {name: _bare(str(value), folders) for name, value in vars(error).items()},
    }


def _fault(error: Exception) -> dict[str, Any]:
    frames = traceback.extract_tb(error.__traceback__)
    return {
        "kinds": [kind.__name__ for kind in type(error).__mro__],
        "text": str(error),
        "way": [f"{frame.filename}:{frame.lineno}" for frame in frames],
        "traceback": "".join(traceback.format_exception(error)),
    }


def _bare(text: str, folders: list[str]) -> str:
    """Return the text without the folders, the inner ones first."""
    for folder in folders:
        text = text.replace(f"{folder}/", "")
    return text


if __name__ == "__main__":
    main()
