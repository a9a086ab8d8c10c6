"""Cutting many wires at once: those of neurons, and those that reach axons."""

from collections.abc import Collection
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from tnstudio.model.arrays import frozen
from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_edits import Place
from tnstudio.model.many_routes import Numbers, routes_of
from tnstudio.model.program import NONE, InputLines


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
