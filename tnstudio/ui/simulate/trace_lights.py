"""What a trace lights in the views."""

from collections.abc import Sequence

import numpy as np

from tnstudio.app.tracing import Direction, TracedSpike
from tnstudio.model.program import NONE, ChipProgram
from tnstudio.simulation.trace import InputSpike, Spike
from tnstudio.ui.simulate.lights import Light, LitSynapses
from tnstudio.ui.simulate.raster_marks import RasterMarks

CAUSES = Light(lambda colours: colours.series[2])
CONSEQUENCES = Light(lambda colours: colours.series[3], dashed=True)
ROOT = Light(lambda colours: colours.text)

LIGHTS = {Direction.CAUSES: CAUSES, Direction.CONSEQUENCES: CONSEQUENCES}
_SYMBOLS = {Direction.CAUSES: "t3", Direction.CONSEQUENCES: "t2"}

MOST_LINKS = 400
"""Lines in the raster one way, nearest to the spike first: more are one blot, and
take a tenth of a second to be drawn."""

Ways = Sequence[Direction]


def lit_cores(traced: TracedSpike, ways: Ways) -> dict[int, tuple[Light, ...]]:
    """Return the frames of the cores that a trace leads through."""
    found: dict[int, tuple[Light, ...]] = {traced.spike.core: (ROOT,)}
    for way in ways:
        nodes = traced.trace(way).nodes[1:]
        cores = {node.core for node in nodes if isinstance(node, Spike)}
        for core in sorted(cores):
            found[core] = (*found.get(core, ()), LIGHTS[way])
    return found


def lit_synapses(traced: TracedSpike, ways: Ways, core: int) -> LitSynapses | None:
    """Return the synapses of a core that a trace leads through; None for none."""
    kinds = list(Direction)
    rows = [
        (edge.axon, edge.target.neuron, kinds.index(way), edge.tick)
        for way in ways
        for edge in traced.trace(way).edges
        if isinstance(edge.target, Spike) and edge.target.core == core
    ]
    if not rows:
        return None
    axon, neuron, kind, tick = np.array(rows, np.int64).T
    return LitSynapses(axon, neuron, kind, tick, (CAUSES, CONSEQUENCES))


def lit_pixels(
    traced: TracedSpike, ways: Ways, program: ChipProgram
) -> tuple[tuple[int, int], ...]:
    """Return the pixels (row, column) whose spikes are among the causes."""
    if Direction.CAUSES not in ways:
        return ()
    lines = {n.line for n in traced.causes.nodes if isinstance(n, InputSpike)}
    elements = program.inputs.element[sorted(lines)]
    elements = elements[elements != NONE]
    row, column, _ = np.unravel_index(elements, program.input_shape)
    return tuple(sorted(set(zip(row.tolist(), column.tolist(), strict=True))))


def raster_marks(traced: TracedSpike, way: Direction) -> RasterMarks:
    """Return marks on the spikes one way, the traced one first, and lines."""
    trace = traced.trace(way)
    nodes = [node for node in trace.nodes if isinstance(node, Spike)]
    places = {node: k for k, node in enumerate(nodes)}
    links = [
        (places[edge.source], places[edge.target])
        for edge in trace.edges
        if isinstance(edge.source, Spike) and isinstance(edge.target, Spike)
    ]
    return _marks(nodes, LIGHTS[way], _SYMBOLS[way], links[:MOST_LINKS])


def root_mark(traced: TracedSpike) -> RasterMarks:
    """Return a mark on the traced spike."""
    return _marks([traced.spike], ROOT, "o", [], size=15)


def _marks(
    nodes: Sequence[Spike],
    light: Light,
    symbol: str,
    links: Sequence[tuple[int, int]],
    size: int = 9,
) -> RasterMarks:
    places = [(node.tick, node.core, node.neuron) for node in nodes]
    tick, core, neuron = np.array(places, np.int64).reshape(-1, 3).T
    source, target = np.array(links, np.int64).reshape(-1, 2).T
    return RasterMarks(
        tick, core, neuron, light.colour, symbol, size, source=source, target=target
    )
