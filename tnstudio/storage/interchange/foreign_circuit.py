"""What a network of another program is here."""

from dataclasses import dataclass

from tnstudio.model.circuit import Circuit
from tnstudio.model.hardware import Hardware


@dataclass(frozen=True, eq=False, slots=True)
class ForeignCircuit:
    """What a file of another program holds, as free cores.

    Attributes
    ----------
    losses : tuple of str
        What of the file the circuit does not have or do, a sentence each.
    """

    name: str
    hardware: Hardware
    circuit: Circuit
    losses: tuple[str, ...]
