"""Free cores for a chip of another size."""

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.model.arrays import frozen
from tnstudio.model.circuit import Circuit, FreeCore
from tnstudio.model.circuit_arrays import CORE_ARRAYS, array_of_core
from tnstudio.model.circuit_edits import empty_core, set_neurons
from tnstudio.model.circuit_wires import reached_axons
from tnstudio.model.hardware import TRUENORTH, Hardware
from tnstudio.model.network import Network
from tnstudio.model.preset_circuits import FRESH_CELL
from tnstudio.model.program import NONE, NeuronArrays, Routes
from tnstudio.texts import tr


def hardware_of(axons: int, neurons: int, like: Hardware) -> Hardware:
    """Return a chip like another one but for its cores' size."""
    sized = replace(like, axons=axons, neurons=neurons)
    if replace(sized, name=TRUENORTH.name) == TRUENORTH:
        return TRUENORTH
    return replace(sized, name=f"{axons} × {neurons} cores")


def resize_cores(network: Network, hardware: Hardware) -> Network:
    """Put a network's free cores on a chip of other sizes.

    Axons and neurons are added and taken away at the end; new neurons are those
    of a fresh core.

    Raises
    ------
    TNStudioError
        If there are no free cores, or something that is used would be cut.
    """
    old = network.circuit
    if old is None:
        raise TNStudioError(
            tr("The network has no free cores"), hint=tr("choose one that has")
        )
    circuit = resized_circuit(old, hardware)
    pairs = zip(old.cores, circuit.cores, strict=True)
    cores = tuple(_with_fresh_neurons(core, before) for before, core in pairs)
    circuit = replace(circuit, cores=cores)
    return replace(network, hardware=hardware, circuit=circuit)


def _with_fresh_neurons(core: FreeCore, before: FreeCore) -> FreeCore:
    """Make the neurons that a core has got ready to spike."""
    first, types = before.neurons.leak.shape[1], core.neurons.strengths.shape[1]
    strengths = FRESH_CELL.strengths[:types]
    return set_neurons(core, slice(first, None), FRESH_CELL.parameters, strengths)


def resized_circuit(circuit: Circuit, hardware: Hardware) -> Circuit:
    """Return a circuit whose cores have the sizes of a chip.

    Raises
    ------
    TNStudioError
        If a smaller core would lose something that is in use.
    """
    shapes = _shapes(empty_core(hardware, "", (0, 0)))
    wrong = [k for k, core in enumerate(circuit.cores) if _shapes(core) != shapes]
    if not wrong:
        return circuit
    reached = reached_axons(circuit)
    cores = list(circuit.cores)
    for k in wrong:
        cores[k] = resized(cores[k], hardware, reached[k])
    return replace(circuit, cores=tuple(cores))


def resized(
    core: FreeCore, hardware: Hardware, reached: npt.NDArray[np.bool_]
) -> FreeCore:
    """Return a core with the sizes of a chip.

    What is new is as in an empty core. What goes has no use: axons without
    synapses that nothing reaches, neurons without synapses and targets, axon
    types of no such axon.

    Parameters
    ----------
    reached : bool array
        Which axons neurons or lines reach, from the first one on.

    Raises
    ------
    TNStudioError
        If something in use would be lost.
    """
    model = empty_core(hardware, core.name, (core.chip_row, core.chip_column))
    _require_room(core, hardware, reached)
    arrays: dict[str, dict[str, npt.NDArray[Any]]] = {
        "": {},
        "neurons": {},
        "routes": {},
    }
    for rule in CORE_ARRAYS:
        old, new = array_of_core(core, rule), array_of_core(model, rule)
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


def _shapes(core: FreeCore) -> list[tuple[int, ...]]:
    return [array_of_core(core, rule).shape for rule in CORE_ARRAYS]


def _overlaid(new: npt.NDArray[Any], old: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return an array with all that both have room for from the old one."""
    here = tuple(slice(min(sides)) for sides in zip(new.shape, old.shape, strict=True))
    laid = new.copy()
    laid[here] = old[here]
    return laid


def _require_room(
    core: FreeCore, hardware: Hardware, reached: npt.NDArray[np.bool_]
) -> None:
    crossbar, types, routes = core.crossbar(), core.axon_types[0], core.routes
    axons = np.logical_or(crossbar.any(axis=1), reached[: len(types)])
    neurons = crossbar.any(axis=0) | (routes.core[0] != NONE) | (routes.line[0] != NONE)
    for thing, used, limit in (
        ("axon", np.flatnonzero(axons), hardware.axons),
        ("neuron", np.flatnonzero(neurons), hardware.neurons),
        ("axon type", types[axons].astype(np.int64), hardware.axon_types),
    ):
        last = int(used.max(initial=-1))
        if last >= limit:
            raise TNStudioError(
                tr(
                    "It uses {thing} {last}, a core of this chip has {limit}",
                    thing=tr(thing),
                    last=last,
                    limit=limit,
                ),
                tr("core '{name}'", name=core.name),
                tr(
                    "use no {thing} beyond {last}, or a chip with more",
                    thing=tr(thing),
                    last=limit - 1,
                ),
            )
