"""In which order cores and ticks are run."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tnstudio.model.program import NONE, ChipProgram

GROUP = 16
"""Least number of cores that a thread takes at a time."""


class Schedule(NamedTuple):
    """Groups of neighbouring cores.

    Attributes
    ----------
    bounds : int64 array, shape (groups + 1,)
        Group g holds the cores from ``bounds[g]`` to ``bounds[g + 1]``.
    apart : bool
        Whether no spike goes from one group to another. Then a group may run
        many ticks before the others follow: its tables stay in the cache,
        and threads need not wait for each other at every tick.
    """

    bounds: npt.NDArray[np.int64]
    apart: bool


def schedule_of(program: ChipProgram) -> Schedule:
    """Divide the cores into groups, independent ones if there are such (copies)."""
    apart = _merged(_independent_cuts(program), program.cores)
    # Where nearly all cores are one network, the other threads would only wait.
    if program.cores >= 2 * GROUP and 3 * np.diff(apart).max() > 2 * program.cores:
        return Schedule(_merged(np.arange(1, program.cores), program.cores), False)
    return Schedule(apart, True)


def _independent_cuts(program: ChipProgram) -> npt.NDArray[np.int64]:
    """Return the cores c for which no spike goes between cores below c and others."""
    source, neuron = np.nonzero(program.routes.core != NONE)
    target = program.routes.core[source, neuron]
    opens = np.bincount(np.minimum(source, target), minlength=program.cores)
    closes = np.bincount(np.maximum(source, target), minlength=program.cores)
    crossing = np.cumsum(opens - closes)[:-1]
    return np.flatnonzero(crossing == 0) + 1


def _merged(cuts: npt.NDArray[np.int64], cores: int) -> npt.NDArray[np.int64]:
    """Keep only cuts that leave at least `GROUP` cores on either side."""
    bounds = [0]
    for cut in cuts:
        if cut - bounds[-1] >= GROUP <= cores - cut:
            bounds.append(int(cut))
    return np.array([*bounds, cores], np.int64)
