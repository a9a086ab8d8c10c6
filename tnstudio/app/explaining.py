"""Why a neuron did what it did in a tick of a run, and what came of it."""

from collections import deque
from collections.abc import Generator, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tnstudio.app.chip_run import PIECE_TICKS
from tnstudio.app.setups import Setup
from tnstudio.errors import TNStudioError
from tnstudio.model.hardware import DELAY
from tnstudio.model.recorded import TICK
from tnstudio.simulation.explain import explain_update, require_neuron
from tnstudio.simulation.explanation import Explanation
from tnstudio.simulation.recording import Recording, joined
from tnstudio.simulation.simulator import Simulator
from tnstudio.simulation.sources import Sources
from tnstudio.simulation.spike_log import SpikeLog, spike_log
from tnstudio.simulation.trace import Limits, Spike, Trace, causes, consequences

WINDOW_BYTES = 2**28
"""About how many bytes of spikes are kept, half of them before the tick."""

_KEPT_TICKS = 16
"""Ticks of a piece that is kept: few, so that there is not much too much."""

_SPIKE_BYTES = 24
"""Of a spike as an event and in the log."""


@dataclass(frozen=True, slots=True)
class ExplainProgress:
    """Ticks run so far, and at most in all."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Explained:
    """What there is to tell about a neuron in a tick.

    Attributes
    ----------
    update : Explanation
        The arithmetic.
    causes, consequences : Trace or None
        Of its spike; None if it did not fire, or none were asked for.
    """

    update: Explanation
    causes: Trace | None
    consequences: Trace | None


ExplainEvent = ExplainProgress | Explained


def explaining(
    setup: Setup, tick: int, core: int, neuron: int, limits: Limits | None = None
) -> Generator[ExplainEvent, None, None]:
    """Run a chip up to a tick and explain what a neuron did there.

    If it fired, the chip runs on, for the consequences.

    Parameters
    ----------
    tick, core, neuron : int
    limits : Limits, optional
        How far causes and consequences are followed; with depth 0, they are
        not. Nor are they over more ticks than `WINDOW_BYTES` hold: the traces
        tell that they lead out of the recorded ticks.

    Returns
    -------
    generator of ExplainEvent
        Progress, and what is explained as the last event.

    Raises
    ------
    TNStudioError
        At once, if there is no such neuron or tick.
    """
    require_neuron(setup.program, core, neuron)
    if not TICK.holds(tick):
        raise TNStudioError(
            f"There is no tick {tick}", setup.program.name, "ticks count from 0"
        )
    return _explaining(setup, Spike(tick, core, neuron), limits or Limits())


def _explaining(
    setup: Setup, spike: Spike, limits: Limits
) -> Generator[ExplainEvent, None, None]:
    program, tick = setup.program, spike.tick
    # No trace of this depth leads farther.
    way = limits.depth * (limits.reach - 1 + DELAY.high)
    total = tick + 1 + way
    run = _Run(setup)
    for _ in run.to(max(0, tick - way)):
        yield ExplainProgress(run.tick, total)
    for _ in run.keeping_to(tick):
        run.forget_beyond(WINDOW_BYTES // 2)
        yield ExplainProgress(run.tick, total)
    before = run.potential(spike)
    for _ in run.keeping_to(tick + 1):
        yield ExplainProgress(run.tick, total)
    active = run.active_axons(spike)
    update = explain_update(program, tick, spike.core, spike.neuron, before, active)
    if not update.spike or not limits.depth:
        yield Explained(update, None, None)
        return
    for _ in run.keeping_to(total):
        yield ExplainProgress(run.tick, total)
        if run.kept_bytes > WINDOW_BYTES:
            break
    sources, log = Sources(program), run.log()
    yield Explained(
        update,
        causes(sources, log, spike, limits),
        consequences(sources, log, spike, limits),
    )


class _Run:
    """A chip that runs from tick 0 on, and its spikes in the ticks kept."""

    def __init__(self, setup: Setup) -> None:
        self._program = setup.program
        self._source = setup.source
        self._simulator = Simulator(setup.program)
        self._kept: deque[tuple[Recording, npt.NDArray[np.uint8]]] = deque()
        self.kept_bytes = 0

    @property
    def tick(self) -> int:
        """The next tick to be run."""
        return self._simulator.tick

    def potential(self, place: Spike) -> int:
        """Return V of a neuron after the last tick."""
        return int(self._simulator.potentials[place.core, place.neuron])

    def active_axons(self, place: Spike) -> npt.NDArray[np.bool_]:
        """Return which axons of a neuron's core were active in the last tick."""
        active: npt.NDArray[np.bool_] = self._simulator.active_axons[place.core]
        return active

    def to(self, tick: int) -> Iterator[None]:
        """Run until a tick is the next one, piece by piece."""
        for _ in self._pieces(tick, PIECE_TICKS):
            yield

    def keeping_to(self, tick: int) -> Iterator[None]:
        """Run until a tick is the next one and keep the spikes."""
        for recording, lines in self._pieces(tick, _KEPT_TICKS):
            self._kept.append((recording, lines))
            self.kept_bytes += _size(recording, lines)
            yield

    def forget_beyond(self, most: int) -> None:
        """Forget the oldest spikes, but for the last piece, to keep so many bytes."""
        while self.kept_bytes > most and len(self._kept) > 1:
            self.kept_bytes -= _size(*self._kept.popleft())

    def log(self) -> SpikeLog:
        """Return what was kept."""
        recordings, lines = zip(*self._kept, strict=True)
        kept = joined(recordings)
        return spike_log(
            self._program, kept.first_tick, kept.events(), np.concatenate(lines)
        )

    def _pieces(
        self, tick: int, most: int
    ) -> Iterator[tuple[Recording, npt.NDArray[np.uint8]]]:
        while self.tick < tick:
            lines = self._source.spikes(self.tick, min(most, tick - self.tick))
            yield self._simulator.run(lines), lines


def _size(recording: Recording, lines: npt.NDArray[np.uint8]) -> int:
    """Return the bytes that some ticks take, their list of spikes included."""
    spikes = int(np.bitwise_count(recording.spikes).sum())
    held = recording.spikes.nbytes + recording.outputs.nbytes + lines.nbytes
    return held + _SPIKE_BYTES * spikes
