"""Progress on the terminal: a bar on a tty, nothing but the last word elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

Tell = Callable[[float], None]
"""Told the share done, 0 to 1."""


@contextmanager
def progress_bar(label: str) -> Iterator[Tell]:
    """Show a bar with the label and the seconds gone, on the standard error stream."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(label, total=1.0)
        yield lambda done: bar.update(task, completed=done)
        bar.update(task, completed=1.0)
