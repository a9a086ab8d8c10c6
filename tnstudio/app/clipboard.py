"""Copying layers and free cores from a document, and pasting them into one."""

from dataclasses import replace

from tnstudio.app.document import Document
from tnstudio.app.items import existing, exists
from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.app.wording import numbered
from tnstudio.errors import TNStudioError
from tnstudio.model.chip_places import free_places, places_of
from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_parts import own_lines, part_of, with_part
from tnstudio.model.clip import Clip, CoresClip, LayersClip
from tnstudio.model.core_sizes import resized_circuit
from tnstudio.model.edits import insert_layer
from tnstudio.model.hardware import Hardware
from tnstudio.model.network import Layer, Network, free_network
from tnstudio.storage.clip_text import clip_of, require_writable, text_of
from tnstudio.texts import marked, tr

MIME_TYPE = "application/x-tnstudio+json"
"""Of what is on the system's clipboard."""

_PASTE = marked("Paste {things}")


def can_copy(document: Document) -> bool:
    """Tell whether something that is selected can be copied."""
    kind = Kind.LAYER if document.network.circuit is None else Kind.CORE
    return any(
        item.kind is kind and exists(document.network, item)
        for item in document.selection.items
    )


def clip(document: Document) -> Clip:
    """Return what is selected as something to paste: layers, or free cores.

    Cores bring along the routes among them, the lines that belong to them
    (or are selected too) and the stimuli on these lines.

    Raises
    ------
    TNStudioError
        If nothing is selected that can be copied, or it is too large.
    """
    network = document.network
    if not can_copy(document):
        raise TNStudioError(
            tr("Nothing is selected that can be copied"),
            network.name,
            tr("select layers, or free cores"),
        )
    chosen = {
        kind: [item.index for item in existing(network, document.selection, kind)]
        for kind in (Kind.INPUT, Kind.OUTPUT)
    }
    if network.circuit is None:
        layers = existing(network, document.selection, Kind.LAYER)
        return LayersClip(
            tuple(network.layers[item.layer] for item in layers), network.hardware
        )
    cores = [i.core for i in existing(network, document.selection, Kind.CORE)]
    inputs, outputs = own_lines(network.circuit, cores)
    part = part_of(
        network.circuit,
        cores,
        {*inputs, *chosen[Kind.INPUT]},
        {*outputs, *chosen[Kind.OUTPUT]},
    )
    made = CoresClip(part, network.hardware)
    require_writable(made)
    return made


def copy(document: Document) -> str:
    """Return what is selected as a text that `paste` understands.

    Raises
    ------
    TNStudioError
        If nothing is selected that can be copied, or it is too large.
    """
    return text_of(clip(document))


def paste(document: Document, text: str, origin: object = None) -> None:
    """Paste what was copied, here or in another project, as one step.

    Raises
    ------
    TNStudioError
        If the text is not such a text, or what it has does not fit here.
    """
    paste_clip(document, clip_of(text), origin)


def paste_clip(
    document: Document, copied: Clip, origin: object = None, text: str = _PASTE
) -> None:
    """Put layers behind the selected ones, or cores on free places of the chip.

    What is new becomes the selection.

    Parameters
    ----------
    text : str
        What users read in the history, in English.

    Raises
    ------
    TNStudioError
        If it does not fit this design.
    """
    if isinstance(copied, LayersClip):
        _paste_layers(document, copied, text, origin)
    else:
        _paste_cores(document, copied, text, origin)


def _paste_layers(
    document: Document, copied: LayersClip, text: str, origin: object
) -> None:
    network = document.network
    if network.circuit is not None:
        raise TNStudioError(
            tr("Layers cannot be pasted among free cores"),
            network.name,
            tr("paste them into a design of layers"),
        )
    chosen = existing(network, document.selection, Kind.LAYER)
    current = document.selection.layer
    place = 1 + (chosen[-1].layer if chosen else current)
    if not 1 <= place <= len(network.layers):
        place = len(network.layers)
    for k, layer in enumerate(copied.layers):
        fitting = _for_chip(layer, k, copied.hardware, network.hardware)
        network = insert_layer(network, place + k, fitting)
    new = tuple(Item(Kind.LAYER, place + k) for k in range(len(copied.layers)))
    things = numbered("layer", [item.layer + 1 for item in new])
    document.edit_network(tr(text, things=things), network, origin)
    document.select(Selection(new), origin)


def _for_chip(layer: Layer, index: int, source: Hardware, target: Hardware) -> Layer:
    """Refuse strengths for another number of axon types than this chip has.

    Within one project a layer may be broken, and its copy too.
    """
    count, types = len(layer.strengths), target.axon_types
    if count != types and source.axon_types != types:
        raise TNStudioError(
            tr(
                "The layer has {count} strengths, this chip {types} axon types",
                count=count,
                types=types,
            ),
            tr("copied layer {number}", number=index + 1),
            tr("give the layer {types} strengths before it is copied", types=types),
        )
    return layer


def _paste_cores(
    document: Document, copied: CoresClip, text: str, origin: object
) -> None:
    network = document.network
    circuit = _circuit_for(network)
    part = resized_circuit(copied.circuit, network.hardware)
    taken, wanted = places_of(circuit), places_of(part)
    places = free_places(taken, wanted, network.hardware)
    joined = with_part(circuit, part, places)
    made = (
        replace(network, circuit=joined)
        if network.circuit is not None
        else free_network(network.name, joined, network.hardware, network.seed)
    )
    first = len(circuit.cores)
    new = tuple(Item(Kind.CORE, 0, first + k) for k in range(len(part.cores)))
    things = numbered("core", [item.core for item in new])
    document.edit_network(tr(text, things=things), made, origin)
    document.select(Selection(new), origin)


def _circuit_for(network: Network) -> Circuit:
    """Return the cores that others come to; a design without layers has none."""
    if network.circuit is not None:
        return network.circuit
    if network.layers:
        raise TNStudioError(
            tr("Free cores cannot be pasted among layers"),
            network.name,
            tr("paste them into a design of free cores, or one without layers"),
        )
    return Circuit()
