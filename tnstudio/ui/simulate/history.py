"""The newest spikes, as bits in a ring of ticks."""

import numpy as np
import numpy.typing as npt

from tnstudio.simulation.recording import Recording

MOST_TICKS = 10_000
MOST_BYTES = 2**26
_WORD = 64


class SpikeHistory:
    """Keeps the spikes of the last ticks.

    Parameters
    ----------
    cores, neurons : int
        Of the chip, and per core.
    """

    def __init__(self, cores: int, neurons: int) -> None:
        words = -(-neurons // _WORD)
        fitting = MOST_BYTES // max(1, cores * words * 8)
        self.capacity = max(1, min(MOST_TICKS, fitting))
        self.cores = cores
        self.neurons = neurons
        self._ring = np.zeros((self.capacity, cores, words), np.uint64)
        self.clear()

    @property
    def first(self) -> int:
        """The oldest tick that is kept."""
        return self._first

    @property
    def end(self) -> int:
        """One after the newest tick."""
        return self._end

    def clear(self) -> None:
        """Forget all; the next tick may be any."""
        self._first = self._end = 0

    def append(self, recording: Recording) -> None:
        """Keep a recording; ticks that are kept already are taken anew.

        One that neither follows the ticks kept nor is among them starts anew.
        """
        first, end = recording.first_tick, recording.first_tick + recording.ticks
        if not max(self._first, self._end - self.capacity) <= first <= self._end:
            self._first = self._end = first
        kept = recording.spikes[-self.capacity :]
        ticks = np.arange(end - len(kept), end)
        self._ring[ticks % self.capacity] = kept
        self._end = max(self._end, end)
        self._first = max(self._first, self._end - self.capacity)

    def cut(self, end: int) -> None:
        """Forget this tick and all after it."""
        self._end = max(self._first, min(self._end, end))

    def words(self, core: int, first: int, end: int) -> npt.NDArray[np.uint64]:
        """Return a core's spikes in some ticks that are kept, packed.

        Returns
        -------
        uint64 array, shape (end - first, ceil(neurons / 64))
            Packed like `Recording.spikes`.
        """
        ticks = np.arange(max(first, self._first), min(end, self._end))
        found: npt.NDArray[np.uint64] = self._ring[ticks % self.capacity, core]
        return found

    def fired(self, core: int, neuron: int, tick: int) -> bool:
        """Tell whether a neuron fired in a tick that is kept."""
        word = self._ring[tick % self.capacity, core, neuron // _WORD]
        return bool(int(word) >> (neuron % _WORD) & 1)
