"""Cores counted through all layers, and selected."""

import pytest
from hypothesis import given, settings

from tests import strategies
from tests.circuits import oscillator
from tnstudio.app.placed_cores import first_cores, item_of_core, selected_cores
from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.model.network import Network
from tnstudio.model.placement import core_count
from tnstudio.model.templates import mnist_5core


@given(network=strategies.networks())
@settings(deadline=None, max_examples=30)
def test_that_every_core_is_found_again(network: Network) -> None:
    cores = tuple(range(core_count(network)))
    items = tuple(item_of_core(network, core) for core in cores)
    assert selected_cores(network, Selection(items)) == cores
    assert first_cores(network)[-1] == len(cores)


def test_that_a_layer_stands_for_its_cores() -> None:
    network = mnist_5core()
    assert first_cores(network) == (0, 4, 5)
    assert selected_cores(network, Selection.of(0)) == (0, 1, 2, 3)
    assert selected_cores(network, Selection.of(1, 0)) == (4,)
    both = Selection((Item(Kind.CORE, 0, 2), Item(Kind.LAYER, 0)))
    assert selected_cores(network, both) == (0, 1, 2, 3)


@pytest.mark.parametrize(
    "item",
    [
        Item(Kind.CORE, 0, 9),
        Item(Kind.CORE, 7, 0),
        Item(Kind.STIMULUS, index=0),
        Item(Kind.INPUT, index=3),
    ],
)
def test_that_what_is_no_core_of_the_network_is_none(item: Item) -> None:
    assert selected_cores(mnist_5core(), Selection((item,))) == ()


def test_that_a_neuron_stands_for_its_free_core() -> None:
    neuron = Item(Kind.NEURON, 0, 1, 3)
    assert selected_cores(oscillator(), Selection((neuron,))) == (1,)
    assert item_of_core(oscillator(), 1) == Item(Kind.CORE, 0, 1)
