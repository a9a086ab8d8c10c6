"""Running a chip in pieces: for progress, and so that memory is bounded."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from tnstudio.cli.output import progress_bar

RUN_PIECE = 256
"""Ticks that ``run`` advances at once; 64 copies of 30 cores make 0.3 GB of them."""

_T = TypeVar("_T")


def in_pieces(advance: Callable[[int], _T], ticks: int, json: bool) -> Iterator[_T]:
    """Yield what each piece of a run gives, showing a bar unless JSON is printed.

    Parameters
    ----------
    advance : function of int
        Runs so many ticks.
    ticks : int
        Of the whole run.
    """
    with progress_bar(not json) as bar:
        task = bar.add_task("Ticks", total=ticks)
        for first in range(0, ticks, RUN_PIECE):
            yield advance(min(RUN_PIECE, ticks - first))
            bar.update(task, completed=min(first + RUN_PIECE, ticks))
