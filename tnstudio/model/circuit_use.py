"""How much of a chip free cores use, counted again only for cores that changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from tnstudio.model.circuit import Circuit, FreeCore
from tnstudio.model.circuit_rules import use_of_core
from tnstudio.model.core_wires import routed_neurons
from tnstudio.model.network import Network
from tnstudio.model.rules import Use


@dataclass(frozen=True, slots=True)
class CoreUse:
    """What one core uses.

    Attributes
    ----------
    axons : int
        Those with a synapse.
    neurons : int
        Those with a synapse, a target or an output line.
    routed : int
        Those with a target or an output line.
    """

    axons: int
    neurons: int
    routed: int


class UseCount:
    """Counts what circuits use; cores that it has just counted are not counted again.

    An edit makes one core anew, and a chip has thousands.
    """

    def __init__(self) -> None:
        self._known: dict[FreeCore, CoreUse] = {}

    def of_cores(self, cores: Sequence[FreeCore]) -> tuple[CoreUse, ...]:
        """Return what each core uses."""
        self._known = {core: self._known.get(core) or _use_of(core) for core in cores}
        return tuple(self._known[core] for core in cores)

    def of_network(self, network: Network) -> tuple[Use, ...]:
        """Return the meters of a network of free cores, the fan-out among them."""
        circuit, hardware = network.circuit or Circuit(), network.hardware
        uses = self.of_cores(circuit.cores)
        neurons = sum(use.neurons for use in uses)
        return (
            Use("cores", len(uses), hardware.cores),
            Use("axons per core", _most(use.axons for use in uses), hardware.axons),
            Use(
                "neurons per core",
                _most(use.neurons for use in uses),
                hardware.neurons,
            ),
            Use("neurons", neurons, hardware.cores * hardware.neurons),
            Use(
                "fan-out per core", _most(use.routed for use in uses), hardware.neurons
            ),
        )


def _use_of(core: FreeCore) -> CoreUse:
    axons, neurons = use_of_core(core)
    return CoreUse(axons, neurons, int(np.count_nonzero(routed_neurons(core))))


def _most(numbers: Iterable[int]) -> int:
    return max(numbers, default=0)
