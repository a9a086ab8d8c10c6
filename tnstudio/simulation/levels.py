"""How many ticks after its input each core of a feed-forward program works."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.model.hardware import DELAY
from tnstudio.model.program import NONE, ChipProgram

HINT = "run the program in the simulator instead"


class Levels(NamedTuple):
    """When the cores work on a frame, arrays of shape (cores,).

    Attributes
    ----------
    level : int64
        How many ticks after the frame was on the input lines; a spike of
        delay d goes d levels up.
    driven : bool
        Whether the input reaches the core at all. The others do the same in
        every tick from their level on.
    """

    level: npt.NDArray[np.int64]
    driven: npt.NDArray[np.bool_]


def levels_of(program: ChipProgram) -> Levels:
    """Find the level of each core.

    Raises
    ------
    TNStudioError
        If cores form a loop, or if the inputs of a core belong to different
        frames; it names the first such core.
    """
    edges = _edges(program)
    order = _sources_first(edges, program.cores)
    edges = edges[np.argsort(edges[:, 1], kind="stable")]
    into = np.searchsorted(edges[:, 1], np.arange(program.cores + 1))
    level = np.zeros(program.cores, np.int64)
    driven = np.zeros(program.cores, np.bool_)
    driven[program.inputs.core] = True
    for core in order:
        source, _, delay = edges[into[core] : into[core + 1]].T
        arrival = level[source] + delay
        exact = set(arrival[driven[source]].tolist())
        if driven[core]:
            exact.add(0)
        earliest = max(arrival.tolist(), default=0)
        if len(exact) > 1 or (exact and max(exact) < earliest):
            raise TNStudioError(
                "The inputs of the core belong to different frames",
                f"core {core}",
                HINT,
            )
        driven[core] = bool(exact)
        level[core] = earliest
    return Levels(level, driven)


def _edges(program: ChipProgram) -> npt.NDArray[np.int64]:
    """Return the distinct (source core, target core, delay), sorted by source."""
    routes = program.routes
    core, neuron = np.nonzero(routes.core != NONE)
    ends = (core, routes.core[core, neuron], routes.delay[core, neuron])
    sizes = (program.cores, program.cores, DELAY.high + 1)
    distinct = np.unique(np.ravel_multi_index(ends, sizes))
    return np.stack(np.unravel_index(distinct, sizes), axis=1).astype(np.int64)


def _sources_first(edges: npt.NDArray[np.int64], cores: int) -> list[int]:
    """Return the cores in an order in which each comes after those that feed it."""
    waits_for = np.bincount(edges[:, 1], minlength=cores)
    out_of = np.searchsorted(edges[:, 0], np.arange(cores + 1))
    order: list[int] = np.flatnonzero(waits_for == 0).tolist()
    for source in order:
        for target in edges[out_of[source] : out_of[source + 1], 1].tolist():
            waits_for[target] -= 1
            if waits_for[target] == 0:
                order.append(target)
    if len(order) < cores:
        core = np.flatnonzero(waits_for)[0]
        raise TNStudioError(
            "The core is in a loop of cores, or behind one", f"core {core}", HINT
        )
    return order
