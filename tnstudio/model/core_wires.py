"""What reaches a core's axons, and which of its neurons reach something."""

import numpy as np
import numpy.typing as npt

from tnstudio.model.circuit import Circuit, FreeCore
from tnstudio.model.program import NONE


def fed_axons(circuit: Circuit, core: int) -> npt.NDArray[np.bool_]:
    """Return which axons of a core a line or a neuron reaches, shape (axons,)."""
    fed = np.zeros(circuit.cores[core].axon_types.shape[1], np.bool_)
    inputs = circuit.inputs
    fed[inputs.axon[inputs.core == core]] = True
    for source in circuit.cores:
        fed[source.routes.axon[source.routes.core == core]] = True
    return fed


def routed_neurons(core: FreeCore) -> npt.NDArray[np.bool_]:
    """Return which neurons of a core have a target or an output line."""
    routes = core.routes
    routed: npt.NDArray[np.bool_] = (routes.core[0] != NONE) | (routes.line[0] != NONE)
    return routed
