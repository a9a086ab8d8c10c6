"""The wires of a circuit as arrays."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from tnstudio.model.circuit import Circuit
from tnstudio.model.program import InputLines, Routes

Ints = npt.NDArray[np.integer]

_MOST_MARKS = 2**25


@dataclass(frozen=True, eq=False, slots=True)
class Wires:
    """Every wire of a circuit; arrays of one length.

    First come the wires from neurons to axons, then those from neurons to
    output lines, then those from input lines to axons.

    Attributes
    ----------
    source_core, source : int32 array
        Core and neuron that a wire comes from; core -1: it is an input line.
    target_core, target : int32 array
        Core and axon that it goes to; core -1: it is an output line.
    delay : int32 array
        Ticks; 0 for lines, which have none.
    by_source, by_target : int array
        The wires in the order of the cores that they come from, and go to.
    """

    source_core: Ints
    source: Ints
    target_core: Ints
    target: Ints
    delay: Ints
    by_source: Ints
    by_target: Ints

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

    def of_cores(self, cores: Ints) -> Ints:
        """Return the wires from and to any of some cores."""
        both = (
            _of_each(self.source_core, self.by_source, cores),
            _of_each(self.target_core, self.by_target, cores),
        )
        return np.unique(np.concatenate(both))


def _of_each(owners: Ints, order: Ints, cores: Ints) -> Ints:
    """Return what each core owns, found in the sorted order."""
    sorted_owners = owners[order]
    first = np.searchsorted(sorted_owners, cores, side="left").tolist()
    last = np.searchsorted(sorted_owners, cores, side="right").tolist()
    parts = [order[a:b] for a, b in zip(first, last, strict=True)]
    return np.concatenate([order[:0], *parts])


def wires_of(circuit: Circuit) -> Wires:
    """Return all wires of a circuit; those to nowhere are left out."""
    routes = tuple(core.routes for core in circuit.cores)
    return _wires_of(routes, circuit.inputs, circuit.output_lines)


# Most edits leave all wires as they are, and several views ask for them.
@lru_cache(maxsize=2)
def _wires_of(routes: tuple[Routes, ...], inputs: InputLines, outputs: int) -> Wires:
    cores = len(routes)
    core, axon, delay, line = (
        _joined([getattr(route, name)[0] for route in routes])
        for name in ("core", "axon", "delay", "line")
    )
    sizes = [route.core.shape[1] for route in routes]
    owner = np.repeat(np.arange(cores, dtype=np.int32), sizes)
    # Counted anew in each core.
    starts = np.cumsum([0, *sizes], dtype=np.int32)[:-1]
    neuron = np.arange(len(core), dtype=np.int32) - np.repeat(starts, sizes)
    between = np.flatnonzero((core >= 0) & (core < cores))
    out = np.flatnonzero((line >= 0) & (line < outputs))
    fed = np.flatnonzero((inputs.core >= 0) & (inputs.core < cores))
    nowhere, outside = np.full(len(out), -1), np.full(len(fed), -1)
    source_core = _joined([owner[between], owner[out], outside])
    target_core = _joined([core[between], nowhere, inputs.core[fed]])
    return Wires(
        source_core=source_core,
        source=_joined([neuron[between], neuron[out], inputs.line[fed]]),
        target_core=target_core,
        target=_joined([axon[between], line[out], inputs.axon[fed]]),
        delay=_joined([delay[between], nowhere * 0, outside * 0]),
        by_source=_order(source_core),
        by_target=_order(target_core),
    )


def _joined(parts: list[npt.NDArray[np.integer]]) -> Ints:
    return np.concatenate(parts or [np.zeros(0, np.int32)], dtype=np.int32)


def _order(cores: Ints) -> Ints:
    """Return the order of cores; short integers are sorted digit by digit."""
    few = not len(cores) or int(cores.max()) <= np.iinfo(np.int16).max
    return np.argsort(cores.astype(np.int16) if few else cores, kind="stable")


@lru_cache(maxsize=1)
def bundles(wires: Wires, cores: int) -> tuple[Ints, Ints]:
    """Return each pair of cores with a wire from the first to the second.

    The pairs are in no order at all, but always the same: the first of them
    are a fair sample.
    """
    inside = (wires.source_core >= 0) & (wires.target_core >= 0)
    pairs = wires.source_core[inside].astype(np.int64) * cores
    pairs += wires.target_core[inside]
    if cores**2 <= _MOST_MARKS:
        # Marking is many times as fast as sorting a million pairs.
        marks = np.zeros(cores**2, np.bool_)
        marks[pairs] = True
        found = np.flatnonzero(marks)
    else:
        found = np.unique(pairs)
    np.random.default_rng(0).shuffle(found)
    return found // max(1, cores), found % max(1, cores)
