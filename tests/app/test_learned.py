"""Weights of trained cores as pictures, and where their spikes lead."""

import numpy as np
import pytest

from tests.trained_networks import (
    network_with_idle_cores,
    tiny_network,
    trained_at_random,
)
from tnstudio.app.learned import (
    NOWHERE,
    SortBy,
    axon_places,
    destinations,
    learned_core,
)
from tnstudio.model.topology import lay_out


def test_that_a_picture_of_the_first_layer_is_its_window_channel_beside_channel() -> (
    None
):
    trained = trained_at_random(tiny_network())
    core = learned_core(trained, 0, 4)
    pictures = core.pictures()
    assert pictures.shape == (core.neurons, 3, 6)
    shape = trained.network.input
    for axon, source in enumerate(core.plan.sources):
        row, rest = divmod(int(source), shape.columns * shape.channels)
        column, channel = divmod(rest, shape.channels)
        drawn = pictures[
            :, row - core.plan.row, channel * 3 + column - core.plan.column
        ]
        np.testing.assert_array_equal(drawn, core.weights[:, axon])


@pytest.mark.parametrize("layer", [0, 1, 2])
def test_that_every_axon_has_one_place_and_can_be_found_there(layer: int) -> None:
    network = tiny_network()
    places = axon_places(network, layer)
    axons = lay_out(network).layers[layer].cores[0].sources.size
    found = [
        places.axon_at(int(row), int(column))
        for row, column in zip(places.rows, places.columns, strict=True)
    ]
    assert found == list(range(axons))
    drawn = places.picture(np.arange(axons))
    assert np.isfinite(drawn).sum() == axons
    holes = np.argwhere(np.isnan(drawn))
    assert all(places.axon_at(row, column) == -1 for row, column in holes)


def test_that_each_core_that_is_read_is_a_block_of_its_own() -> None:
    network = tiny_network()
    places = axon_places(network, 1)
    assert (places.shape, places.block) == ((4, 4), (2, 2))
    plans = lay_out(network).layers
    core = plans[1].cores[1]
    owners = np.repeat(np.arange(6), [c.neurons for c in plans[0].cores])
    for axon, source in enumerate(core.sources):
        read = plans[0].cores[owners[source]]
        block = places.rows[axon] // 2, places.columns[axon] // 2
        assert block == (read.row - core.row, read.column - core.column)


def test_that_the_numbers_of_a_neuron_are_those_of_its_synapses() -> None:
    trained = trained_at_random(tiny_network())
    core = learned_core(trained, 1, 0)
    given = trained.layers[1][0]
    for j in range(core.neurons):
        weights = [
            float(given.probabilities[i, j]) * int(given.strengths[kind, j])
            for i, kind in enumerate(given.axon_types)
        ]
        np.testing.assert_allclose(core.weights[j], weights, rtol=1e-6)
        assert core.strengths[j] == pytest.approx(sum(map(abs, weights)), rel=1e-5)
        certain = [c in (0, 1) for c in given.probabilities[:, j]]
        assert core.saturated[j] == pytest.approx(np.mean(certain), rel=1e-5)
    assert np.abs(core.weights).max() <= core.strongest


def test_that_the_last_layer_votes_for_classes_and_others_lead_to_cores() -> None:
    network = tiny_network()
    plans = lay_out(network).layers
    last = destinations(network, 2)
    assert last.tolist() == [k % 3 for k in range(plans[2].neurons)]
    lead = destinations(network, 0)
    for neuron, target in enumerate(lead):
        readers = [k for k, c in enumerate(plans[1].cores) if neuron in c.sources]
        assert readers == ([] if target == NOWHERE else [target])


def test_that_neurons_are_sorted_by_what_was_asked() -> None:
    core = learned_core(trained_at_random(tiny_network()), 2, 1)
    assert core.order(SortBy.NUMBER).tolist() == list(range(core.neurons))
    expected = sorted(range(core.neurons), key=lambda j: core.destinations[j])
    assert core.order(SortBy.DESTINATION).tolist() == expected
    expected = sorted(range(core.neurons), key=lambda j: -core.strengths[j])
    assert core.order(SortBy.STRENGTH).tolist() == expected
    expected = sorted(range(core.neurons), key=lambda j: -core.saturated[j])
    assert core.order(SortBy.SATURATION).tolist() == expected


def test_that_a_core_that_feeds_nothing_has_no_pictures() -> None:
    core = learned_core(trained_at_random(network_with_idle_cores()), 0, 5)
    assert core.pictures().shape == (0, 3, 6)
    assert core.order(SortBy.STRENGTH).size == 0
    assert core.strongest == 1
