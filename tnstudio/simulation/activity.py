"""How much a chip spiked, tick by tick, over all that is recorded."""

import numpy as np
import numpy.typing as npt

from tnstudio.simulation.recording import Recording, spikes_per_tick

FIRST_ROOM = 1024


class Activity:
    """Spikes of all cores in every tick from 0 on.

    Attributes
    ----------
    changes : int
        Is another number whenever something has changed.
    """

    def __init__(self) -> None:
        self._counts = np.zeros(FIRST_ROOM, np.int32)
        self._end = 0
        self.changes = 0

    @property
    def end(self) -> int:
        """One after the newest tick."""
        return self._end

    def clear(self) -> None:
        """Forget all."""
        self._end = 0
        self.changes += 1

    def cut(self, end: int) -> None:
        """Forget this tick and all after it."""
        self._end = min(self._end, end)
        self.changes += 1

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
        self.changes += 1

    def counts(self, first: int, end: int) -> npt.NDArray[np.int32]:
        """Return the spikes of each of some ticks, as far as they are here."""
        return self._counts[max(0, first) : min(end, self._end)].copy()

    def columns(
        self, first: int, end: int, step: int
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int32]]:
        """Return mean and largest count in columns of so many ticks.

        Parameters
        ----------
        first, end : int
            Ticks; the first is that of a column. What is not here is left out,
            so that the last column may be of fewer ticks.

        Returns
        -------
        float64 array and int32 array, shape (columns,)
        """
        counts = self._counts[first : min(end, self._end)]
        if not counts.size:
            return np.zeros(0), np.zeros(0, np.int32)
        starts = np.arange(0, counts.size, step)
        sums = np.add.reduceat(counts, starts, dtype=np.int64)
        ticks = np.diff(np.append(starts, counts.size))
        return sums / ticks, np.maximum.reduceat(counts, starts)

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
