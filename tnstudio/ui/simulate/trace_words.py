"""What is said about traces."""

from tnstudio.app.tracing import Direction, Silence, TracedSpike, Why
from tnstudio.app.wording import counted
from tnstudio.simulation.trace import InputSpike, Node, Spike
from tnstudio.texts import tr
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

_MARKS = {Direction.CAUSES: "◀", Direction.CONSEQUENCES: "▶"}

_REMEDIES = {
    Why.DEPTH: tr("Those at the end were not followed further: raise the depth."),
    Why.MOST: (
        "There are more than {most} spikes: trace one at the end of these, or lower "
        "the depth."
    ),
    Why.START: tr("They lead back before the first tick that is recorded."),
    Why.END: tr("There may be more later: run on, then trace again (T)."),
    Why.MEMORY: (
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
        return f"{cores.name(node.core)}, {about}"
    return node_text(cores, node)


def silence_text(silence: Silence) -> str:
    """Return that there is no spike to trace, and what to do."""
    where = tr(
        "Neuron {neuron} of core {core}", neuron=silence.neuron, core=silence.core
    )
    if silence.last < silence.first:
        return tr("{where} has not fired yet: no tick has been run.", where=where)
    return tr(
        "{where} did not fire in ticks {first} to {last}. Choose "
        "another neuron, or go to a tick after one of its spikes.",
        where=where,
        first=silence.first,
        last=silence.last,
    )


def cut_text(traced: TracedSpike, direction: Direction) -> str:
    """Return why there may be more one way, and what to do; or that this is all."""
    name = direction.value.capitalize()
    why = traced.why_cut(direction)
    if not why:
        return tr("{name}: these are all.", name=name)
    told = " ".join(
        _REMEDIES[one].format(
            most=traced.limits.most, first=traced.first, last=traced.end - 1
        )
        for one in Why
        if one in why
    )
    return f"{name}: {told}"


def count_text(traced: TracedSpike, direction: Direction) -> str:
    """Return how many spikes there are one way."""
    count = len(traced.trace(direction).nodes) - 1
    name = f"{_MARKS[direction]} {direction.value.capitalize()}"
    return f"{name} · {counted(count, 'spike')}"
