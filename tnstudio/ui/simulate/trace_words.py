"""What is said about traces."""

from tnstudio.app.tracing import Direction, Silence, TracedSpike, Why
from tnstudio.app.wording import counted
from tnstudio.simulation.trace import InputSpike, Node, Spike
from tnstudio.texts import marked, tr
from tnstudio.ui.simulate.cores import ChipCores

NOTHING = tr(
    "No spike is traced yet.\n\n"
    "Click a spike in the raster while this page is open, or select a neuron "
    "anywhere and press T: its spike in the tick on show, or the last one before, "
    "is followed back to the input and forward to what it caused."
)

CHANGED = tr("What was traced is no more: these ticks were run anew. Trace again (T).")

LIT = tr(
    "How it is lit: marks in the raster, and lines between the nearest ones; the rows "
    "of axons and marks on synapses in the crossbar, diamonds for consequences, filled "
    "if they act in the tick on show; frames around cores, dashed for consequences; "
    "outlines of pixels."
)

_NAMES = {
    Direction.CAUSES: tr("Causes"),
    Direction.CONSEQUENCES: tr("Consequences"),
}

_MARKS = {Direction.CAUSES: "◀", Direction.CONSEQUENCES: "▶"}

_REMEDIES = {
    Why.DEPTH: marked("Those at the end were not followed further: raise the depth."),
    Why.MOST: marked(
        "There are more than {most} spikes: trace one at the end of these, or lower "
        "the depth."
    ),
    Why.START: marked("They lead back before the first tick that is recorded."),
    Why.END: marked("There may be more later: run on, then trace again (T)."),
    Why.MEMORY: marked(
        "They lead out of the ticks that memory holds, {first} to {last}: trace a "
        "spike nearer to what you look for."
    ),
}


def node_text(cores: ChipCores, node: Node) -> str:
    """Return where a spike was, in few words."""
    if isinstance(node, Spike):
        return tr("core {core} · neuron {neuron}", core=node.core, neuron=node.neuron)
    if isinstance(node, InputSpike):
        return cores.input_text(node.line)
    return cores.output_text(node.line)


def place_text(cores: ChipCores, node: Node) -> str:
    """Return where a spike was, in full."""
    if isinstance(node, Spike):
        about = cores.neuron_text(node.core, node.neuron)
        return tr("{core}, {neuron}", core=cores.name(node.core), neuron=about)
    return node_text(cores, node)


def silence_text(silence: Silence) -> str:
    """Return that there is no spike to trace, and what to do."""
    if silence.last < silence.first:
        return tr(
            "Neuron {neuron} of core {core} has not fired yet: no tick has been run.",
            neuron=silence.neuron,
            core=silence.core,
        )
    return tr(
        "Neuron {neuron} of core {core} did not fire in ticks {first} to {last}. "
        "Choose another neuron, or go to a tick after one of its spikes.",
        neuron=silence.neuron,
        core=silence.core,
        first=silence.first,
        last=silence.last,
    )


def cut_text(traced: TracedSpike, direction: Direction) -> str:
    """Return why there may be more one way, and what to do; or that this is all."""
    name = _NAMES[direction]
    why = traced.why_cut(direction)
    if not why:
        return tr("{direction}: these are all.", direction=name)
    limits = {
        "most": traced.limits.most,
        "first": traced.first,
        "last": traced.end - 1,
    }
    told = " ".join(tr(_REMEDIES[one], **limits) for one in Why if one in why)
    return tr("{direction}: {why}", direction=name, why=told)


def count_text(traced: TracedSpike, direction: Direction) -> str:
    """Return how many spikes there are one way."""
    count = len(traced.trace(direction).nodes) - 1
    name = f"{_MARKS[direction]} {_NAMES[direction]}"
    return f"{name} · {counted(count, 'spike')}"
