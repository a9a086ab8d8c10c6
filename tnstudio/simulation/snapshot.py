"""A moment of a chip."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError


@dataclass(frozen=True, eq=False, slots=True)
class Snapshot:
    """All that the ticks to come depend on, beside the program and the input.

    Attributes
    ----------
    tick : int
        The next tick to be run.
    potentials : int32 array, shape (cores, neurons in whole words)
        V after the tick before.
    axons : uint64 array, shape (ring, words)
        The axons that spikes on their way will activate.
    spikes : uint64 array
        The spikes of the tick before.
    """

    tick: int
    potentials: npt.NDArray[np.int32]
    axons: npt.NDArray[np.uint64]
    spikes: npt.NDArray[np.uint64]

    @property
    def nbytes(self) -> int:
        """Memory that it takes."""
        return self.potentials.nbytes + self.axons.nbytes + self.spikes.nbytes

    def require_fit(self, potentials: tuple[int, ...], axons: tuple[int, ...]) -> None:
        """Refuse arrays of other shapes.

        Raises
        ------
        TNStudioError
            If this is a moment of another kind of chip.
        """
        if self.potentials.shape != potentials or self.axons.shape != axons:
            raise TNStudioError(
                "This moment belongs to a chip with other cores or axon types",
                f"tick {self.tick}",
                "start the chip from tick 0",
            )
