"""The spikes of every output line, counted up to any tick."""

import numpy as np
import numpy.typing as npt

from tnstudio.simulation.input_log import InputLog

PIECE_BYTES = 2**24
"""Most bytes of unpacked spikes that are added up at once."""


class OutputLog:
    """Counts spikes from tick 0 to a tick; the next one is best near the last.

    The spikes are kept, squeezed (`tnstudio.simulation.input_log`), the counts of
    one tick only: another tick adds or takes away what is between.

    Parameters
    ----------
    lines : int
        Number of output lines.
    """

    def __init__(self, lines: int) -> None:
        self._spikes = InputLog(lines)
        self._piece = max(1, PIECE_BYTES // max(1, lines))
        self._counts = np.zeros(lines, np.int64)
        self._tick = 0

    def append(self, outputs: npt.NDArray[np.uint8]) -> None:
        """Add the ticks that follow, (ticks, lines)."""
        self._spikes.append(outputs)

    def cut(self, tick: int) -> None:
        """Forget this tick and all after it, if there are any."""
        if tick < self._spikes.end:
            self._go_to(min(self._tick, tick))
            self._spikes.cut(tick)

    def before(self, tick: int) -> npt.NDArray[np.int64]:
        """Return the spikes on each line in the ticks before one, (lines,)."""
        self._go_to(tick)
        return self._counts.copy()

    def _go_to(self, tick: int) -> None:
        if tick < self._tick - tick:
            # Nearer to the beginning, where all are 0.
            self._counts[:] = self._tick = 0
        low, high = sorted((self._tick, tick))
        sign = 1 if tick > self._tick else -1
        for first in range(low, high, self._piece):
            rows = self._spikes.rows(first, min(first + self._piece, high))
            self._counts += sign * rows.sum(axis=0, dtype=np.int64)
        self._tick = tick
