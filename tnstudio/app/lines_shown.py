"""Which input lines spiked when, as a picture shows it."""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tnstudio.model.program import NONE, ChipProgram
from tnstudio.simulation.timeline import Timeline

PIECE_BYTES = 2**22
"""Of input spikes that are read at once: a few milliseconds."""


@dataclass(frozen=True, eq=False, slots=True)
class LinesShown:
    """The spikes of input lines in columns of ticks.

    Attributes
    ----------
    first, step : int
        The first tick, and the ticks of each column.
    end : int
        The tick after the last one.
    spiked : bool array, shape (columns, elements)
        By element of the input, whichever of its lines it was; by line if no
        element feeds any.
    """

    first: int
    step: int
    end: int
    spiked: npt.NDArray[np.bool_]


def rows_of(program: ChipProgram) -> npt.NDArray[np.intp]:
    """Return the row of each input line: its element, or the line itself."""
    element = program.inputs.element
    if (element == NONE).all():
        return np.arange(len(element))
    # Lines that no element feeds come after all elements.
    others = np.cumsum(element == NONE) - 1
    size = int(np.prod(program.input_shape))
    return np.where(element == NONE, size + others, element).astype(np.intp)


def finding_lines(
    timeline: Timeline, first: int, end: int, step: int
) -> Generator[None, None, LinesShown]:
    """Read recorded input spikes and pool them in columns; closable.

    Parameters
    ----------
    first, end : int
        Recorded ticks; `first` is a multiple of `step`.
    step : int
        Ticks of a column.
    """
    rows = rows_of(timeline.program)
    count = int(rows.max(initial=-1)) + 1
    columns = -(-(end - first) // step)
    spiked = np.zeros((columns, count), np.bool_)
    # Whole columns, so that none is in two pieces.
    taken = max(1, PIECE_BYTES // max(1, len(rows) * step))
    for column in range(0, columns, taken):
        low = first + column * step
        lines = timeline.inputs(low, min(end, low + taken * step))
        pooled = np.maximum.reduceat(lines, np.arange(0, len(lines), step), axis=0)
        at, line = np.nonzero(pooled)
        spiked[column + at, rows[line]] = True
        yield
    return LinesShown(first, step, end, spiked)
