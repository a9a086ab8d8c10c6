"""Cutting many wires at once: those of neurons, and those that reach axons."""

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from tnstudio.model.arrays import frozen
from tnstudio.model.circuit import Circuit, FreeCore
from tnstudio.model.circuit_edits import Place
from tnstudio.model.hardware import DELAY
from tnstudio.model.program import NONE, InputLines, Routes


def without_routes(circuit: Circuit, neurons: Collection[Place]) -> Circuit:
    """Send the spikes of neurons, each a core and a neuron, nowhere."""
    cut: dict[int, list[int]] = {}
    for core, neuron in neurons:
        cut.setdefault(core, []).append(neuron)
    cores = list(circuit.cores)
    for core, chosen in cut.items():
        mask = np.zeros(cores[core].routes.core.shape, np.bool_)
        mask[0, chosen] = True
        cores[core] = _cut(cores[core], mask)
    return replace(circuit, cores=tuple(cores))


def without_arrivals(circuit: Circuit, axons: Collection[Place]) -> Circuit:
    """Cut all that reaches axons, each a core and an axon: routes and lines."""
    if not axons:
        return circuit
    wide = 1 + max(axon for _, axon in axons)
    keys = np.array([core * wide + axon for core, axon in axons], np.int64)
    cores = []
    for core in circuit.cores:
        targets = core.routes.core.astype(np.int64) * wide + core.routes.axon
        here = (core.routes.axon < wide) & (core.routes.core != NONE)
        cores.append(_cut(core, here & np.isin(targets, keys)))
    lines = circuit.inputs
    fed = lines.core.astype(np.int64) * wide + lines.axon
    kept = (lines.axon >= wide) | ~np.isin(fed, keys)
    inputs = InputLines(
        element=lines.element,
        line=frozen(lines.line[kept], np.int32),
        core=frozen(lines.core[kept], np.int32),
        axon=frozen(lines.axon[kept], np.int32),
    )
    return replace(circuit, cores=tuple(cores), inputs=inputs)


def _cut(core: FreeCore, mask: np.ndarray) -> FreeCore:
    """Send the spikes of marked neurons nowhere; a core without any stays."""
    routes = core.routes
    mask = mask & (
        (routes.core != NONE) | (routes.axon != NONE) | (routes.line != NONE)
    )
    if not mask.any():
        return core
    none = np.int32(NONE)
    return replace(
        core,
        routes=Routes(
            core=frozen(np.where(mask, none, routes.core), np.int32),
            axon=frozen(np.where(mask, none, routes.axon), np.int32),
            delay=frozen(np.where(mask, DELAY.low, routes.delay), np.uint8),
            line=frozen(np.where(mask, none, routes.line), np.int32),
        ),
    )
