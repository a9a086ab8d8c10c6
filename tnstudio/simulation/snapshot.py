"""A moment of a chip."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.simulation.packing import pack, unpack
from tnstudio.simulation.tables import WORD


@dataclass(frozen=True, eq=False, slots=True)
class Snapshot:
    """All that the ticks to come depend on, beside the program and the input.

    Attributes
    ----------
    tick : int
        The next tick to be run.
    potentials : int32 array, shape (cores, neurons)
        V after the tick before.
    arriving : uint64 array, shape (ring, words)
        The slots that spikes on their way will activate.
    active : uint64 array, shape (words,)
        The slots that were active in the tick before.
    slot : int64 array, shape (cores, axons)
        The slot of each axon, which depends on the axon types.
    """

    tick: int
    potentials: npt.NDArray[np.int32]
    arriving: npt.NDArray[np.uint64]
    active: npt.NDArray[np.uint64]
    slot: npt.NDArray[np.int64]

    @property
    def nbytes(self) -> int:
        """Memory that it takes."""
        return self.potentials.nbytes + self.arriving.nbytes + self.active.nbytes

    def in_slots(self, slot: npt.NDArray[np.int64], words: int) -> "Snapshot":
        """Return this moment for a chip with other axon types.

        Parameters
        ----------
        slot : int64 array, shape (cores, axons)
            Where that chip has its axons.
        words : int
            Words of slots that it has.

        Raises
        ------
        TNStudioError
            If it has another number of cores, axons or neurons.
        """
        if self.slot is slot or np.array_equal(self.slot, slot):
            return self
        if self.slot.shape != slot.shape:
            raise self.misfit()
        return Snapshot(
            self.tick,
            self.potentials,
            _moved(self.arriving, self.slot, slot, words),
            _moved(self.active[None], self.slot, slot, words)[0],
            slot,
        )

    def misfit(self) -> TNStudioError:
        """Return the error of a chip of another size."""
        return TNStudioError(
            "This moment belongs to a chip with other cores",
            f"tick {self.tick}",
            "start the chip from tick 0",
        )


def _moved(
    words: npt.NDArray[np.uint64],
    old: npt.NDArray[np.int64],
    new: npt.NDArray[np.int64],
    count: int,
) -> npt.NDArray[np.uint64]:
    """Move the bits of each row from old slots to new ones."""
    bits = np.zeros((len(words), count * WORD), np.bool_)
    bits[:, new] = unpack(words, words.shape[1] * WORD)[:, old]
    return pack(bits)
