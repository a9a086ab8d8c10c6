"""Cores of another size, with all that is in them."""

from dataclasses import fields, replace
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.model.arrays import frozen
from tnstudio.model.circuit import Circuit, FreeCore
from tnstudio.model.hardware import TRUENORTH, Hardware
from tnstudio.model.network import Network
from tnstudio.model.preset_circuits import fresh_core
from tnstudio.model.program import NONE


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
    circuit = network.circuit
    if circuit is None:
        raise TNStudioError("The network has no free cores", hint="choose one that has")
    reached = _reached_axons(circuit)
    for index, core in enumerate(circuit.cores):
        _require_room(core, f"core {index}", reached[index], hardware)
    cores = tuple(_resized(core, hardware) for core in circuit.cores)
    return replace(network, hardware=hardware, circuit=replace(circuit, cores=cores))


def _reached_axons(circuit: Circuit) -> list[npt.NDArray[np.int32]]:
    """Return the axons of each core that a neuron or an input line reaches."""
    routes = [core.routes for core in circuit.cores]
    cores = np.concatenate([*(r.core[0] for r in routes), circuit.inputs.core])
    axons = np.concatenate([*(r.axon[0] for r in routes), circuit.inputs.axon])
    order = np.argsort(cores, kind="stable")
    ends = np.searchsorted(cores[order], np.arange(len(circuit.cores) + 1))
    return [axons[order[a:b]] for a, b in pairwise(ends)]


def _needed(
    core: FreeCore, reached: npt.NDArray[np.int32]
) -> tuple[tuple[str, int], ...]:
    """Return how many axons, neurons and axon types a core needs.

    Each is one more than the last one in use. An axon is used if it has a
    synapse or something reaches it; a neuron if it has a synapse or a target.
    """
    crossbar = core.crossbar()
    axons = np.asarray(crossbar.any(axis=1))
    axons[reached] = True
    routes = core.routes
    neurons = crossbar.any(axis=0) | (routes.core[0] != NONE) | (routes.line[0] != NONE)
    types = core.axon_types[0][axons]
    return (
        ("axon", _last(axons)),
        ("neuron", _last(neurons)),
        ("axon type", int(types.max()) + 1 if types.size else 0),
    )


def _last(used: npt.NDArray[np.bool_]) -> int:
    found = np.flatnonzero(used)
    return int(found[-1]) + 1 if found.size else 0


def _require_room(
    core: FreeCore, number: str, reached: npt.NDArray[np.int32], hardware: Hardware
) -> None:
    place = core.name or number
    limits = (hardware.axons, hardware.neurons, hardware.axon_types)
    for (thing, needed), limit in zip(_needed(core, reached), limits, strict=True):
        if needed > limit:
            raise TNStudioError(
                f"{thing.capitalize()} {needed - 1} is in use, and would be cut",
                place,
                f"free it first, or keep at least {needed} {thing}s",
            )
    if core.chip_row >= hardware.grid_rows or core.chip_column >= hardware.grid_columns:
        raise TNStudioError(
            f"Row {core.chip_row}, column {core.chip_column} is beside the chip",
            place,
            "move the core first",
        )


def _resized(core: FreeCore, hardware: Hardware) -> FreeCore:
    fresh = fresh_core(hardware, core.name, (core.chip_row, core.chip_column))
    types = np.where(core.axon_types < hardware.axon_types, core.axon_types, 0)
    # The bits of a packed row beyond the last neuron in use are 0: what fits is
    # copied byte by byte.
    return replace(
        fresh,
        axon_types=_overlaid(fresh.axon_types, types),
        synapses=_overlaid(fresh.synapses, core.synapses),
        neurons=_overlaid_all(fresh.neurons, core.neurons),
        routes=_overlaid_all(fresh.routes, core.routes),
    )


def _overlaid_all(fresh: Any, old: Any) -> Any:
    arrays = {
        field.name: _overlaid(getattr(fresh, field.name), getattr(old, field.name))
        for field in fields(fresh)
    }
    return replace(fresh, **arrays)


def _overlaid(fresh: npt.NDArray[Any], old: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return a fresh array with the old values wherever both have a place."""
    if fresh.shape == old.shape:
        same: npt.NDArray[Any] = frozen(old, fresh.dtype)
        return same
    both = tuple(slice(min(a, b)) for a, b in zip(fresh.shape, old.shape, strict=True))
    values = fresh.copy()
    values[both] = old[both]
    kept: npt.NDArray[Any] = frozen(values, fresh.dtype)
    return kept
