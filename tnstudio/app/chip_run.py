"""Running a chip for so many ticks, or until something happens.

The run is cut into pieces, so that it can be stopped and takes little memory.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tnstudio.app.setups import Setup
from tnstudio.simulation.breakpoints import Breakpoint, Memory, require_condition
from tnstudio.simulation.recording import Recording
from tnstudio.simulation.run_until import Hit, run_until
from tnstudio.simulation.simulator import Simulator

PIECE_TICKS = 256
"""Ticks run at once; 64 copies of 30 cores make 0.3 GB of them."""


@dataclass(frozen=True, eq=False, slots=True)
class Piece:
    """Some ticks of a run.

    Attributes
    ----------
    recording : Recording
        Their spikes.
    lines : uint8 array, shape (ticks, input lines)
        Their input spikes.
    hits : tuple of Hit
        The conditions met in the last of these ticks; then the run ends here.
    """

    recording: Recording
    lines: npt.NDArray[np.uint8]
    hits: tuple[Hit, ...]


def chip_run(
    setup: Setup, ticks: int, conditions: Sequence[Breakpoint] = ()
) -> Iterator[Piece]:
    """Run a chip from tick 0 on, until a condition is met or the ticks are over.

    Parameters
    ----------
    ticks : int
        At most so many.
    conditions : sequence of Breakpoint

    Returns
    -------
    iterator of Piece
        Runs the chip while it is read. Only the last may have hits.

    Raises
    ------
    TNStudioError
        At once, if a condition is about what the chip does not have.
    """
    for condition in conditions:
        require_condition(setup.program, condition)
    return _pieces(setup, ticks, conditions)


def _pieces(
    setup: Setup, ticks: int, conditions: Sequence[Breakpoint]
) -> Iterator[Piece]:
    simulator = Simulator(setup.program)
    memory: tuple[Memory, ...] | None = None
    while simulator.tick < ticks:
        rows = min(PIECE_TICKS, ticks - simulator.tick)
        lines = setup.source.spikes(simulator.tick, rows)
        for stretch in run_until(simulator, lines, conditions, memory, rows):
            memory = stretch.memory
            run = stretch.recording.ticks
            yield Piece(stretch.recording, lines[:run], stretch.hits)
            if stretch.hits:
                return
