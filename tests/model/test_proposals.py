"""Layers to begin with: E15's where they fit, and never more than a core has."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tnstudio.model.edits import add_layer, take_layers
from tnstudio.model.hardware import TRUENORTH, Hardware
from tnstudio.model.network import InputShape, Network, Readout, WindowLayer
from tnstudio.model.proposals import (
    balanced_strengths,
    feature_limits,
    first_layer,
    proposed_layer,
    proposed_stride,
)
from tnstudio.model.rules import check_network, errors_of
from tnstudio.model.templates import empty, mnist_5core, mnist_30core
from tnstudio.model.topology import Grid, covered, grid_after, grids, most_windows

_SMALL = st.integers(1, 40)


def test_that_two_added_layers_are_the_small_published_network() -> None:
    # E15 §5: R = 16, S = 12, then R = 2, S = 1, F = 64.
    network = add_layer(add_layer(empty()))
    assert network.layers == mnist_5core().layers


def test_that_layers_added_to_16_cores_are_the_large_published_network() -> None:
    network = replace(empty(), layers=(WindowLayer(16, 4),))
    for _ in range(3):
        network = add_layer(network)
    assert network.layers == mnist_30core().layers


@given(
    _SMALL,
    _SMALL,
    st.integers(1, 4),
    st.integers(1, 300),
    st.integers(1, 300),
    st.integers(1, 6),
)
def test_that_a_first_layer_fits_if_the_channels_do(
    rows: int, columns: int, channels: int, axons: int, neurons: int, types: int
) -> None:
    hardware = Hardware("any", axons, neurons, types, 3, 3)
    shape = InputShape(rows, columns, channels)
    network = Network("any", shape, (), Readout(("a", "b")), hardware)
    added = add_layer(network)
    codes = {p.code for p in errors_of(check_network(added))}
    expected = {"window-too-many-axons"} if channels > axons else set()
    assert codes - {"too-few-outputs"} == expected


@given(_SMALL, _SMALL, st.integers(1, 300), st.integers(1, 300), st.integers(1, 64))
def test_that_a_later_layer_has_as_many_features_as_fit(
    rows: int, columns: int, axons: int, neurons: int, side: int
) -> None:
    hardware = Hardware("any", axons, neurons, 4, side, side)
    network = Network(
        "any",
        InputShape(rows, columns),
        (WindowLayer(1, 1),),
        Readout(("a", "b")),
        hardware,
    )
    source, layer = grids(network)[1], proposed_layer(network)
    features = layer.features or 0
    assert 1 <= features <= 64
    assert layer.window**2 * features <= axons
    assert most_windows(source, replace(layer, stride=1)) * features <= neurons
    left = hardware.cores - source.size
    if left >= 1:
        assert 1 <= grid_after(source, layer).size <= left


@given(_SMALL, _SMALL, st.integers(1, 40), st.integers(1, 900))
def test_that_no_stride_that_is_as_good_leaves_fewer_orphans(
    rows: int, columns: int, window: int, room: int
) -> None:
    source = Grid(rows, columns)
    stride = proposed_stride(source, window, room)
    missed = covered(source, WindowLayer(window, stride))
    for other in range(-(-window // 2), window + 1):
        layer = WindowLayer(window, other)
        if grid_after(source, layer).size <= room:
            assert covered(source, layer) <= missed
            assert stride <= window


def test_that_a_large_input_gets_a_stride_that_the_chip_has_cores_for() -> None:
    network = replace(empty(), input=InputShape(2048, 2048))
    layer = first_layer(network, 16)
    assert grid_after(Grid(2048, 2048), layer).size <= TRUENORTH.cores


def test_that_limits_tell_axons_and_fan_out_apart() -> None:
    limits = feature_limits(TRUENORTH, Grid(4, 4), WindowLayer(3, 1, 1))
    assert (limits.axons, limits.fan_out, limits.most) == (28, 64, 28)
    limits = feature_limits(TRUENORTH, Grid(8, 8), WindowLayer(3, 1, 1))
    assert (limits.axons, limits.fan_out, limits.most) == (28, 28, 28)
    limits = feature_limits(TRUENORTH, Grid(4, 4), WindowLayer(0, 0, 1))
    assert limits.axons == 256


@pytest.mark.parametrize("types", [1, 2, 5])
def test_that_strengths_are_balanced(types: int) -> None:
    strengths = balanced_strengths(replace(TRUENORTH, axon_types=types))
    assert len(strengths) == types
    assert abs(sum(strengths)) <= 1


def test_that_a_template_gives_layers_but_neither_name_nor_chip_nor_seed() -> None:
    own = replace(empty(7), name="mine", hardware=replace(TRUENORTH, axon_types=2))
    taken = take_layers(replace(own, input=InputShape(9, 9)), mnist_30core())
    assert (taken.name, taken.seed, taken.hardware) == ("mine", 7, own.hardware)
    assert taken.input == InputShape(28, 28)
    assert [layer.window for layer in taken.layers] == [16, 2, 2, 2]
    assert all(layer.strengths == (-1, 1) for layer in taken.layers)


def test_that_a_template_without_layers_only_takes_them_away() -> None:
    own = replace(mnist_5core(3), input=InputShape(30, 40, 2))
    assert take_layers(own, empty()) == replace(own, layers=())
