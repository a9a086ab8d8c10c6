"""Cores, windows and chosen features against E15 and a naive oracle."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import strategies
from tests.model import naive_topology as naive
from tnstudio.errors import TNStudioError
from tnstudio.model.hardware import Hardware
from tnstudio.model.network import InputShape, Network, Readout, WindowLayer
from tnstudio.model.templates import mnist_5core, mnist_30core
from tnstudio.model.topology import (
    Grid,
    axons_in_use,
    coverage,
    covered,
    grid_after,
    grids,
    lay_out,
    most_neurons_in_use,
    most_windows,
    neurons_in_use,
    steps,
)

TWO = Readout(("no", "yes"))


def test_that_the_small_published_network_has_5_cores_and_512_neurons() -> None:
    # E15 §5 and figure 3A: R = 16, S = 12, then R = 2, F = 64, S = 1.
    topology = lay_out(mnist_5core())
    assert [len(layer.cores) for layer in topology.layers] == [4, 1]
    assert (topology.cores, topology.neurons) == (5, 512)
    assert [core.neurons for core in topology.layers[0].cores] == [64] * 4
    assert [core.neurons for core in topology.layers[1].cores] == [256]


def test_that_the_large_published_network_has_30_cores_and_3840_neurons() -> None:
    # E15 §5 and figure 3A: R = 16, S = 4, then three times R = 2, F = 64, S = 1.
    topology = lay_out(mnist_30core())
    assert [len(layer.cores) for layer in topology.layers] == [16, 9, 4, 1]
    assert (topology.cores, topology.neurons) == (30, 3840)


def test_that_every_core_of_the_published_networks_reads_256_axons() -> None:
    for network in (mnist_5core(), mnist_30core()):
        for layer in lay_out(network).layers:
            assert all(core.sources.size == 256 for core in layer.cores)


def test_that_windows_move_left_to_right_then_down() -> None:
    cores = lay_out(mnist_5core()).layers[0].cores
    assert [(core.row, core.column) for core in cores] == [
        (0, 0),
        (0, 1),
        (1, 0),
        (1, 1),
    ]
    assert [int(core.sources[0]) for core in cores] == [0, 12, 12 * 28, 12 * 28 + 12]


def test_that_channels_are_innermost_in_an_input_that_is_not_square() -> None:
    network = Network("rgb", InputShape(3, 4, 2), (WindowLayer(2, 2),), TWO)
    left, right = lay_out(network).layers[0].cores
    assert left.sources.tolist() == [0, 1, 2, 3, 8, 9, 10, 11]
    assert right.sources.tolist() == [4, 5, 6, 7, 12, 13, 14, 15]


@given(network=strategies.networks())
@settings(deadline=None)
def test_that_first_layers_read_what_a_naive_scan_reads(network: Network) -> None:
    shape = network.input
    plans = lay_out(network).layers[0].cores
    expected = [
        [
            (row * shape.columns + column) * shape.channels + channel
            for row, column in window
            for channel in range(shape.channels)
        ]
        for window in naive.windows_of(network)[0]
    ]
    assert [plan.sources.tolist() for plan in plans] == expected


@given(network=strategies.networks())
@settings(deadline=None)
def test_that_later_layers_read_f_neurons_of_each_core_under_the_window(
    network: Network,
) -> None:
    layers, looks = lay_out(network).layers, naive.windows_of(network)
    for index, (source, target) in enumerate(pairwise(layers), start=1):
        features = network.layers[index].features
        for plan, window in zip(target.cores, looks[index], strict=True):
            dealt = plan.sources.reshape(len(window), features)
            for (row, column), neurons in zip(window, dealt, strict=True):
                core = source.cores[row * source.grid.columns + column]
                assert (core.row, core.column) == (row, column)
                assert (neurons >= core.first_neuron).all()
                assert (neurons < core.first_neuron + core.neurons).all()


@given(network=strategies.networks())
@settings(deadline=None)
def test_that_each_neuron_feeds_exactly_one_core_but_the_last_layers(
    network: Network,
) -> None:
    layers = lay_out(network).layers
    for source, target in pairwise(layers):
        read = np.concatenate([core.sources for core in target.cores])
        assert sorted(read) == list(range(source.neurons))


@given(network=strategies.networks())
@settings(deadline=None)
def test_that_cores_have_the_neurons_a_naive_count_gives(network: Network) -> None:
    expected = naive.neurons_of(network)
    for index, (layer, counts) in enumerate(
        zip(lay_out(network).layers, expected, strict=True)
    ):
        assert [core.neurons for core in layer.cores] == counts
        firsts = np.cumsum([0, *counts[:-1]]).tolist()
        assert [core.first_neuron for core in layer.cores] == firsts
        assert neurons_in_use(network, index).ravel().tolist() == counts
        assert most_neurons_in_use(network, index) == max(counts)
        assert {core.sources.size for core in layer.cores} == {
            axons_in_use(network, index)
        }


sides = st.integers(0, 12)


@given(rows=sides, columns=sides, window=st.integers(1, 13), stride=st.integers(1, 13))
def test_that_the_closed_forms_agree_with_a_naive_scan(
    rows: int, columns: int, window: int, stride: int
) -> None:
    source, layer = Grid(rows, columns), WindowLayer(window, stride)
    count = np.zeros((rows, columns), int)
    for places in naive.windows(rows, columns, window, stride):
        for place in places:
            count[place] += 1
    assert covered(source, layer) == np.count_nonzero(count)
    assert most_windows(source, layer) == count.max(initial=0)
    found = grid_after(source, layer)
    if found.size:
        shape = naive.grid_shape(rows, columns, window, stride)
        assert (found.rows, found.columns) == shape
        np.testing.assert_array_equal(coverage(source, layer), count)


@pytest.mark.parametrize(
    ("length", "window", "stride", "expected"),
    [
        (28, 16, 12, 2),
        (28, 16, 4, 4),
        (28, 28, 1, 1),
        (28, 29, 1, 0),
        (28, 0, 1, 0),
        (28, 16, 0, 0),
        (0, 1, 1, 0),
        (28, -1, -1, 0),
        (10**18, 1, 1, 10**18),
    ],
)
def test_that_steps_counts_windows_along_a_side(
    length: int, window: int, stride: int, expected: int
) -> None:
    assert steps(length, window, stride) == expected


def test_that_broken_layers_give_empty_grids() -> None:
    network = replace(mnist_5core(), layers=(WindowLayer(29, 1), WindowLayer(1, 1, 1)))
    assert [grid.size for grid in grids(network)] == [784, 0, 0]


def test_that_the_choice_of_features_depends_on_the_seed_alone() -> None:
    def choice(seed: int) -> list[list[int]]:
        lay_out.cache_clear()
        return [c.sources.tolist() for c in lay_out(mnist_30core(seed)).layers[2].cores]

    assert choice(5) == choice(5)
    assert choice(5) != choice(6)


def test_that_layers_draw_their_features_apart() -> None:
    layers = lay_out(mnist_30core()).layers
    # Both cores read 64 of the 64 neurons of the first core of their source.
    first, second = (layers[k].cores[0].sources[:64].tolist() for k in (1, 2))
    assert sorted(first) == sorted(second) == list(range(64))
    assert first != second


def test_that_features_are_chosen_evenly() -> None:
    """A core that feeds four others gives each a fair share of its neurons."""
    means = []
    for seed in range(40):
        source, target = lay_out(mnist_30core(seed)).layers[:2]
        inner = source.cores[5]
        assert inner.neurons == 256
        mine = target.cores[0].sources - inner.first_neuron
        means.append(mine[(mine >= 0) & (mine < inner.neurons)].mean())
    # 64 of 0..255 without replacement: a mean of 127.5, a deviation of 8.
    assert abs(np.mean(means) - 127.5) < 5
    assert np.std(means) < 16


def test_that_plans_are_read_only() -> None:
    for layer in lay_out(mnist_5core()).layers:
        with pytest.raises(ValueError, match="read-only"):
            layer.cores[0].sources[0] = 1


@pytest.mark.parametrize(
    "layers",
    [
        (WindowLayer(29, 1),),
        (WindowLayer(17, 1),),
        (WindowLayer(16, 0),),
        (WindowLayer(16, 12), WindowLayer(2, 1)),
        (WindowLayer(16, 12), WindowLayer(2, 1, 0)),
        (WindowLayer(16, 12), WindowLayer(2, 1, -3)),
        (WindowLayer(16, 12), WindowLayer(2, 1, 65)),
        (WindowLayer(16, 4), WindowLayer(1, 1, 257)),
        (WindowLayer(16, 4), WindowLayer(2, 1, 64), WindowLayer(1, 1, 10**30)),
    ],
)
def test_that_what_does_not_fit_is_not_laid_out(
    layers: tuple[WindowLayer, ...],
) -> None:
    with pytest.raises(TNStudioError, match="does not fit"):
        lay_out(replace(mnist_5core(), layers=layers))


def test_that_huge_networks_are_refused_before_they_take_memory() -> None:
    huge = Hardware("huge", grid_rows=10**9, grid_columns=10**9)
    wide = InputShape(10**9, 10**9)
    for network in (
        Network("cores", wide, (WindowLayer(1, 1),), TWO),
        Network("input", wide, (WindowLayer(1, 10**9),), TWO),
        Network("chip", wide, (WindowLayer(1, 1),), TWO, huge),
    ):
        with pytest.raises(TNStudioError, match=r"do not fit|too large"):
            lay_out(network)
