"""Showing how far a run has got."""

from typing import TYPE_CHECKING

from tnstudio.cli.output import progress_bar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tnstudio.app.chip_run import Piece


def with_bar(pieces: "Iterator[Piece]", ticks: int, json: bool) -> "Iterator[Piece]":
    """Yield the pieces of a run, showing a bar unless JSON is printed.

    Parameters
    ----------
    ticks : int
        Of the whole run.
    """
    with progress_bar(not json) as bar:
        task = bar.add_task("Ticks", total=ticks)
        for piece in pieces:
            yield piece
            bar.update(task, advance=piece.recording.ticks)
