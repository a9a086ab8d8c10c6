"""A spike of what was run, with its causes and its consequences."""

from collections import deque
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass, replace
from enum import Enum
from time import perf_counter

import numpy as np

from tnstudio.app.kept_spikes import WINDOW_BYTES, KeptSpikes
from tnstudio.app.progress import MeasurementProgress
from tnstudio.simulation.explain import require_neuron
from tnstudio.simulation.recording import Recording
from tnstudio.simulation.sources import Sources
from tnstudio.simulation.timeline import Timeline
from tnstudio.simulation.trace import (
    Cut,
    Edge,
    Limits,
    Node,
    Spike,
    Trace,
    causes,
    consequences,
)

SEARCHED_TICKS = (16, 256, 4096)
"""Ticks in which a neuron's last spike is looked for, one try after the other."""

PIECE_TICKS = 16
"""Between two moments to stop, and to forget what is too much."""

_WORD = 64


class Direction(Enum):
    """Which way a trace leads from its spike."""

    CAUSES = "causes"
    CONSEQUENCES = "consequences"


class Why(Enum):
    """Why there may be more than a trace shows."""

    DEPTH = "depth"
    MOST = "most"
    START = "start"
    END = "end"
    MEMORY = "memory"


@dataclass(frozen=True, slots=True)
class Silence:
    """A neuron that did not fire in any of these ticks."""

    core: int
    neuron: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class TracedSpike:
    """What led to a spike and what it led to.

    Attributes
    ----------
    spike : Spike
    limits : Limits
    causes, consequences : Trace
        With the spike as the first node.
    first, end : int
        The first tick that was looked at, and the one after the last.
    known : range
        All ticks that are recorded.
    """

    spike: Spike
    limits: Limits
    causes: Trace
    consequences: Trace
    first: int
    end: int
    known: range

    def trace(self, direction: Direction) -> Trace:
        """Return one of the two."""
        is_back = direction is Direction.CAUSES
        return self.causes if is_back else self.consequences

    def why_cut(self, direction: Direction) -> frozenset[Why]:
        """Tell why there may be more one way; nothing if that is all there is."""
        found = {Why[cut.name] for cut in self.trace(direction).cut & _BY_LIMITS}
        if Cut.RECORDING in self.trace(direction).cut:
            found.add(self._beyond(direction))
        return frozenset(found)

    def only_raising(self) -> "TracedSpike":
        """Return this without what did not push V up, and what is behind that."""
        return replace(
            self,
            causes=_raising(self.causes, Direction.CAUSES),
            consequences=_raising(self.consequences, Direction.CONSEQUENCES),
        )

    def _beyond(self, direction: Direction) -> Why:
        """Tell what is beyond the ticks that were looked at."""
        if direction is Direction.CAUSES:
            return Why.START if self.first <= self.known.start else Why.MEMORY
        return Why.END if self.end >= self.known.stop else Why.MEMORY


_BY_LIMITS = frozenset({Cut.DEPTH, Cut.MOST})


def edges_behind(trace: Trace, direction: Direction) -> dict[Node, list[Edge]]:
    """Return the edges that lead away from each node, in their order."""
    found: dict[Node, list[Edge]] = {}
    for edge in trace.edges:
        is_back = direction is Direction.CAUSES
        found.setdefault(edge.target if is_back else edge.source, []).append(edge)
    return found


def far_end(edge: Edge, direction: Direction) -> Node:
    """Return the end of an edge that is farther from the traced spike."""
    return edge.source if direction is Direction.CAUSES else edge.target


def tracing(
    timeline: Timeline, end: int, wanted: Spike, limits: Limits, sources: Sources
) -> Generator[MeasurementProgress | None, None, TracedSpike | Silence]:
    """Run recorded ticks again and trace a neuron's spike; closable.

    The timeline is at its tick again when the generator has ended or is closed.
    Ticks are looked at as far as a trace may lead, and `WINDOW_BYTES` hold them.

    Parameters
    ----------
    timeline : Timeline
    end : int
        The tick after the last one that counts as recorded.
    wanted : Spike
        If the neuron did not fire in this tick, its last spike before is traced.
    limits : Limits
    sources : Sources
        Of the timeline's program.

    Returns
    -------
    generator
        With what was found as its result.

    Raises
    ------
    TNStudioError
        If there is no such neuron.
    """
    require_neuron(timeline.program, wanted.core, wanted.neuron)
    known = range(timeline.first, end)
    found = yield from _last_spike(timeline, known, wanted)
    if isinstance(found, Silence):
        return found
    kept = yield from _retelling(timeline, known, found, limits)
    log = kept.log()
    yield None
    back = causes(sources, log, found, limits)
    yield None
    ahead = consequences(sources, log, found, limits)
    return TracedSpike(
        found, limits, back, ahead, log.first_tick, log.last_tick + 1, known
    )


def _last_spike(
    timeline: Timeline, known: range, wanted: Spike
) -> Generator[None, None, Spike | Silence]:
    """Look for the last spike of a neuron up to a tick."""
    stop = searched = min(wanted.tick + 1, known.stop)
    for ticks in SEARCHED_TICKS:
        first = max(known.start, searched - ticks)
        found = -1
        with closing(timeline.retelling(first, max(first, stop), PIECE_TICKS)) as past:
            for recording in past:
                if recording is not None:
                    found = max(found, _last_in(recording, wanted))
                yield
        if found >= 0:
            return Spike(found, wanted.core, wanted.neuron)
        stop = first
    return Silence(wanted.core, wanted.neuron, stop, searched - 1)


def _last_in(recording: Recording, wanted: Spike) -> int:
    """Return the last tick in which a neuron fired; -1 for none."""
    words = recording.spikes[:, wanted.core, wanted.neuron // _WORD]
    ticks = np.flatnonzero(words >> np.uint64(wanted.neuron % _WORD) & np.uint64(1))
    return recording.first_tick + int(ticks[-1]) if ticks.size else -1


def _retelling(
    timeline: Timeline, known: range, spike: Spike, limits: Limits
) -> Generator[MeasurementProgress | None, None, KeptSpikes]:
    """Return all spikes around one, as far as its trace may lead."""
    first = max(known.start, spike.tick - limits.ticks)
    stop = min(known.stop, spike.tick + limits.ticks + 1)
    kept, started = KeptSpikes(timeline.program), perf_counter()
    with closing(timeline.retelling(first, stop, PIECE_TICKS)) as past:
        for recording in past:
            if recording is None:
                yield None
                continue
            after = recording.first_tick + recording.ticks
            kept.keep(recording, timeline.inputs(recording.first_tick, after))
            if recording.first_tick <= spike.tick:
                kept.forget_beyond(WINDOW_BYTES // 2)
            elif kept.nbytes > WINDOW_BYTES:
                break
            seconds = perf_counter() - started
            yield MeasurementProgress(after - first, stop - first, seconds)
    return kept


def _raising(trace: Trace, direction: Direction) -> Trace:
    """Return what is linked to the first node by what pushed V up."""
    behind = edges_behind(trace, direction)
    reached: dict[Node, None] = {trace.nodes[0]: None}
    edges: list[Edge] = []
    waiting = deque(reached)
    while waiting:
        for edge in behind.get(waiting.popleft(), ()):
            if edge.contribution is not None and edge.contribution <= 0:
                continue
            edges.append(edge)
            node = far_end(edge, direction)
            if node not in reached:
                reached[node] = None
                waiting.append(node)
    return Trace(tuple(reached), tuple(edges), trace.cut)
