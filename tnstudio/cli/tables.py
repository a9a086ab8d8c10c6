"""Tables of many numbers, on a screen and in Markdown."""

from collections.abc import Iterable

from rich import box
from rich.table import Table


def narrow_table(title: str, columns: Iterable[str]) -> Table:
    """Return a table of numbers that fits many columns into 80 letters."""
    table = Table(title=title, box=box.SIMPLE_HEAD, padding=0)
    for name in columns:
        table.add_column(name, justify="right")
    return table


def markdown_row(texts: Iterable[str]) -> str:
    """Write one row of a table."""
    return f"| {' | '.join(texts)} |"
