"""The spikes of some ticks in a row, kept to be looked up, in bounded memory."""

from collections import deque

import numpy as np
import numpy.typing as npt

from tnstudio.model.program import ChipProgram
from tnstudio.simulation.recording import Recording, joined
from tnstudio.simulation.spike_log import SpikeLog, spike_log

WINDOW_BYTES = 2**28
"""About how many bytes of spikes are kept."""

_SPIKE_BYTES = 24
"""Of a spike as an event and in the log."""

Lines = npt.NDArray[np.uint8]


class KeptSpikes:
    """What a chip and its input lines did, piece by piece.

    Parameters
    ----------
    program : ChipProgram

    Attributes
    ----------
    nbytes : int
        About what the pieces and a log of them take.
    """

    def __init__(self, program: ChipProgram) -> None:
        self._program = program
        self._pieces: deque[tuple[Recording, Lines]] = deque()
        self.nbytes = 0

    def keep(self, recording: Recording, lines: Lines) -> None:
        """Keep the ticks that follow.

        Parameters
        ----------
        recording : Recording
        lines : uint8 array, shape (ticks, input lines)
            Their input.
        """
        self._pieces.append((recording, lines))
        self.nbytes += _size(recording, lines)

    def forget_beyond(self, most: int) -> None:
        """Forget the oldest pieces, but for the last one, to keep so many bytes."""
        while self.nbytes > most and len(self._pieces) > 1:
            self.nbytes -= _size(*self._pieces.popleft())

    def log(self) -> SpikeLog:
        """Return what was kept, at least one piece, to be looked up."""
        recordings, lines = zip(*self._pieces, strict=True)
        kept = joined(recordings)
        return spike_log(
            self._program, kept.first_tick, kept.events(), np.concatenate(lines)
        )


def _size(recording: Recording, lines: Lines) -> int:
    """Return the bytes that some ticks take, their list of spikes included."""
    spikes = int(np.bitwise_count(recording.spikes).sum())
    held = recording.spikes.nbytes + recording.outputs.nbytes + lines.nbytes
    return held + _SPIKE_BYTES * spikes
