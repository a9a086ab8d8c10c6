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

    def take(self, recording: Recording) -> None:
        """Count the spikes of ticks that are here already, or the next ones."""
        first, end = recording.first_tick, recording.first_tick + recording.ticks
        if end > len(self._counts):
            grown = np.zeros(2 * end, np.int32)
            grown[: self._end] = self._counts[: self._end]
            self._counts = grown
        self._counts[first:end] = spikes_per_tick(recording.spikes)
        self._end = max(self._end, end)

    def pooled(self, columns: int) -> npt.NDArray[np.float64]:
        """Return the largest count of the ticks in each of so many columns.

        Returns
        -------
        float64 array, shape (columns,)
            By the largest of all: 0..1; all 0 while nothing spiked.
        """
        if not self._end:
            return np.zeros(columns)
        edges = np.arange(columns) * self._end // columns
        most = np.maximum.reduceat(self._counts[: self._end], edges)
        return most / max(1, int(most.max()))
