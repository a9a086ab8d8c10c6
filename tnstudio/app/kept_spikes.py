"""The spikes of some ticks in a row, kept to be looked up, in bounded memory."""

from collections import deque
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tnstudio.model.program import ChipProgram
from tnstudio.simulation.recording import Events, Recording, joined_events
from tnstudio.simulation.spike_log import SpikeLog, spike_log

WINDOW_BYTES = 2**28
"""About how many bytes of spikes are kept."""

_SPIKE_BYTES = 24
"""Of a spike as an event and in the log."""

Lines = npt.NDArray[np.uint8]


class _Piece(NamedTuple):
    first_tick: int
    events: Events
    lines: Lines

    @property
    def nbytes(self) -> int:
        return self.lines.nbytes + _SPIKE_BYTES * len(self.events.tick)


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
        self._pieces: deque[_Piece] = deque()
        self.nbytes = 0

    def keep(self, recording: Recording, lines: Lines) -> None:
        """Keep the ticks that follow.

        Parameters
        ----------
        recording : Recording
        lines : uint8 array, shape (ticks, input lines)
            Their input.
        """
        piece = _Piece(recording.first_tick, recording.events(), lines)
        self._pieces.append(piece)
        self.nbytes += piece.nbytes

    def forget_beyond(self, most: int) -> None:
        """Forget the oldest pieces, but for the last one, to keep so many bytes."""
        while self.nbytes > most and len(self._pieces) > 1:
            self.nbytes -= self._pieces.popleft().nbytes

    def log(self) -> SpikeLog:
        """Return what was kept, at least one piece, to be looked up."""
        events = joined_events([piece.events for piece in self._pieces])
        lines = np.concatenate([piece.lines for piece in self._pieces])
        return spike_log(self._program, self._pieces[0].first_tick, events, lines)
