"""Free cores for a chip of another size."""

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.model.arrays import frozen
from tnstudio.model.circuit import Circuit, FreeCore
from tnstudio.model.circuit_arrays import CORE_ARRAYS, array_of_core
from tnstudio.model.circuit_edits import empty_core
from tnstudio.model.hardware import Hardware
from tnstudio.model.program import NONE, NeuronArrays, Routes


def resized_circuit(circuit: Circuit, hardware: Hardware) -> Circuit:
    """Return a circuit whose cores have the sizes of a chip.

    Raises
    ------
    TNStudioError
        If a smaller core would lose something that is in use.
    """
    reached = [set[int]() for _ in circuit.cores]
    for core in circuit.cores:
        has_target = core.routes.core[0] != NONE
        targets = core.routes.core[0][has_target]
        axons = core.routes.axon[0][has_target]
        _note(reached, targets.tolist(), axons.tolist())
    _note(reached, circuit.inputs.core.tolist(), circuit.inputs.axon.tolist())
    cores = tuple(
        resized(core, hardware, axons)
        for core, axons in zip(circuit.cores, reached, strict=True)
    )
    return replace(circuit, cores=cores)


def _note(reached: list[set[int]], cores: list[int], axons: list[int]) -> None:
    for core, axon in zip(cores, axons, strict=True):
        if 0 <= core < len(reached):
            reached[core].add(axon)


def resized(
    core: FreeCore, hardware: Hardware, reached: set[int] | None = None
) -> FreeCore:
    """Return a core with the sizes of a chip; one that has them as it is.

    What is new is as in an empty core. What goes has no use: axons without
    synapses that nothing reaches, neurons without synapses and targets, axon
    types of no such axon.

    Parameters
    ----------
    reached : set of int, optional
        The axons that neurons or lines reach.

    Raises
    ------
    TNStudioError
        If something in use would be lost.
    """
    model = empty_core(hardware, core.name, (core.chip_row, core.chip_column))
    pairs = [(array_of_core(core, r), array_of_core(model, r)) for r in CORE_ARRAYS]
    if all(old.shape == new.shape for old, new in pairs):
        return core
    _require_room(core, hardware, reached or set())
    arrays: dict[str, dict[str, npt.NDArray[Any]]] = {
        "": {},
        "neurons": {},
        "routes": {},
    }
    for rule, (old, new) in zip(CORE_ARRAYS, pairs, strict=True):
        arrays[rule.group][rule.name] = frozen(_overlaid(new, old), rule.dtype)
    types = np.minimum(arrays[""]["axon_types"], hardware.axon_types - 1)
    bits = _overlaid(model.crossbar(), core.crossbar())
    return replace(
        model,
        axon_types=frozen(types, np.uint8),
        synapses=frozen(np.packbits(bits, axis=1, bitorder="little")[None], np.uint8),
        neurons=NeuronArrays(**arrays["neurons"]),
        routes=Routes(**arrays["routes"]),
    )


def _overlaid(new: npt.NDArray[Any], old: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return an array with all that both have room for from the old one."""
    here = tuple(slice(min(sides)) for sides in zip(new.shape, old.shape, strict=True))
    laid = new.copy()
    laid[here] = old[here]
    return laid


def _require_room(core: FreeCore, hardware: Hardware, reached: set[int]) -> None:
    crossbar, types = core.crossbar(), core.axon_types[0]
    axons: npt.NDArray[np.bool_] = np.atleast_1d(crossbar.any(axis=1))
    axons[[axon for axon in reached if 0 <= axon < len(axons)]] = True
    routes = core.routes
    neurons = crossbar.any(axis=0) | (routes.core[0] != NONE) | (routes.line[0] != NONE)
    for thing, used, limit in (
        ("axon", np.flatnonzero(axons), hardware.axons),
        ("neuron", np.flatnonzero(neurons), hardware.neurons),
        ("axon type", types[axons], hardware.axon_types),
    ):
        last = int(used.max(initial=-1))
        if last >= limit:
            raise TNStudioError(
                f"It uses {thing} {last}, a core of this chip has {limit}",
                f"core '{core.name}'",
                f"use no {thing} beyond {limit - 1}, or a chip with more",
            )
