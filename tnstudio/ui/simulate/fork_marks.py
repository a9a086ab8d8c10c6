"""Spikes that only one of two runs has, as marks in the raster."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tnstudio.app.fork_run import Comparison
from tnstudio.simulation.recording import Events
from tnstudio.ui.colours import Colours
from tnstudio.ui.simulate.raster_marks import Ints, RasterMarks

ONLY_A, ONLY_B = "only-a", "only-b"
"""Names of the marks."""

MOST_MARKS = 1000
"""Of each run that are drawn at once: more cannot be told apart."""

FEW, SIZE, SMALL_SIZE = 200, 10, 5
"""Up to so many marks are large; in pixels."""


def colour_a(colours: Colours) -> str:
    """Return the colour of what is only in A."""
    return colours.text


def colour_b(colours: Colours) -> str:
    """Return the colour of what is only in B."""
    return colours.error


def marks_in(
    found: Comparison, first: int, end: int, cores: Sequence[int]
) -> tuple[dict[str, RasterMarks], bool]:
    """Return the marks of some ticks and cores.

    Parameters
    ----------
    first, end : int
        Ticks; `end` is not included.
    cores : sequence of int

    Returns
    -------
    dict of str to RasterMarks
    bool
        Whether these are all.
    """
    differences = found.differences
    a, is_all_a = _thinned(differences.only_a, first, end, cores)
    b, is_all_b = _thinned(differences.only_b, first, end, cores)
    size = SIZE if len(a.tick) + len(b.tick) <= FEW else SMALL_SIZE
    marks = {
        ONLY_A: RasterMarks(*_wide(a), colour_a, symbol="o", size=size),
        ONLY_B: RasterMarks(*_wide(b), colour_b, symbol="d", size=size, filled=True),
    }
    is_listed = min(end, differences.end) <= differences.listed_end
    return marks, is_all_a and is_all_b and is_listed


def _thinned(
    events: Events, first: int, end: int, cores: Sequence[int]
) -> tuple[Events, bool]:
    """Return the spikes of ticks and cores, evenly thinned if they are many."""
    low, high = np.searchsorted(events.tick, [first, end])
    part = _part(events, slice(int(low), int(high)))
    chosen = np.flatnonzero(np.isin(part.core, list(cores)))
    is_all = len(chosen) <= MOST_MARKS
    if not is_all:
        places = np.linspace(0, len(chosen) - 1, MOST_MARKS).astype(np.intp)
        chosen = chosen[places]
    return _part(part, chosen), is_all


def _part(events: Events, chosen: slice | npt.NDArray[np.intp]) -> Events:
    return Events(events.tick[chosen], events.core[chosen], events.neuron[chosen])


def _wide(events: Events) -> tuple[Ints, Ints, Ints]:
    return (
        events.tick,
        events.core.astype(np.int64),
        events.neuron.astype(np.int64),
    )
