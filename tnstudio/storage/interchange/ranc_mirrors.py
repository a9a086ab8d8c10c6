"""RANC's symmetric reset, made of three of the chip's neurons.

With neuron reset type 1 and reset mode 1, RANC's neuron adds -n to V where
V <= n < 0, so that V = n becomes 0 just as V = α does. The chip's neuron is
reset below -β only, and by β; no parameters of one neuron do the same. Three do:

- the neuron itself, its negative threshold as far away as can be;
- a twin, the same but for its target;
- a mirror, with all signs turned and the threshold -n: its V is the neuron's
  -V, so it spikes when V <= n, and its linear reset is the one that is wanted.

The mirror's spike is at neuron and twin in the next tick, with the strength -n,
the twin's at the mirror, with α. So what a reset is late is made good before
the next comparison, and each spikes exactly when RANC's neuron would; between
ticks V may lack what is on its way. This holds as long as V stays within
-262143..262143: beyond, the largest negative threshold of neuron or mirror,
which cannot be switched off, takes V back. V gets there only if for thousands
of ticks more comes in than a reset takes away.
"""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from tnstudio.model.hardware import NEGATIVE_THRESHOLD, SIZES, STRENGTH, Hardware
from tnstudio.model.neuron import ResetMode
from tnstudio.storage.interchange.ranc_cores import Tables, empty_tables
from tnstudio.storage.interchange.ranc_neurons import connected_types

_Bits = npt.NDArray[np.bool_]
_MOST = {limit.symbol: limit.high for limit in SIZES}


def can_be_mirrored(tables: Tables) -> _Bits:
    """Tell which neurons have a symmetric reset that three neurons can do.

    -n and α must be possible strengths, and V must start where neither neuron
    nor mirror is below its negative threshold.

    Returns
    -------
    bool array, shape (cores, neurons)
    """
    numbers = tables.numbers
    n, alpha = numbers["negative_threshold"], numbers["positive_threshold"]
    possible: _Bits = numbers["reset_mode"] == ResetMode.SUBTRACT_THRESHOLD
    possible &= (-STRENGTH.high <= n) & (n < 0) & (alpha <= STRENGTH.high)
    possible &= np.abs(numbers["current_potential"]) <= NEGATIVE_THRESHOLD.high
    return possible


def enlarged_for(hardware: Hardware, chosen: _Bits) -> Hardware | None:
    """Return a chip whose cores have room for the twins and mirrors.

    For each chosen neuron two neurons and two axons, and one axon type.

    Parameters
    ----------
    chosen : bool array, shape (cores, neurons)

    Returns
    -------
    Hardware or None
        None if it would be larger than this program allows.
    """
    more = 2 * int(chosen.sum(axis=1).max())
    larger = replace(
        hardware,
        axons=hardware.axons + more,
        neurons=hardware.neurons + more,
        axon_types=hardware.axon_types + 1,
    )
    fits = all(
        getattr(larger, name) <= _MOST[name]
        for name in ("axons", "neurons", "axon_types")
    )
    return larger if fits else None


def with_mirrors(tables: Tables, hardware: Hardware, chosen: _Bits) -> Tables:
    """Return the tables of cores in which chosen neurons are three.

    Parameters
    ----------
    hardware : Hardware
        What `enlarged_for` gave.
    chosen : bool array, shape (cores, neurons)
        Neurons that can be mirrored.
    """
    cores, neurons = chosen.shape
    axons, types = tables.axon_types.shape[1], tables.strengths.shape[1]
    larger = empty_tables(cores, hardware)
    larger.axon_types[:, :axons] = tables.axon_types
    larger.axon_types[:, axons:] = types
    larger.strengths[:, :types, :neurons] = tables.strengths
    for name, values in tables.numbers.items():
        larger.numbers[name][:, :neurons] = values
    for name in ("core", "axon", "delay", "line"):
        getattr(larger, name)[:, :neurons] = getattr(tables, name)
    for core in range(cores):
        crossbar = np.zeros((hardware.axons, hardware.neurons), np.bool_)
        bits = np.unpackbits(
            tables.synapses[core], axis=1, count=neurons, bitorder="little"
        )
        crossbar[:axons, :neurons] = bits
        for k, j in enumerate(np.flatnonzero(chosen[core]).tolist()):
            _mirror(larger, crossbar, core, j, neurons + 2 * k, axons + 2 * k)
        larger.connected[core] = connected_types(
            larger.axon_types[core], crossbar, hardware.axon_types
        )
        larger.synapses[core] = np.packbits(crossbar, axis=1, bitorder="little")
    return larger


def _mirror(
    tables: Tables, crossbar: _Bits, core: int, j: int, twin: int, back: int
) -> None:
    """Give a neuron its twin and, next to it, its mirror.

    Parameters
    ----------
    crossbar : bool array, shape (axons, neurons)
        Of this core; it is written to.
    back : int
        The axon by which the mirror reaches neuron and twin; by the next one
        the twin reaches the mirror.
    """
    mirror = twin + 1
    n = tables.numbers["negative_threshold"][core, j]
    crossbar[:, [twin, mirror]] = crossbar[:, [j]]
    crossbar[back, [j, twin]] = True
    crossbar[back + 1, mirror] = True
    for values in tables.numbers.values():
        values[core, [twin, mirror]] = values[core, j]
    for name in ("leak", "current_potential"):
        tables.numbers[name][core, mirror] *= -1
    tables.numbers["positive_threshold"][core, mirror] = -n
    strengths = tables.strengths[core]
    strengths[:, twin], strengths[:, mirror] = strengths[:, j], -strengths[:, j]
    strengths[-1, [j, twin]] = -n
    strengths[-1, mirror] = tables.numbers["positive_threshold"][core, j]
    tables.core[core, [twin, mirror]] = core
    tables.axon[core, [twin, mirror]] = back + 1, back
