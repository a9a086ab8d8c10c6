"""The wires of a circuit: where there are some, and cutting many at once."""

from collections.abc import Collection
from dataclasses import replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from tnstudio.model.arrays import frozen
from tnstudio.model.circuit import Circuit, FreeCore
from tnstudio.model.circuit_edits import Place
from tnstudio.model.many_routes import Numbers, routes_of
from tnstudio.model.program import NONE, InputLines, Routes


def reached_axons(circuit: Circuit) -> npt.NDArray[np.bool_]:
    """Tell of every core which axons neurons or lines reach.

    Returns
    -------
    bool array, shape (cores, most axons of a core)
    """
    routes = tuple(core.routes for core in circuit.cores)
    most = max((core.axon_types.shape[1] for core in circuit.cores), default=0)
    return _reached(routes, circuit.inputs, most)


# Painting synapses leaves all wires as they are.
@lru_cache(maxsize=1)
def _reached(
    routes: tuple[Routes, ...], inputs: InputLines, axons: int
) -> npt.NDArray[np.bool_]:
    core = np.concatenate([inputs.core, *(one.core.ravel() for one in routes)])
    axon = np.concatenate([inputs.axon, *(one.axon.ravel() for one in routes)])
    known = (core >= 0) & (core < len(routes)) & (axon >= 0) & (axon < axons)
    reached = np.zeros((len(routes), axons), np.bool_)
    reached[core[known], axon[known]] = True
    reached.flags.writeable = False
    return reached


def fed_axons(circuit: Circuit, core: int) -> npt.NDArray[np.bool_]:
    """Return which axons of a core a line or a neuron reaches, shape (axons,)."""
    return reached_axons(circuit)[core, : circuit.cores[core].axon_types.shape[1]]


def routed_neurons(core: FreeCore) -> npt.NDArray[np.bool_]:
    """Return which neurons of a core have a target or an output line."""
    routes = core.routes
    routed: npt.NDArray[np.bool_] = (routes.core[0] != NONE) | (routes.line[0] != NONE)
    return routed


def without_routes(circuit: Circuit, neurons: Collection[Place]) -> Circuit:
    """Send the spikes of neurons, each a core and a neuron, nowhere."""
    routes = routes_of(circuit.cores)
    sizes = [core.routes.core.size for core in circuit.cores]
    first = np.cumsum([0, *sizes])
    chosen = np.zeros(len(routes.core), np.bool_)
    chosen[[first[core] + neuron for core, neuron in neurons]] = True
    left = routes.cut(chosen & ((routes.core != NONE) | (routes.axon != NONE)))
    line = np.where(chosen, np.int32(NONE), routes.line)
    return replace(circuit, cores=replace(left, line=line).put_into_cores())


def without_arrivals(circuit: Circuit, axons: Collection[Place]) -> Circuit:
    """Cut all that reaches axons, each a core and an axon: routes and lines."""
    wide = 1 + max((axon for _, axon in axons), default=0)
    chosen = np.zeros((len(circuit.cores), wide), np.bool_)
    for core, axon in axons:
        chosen[core, axon] = True
    routes, lines = routes_of(circuit.cores), circuit.inputs
    kept = ~_reaching(chosen, lines.core, lines.axon)
    inputs = InputLines(
        element=lines.element,
        line=frozen(lines.line[kept], np.int32),
        core=frozen(lines.core[kept], np.int32),
        axon=frozen(lines.axon[kept], np.int32),
    )
    left = routes.cut(_reaching(chosen, routes.core, routes.axon))
    return replace(circuit, cores=left.put_into_cores(), inputs=inputs)


def _reaching(
    chosen: npt.NDArray[np.bool_], cores: Numbers, axons: Numbers
) -> npt.NDArray[np.bool_]:
    """Tell which of these places, whether they exist or not, are chosen ones."""
    known = (cores >= 0) & (cores < chosen.shape[0])
    known &= (axons >= 0) & (axons < chosen.shape[1])
    found = np.zeros(known.shape, np.bool_)
    found[known] = chosen[cores[known], axons[known]]
    return found
