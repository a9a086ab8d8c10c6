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
    potentials : int32 array, shape (cores, neurons)
        V after the tick before.
    arriving : uint64 array, shape (ring, words)
        The slots that spikes on their way will activate.
    active : uint64 array, shape (words,)
        The slots that were active in the tick before.
    """

    tick: int
    potentials: npt.NDArray[np.int32]
    arriving: npt.NDArray[np.uint64]
    active: npt.NDArray[np.uint64]

    @property
    def nbytes(self) -> int:
        """Memory that it takes."""
        return self.potentials.nbytes + self.arriving.nbytes + self.active.nbytes

    def require_fit(
        self, potentials: tuple[int, ...], arriving: tuple[int, ...]
    ) -> None:
        """Refuse arrays of other shapes.

        Raises
        ------
        TNStudioError
            If this is a moment of another kind of chip.
        """
        if self.potentials.shape != potentials or self.arriving.shape != arriving:
            raise TNStudioError(
                "This moment belongs to a chip with other cores or axon types",
                f"tick {self.tick}",
                "start the chip from tick 0",
            )
