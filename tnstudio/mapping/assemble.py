"""Free cores as a chip program."""

from tnstudio.errors import TNStudioError
from tnstudio.model.circuit_arrays import program_of
from tnstudio.model.network import Network
from tnstudio.model.program import ChipProgram
from tnstudio.model.rules import require_valid
from tnstudio.texts import tr


def assemble(network: Network) -> ChipProgram:
    """Load a network's free cores onto a chip, each where it was put.

    All cores are of layer 0, and of the only copy; name, hardware and seed are
    the network's.

    Raises
    ------
    TNStudioError
        If the network has no free cores, or is not valid.
    """
    circuit = network.circuit
    if circuit is None:
        raise TNStudioError(
            tr("The network has layers, not free cores"),
            network.name,
            tr("train it, then deploy the trained network"),
        )
    require_valid(network)
    return program_of(circuit, network.hardware, network.name, network.seed)
