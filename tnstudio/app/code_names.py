"""How the codes that make spikes of images are called."""

from tnstudio.datasets.encoders import Encoding
from tnstudio.texts import marked, tr

_NAMES: dict[Encoding, str] = {
    "stochastic": marked("stochastic"),
    "rate": marked("rate"),
}


def code_name(encoding: Encoding) -> str:
    """Return the name of a code as people read it."""
    return tr(_NAMES[encoding])
