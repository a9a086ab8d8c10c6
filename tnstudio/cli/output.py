"""What commands print: text for people, JSON for programs, errors for both."""

import json
import math
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

from tnstudio.errors import TNStudioError

console = Console()
"""Standard output: results."""

notes = Console(stderr=True)
"""Standard error: progress and remarks, so that results can be piped."""

BAD_INPUT = 2
"""Exit code for input that cannot be used."""

INTERRUPTED = 130
"""Exit code after Ctrl+C, as shells expect it."""


def print_json(value: dict[str, Any]) -> None:
    """Print one line of JSON; NaN, which JSON lacks, becomes null."""
    print(json.dumps(_finite(value), ensure_ascii=False, allow_nan=False), flush=True)


def print_error(error: TNStudioError) -> None:
    """Print an error on standard error: where, what, what to do."""
    print(f"tnstudio: {error}", file=sys.stderr)


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
    visible = shown and notes.is_terminal
    with Progress(*columns, console=notes, disable=not visible) as bar:
        yield bar


def percent(share: float) -> str:
    """Write a share as a percentage with two decimals."""
    return "–" if math.isnan(share) else f"{100 * share:.2f} %"
