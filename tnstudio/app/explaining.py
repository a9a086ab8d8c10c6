"""Why a neuron did what it did in a tick of a run, and what came of it."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tnstudio.app.chip_run import PIECE_TICKS
from tnstudio.app.kept_spikes import WINDOW_BYTES, KeptSpikes
from tnstudio.app.setups import Setup
from tnstudio.app.simulation_session import SimulationSession
from tnstudio.errors import TNStudioError
from tnstudio.model.recorded import TICK
from tnstudio.simulation.explain import explain_update, require_neuron
from tnstudio.simulation.explanation import Explanation
from tnstudio.simulation.recording import Recording
from tnstudio.simulation.simulator import Simulator
from tnstudio.simulation.sources import Sources
from tnstudio.simulation.trace import Limits, Spike, Trace, causes, consequences
from tnstudio.texts import tr

_KEPT_TICKS = 16
"""Ticks of a piece that is kept: few, so that there is not much too much."""


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
        not. Nor are they over more ticks than `WINDOW_BYTES` hold, half of them
        before the tick: the traces tell that they lead out of the recorded ticks.

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
            tr("There is no tick {tick}", tick=tick),
            setup.program.name,
            tr("ticks count from 0"),
        )
    return _explaining(setup, Spike(tick, core, neuron), limits or Limits())


def _explaining(
    setup: Setup, spike: Spike, limits: Limits
) -> Generator[ExplainEvent, None, None]:
    program, tick = setup.program, spike.tick
    way = limits.ticks
    total = tick + 1 + way
    run = _Run(setup)
    for _ in run.to(max(0, tick - way)):
        yield ExplainProgress(run.tick, total)
    for _ in run.keeping_to(tick):
        run.kept.forget_beyond(WINDOW_BYTES // 2)
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
        if run.kept.nbytes > WINDOW_BYTES:
            break
    sources, log = Sources(program), run.kept.log()
    yield Explained(
        update,
        causes(sources, log, spike, limits),
        consequences(sources, log, spike, limits),
    )


class _Run:
    """A chip that runs from tick 0 on, and its spikes in the ticks kept."""

    def __init__(self, setup: Setup) -> None:
        self._source = setup.source
        self._simulator = Simulator(setup.program)
        self.kept = KeptSpikes(setup.program)

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
            self.kept.keep(recording, lines)
            yield

    def _pieces(
        self, tick: int, most: int
    ) -> Iterator[tuple[Recording, npt.NDArray[np.uint8]]]:
        while self.tick < tick:
            lines = self._source.spikes(self.tick, min(most, tick - self.tick))
            yield self._simulator.run(lines), lines


def explained_again(
    session: SimulationSession, tick: int, core: int, neuron: int
) -> Explanation:
    """Explain what a neuron did in a tick that a session has recorded.

    The session stays where it is.

    Raises
    ------
    TNStudioError
        If there is no such neuron, or the tick was not run.
    """
    require_neuron(session.program, core, neuron)
    if not 0 <= tick < session.end:
        raise TNStudioError(
            tr("Tick {tick} was not run", tick=tick),
            session.program.name,
            tr("{ticks} ticks were run; they count from 0", ticks=session.end),
        )
    timeline = session.timeline
    with timeline.excursion():
        timeline.go_to(tick)
        timeline.replay(1)
        before = int(timeline.potentials_before[core, neuron])
        active: npt.NDArray[np.bool_] = timeline.active_axons[core].copy()
    return explain_update(session.program, tick, core, neuron, before, active)
