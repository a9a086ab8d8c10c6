"""What the ticks of a run took: spikes, synaptic events, axon events and hops."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tnstudio.app.tick_log import TickLog
from tnstudio.model.program import ChipProgram
from tnstudio.simulation.counts import Counter
from tnstudio.simulation.recording import Recording
from tnstudio.simulation.timeline import Timeline

RECENT = 200
"""Ticks that are told one by one."""

ELSEWHERE = -1

COUNTED = ("spikes", "synaptic_events", "axon_events", "hops")
"""What a row has, in this order."""


@dataclass(frozen=True, slots=True)
class SpanCounts:
    """What some ticks took.

    Attributes
    ----------
    first, ticks : int
        Which ticks these are.
    missing : int
        How many of them were not counted; the other numbers are without them.
    spikes, synaptic_events, axon_events, hops : int
        As in `tnstudio.simulation.counts.Counts`.
    """

    first: int
    ticks: int
    missing: int
    spikes: int
    synaptic_events: int
    axon_events: int
    hops: int


@dataclass(frozen=True, eq=False, slots=True)
class CountsSeen:
    """What is counted up to a tick, this one included.

    Attributes
    ----------
    tick, image, run : SpanCounts
        Of this tick, of those since the image appeared, and of all. Without
        images the last two are the same.
    images : int
        Images that were on the input up to this tick; 0 if there are none.
    first_recent : int
    recent : int32 array, shape (ticks, 4)
        What each of the last ticks took, in the order of `COUNTED`; zeros for
        those that were not counted.
    events_of_core : int64 array, shape (cores,)
        Synaptic events of the ticks that were counted last, all together.
    """

    tick: SpanCounts
    image: SpanCounts
    run: SpanCounts
    images: int
    first_recent: int
    recent: npt.NDArray[np.int32]
    events_of_core: npt.NDArray[np.int64]


class CountLog:
    """Counts ticks from what was recorded of them, in any order.

    Of each tick 16 bytes are kept.

    Parameters
    ----------
    program : ChipProgram
    """

    def __init__(self, program: ChipProgram) -> None:
        self._program = program
        self._log = TickLog(len(COUNTED), np.int32)
        self._counter: Counter | None = None
        self._next = ELSEWHERE
        self._of_core = np.zeros(program.cores, np.int64)

    def begin(self, timeline: Timeline) -> None:
        """Prepare for the ticks that the timeline runs next."""
        if self._next == timeline.tick:
            return
        if self._counter is None:
            self._counter = Counter(self._program)
        self._counter.resume(timeline.tick, timeline.pending)
        self._next = timeline.tick

    def take(self, recording: Recording, lines: npt.NDArray[np.uint8]) -> None:
        """Count the ticks that `begin` was for, or those after the last taken."""
        assert self._counter is not None
        counts = self._counter.count(recording, lines)
        columns = [getattr(counts, name) for name in COUNTED]
        self._log.put(recording.first_tick, np.stack(columns, axis=1))
        self._of_core = counts.synaptic_events_of_core
        self._next = self._counter.tick

    def cut(self, end: int) -> None:
        """Forget this tick and all after it."""
        self._log.cut(end)
        if self._next > end:
            self._next = ELSEWHERE

    def gaps(self, first: int, stop: int) -> list[tuple[int, int]]:
        """Return the stretches of some ticks that were not counted."""
        return self._log.gaps(first, stop)

    def seen(self, onset: int, images: int, tick: int) -> CountsSeen:
        """Tell what is counted of the ticks before `tick`, at least one.

        Parameters
        ----------
        onset : int
            When the image appeared; 0 without one.
        images : int
            How many appeared so far.
        tick : int
        """
        first = max(0, tick - RECENT)
        return CountsSeen(
            self._totals(tick - 1, tick),
            self._totals(onset, tick),
            self._totals(0, tick),
            images,
            first,
            self._log.rows(first, tick),
            self._of_core,
        )

    def _totals(self, first: int, stop: int) -> SpanCounts:
        missing = stop - first - self._log.counted(first, stop)
        return SpanCounts(
            first, stop - first, missing, *self._log.sums(first, stop).tolist()
        )
