"""What users do with layers: each is one step of the document's history."""

from collections.abc import Hashable
from dataclasses import replace
from typing import Any, Literal

from tnstudio.app.document import Document
from tnstudio.app.items import existing
from tnstudio.app.selection import Kind, Selection
from tnstudio.model.edits import (
    add_layer,
    duplicate_layer,
    move_layer,
    set_layer,
    take_layers,
)
from tnstudio.model.network import Network
from tnstudio.texts import marked, plural, tr

LayerNumber = Literal["window", "stride", "features"]
"""The numbers of a layer that users choose: R, S and F."""

NAMES: dict[LayerNumber, str] = {
    "window": marked("window R"),
    "stride": marked("stride S"),
    "features": marked("features F"),
}
"""As users read them."""


def with_number(
    network: Network, layers: set[int], number: LayerNumber, value: int
) -> Network:
    """Give layers (from 0) another R, S or F; the first layer has no F."""
    changed: dict[str, Any] = {number: value}
    for index in sorted(layers):
        if number != "features" or index > 0:
            layer = replace(network.layers[index], **changed)
            network = set_layer(network, index, layer)
    return network


def change_layers(
    document: Document,
    layers: set[int],
    number: LayerNumber,
    value: int,
    origin: object = None,
    merge_key: Hashable = None,
) -> None:
    """Give layers (from 0) another R, S or F, whether it fits or not."""
    label = tr(
        "Change {name} of {layers}", name=tr(NAMES[number]), layers=numbered(layers)
    )
    changed = with_number(document.network, layers, number, value)
    document.edit_network(label, changed, origin, merge_key)


def selected_with(document: Document, index: int) -> set[int]:
    """Return the layers that an edit of one is meant for.

    All selected layers if it is one of them; otherwise itself alone.
    """
    chosen = existing(document.network, document.selection, Kind.LAYER)
    layers = {item.layer for item in chosen}
    return layers if index in layers else {index}


def append_layer(document: Document, origin: object = None) -> None:
    """Put a layer that fits behind the last one, and select it."""
    network = add_layer(document.network)
    document.edit_network(tr("Add layer"), network, origin)
    document.select(Selection.of(len(network.layers) - 1), origin)


def duplicate_layer_at(document: Document, index: int, origin: object = None) -> None:
    """Put a copy of a layer behind it, and select the copy.

    Raises
    ------
    TNStudioError
        If there is no such layer.
    """
    network = duplicate_layer(document.network, index)
    document.edit_network(
        tr("Duplicate layer {number}", number=index + 1), network, origin
    )
    document.select(Selection.of(index + 1), origin)


def move_layer_to(
    document: Document, index: int, to: int, origin: object = None
) -> None:
    """Move a layer to another place and select it; beyond the ends nothing happens."""
    layers = len(document.network.layers)
    if index != to and 0 <= index < layers and 0 <= to < layers:
        network = move_layer(document.network, index, to)
        label = tr(
            "Move layer {number} to place {place}", number=index + 1, place=to + 1
        )
        document.edit_network(label, network, origin)
        document.select(Selection.of(to), origin)


def start_from(document: Document, template: Network, origin: object = None) -> None:
    """Take input, layers and readout of a template in place of the design's own."""
    network = take_layers(document.network, template)
    document.edit_network(
        tr("Start from “{name}”", name=template.name), network, origin
    )
    document.select(Selection.of(0 if network.layers else -1), origin)


def numbered(layers: set[int]) -> str:
    """Return what layers (from 0) are called together, e.g. ``layers 2, 3``."""
    numbers = ", ".join(str(index + 1) for index in sorted(layers))
    return plural("layer {numbers}", "layers {numbers}", len(layers), numbers=numbers)
