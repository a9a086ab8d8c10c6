"""What commands print: text for people, JSON for programs, errors for both."""

import json
import math
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.tree import Tree

from tnstudio.cli.refusals import visible


class _Console(Console):
    """A console whose reader may leave, such as ``head``: the work goes on."""

    def on_broken_pipe(self) -> None:
        _go_on_without_reader()


_results = _Console(markup=False, highlight=False, emoji=False)
_notes = Console(stderr=True, markup=False, highlight=False, emoji=False)


def _go_on_without_reader() -> None:
    """Send what is still printed nowhere: a training must not die of it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say(text: str) -> None:
    """Print a line of a result; names are shown as they are, without markup."""
    _results.print(visible(text), soft_wrap=True)


def show(table: Table | Tree) -> None:
    """Print a table of results, or a tree."""
    _results.print(table)


def note(text: str) -> None:
    """Print a remark on standard error, so that results can be piped."""
    _notes.print(visible(text), soft_wrap=True)


def print_json(value: dict[str, Any]) -> None:
    """Print one line of JSON; NaN, which JSON lacks, becomes null."""
    try:
        print(json.dumps(_finite(value), allow_nan=False), flush=True)
    except BrokenPipeError:
        _go_on_without_reader()


def _finite(item: Any) -> Any:
    if isinstance(item, dict):
        return {key: _finite(part) for key, part in item.items()}
    if isinstance(item, list):
        return [_finite(part) for part in item]
    return None if isinstance(item, float) and not math.isfinite(item) else item


@contextmanager
def progress_bar(shown: bool = True) -> Iterator[Progress]:
    """Show a bar with the time left on standard error, where there is a screen."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    visible = shown and _notes.is_terminal
    with Progress(*columns, console=_notes, disable=not visible) as bar:
        yield bar


def percent(share: float) -> str:
    """Write a share as a percentage with two decimals."""
    return "–" if math.isnan(share) else f"{100 * share:.2f} %"
