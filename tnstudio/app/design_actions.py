"""What users do with what they have selected in a design."""

from dataclasses import replace

from tnstudio.app.document import Document
from tnstudio.app.selection import Kind, Selection
from tnstudio.model.edits import remove_layer


def can_remove(document: Document) -> bool:
    """Tell whether something that is selected can be removed."""
    return bool(document.selection.of_kind(Kind.LAYER))


def remove_selected(document: Document, origin: object = None) -> None:
    """Remove the selected layers; a core of a layer is not removed for itself."""
    layers = {item.layer for item in document.selection.of_kind(Kind.LAYER)}
    remove_layers(document, layers, origin)


def remove_layers(document: Document, layers: set[int], origin: object = None) -> None:
    """Remove layers (from 0); what is selected in the others stays so."""
    if not layers:
        return
    network = document.network
    for index in sorted(layers, reverse=True):
        network = remove_layer(network, index)
    numbers = ", ".join(str(index + 1) for index in sorted(layers))
    label = f"Remove layer{'s' if len(layers) > 1 else ''} {numbers}"
    kept = _after_removal(document.selection, layers)
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
