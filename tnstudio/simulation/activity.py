"""How much a chip spiked, tick by tick, over all that is recorded."""

import numpy as np
import numpy.typing as npt

from tnstudio.simulation.recording import Recording, spikes_per_tick

FIRST_ROOM = 1024


class Activity:
    """Spikes of all cores in every tick from 0 on."""

    def __init__(self) -> None:
        self._counts = np.zeros(FIRST_ROOM, np.int32)
        self._end = 0

    @property
    def end(self) -> int:
        """One after the newest tick."""
        return self._end

    def clear(self) -> None:
        """Forget all."""
        self._end = 0

    def cut(self, end: int) -> None:
        """Forget this tick and all after it."""
        self._end = min(self._end, end)

    def append(self, recording: Recording) -> None:
        """Count the spikes of the ticks that follow."""
        end = self._end + recording.ticks
        if end > len(self._counts):
            grown = np.zeros(2 * end, np.int32)
            grown[: self._end] = self._counts[: self._end]
            self._counts = grown
        self._counts[self._end : end] = spikes_per_tick(recording.spikes)
        # Last, so that who reads meanwhile finds only what is there.
        self._end = end

    def counts(self, first: int, end: int) -> npt.NDArray[np.int32]:
        """Return the spikes of each of some ticks, as far as they are here."""
        return self._counts[max(0, first) : min(end, self._end)].copy()

    def pooled(self, columns: int) -> npt.NDArray[np.float64]:
        """Return the largest count of the ticks in each of so many columns.

        Returns
        -------
        float64 array, shape (columns,)
            By the largest of all: 0..1; all 0 while nothing spiked.
        """
        end = self._end
        if not end:
            return np.zeros(columns)
        edges = np.arange(columns) * end // columns
        most = np.maximum.reduceat(self._counts[:end], edges)
        return most / max(1, int(most.max()))
