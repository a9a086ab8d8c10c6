"""What is said of a core's cells and axon types: values to text."""

from tnstudio.app.wording import counted
from tnstudio.model.circuit import FreeCore
from tnstudio.model.crossbar_edits import Cell, Crossbar, Rectangle
from tnstudio.texts import tr
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
    return tr(
        "axon {axon} → neuron {neuron}: {value}, type {kind}, s = {strength}{value2}",
        axon=axon,
        neuron=neuron,
        value="on" if crossbar[cell] else "off",
        kind=kind,
        strength=signed(strength),
        value2=tr(" by chance") if drawn else "",
    )


def selection_told(crossbar: Crossbar, part: Rectangle | None) -> str:
    """Return how many synapses are on: in the selected cells, and in all."""
    on = int(crossbar.sum())
    if part is None:
        return f"{counted(on, 'synapse')} on"
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
            tr(
                '<span style="background-color: {colour}; color: {told}">'
                "&nbsp;{kind}&nbsp;</span>&nbsp;{strength}",
                colour=colour,
                told=colours.text,
                kind=kind,
                strength=signed(strength),
            )
        )
    return tr("s of neuron {neuron} by type:&nbsp; ", neuron=neuron) + " &nbsp; ".join(
        marks
    )


def types_told(core: FreeCore, neuron: int) -> str:
    """Return the same in words, for screen readers."""
    strengths = enumerate(core.neurons.strengths[0, :, neuron].tolist())
    parts = (tr("type {kind}: {s}", kind=kind, s=signed(s)) for kind, s in strengths)
    return tr(
        "Strengths of neuron {neuron}: {join}", neuron=neuron, join=", ".join(parts)
    )
