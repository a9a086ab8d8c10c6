"""What an NSCS file tells of its cores, put together as a circuit."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from tnstudio.model.arrays import frozen
from tnstudio.model.circuit import Circuit, FreeCore
from tnstudio.model.hardware import DELAY, TRUENORTH, Hardware
from tnstudio.model.program import (
    NONE,
    InputLines,
    NeuronArrays,
    OutputLines,
    Routes,
)
from tnstudio.model.program_arrays import ARRAYS
from tnstudio.storage.interchange.nscs_neurons import NscsNeuron


@dataclass(frozen=True, eq=False, slots=True)
class Crossbar:
    """Axon types, shape (axons,), and synapses, shape (axons, neurons)."""

    types: npt.NDArray[np.uint8]
    synapses: npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True)
class NscsCore:
    """A core of the file; its arrays have an element for each neuron in use.

    Attributes
    ----------
    crossbar : Crossbar or None
        None if the file does not hold it.
    dendrites, kinds : int64 arrays
        The column of the crossbar and the number of the type.
    cores, axons, delays : int64 arrays
        The targets as the file has them.
    """

    id: int
    name: str
    crossbar: Crossbar | None
    dendrites: npt.NDArray[np.int64]
    kinds: npt.NDArray[np.int64]
    cores: npt.NDArray[np.int64]
    axons: npt.NDArray[np.int64]
    delays: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Lost:
    """What had to be left out: spikes to cores that the file does not hold."""

    neurons: int
    cores: tuple[int, ...]


def circuit_of_cores(
    cores: list[NscsCore], kinds: Mapping[int, NscsNeuron], hardware: Hardware
) -> tuple[Circuit, Lost]:
    """Put cores together.

    Parameters
    ----------
    kinds : mapping of int to NscsNeuron
        Neurons by the number of their type; that of 0 is idle.

    Returns
    -------
    Circuit
    Lost
        Targets that are not there are cut.
    """
    index = {core.id: k for k, core in enumerate(cores)}
    targets = [
        np.array([index.get(number, NONE) for number in core.cores.tolist()], np.int64)
        for core in cores
    ]
    pins = _pins(cores)
    made = []
    for core, reached, place in zip(cores, targets, _places(cores), strict=True):
        routes = _routes(core, reached, pins, hardware.neurons)
        made.append(_free_core(core, place, kinds, routes, hardware))
    sent = np.concatenate([core.cores for core in cores])
    missing = sent[(sent >= 0) & (np.concatenate(targets) == NONE)]
    lost = Lost(missing.size, tuple(np.unique(missing).tolist()))
    inputs, names = _inputs(tuple(made))
    zero = np.zeros(len(pins))
    circuit = Circuit(
        cores=tuple(made),
        inputs=inputs,
        outputs=OutputLines(frozen(zero + NONE, np.int32), frozen(zero, np.int32)),
        line_names=names,
        output_names=tuple(f"out {-number}.{pin}" for number, pin in pins),
    )
    return circuit, lost


def _pins(cores: list[NscsCore]) -> dict[tuple[int, int], int]:
    """Return the output line of each connector and pin, in their order."""
    met = {
        (number, pin)
        for core in cores
        for number, pin in zip(core.cores.tolist(), core.axons.tolist(), strict=True)
        if number < 0
    }
    ordered = sorted(met, key=lambda pin: (-pin[0], pin[1]))
    return {pin: line for line, pin in enumerate(ordered)}


def _places(cores: list[NscsCore]) -> list[tuple[int, int]]:
    """Place cores by their number; by their order if the grid has too few places."""
    columns = TRUENORTH.grid_columns
    by_number = all(core.id < TRUENORTH.cores for core in cores)
    return [
        divmod(core.id if by_number else k, columns) for k, core in enumerate(cores)
    ]


def _routes(
    core: NscsCore,
    reached: npt.NDArray[np.int64],
    pins: dict[tuple[int, int], int],
    neurons: int,
) -> Routes:
    target, axon, line = (np.full(neurons, NONE) for _ in range(3))
    delay = np.full(neurons, DELAY.low)
    inside = reached != NONE
    target[core.dendrites] = reached
    axon[core.dendrites] = np.where(inside, core.axons, NONE)
    delay[core.dendrites] = np.where(inside, core.delays, DELAY.low)
    pairs = zip(core.cores.tolist(), core.axons.tolist(), strict=True)
    line[core.dendrites] = [pins.get(pair, NONE) for pair in pairs]
    return Routes(
        core=frozen(target[None], np.int32),
        axon=frozen(axon[None], np.int32),
        delay=frozen(delay[None], np.uint8),
        line=frozen(line[None], np.int32),
    )


def _free_core(
    core: NscsCore,
    place: tuple[int, int],
    kinds: Mapping[int, NscsNeuron],
    routes: Routes,
    hardware: Hardware,
) -> FreeCore:
    crossbar = core.crossbar or _no_synapses(hardware)
    packed = np.packbits(crossbar.synapses, axis=1, bitorder="little")
    return FreeCore(
        core.name,
        *place,
        axon_types=frozen(crossbar.types[None], np.uint8),
        synapses=frozen(packed[None], np.uint8),
        neurons=_neurons(core, kinds, hardware.neurons),
        routes=routes,
    )


def _no_synapses(hardware: Hardware) -> Crossbar:
    shape = (hardware.axons, hardware.neurons)
    return Crossbar(np.zeros(hardware.axons, np.uint8), np.zeros(shape, np.bool_))


def _neurons(
    core: NscsCore, kinds: Mapping[int, NscsNeuron], neurons: int
) -> NeuronArrays:
    """Return the parameters of all neurons, each by its type."""
    wanted = np.zeros(neurons, np.int64)
    wanted[core.dendrites] = core.kinds
    numbers, of_neuron = np.unique(wanted, return_inverse=True)
    library = [kinds[number] for number in numbers.tolist()]
    arrays: dict[str, npt.NDArray[Any]] = {}
    for field in fields(NeuronArrays):
        if field.name == "strengths":
            values = np.array([kind.strengths for kind in library])
        else:
            values = np.array([getattr(k.parameters, field.name) for k in library])
        # By type first for what each axon type has.
        arrays[field.name] = values[of_neuron].T[None]
    return NeuronArrays(
        **{name: frozen(values, _DTYPES[name]) for name, values in arrays.items()}
    )


_DTYPES = {rule.name: rule.dtype for rule in ARRAYS if rule.group == "neurons"}


def _inputs(cores: tuple[FreeCore, ...]) -> tuple[InputLines, tuple[str, ...]]:
    """Give each axon with a synapse that no neuron reaches a line of its own."""
    used = np.array([core.synapses[0].any(axis=1) for core in cores])
    for core in cores:
        sent = core.routes.core[0] != NONE
        used[core.routes.core[0][sent], core.routes.axon[0][sent]] = False
    of_line, axon = np.nonzero(used)
    inputs = InputLines(
        element=frozen(np.full(axon.size, NONE), np.int32),
        line=frozen(np.arange(axon.size), np.int32),
        core=frozen(of_line, np.int32),
        axon=frozen(axon, np.int32),
    )
    pairs = zip(of_line.tolist(), axon.tolist(), strict=True)
    return inputs, tuple(f"{cores[k].name}, axon {i}" for k, i in pairs)
