"""Tables that commands print."""

from typing import Final

from rich.console import Console
from rich.table import Table

WHOLE_LINES: Final = 1_000
"""Characters: wider than any row, so that `grep` finds whole ones."""


def print_table(table: Table) -> None:
    """Print a table; where there is no terminal each of its rows is one line."""
    console = Console()
    if not console.is_terminal:
        console.width = WHOLE_LINES
    console.print(table)
