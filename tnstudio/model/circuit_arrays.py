"""A circuit's cores as the arrays of one chip, and back."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from tnstudio.model.arrays import frozen
from tnstudio.model.circuit import Circuit, FreeCore
from tnstudio.model.hardware import Hardware
from tnstudio.model.program import (
    ChipProgram,
    CorePlaces,
    NeuronArrays,
    OutputLines,
    Routes,
)
from tnstudio.model.program_arrays import ARRAYS, ArrayRule, Extent, counts_of
from tnstudio.model.stimulus import Stimulus

CORE_ARRAYS = tuple(rule for rule in ARRAYS if rule.group in ("", "neurons", "routes"))
"""The arrays that a core has a part of."""

Arrays = Mapping[str, Mapping[str, npt.NDArray[Any]]]
"""Arrays by group and name, as `ArrayRule` has them."""


def array_of_core(core: FreeCore, rule: ArrayRule) -> npt.NDArray[Any]:
    """Return a core's part of an array."""
    owner = getattr(core, rule.group) if rule.group else core
    values: npt.NDArray[Any] = getattr(owner, rule.name)
    return values


def extent_of_circuit(circuit: Circuit) -> Extent:
    """Return how much of everything a circuit has."""
    return Extent(
        cores=len(circuit.cores),
        input_lines=circuit.input_lines,
        connections=len(circuit.inputs.line),
        output_lines=circuit.output_lines,
        classes=len(circuit.class_names),
        copies=1,
        input_shape=circuit.input_shape,
    )


def joined(circuit: Circuit, hardware: Hardware) -> Arrays:
    """Join the arrays of all cores, which must have the hardware's sizes.

    Raises
    ------
    ValueError
        If the arrays of two cores do not have the same shape.
    """
    counts = counts_of(hardware, extent_of_circuit(circuit))
    found: dict[str, dict[str, npt.NDArray[Any]]] = {
        "": {},
        "neurons": {},
        "routes": {},
    }
    for rule in CORE_ARRAYS:
        # Without cores there is nothing but the shape.
        nothing = np.zeros((0, *rule.shape(counts)[1:]), rule.dtype)
        parts = [array_of_core(core, rule) for core in circuit.cores]
        whole = np.concatenate(parts or [nothing])
        whole.flags.writeable = False
        found[rule.group][rule.name] = whole
    return found


def split(
    arrays: Arrays, names: Sequence[str], places: Sequence[tuple[int, int]]
) -> tuple[FreeCore, ...]:
    """Cut the arrays of a chip into cores; no array is copied.

    Parameters
    ----------
    names : sequence of str
        The name of each core.
    places : sequence of (int, int)
        Row and column of each core on the chip.
    """
    own, neurons, routes = arrays[""], arrays["neurons"], arrays["routes"]

    def core(k: int) -> FreeCore:
        here = slice(k, k + 1)
        return FreeCore(
            names[k],
            *places[k],
            own["axon_types"][here],
            own["synapses"][here],
            NeuronArrays(**{name: values[here] for name, values in neurons.items()}),
            Routes(**{name: values[here] for name, values in routes.items()}),
        )

    return tuple(core(k) for k in range(len(names)))


def program_of(
    circuit: Circuit, hardware: Hardware, name: str, seed: int
) -> ChipProgram:
    """Return the chip that a circuit makes, unchecked.

    All cores are of layer 0, where their row and column are those on the chip.

    Raises
    ------
    ValueError
        If the arrays of two cores do not have the same shape.
    """
    arrays = joined(circuit, hardware)
    return ChipProgram(
        name=name,
        hardware=hardware,
        axon_types=arrays[""]["axon_types"],
        synapses=arrays[""]["synapses"],
        neurons=NeuronArrays(**arrays["neurons"]),
        routes=Routes(**arrays["routes"]),
        inputs=circuit.inputs,
        outputs=circuit.outputs,
        places=_places(circuit),
        input_shape=circuit.input_shape,
        class_names=circuit.class_names,
        latency=0,
        copies=1,
        seed=seed,
    )


def circuit_of(program: ChipProgram, stimuli: tuple[Stimulus, ...] = ()) -> Circuit:
    """Return a chip's cores as a circuit; their arrays are not copied.

    Copies of a network become one circuit: all output lines are of copy 0.
    """
    arrays: dict[str, dict[str, npt.NDArray[Any]]] = {"": {}}
    for rule in CORE_ARRAYS:
        owner = getattr(program, rule.group) if rule.group else program
        arrays.setdefault(rule.group, {})[rule.name] = getattr(owner, rule.name)
    rows, columns = program.places.chip_row, program.places.chip_column
    places = list(zip(rows.tolist(), columns.tolist(), strict=True))
    names = [f"core {k}" for k in range(program.cores)]
    return Circuit(
        cores=split(arrays, names, places),
        inputs=program.inputs,
        outputs=_of_copy_0(program.outputs),
        stimuli=stimuli,
        input_shape=program.input_shape,
        class_names=program.class_names,
    )


def _of_copy_0(outputs: OutputLines) -> OutputLines:
    if not outputs.copy.any():
        return outputs
    return replace(outputs, copy=frozen(np.zeros(len(outputs.copy)), np.int32))


def spots_of(
    circuit: Circuit,
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Return the rows and the columns of all cores on the chip."""
    spots = [(core.chip_row, core.chip_column) for core in circuit.cores]
    row, column = np.array(spots, np.int32).reshape(-1, 2).T
    return frozen(row, np.int32), frozen(column, np.int32)


def _places(circuit: Circuit) -> CorePlaces:
    row, column = spots_of(circuit)
    zero = frozen(np.zeros(len(row)), np.int32)
    return CorePlaces(zero, zero, row, column, row, column)
