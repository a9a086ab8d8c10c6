"""What a chip did in a run of ticks."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tnstudio.simulation.packing import unpack
from tnstudio.simulation.tables import WORD


class Events(NamedTuple):
    """Spikes one by one, int32 arrays of one length, by tick, core and neuron."""

    tick: npt.NDArray[np.int32]
    core: npt.NDArray[np.int32]
    neuron: npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False, slots=True)
class Recording:
    """The spikes of a run of ticks.

    Attributes
    ----------
    first_tick : int
        The tick of the first row of the arrays.
    neurons : int
        Neurons per core.
    spikes : uint64 array, shape (ticks, cores, ceil(neurons / 64))
        Neuron j of a core is bit ``j % 64`` (lowest first) of word ``j // 64``.
    outputs : uint8 array, shape (ticks, output lines)
        1 where a line shows a spike.
    """

    first_tick: int
    neurons: int
    spikes: npt.NDArray[np.uint64]
    outputs: npt.NDArray[np.uint8]

    @property
    def ticks(self) -> int:
        """Number of ticks."""
        return len(self.spikes)

    def events(self) -> Events:
        """Return all spikes, sorted by tick, core and neuron."""
        tick, core, word = np.nonzero(self.spikes)
        bits = unpack(self.spikes[tick, core, word][:, None], WORD)
        which, bit = np.nonzero(bits)
        return Events(
            (tick[which] + self.first_tick).astype(np.int32),
            core[which].astype(np.int32),
            (word[which] * WORD + bit).astype(np.int32),
        )

    def of_core(self, core: int) -> npt.NDArray[np.bool_]:
        """Return the spikes of one core, shape (ticks, neurons)."""
        return unpack(self.spikes[:, core], self.neurons)
