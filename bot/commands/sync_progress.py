"""How far a synchronisation has come: bars on a terminal, plain lines elsewhere, on the standard error stream."""

from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeRemainingColumn

from bot.portal.report import SyncProgress, Watch
from bot.presentation.syncing import progress_line

_MEGABYTE = 1_000_000
_LINES_A_STEP = 4
"""In a log, a line at the beginning of a step and at every quarter of it."""


@contextmanager
def sync_progress() -> Iterator[Watch]:
    """Show what is told: a bar for each file and step, or a line now and then."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _Lines()
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[size]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as bars:
        yield _Bars(bars)


class _Bars:
    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, progress: SyncProgress) -> None:
        label = unescape(progress_line(progress, "en"))
        if label not in self._tasks:
            self._tasks[label] = self._bars.add_task(label, total=progress.total, size="")
        size = f"{progress.done / _MEGABYTE:,.0f} MB" if progress.step == "fetching" else ""
        self._bars.update(self._tasks[label], completed=progress.done, total=progress.total, size=size)


class _Lines:
    def __init__(self) -> None:
        self._said: tuple[str, int] | None = None

    def __call__(self, progress: SyncProgress) -> None:
        label = unescape(progress_line(progress, "en"))
        part = int(_LINES_A_STEP * progress.done / progress.total) if progress.total else 0
        if self._said != (label, part):
            self._said = label, part
            click.echo(f"{label}, {part / _LINES_A_STEP:.0%}", err=True)
