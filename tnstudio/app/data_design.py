"""A design that reads the images of a data set."""

from dataclasses import replace

from tnstudio.app.data_summary import network_for
from tnstudio.datasets.images import Dataset
from tnstudio.model.edits import add_layer
from tnstudio.model.network import Layer, Network
from tnstudio.model.rules import check_network, errors_of
from tnstudio.model.topology import grids

MOST_LAYERS = 4
"""That are proposed: as many as E15's network of 30 cores has."""


def design_for(dataset: Dataset, network: Network) -> Network:
    """Return a design with the input and the classes of a data set.

    Name, hardware and seed stay. So do the layers if they fit; else there are
    those that `tnstudio.model.proposals.proposed_layer` chooses, one after the
    other until one core is left or the chip is full.

    Parameters
    ----------
    dataset : Dataset
    network : Network
        The design as it is.
    """
    same = _with_layers(dataset, network, network.layers)
    if same.layers and _is_sound(same):
        return same
    return grown(add_layer(_with_layers(dataset, network, ())))


def grown(network: Network) -> Network:
    """Return a design with proposed layers on top of those that it has.

    They are added one after the other until one core is left, the chip is full
    or there are `MOST_LAYERS`.
    """
    proposed = network
    while len(proposed.layers) < MOST_LAYERS and grids(proposed)[-1].size > 1:
        more = add_layer(proposed)
        if not _is_sound(more):
            break
        proposed = more
    return proposed


def _is_sound(network: Network) -> bool:
    return not errors_of(check_network(network))


def _with_layers(
    dataset: Dataset, network: Network, layers: tuple[Layer, ...]
) -> Network:
    made = replace(
        network_for(dataset, layers, network.name, network.seed),
        hardware=network.hardware,
    )
    same_cores = layers and grids(made)[1:] == grids(network)[1:]
    return replace(made, placement=network.placement if same_cores else None)
