"""Edits give new networks and leave the old ones alone."""

from dataclasses import FrozenInstanceError, replace

import pytest

from tnstudio.errors import TNStudioError
from tnstudio.model import edits
from tnstudio.model.network import InputShape, Network, WindowLayer
from tnstudio.model.rules import check_network
from tnstudio.model.templates import mnist_5core, mnist_30core


@pytest.fixture
def network() -> Network:
    return mnist_5core()


def test_that_renaming_changes_the_name_only(network: Network) -> None:
    renamed = edits.rename(network, "digits")
    assert renamed.name == "digits"
    assert replace(renamed, name=network.name) == network
    assert network == mnist_5core()


def test_that_the_input_can_be_changed(network: Network) -> None:
    changed = edits.set_input(network, InputShape(32, 30, 3))
    assert changed.input == InputShape(32, 30, 3)
    assert changed.input.size == 32 * 30 * 3
    assert changed.layers is network.layers


def test_that_one_layer_can_be_replaced(network: Network) -> None:
    layer = WindowLayer(2, 1, 32)
    changed = edits.set_layer(network, 1, layer)
    assert changed.layers == (network.layers[0], layer)
    assert changed.layers[0] is network.layers[0]
    assert network == mnist_5core()


def test_that_a_layer_can_be_appended(network: Network) -> None:
    layer = WindowLayer(1, 1, 10)
    assert edits.add_layer(network, layer).layers == (*network.layers, layer)


def test_that_an_added_layer_fits_without_further_choice(network: Network) -> None:
    assert check_network(edits.add_layer(network)) == ()
    empty = replace(network, layers=())
    first = edits.add_layer(empty)
    assert first.layers[0].features is None
    assert "features-not-channels" not in [p.code for p in check_network(first)]


@pytest.mark.parametrize("types", [1, 3, 6])
def test_that_an_added_layer_has_a_strength_for_each_axon_type(types: int) -> None:
    hardware = replace(mnist_5core().hardware, axon_types=types)
    network = replace(mnist_5core(), hardware=hardware, layers=())
    codes = [p.code for p in check_network(edits.add_layer(network))]
    assert "strength-count" not in codes


def test_that_a_layer_can_be_removed() -> None:
    network = mnist_30core()
    assert edits.remove_layer(network, 2).layers == (
        *network.layers[:2],
        network.layers[3],
    )


def test_that_a_new_first_layer_takes_all_channels(network: Network) -> None:
    changed = edits.remove_layer(network, 0)
    assert changed.layers == (replace(network.layers[1], features=None),)


def test_that_the_only_layer_can_be_removed(network: Network) -> None:
    assert edits.remove_layer(edits.remove_layer(network, 1), 0).layers == ()


@pytest.mark.parametrize("index", [-1, 2])
def test_that_a_layer_that_is_not_there_is_told(network: Network, index: int) -> None:
    with pytest.raises(TNStudioError, match=f"There is no layer {index + 1}"):
        edits.set_layer(network, index, WindowLayer(1, 1))
    with pytest.raises(TNStudioError, match=f"There is no layer {index + 1}"):
        edits.remove_layer(network, index)


def test_that_networks_are_frozen_and_compare_by_value(network: Network) -> None:
    with pytest.raises(FrozenInstanceError):
        network.name = "other"
    assert network == mnist_5core()
    assert hash(network) == hash(mnist_5core())
    assert network != mnist_5core(seed=1)


def test_that_a_layer_is_duplicated_behind_itself() -> None:
    network = mnist_30core()
    changed = edits.duplicate_layer(network, 0)
    first, second, *others = changed.layers
    assert first == network.layers[0]
    assert second == replace(first, features=edits.DEFAULT_FEATURES)
    assert tuple(others) == network.layers[1:]
    assert edits.duplicate_layer(network, 3).layers == (
        *network.layers,
        network.layers[3],
    )


def test_that_a_moved_layer_comes_back_the_same_way() -> None:
    network = edits.set_layer(mnist_30core(), 2, WindowLayer(3, 2, 16))
    moved = edits.move_layer(network, 2, 1)
    assert moved.layers[1] == WindowLayer(3, 2, 16)
    assert edits.move_layer(moved, 1, 2) == network


def test_that_only_the_first_layer_takes_all_channels() -> None:
    moved = edits.move_layer(mnist_30core(), 0, 2)
    assert [layer.features for layer in moved.layers] == [None, 64, 64, 64]
    inserted = edits.insert_layer(mnist_30core(), 0, WindowLayer(4, 2, 9))
    assert [layer.features for layer in inserted.layers] == [None, 64, 64, 64, 64]


@pytest.mark.parametrize(("index", "to"), [(4, 0), (0, 4), (-1, 0), (0, -1)])
def test_that_there_is_nothing_to_move_beyond_the_ends(index: int, to: int) -> None:
    with pytest.raises(TNStudioError, match="There is no layer"):
        edits.move_layer(mnist_30core(), index, to)
