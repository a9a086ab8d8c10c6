"""How often the axons and neurons of one core were active."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from tnstudio.app.tick_log import TickLog
from tnstudio.model.hardware import DELAY
from tnstudio.model.program import ChipProgram
from tnstudio.simulation.recording import Recording
from tnstudio.simulation.timeline import Timeline

Since = Literal["image", "run"]
"""Whether to count from the onset of the image on, or from tick 0 on."""

ELSEWHERE = -1


@dataclass(frozen=True, eq=False, slots=True)
class ActivitySeen:
    """What one core did in some ticks.

    A synapse acts when its axon is active, if it is closed.

    Attributes
    ----------
    core : int
    first, ticks : int
        Which ticks these are.
    missing : int
        How many of them were not counted; the other numbers are without them.
    axons : int64 array, shape (axons,)
        In how many ticks each axon was active.
    neurons : int64 array, shape (neurons,)
        In how many ticks each neuron fired.
    """

    core: int
    first: int
    ticks: int
    missing: int
    axons: npt.NDArray[np.int64]
    neurons: npt.NDArray[np.int64]


class ActivityLog:
    """Finds the active axons of one core from the spikes that reach it.

    Of each tick a bit is kept for each axon and neuron: 64 bytes for a core of
    256 × 256.

    Parameters
    ----------
    program : ChipProgram
    core : int
    """

    def __init__(self, program: ChipProgram, core: int) -> None:
        self.core = core
        self._axons, self._neurons = program.hardware.axons, program.hardware.neurons
        self._wires = _Wires(program, core)
        self._pending = np.zeros((DELAY.high, self._axons), np.bool_)
        self._next = ELSEWHERE
        octets = -(-(self._axons + self._neurons) // 8)
        self._log = TickLog(octets, np.uint8, self._spread)

    def begin(self, timeline: Timeline) -> None:
        """Prepare for the ticks that the timeline runs next."""
        if self._next != timeline.tick:
            self._pending = timeline.pending[:, self.core]
            self._next = timeline.tick

    def take(self, recording: Recording, lines: npt.NDArray[np.uint8]) -> None:
        """Count the ticks that `begin` was for, or those after the last taken."""
        ticks = recording.ticks
        active = np.zeros((ticks + DELAY.high, self._axons), np.bool_)
        active[: DELAY.high] = self._pending
        self._wires.activate(recording.spikes, lines, active)
        self._pending = active[ticks:]
        bits = np.concatenate([active[:ticks], recording.of_core(self.core)], axis=1)
        self._log.put(recording.first_tick, np.packbits(bits, axis=1))
        self._next = recording.first_tick + ticks

    def cut(self, end: int) -> None:
        """Forget this tick and all after it."""
        self._log.cut(end)
        if self._next > end:
            self._next = ELSEWHERE

    def gaps(self, first: int, stop: int) -> list[tuple[int, int]]:
        """Return the stretches of some ticks that were not counted."""
        return self._log.gaps(first, stop)

    def seen(self, first: int, tick: int) -> ActivitySeen:
        """Tell what is counted of the ticks from `first` to before `tick`."""
        sums = self._log.sums(first, tick)
        missing = tick - first - self._log.counted(first, tick)
        axons, neurons = sums[: self._axons], sums[self._axons :]
        return ActivitySeen(self.core, first, tick - first, missing, axons, neurons)

    def _spread(self, rows: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
        return np.unpackbits(rows, axis=1, count=self._axons + self._neurons)


class _Wires:
    """What feeds the axons of a core."""

    def __init__(self, program: ChipProgram, core: int) -> None:
        routes, inputs = program.routes, program.inputs
        self._core, self._neuron = np.nonzero(routes.core == core)
        self._axon = routes.axon[self._core, self._neuron].astype(np.intp)
        self._delay = routes.delay[self._core, self._neuron].astype(np.intp)
        mine = inputs.core == core
        self._line = inputs.line[mine]
        self._fed = inputs.axon[mine].astype(np.intp)

    def activate(
        self,
        spikes: npt.NDArray[np.uint64],
        lines: npt.NDArray[np.uint8],
        active: npt.NDArray[np.bool_],
    ) -> None:
        """Set the axons that spikes of some ticks reach, then and later."""
        tick, wire = np.nonzero(lines[:, self._line])
        active[tick, self._fed[wire]] = True
        words = spikes[:, self._core, self._neuron // 64]
        shifts = (self._neuron % 64).astype(np.uint64)
        tick, wire = np.nonzero(words >> shifts & np.uint64(1))
        active[tick + self._delay[wire], self._axon[wire]] = True
