"""What users do with what they have selected in a design."""

from dataclasses import replace

from tnstudio.app.clipboard import clip, paste_clip
from tnstudio.app.document import Document
from tnstudio.app.items import all_alike, all_beside, existing, exists
from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.app.wording import listed, numbered
from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_parts import without, without_stimuli
from tnstudio.model.circuit_wires import without_arrivals, without_routes
from tnstudio.model.edits import remove_layer
from tnstudio.texts import marked, tr

# -- Removing


def can_remove(document: Document) -> bool:
    """Tell whether something that is selected can be removed.

    A core of a layer cannot: the layer's window makes it.
    """
    network = document.network
    if network.circuit is None:
        return bool(existing(network, document.selection, Kind.LAYER))
    return any(
        item.kind is not Kind.LAYER and exists(network, item)
        for item in document.selection.items
    )


def remove_selected(document: Document, origin: object = None) -> None:
    """Remove what is selected, as one step of the history.

    Of free cores also lines and stimuli. Of a neuron its route is removed, of
    an axon all that reaches it. A core of a layer is not removed for itself.
    """
    network, selection = document.network, document.selection
    if network.circuit is None:
        layers = {item.layer for item in existing(network, selection, Kind.LAYER)}
        remove_layers(document, layers, origin)
        return
    chosen = {kind: existing(network, selection, kind) for kind in _REMOVED}
    circuit = _without(network.circuit, chosen)
    if circuit is network.circuit:
        return
    document.edit_circuit(_label(chosen), circuit, origin)
    if any(chosen[kind] for kind in _GOING):
        document.select(Selection(), origin)


_GOING = (Kind.CORE, Kind.INPUT, Kind.OUTPUT, Kind.STIMULUS)
_REMOVED = (*_GOING, Kind.NEURON, Kind.AXON)


def _without(circuit: Circuit, chosen: dict[Kind, tuple[Item, ...]]) -> Circuit:
    """Cut wires and remove stimuli first: all numbers hold until cores go."""
    numbers = {kind: [item.index for item in chosen[kind]] for kind in _GOING}
    cores = [item.core for item in chosen[Kind.CORE]]
    neurons = [(item.core, item.index) for item in chosen[Kind.NEURON]]
    axons = [(item.core, item.index) for item in chosen[Kind.AXON]]
    if neurons:
        circuit = without_routes(circuit, neurons)
    if axons:
        circuit = without_arrivals(circuit, axons)
    if numbers[Kind.STIMULUS]:
        circuit = without_stimuli(circuit, numbers[Kind.STIMULUS])
    if cores or numbers[Kind.INPUT] or numbers[Kind.OUTPUT]:
        circuit = without(circuit, cores, numbers[Kind.INPUT], numbers[Kind.OUTPUT])
    return circuit


def _label(chosen: dict[Kind, tuple[Item, ...]]) -> str:
    parts = [
        numbered(kind, [_number(item) for item in chosen[kind]])
        for kind in _GOING
        if chosen[kind]
    ]
    if parts:
        return tr("Remove {things}", things=listed(parts))
    ends = [
        numbered(kind, [item.index for item in chosen[kind]])
        for kind in (Kind.NEURON, Kind.AXON)
        if chosen[kind]
    ]
    return tr("Cut the wires of {things}", things=listed(ends))


def _number(item: Item) -> int:
    return item.core if item.kind is Kind.CORE else item.index


def remove_layers(document: Document, layers: set[int], origin: object = None) -> None:
    """Remove layers (from 0); what is selected in the others stays so."""
    if not layers:
        return
    network = document.network
    for index in sorted(layers, reverse=True):
        network = remove_layer(network, index)
    kept = _after_removal(document.selection, layers)
    label = tr(
        "Remove {things}",
        things=numbered("layer", [index + 1 for index in sorted(layers)]),
    )
    document.edit_network(label, network, origin)
    document.select(kept, origin)


def _after_removal(selection: Selection, layers: set[int]) -> Selection:
    """Return what is left of a selection; later layers move up."""
    kept = tuple(
        replace(item, layer=item.layer - sum(gone < item.layer for gone in layers))
        for item in selection.items
        if item.layer not in layers
    )
    return Selection(kept)


# -- Duplicating


def duplicate_selected(document: Document, origin: object = None) -> None:
    """Put a copy of the selected layers behind them, or of cores beside them.

    Raises
    ------
    TNStudioError
        If nothing is selected that can be copied, or the chip has no room.
    """
    paste_clip(document, clip(document), origin, marked("Duplicate {things}"))


# -- Selecting


def select_all(document: Document, origin: object = None) -> None:
    """Select all of the current item's kind in its layer or core.

    Without one: all layers, or all free cores.
    """
    items = all_beside(document.network, _current(document))
    document.select(Selection(items), origin)


def select_alike(document: Document, origin: object = None) -> None:
    """Select all that are like the current item, which stays the current one."""
    current = _current(document)
    if current is not None:
        items = (one for one in all_alike(document.network, current) if one != current)
        document.select(Selection((*items, current)), origin)


def has_current(document: Document) -> bool:
    """Tell whether there is a current item, in the design as it is now."""
    return _current(document) is not None


def _current(document: Document) -> Item | None:
    current = document.selection.current
    return current if current and exists(document.network, current) else None
