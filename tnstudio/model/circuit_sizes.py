"""Cores of another size for a design of free cores."""

from dataclasses import replace

from tnstudio.errors import TNStudioError
from tnstudio.model.circuit import FreeCore
from tnstudio.model.circuit_edits import set_neurons
from tnstudio.model.core_sizes import resized_circuit
from tnstudio.model.hardware import TRUENORTH, Hardware
from tnstudio.model.network import Network
from tnstudio.model.preset_circuits import FRESH_CELL


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
        raise TNStudioError("The network has no free cores", hint="choose one that has")
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
