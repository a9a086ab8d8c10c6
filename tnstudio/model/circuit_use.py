"""How much of a chip free cores use."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from tnstudio.model.circuit import Circuit, FreeCore
from tnstudio.model.circuit_wires import routed_neurons
from tnstudio.model.hardware import Hardware
from tnstudio.model.once_per_core import once_per_core
from tnstudio.model.program import NONE
from tnstudio.model.use import Use
from tnstudio.texts import marked


@dataclass(frozen=True, slots=True)
class CoreUse:
    """What one core uses.

    Attributes
    ----------
    axons : int
        Those with a synapse.
    neurons : int
        Those with a synapse, a target axon or an output line.
    fan_out : int
        Neurons with a target axon: they feed cores. What reaches an output line
        leaves the chip and feeds none.
    """

    axons: int
    neurons: int
    fan_out: int


@once_per_core
def use_of_core(core: FreeCore) -> CoreUse:
    """Return what a core uses."""
    axons = np.count_nonzero(core.synapses[0].any(axis=1))
    reached = np.bitwise_or.reduce(core.synapses[0], axis=0)
    neurons = core.routes.core.shape[1]
    used = np.unpackbits(reached, count=neurons, bitorder="little").astype(np.bool_)
    used |= routed_neurons(core)
    fan_out = np.count_nonzero(core.routes.core != NONE)
    return CoreUse(int(axons), int(np.count_nonzero(used)), int(fan_out))


# The status bar and the inspector ask for the same.
@lru_cache(maxsize=1)
def use_of_circuit(circuit: Circuit, hardware: Hardware) -> tuple[Use, ...]:
    """Return the meters of free cores, see `tnstudio.model.rules.use_of`."""
    uses = [use_of_core(core) for core in circuit.cores]
    neurons = sum(use.neurons for use in uses)
    return (
        Use(marked("cores"), len(uses), hardware.cores),
        Use(marked("axons per core"), _most(use.axons for use in uses), hardware.axons),
        Use(
            marked("neurons per core"),
            _most(use.neurons for use in uses),
            hardware.neurons,
        ),
        Use(marked("fan-out"), _most(use.fan_out for use in uses), hardware.neurons),
        Use(marked("neurons"), neurons, hardware.cores * hardware.neurons),
    )


def _most(numbers: Iterable[int]) -> int:
    return max(numbers, default=0)
