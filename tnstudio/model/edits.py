"""Edits of a design: pure functions from network to network."""

from dataclasses import replace
from typing import Any

from tnstudio.errors import TNStudioError
from tnstudio.model.network import InputShape, Layer, Network
from tnstudio.model.proposals import (
    DEFAULT_FEATURES,
    balanced_strengths,
    proposed_layer,
)
from tnstudio.model.topology import grids
from tnstudio.texts import tr


def rename(network: Network, name: str) -> Network:
    """Give the network another name."""
    return replace(network, name=name)


def set_input(network: Network, shape: InputShape) -> Network:
    """Change the input array."""
    return _laid_out(network, input=shape)


def set_layer(network: Network, index: int, layer: Layer) -> Network:
    """Replace one layer.

    Raises
    ------
    TNStudioError
        If there is no such layer.
    """
    _require_layer(network, index)
    layers = list(network.layers)
    layers[index] = layer
    return _laid_out(network, layers=tuple(layers))


def add_layer(network: Network, layer: Layer | None = None) -> Network:
    """Append a layer; without one, what `proposed_layer` chooses."""
    chosen = layer or proposed_layer(network)
    return _laid_out(network, layers=(*network.layers, chosen))


def insert_layer(network: Network, index: int, layer: Layer) -> Network:
    """Put a layer before another one, or behind the last.

    Raises
    ------
    TNStudioError
        If there is no such place.
    """
    if index != len(network.layers):
        _require_layer(network, index)
    layers = (*network.layers[:index], layer, *network.layers[index:])
    return _laid_out(network, layers=_with_features(layers))


def duplicate_layer(network: Network, index: int) -> Network:
    """Put a copy of a layer behind it.

    Raises
    ------
    TNStudioError
        If there is no such layer.
    """
    _require_layer(network, index)
    return insert_layer(network, index + 1, network.layers[index])


def move_layer(network: Network, index: int, to: int) -> Network:
    """Move a layer to another place.

    Parameters
    ----------
    to : int
        Its index after the move.

    Raises
    ------
    TNStudioError
        If there is no such layer.
    """
    _require_layer(network, index)
    _require_layer(network, to)
    layers = list(network.layers)
    layers.insert(to, layers.pop(index))
    return _laid_out(network, layers=_with_features(tuple(layers)))


def remove_layer(network: Network, index: int) -> Network:
    """Remove one layer; a new first layer takes all input channels.

    Raises
    ------
    TNStudioError
        If there is no such layer.
    """
    _require_layer(network, index)
    layers = network.layers[:index] + network.layers[index + 1 :]
    return _laid_out(network, layers=_with_features(layers))


def _laid_out(network: Network, **changes: Any) -> Network:
    """Change a network; with other cores it loses the placement of the old ones."""
    changed = replace(network, **changes)
    if network.placement is None or grids(changed)[1:] == grids(network)[1:]:
        return changed
    return replace(changed, placement=None)


def take_layers(network: Network, template: Network) -> Network:
    """Take input, layers and readout of another network.

    Name, hardware and seed stay; strengths that do not suit the hardware's
    axon types are replaced by balanced ones. A template without layers takes
    the layers away, and nothing else.
    """
    if not template.layers:
        for _ in network.layers:
            network = remove_layer(network, 0)
        return network
    own = balanced_strengths(network.hardware.axon_types)
    layers = tuple(
        layer if len(layer.strengths) == len(own) else replace(layer, strengths=own)
        for layer in template.layers
    )
    return replace(
        template,
        name=network.name,
        hardware=network.hardware,
        seed=network.seed,
        layers=layers,
    )


def _with_features(layers: tuple[Layer, ...]) -> tuple[Layer, ...]:
    """Let the first layer take all channels, and the others take features."""
    return tuple(
        replace(layer, features=_features(layer) if k else None)
        for k, layer in enumerate(layers)
    )


def _features(layer: Layer) -> int:
    return DEFAULT_FEATURES if layer.features is None else layer.features


def _require_layer(network: Network, index: int) -> None:
    if not 0 <= index < len(network.layers):
        raise TNStudioError(
            tr("There is no layer {number}", number=index + 1), network.name
        )
