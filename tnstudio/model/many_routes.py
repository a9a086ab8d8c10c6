"""The routes of all cores together: a full chip has a million neurons.

Cores whose routes stay the same stay the same objects.
"""

from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt

from tnstudio.model.circuit import FreeCore
from tnstudio.model.hardware import DELAY
from tnstudio.model.program import NONE, Routes

_NAMES = tuple(field.name for field in fields(Routes))

Numbers = npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False, slots=True)
class ManyRoutes:
    """The routes of some cores, neuron after neuron.

    Attributes
    ----------
    core, axon, delay, line : arrays, shape (neurons of all cores,)
        See `Routes`.
    """

    cores: tuple[FreeCore, ...]
    core: Numbers
    axon: Numbers
    delay: npt.NDArray[np.uint8]
    line: Numbers

    def cut(self, targets: npt.NDArray[np.bool_]) -> "ManyRoutes":
        """Return the routes with the marked target axons cut."""
        return replace(
            self,
            core=np.where(targets, np.int32(NONE), self.core),
            axon=np.where(targets, np.int32(NONE), self.axon),
            delay=np.where(targets, np.uint8(DELAY.low), self.delay),
        )

    def put_into_cores(self) -> tuple[FreeCore, ...]:
        """Return the cores with these routes."""
        old = routes_of(self.cores)
        changed = np.zeros(self.core.shape, np.bool_)
        arrays = {name: getattr(self, name) for name in _NAMES}
        for name, values in arrays.items():
            changed |= values != getattr(old, name)
            values.flags.writeable = False
        ends = np.cumsum([core.routes.core.size for core in self.cores])
        counts = np.diff(
            np.append(0, np.cumsum(changed)[ends - 1]) if len(ends) else []
        )
        found = list(self.cores)
        for k in np.flatnonzero(counts).tolist():
            shape = found[k].routes.core.shape
            here = slice(int(ends[k]) - found[k].routes.core.size, int(ends[k]))
            parts = {name: v[here].reshape(shape) for name, v in arrays.items()}
            found[k] = replace(found[k], routes=Routes(**parts))
        return tuple(found)


def routes_of(cores: tuple[FreeCore, ...]) -> ManyRoutes:
    """Return the routes of cores of any size, at least a neuron each."""
    nothing = {
        "delay": np.zeros(0, np.uint8),
        **{name: np.zeros(0, np.int32) for name in ("core", "axon", "line")},
    }
    arrays = {
        name: np.concatenate(
            [none, *(getattr(core.routes, name).ravel() for core in cores)]
        )
        for name, none in nothing.items()
    }
    return ManyRoutes(cores, **arrays)
