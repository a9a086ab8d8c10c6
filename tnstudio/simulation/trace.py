"""Why a spike happened, and what it led to, through synapses and delays.

What counts as a cause: a neuron starts from V that its last spike left (by
its reset), and from then on every active axon with a closed synapse adds to
V. So the causes of a spike at tick t are the spikes that activated such axons
at t and before, back to the tick after the neuron's previous spike, at most
`Limits.reach` ticks. A neuron without memory (`keeps_memory`) has causes in
tick t only. Negative contributions count too: they are in the sum.

What went in before that spike may linger: in what γ = 1 leaves above the
threshold, in all of V with γ = 2. It is not followed. Nor is a reset below the
floor seen, which may have wiped out earlier causes: a recording has no V.

Consequences are the same relation read forwards: the next spike of every
neuron that the target axon reaches, if it comes within the reach.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.model.hardware import DELAY
from tnstudio.model.program import NONE, ChipProgram
from tnstudio.simulation.explain import axons_of, contribution_of, require_neuron
from tnstudio.simulation.sources import Feeds, Sources
from tnstudio.simulation.spike_log import SpikeLog, Trains

Indices = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, order=True)
class Spike:
    """A spike of a neuron."""

    tick: int
    core: int
    neuron: int


@dataclass(frozen=True, slots=True, order=True)
class InputSpike:
    """A spike on an input line."""

    tick: int
    line: int


@dataclass(frozen=True, slots=True, order=True)
class OutputSpike:
    """A spike on an output line."""

    tick: int
    line: int


Node: TypeAlias = Spike | InputSpike | OutputSpike


@dataclass(frozen=True, slots=True)
class Edge:
    """How one spike acted on another.

    Attributes
    ----------
    source : Spike or InputSpike
    target : Spike or OutputSpike
    axon : int or None
        The axon of the target's core that the source activated; None for an
        output line. Several sources of one axon and tick merge: each has its
        edge, but the axon counts once.
    tick : int
        When the axon was active, or the line showed the spike.
    contribution : int or None
        What the axon added to the target's V in that tick.
    """

    source: Spike | InputSpike
    target: Spike | OutputSpike
    axon: int | None
    tick: int
    contribution: int | None

    @property
    def delay(self) -> int:
        """Ticks on the way: 1..15, 0 for input and output lines."""
        return self.tick - self.source.tick


class Cut(Enum):
    """Why there may be more than a trace shows."""

    DEPTH = "spikes at the last depth were not followed further"
    MOST = "there were more spikes than asked for"
    RECORDING = "it leads out of the recorded ticks"


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a trace goes.

    Attributes
    ----------
    depth : int
        Spikes in a row behind the first one, at least 0.
    reach : int
        Ticks that a neuron with memory is taken to remember, at least 1.
    most : int
        Spikes in the trace, at least 1. Nearer ones go first.
    """

    depth: int = 5
    reach: int = 32
    most: int = 100

    def __post_init__(self) -> None:
        for name, value, low in (
            ("depth", self.depth, 0),
            ("reach", self.reach, 1),
            ("most", self.most, 1),
        ):
            if value < low:
                raise TNStudioError(
                    f"The limit {value} is too small", name, f"at least {low}"
                )

    @property
    def ticks(self) -> int:
        """Ticks away from the spike that no trace leads beyond."""
        return self.depth * (self.reach - 1 + DELAY.high)


@dataclass(frozen=True, slots=True)
class Trace:
    """The causes or consequences of a spike.

    Attributes
    ----------
    nodes : tuple of Spike, InputSpike or OutputSpike
        The traced spike first, then nearer ones before farther ones.
    edges : tuple of Edge
        Every one between two of the nodes that was found on the way.
    cut : frozenset of Cut
        Why there may be more.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    cut: frozenset[Cut]

    @property
    def complete(self) -> bool:
        """Whether this is all there is."""
        return not self.cut


def causes(
    sources: Sources, log: SpikeLog, spike: Spike, limits: Limits | None = None
) -> Trace:
    """Trace a spike back to what made the neuron fire.

    Parameters
    ----------
    sources : Sources
        Of the program that ran.
    log : SpikeLog
        What happened in the ticks that are known.
    spike : Spike

    Raises
    ------
    TNStudioError
        If the log has no such spike.
    """
    limits = limits or Limits()
    _require_spike(sources, log, spike)
    return _grow(sources, spike, lambda s: _causes(sources, log, s, limits), limits)


def consequences(
    sources: Sources, log: SpikeLog, spike: Spike, limits: Limits | None = None
) -> Trace:
    """Trace a spike forward to the spikes that it had a part in.

    Parameters and errors are those of `causes`.
    """
    limits = limits or Limits()
    _require_spike(sources, log, spike)
    return _grow(
        sources, spike, lambda s: _consequences(sources, log, s, limits), limits
    )


class _Link(NamedTuple):
    """An edge whose contribution is not known yet; the other end is the node."""

    node: Node
    source: Spike | InputSpike
    target: Spike | OutputSpike
    axon: int | None
    tick: int


class _Step(NamedTuple):
    """The links of one spike; open if some may lie outside of the log."""

    links: list[_Link]
    open: bool


def _grow(
    sources: Sources, root: Spike, step: Callable[[Spike], _Step], limits: Limits
) -> Trace:
    """Follow links from spike to spike, nearest first."""
    depth: dict[Node, int] = {root: 0}
    links: list[_Link] = []
    cut: set[Cut] = set()
    waiting = deque([root])
    while waiting:
        spike = waiting.popleft()
        if depth[spike] == limits.depth:
            cut.add(Cut.DEPTH)
            continue
        found = step(spike)
        if found.open:
            cut.add(Cut.RECORDING)
        for link in found.links:
            if link.node not in depth:
                if len(depth) == limits.most:
                    cut.add(Cut.MOST)
                    continue
                depth[link.node] = depth[spike] + 1
                if isinstance(link.node, Spike):
                    waiting.append(link.node)
            links.append(link)
    edges = tuple(_edge(sources, link) for link in links)
    return Trace(tuple(depth), edges, frozenset(cut))


def _edge(sources: Sources, link: _Link) -> Edge:
    _, source, target, axon, tick = link
    if axon is None or isinstance(target, OutputSpike):
        return Edge(source, target, None, tick, None)
    part = contribution_of(sources.program, tick, target.core, target.neuron, axon)
    return Edge(source, target, axon, tick, part.value)


def _causes(sources: Sources, log: SpikeLog, spike: Spike, limits: Limits) -> _Step:
    """Return the links to the causes of a spike, latest arrival first."""
    since = _remembered_since(sources, log, spike, limits.reach)
    closed = axons_of(sources.program, spike.core, spike.neuron)
    lines = _with_synapse(sources.lines_into(spike.core), closed)
    neurons = _with_synapse(sources.neurons_into(spike.core), closed)
    found = np.concatenate(
        (
            _arrivals(0, lines, log.lines, since, spike.tick),
            _arrivals(1, neurons, log.neurons, since, spike.tick),
        )
    )
    order = np.lexsort((found[:, 3], found[:, 2], found[:, 1], -found[:, 0]))
    size, links = sources.program.hardware.neurons, []
    for tick, axon, kind, number, sent in found[order].tolist():
        source = (
            Spike(sent, *divmod(number, size)) if kind else InputSpike(sent, number)
        )
        links.append(_Link(source, source, spike, axon, tick))
    missed = since < log.first_tick or _sent_before(log, neurons, since, spike.tick)
    return _Step(links, missed)


def _remembered_since(sources: Sources, log: SpikeLog, spike: Spike, reach: int) -> int:
    """Return the first tick whose input V still held when the neuron fired."""
    if not sources.memory[spike.core, spike.neuron]:
        return spike.tick
    first = max(0, spike.tick - reach + 1)
    # A spike just before the first tick changes nothing.
    number = spike.core * sources.program.hardware.neurons + spike.neuron
    _, ticks = log.neurons.within(
        np.array([number]), np.array([first]), np.array([spike.tick - 1])
    )
    return int(ticks[-1]) + 1 if len(ticks) else first


def _with_synapse(feeds: Feeds, closed: npt.NDArray[np.bool_]) -> Feeds:
    used = closed[feeds.axon]
    return Feeds(*(values[used] for values in feeds))


def _arrivals(
    kind: int, feeds: Feeds, trains: Trains, first: int, last: int
) -> Indices:
    """Return what reached axons in a range of ticks, shape (arrivals, 5).

    The columns are the tick of arrival, the axon, the kind of source, its
    number, and the tick in which it fired.
    """
    which, sent = trains.within(feeds.source, first - feeds.delay, last - feeds.delay)
    arrived = sent + feeds.delay[which]
    kinds = np.full(len(which), kind)
    return np.stack(
        (arrived, feeds.axon[which], kinds, feeds.source[which], sent), axis=1
    )


def _sent_before(log: SpikeLog, feeds: Feeds, first: int, last: int) -> bool:
    """Tell whether arrivals could come from spikes before the known ticks."""
    earliest = np.maximum(first - feeds.delay, 0)
    latest = np.minimum(last - feeds.delay, log.first_tick - 1)
    return bool((earliest <= latest).any())


def _consequences(
    sources: Sources, log: SpikeLog, spike: Spike, limits: Limits
) -> _Step:
    """Return the links to the consequences of a spike, earliest first."""
    routes, place = sources.program.routes, (spike.core, spike.neuron)
    links = []
    line = int(routes.line[place])
    if line != NONE:
        shown = OutputSpike(spike.tick, line)
        links.append(_Link(shown, spike, shown, None, spike.tick))
    core, axon = int(routes.core[place]), int(routes.axon[place])
    if core == NONE:
        return _Step(links, False)
    arrival = spike.tick + int(routes.delay[place])
    reached = _neurons_of(sources.program, core, axon)
    last = arrival + np.where(sources.memory[core, reached], limits.reach, 1) - 1
    which, ticks = log.neurons.within(
        core * sources.program.hardware.neurons + reached,
        np.full(len(reached), arrival),
        last,
    )
    which, first = np.unique(which, return_index=True)
    fired = sorted(
        Spike(tick, core, neuron)
        for tick, neuron in zip(
            ticks[first].tolist(), reached[which].tolist(), strict=True
        )
    )
    links += [_Link(target, spike, target, axon, arrival) for target in fired]
    last[which] = arrival
    return _Step(links, bool((last > log.last_tick).any()))


def _neurons_of(program: ChipProgram, core: int, axon: int) -> Indices:
    """Return the neurons that an axon has a closed synapse to."""
    row = program.synapses[core, axon]
    bits = np.unpackbits(row, count=program.hardware.neurons, bitorder="little")
    return np.flatnonzero(bits)


def _require_spike(sources: Sources, log: SpikeLog, spike: Spike) -> None:
    require_neuron(sources.program, spike.core, spike.neuron)
    number = spike.core * sources.program.hardware.neurons + spike.neuron
    at = np.array([spike.tick])
    if not len(log.neurons.within(np.array([number]), at, at)[0]):
        raise TNStudioError(
            f"Neuron {spike.neuron} of core {spike.core} did not fire",
            f"tick {spike.tick}",
            f"choose one of its spikes in ticks {log.first_tick} to {log.last_tick}",
        )
