"""The wires of a circuit as arrays."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tnstudio.model.circuit import Circuit

Ints = npt.NDArray[np.int64]

_MOST_MARKS = 2**25


@dataclass(frozen=True, eq=False, slots=True)
class Wires:
    """Every wire of a circuit; arrays of one length.

    First come the wires from neurons to axons, then those from neurons to
    output lines, then those from input lines to axons.

    Attributes
    ----------
    source_core, source : int64 array
        Core and neuron that a wire comes from; core -1: it is an input line.
    target_core, target : int64 array
        Core and axon that it goes to; core -1: it is an output line.
    delay : int64 array
        Ticks; 0 for lines, which have none.
    """

    source_core: Ints
    source: Ints
    target_core: Ints
    target: Ints
    delay: Ints

    def __len__(self) -> int:
        return len(self.source)

    def of_neuron(self, core: int, neuron: int) -> Ints:
        """Return the wires from a neuron: one or none."""
        same = (self.source_core == core) & (self.source == neuron)
        return np.flatnonzero(same & (core >= 0))

    def of_axon(self, core: int, axon: int) -> Ints:
        """Return the wires to an axon."""
        return np.flatnonzero((self.target_core == core) & (self.target == axon))

    def of_input(self, line: int) -> Ints:
        """Return the wires from an input line."""
        return np.flatnonzero((self.source_core < 0) & (self.source == line))

    def of_output(self, line: int) -> Ints:
        """Return the wires to an output line."""
        return np.flatnonzero((self.target_core < 0) & (self.target == line))

    def of_core(self, core: int) -> Ints:
        """Return the wires from and to a core."""
        return np.flatnonzero((self.source_core == core) | (self.target_core == core))


def wires_of(circuit: Circuit) -> Wires:
    """Return all wires of a circuit; those to nowhere are left out."""
    routes = [core.routes for core in circuit.cores]
    inputs, cores = circuit.inputs, len(routes)
    core, axon, delay, line = (
        _joined([getattr(route, name)[0] for route in routes])
        for name in ("core", "axon", "delay", "line")
    )
    sizes = [route.core.shape[1] for route in routes]
    owner = np.repeat(np.arange(cores), sizes)
    # Counted anew in each core.
    neuron = np.arange(len(core)) - np.repeat(np.cumsum([0, *sizes])[:-1], sizes)
    between = np.flatnonzero((core >= 0) & (core < cores))
    out = np.flatnonzero((line >= 0) & (line < circuit.output_lines))
    fed = np.flatnonzero((inputs.core >= 0) & (inputs.core < cores))
    nowhere, outside = np.full(len(out), -1), np.full(len(fed), -1)
    return Wires(
        source_core=_joined([owner[between], owner[out], outside]),
        source=_joined([neuron[between], neuron[out], inputs.line[fed]]),
        target_core=_joined([core[between], nowhere, inputs.core[fed]]),
        target=_joined([axon[between], line[out], inputs.axon[fed]]),
        delay=_joined([delay[between], nowhere * 0, outside * 0]),
    )


def _joined(parts: list[npt.NDArray[np.integer]]) -> Ints:
    whole: Ints = np.concatenate([np.zeros(0, np.int64), *parts]).astype(np.int64)
    return whole


def bundles(wires: Wires, cores: int) -> tuple[Ints, Ints]:
    """Return each pair of cores with a wire from the first to the second."""
    inside = (wires.source_core >= 0) & (wires.target_core >= 0)
    pairs = wires.source_core[inside] * cores + wires.target_core[inside]
    if cores**2 <= _MOST_MARKS:
        # Marking is many times as fast as sorting a million pairs.
        marks = np.zeros(cores**2, np.bool_)
        marks[pairs] = True
        found = np.flatnonzero(marks)
    else:
        found = np.unique(pairs)
    return found // max(1, cores), found % max(1, cores)
