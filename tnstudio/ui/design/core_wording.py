"""What is said of a core's cells and axon types: values to text."""

from tnstudio.model.circuit import FreeCore
from tnstudio.model.crossbar_edits import Cell, Crossbar, Rectangle
from tnstudio.texts import plural, tr
from tnstudio.ui.colours import Colours
from tnstudio.ui.design.crossbar_painting import type_colour


def signed(value: int) -> str:
    """Return a strength as it is written, e.g. ``+2``, ``−1`` or ``0``."""
    return f"+{value}" if value > 0 else str(value).replace("-", "−")


def cell_told(core: FreeCore, crossbar: Crossbar, cell: Cell) -> str:
    """Return what there is to say about a synapse.

    Parameters
    ----------
    crossbar : bool array, shape (axons, neurons)
        As it is being drawn.
    """
    axon, neuron = cell
    kind = int(core.axon_types[0, axon])
    strength = int(core.neurons.strengths[0, kind, neuron])
    drawn = bool(core.neurons.stochastic_synapses[0, kind, neuron])
    told = _ON if crossbar[cell] else _OFF
    told = told.format(axon=axon, neuron=neuron, type=kind, strength=signed(strength))
    return tr("{synapse} by chance", synapse=told) if drawn else told


_ON = tr("axon {axon} → neuron {neuron}: on, type {type}, s = {strength}")
_OFF = tr("axon {axon} → neuron {neuron}: off, type {type}, s = {strength}")


def selection_told(crossbar: Crossbar, part: Rectangle | None) -> str:
    """Return how many synapses are on: in the selected cells, and in all."""
    on = int(crossbar.sum())
    if part is None:
        return plural("{number:,} synapse on", "{number:,} synapses on", on)
    inside = int(crossbar[part.slices].sum())
    return tr(
        "{axons} × {neurons} selected: {inside:,} of {on:,} on",
        axons=part.axons,
        neurons=part.neurons,
        inside=inside,
        on=on,
    )


def types_html(core: FreeCore, neuron: int, colours: Colours) -> str:
    """Return the axon types in their colours, with a neuron's strength for each."""
    marks = []
    for kind, strength in enumerate(core.neurons.strengths[0, :, neuron].tolist()):
        colour = type_colour(colours, kind)
        marks.append(
            f'<span style="background-color: {colour}; color: {colours.text}">'
            f"&nbsp;{kind}&nbsp;</span>&nbsp;{signed(strength)}"
        )
    return tr(
        "s of neuron {neuron} by type:&nbsp; {strengths}",
        neuron=neuron,
        strengths=" &nbsp; ".join(marks),
    )


def types_told(core: FreeCore, neuron: int) -> str:
    """Return the same in words, for screen readers."""
    strengths = enumerate(core.neurons.strengths[0, :, neuron].tolist())
    parts = (tr("type {type}: {s}", type=kind, s=signed(s)) for kind, s in strengths)
    return tr(
        "Strengths of neuron {neuron}: {strengths}",
        neuron=neuron,
        strengths=", ".join(parts),
    )
