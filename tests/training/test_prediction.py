"""The training network of a finished training, against plain Python."""

import numpy as np
import pytest

from tests import oracle_training
from tests.trained_networks import (
    network_with_idle_cores,
    tiny_network,
    trained_at_random,
)
from tnstudio.errors import TNStudioError
from tnstudio.model.topology import lay_out
from tnstudio.training.groups import LEAST_VARIANCE
from tnstudio.training.prediction import TrainingNetwork


def oracle_layers(trained, threshold=0.0):
    """Return the network as the oracle takes it."""
    layers = []
    for plan, cores in zip(
        lay_out(trained.network).layers, trained.layers, strict=True
    ):
        layers.append(
            [
                oracle_training.Core(
                    place.sources.tolist(),
                    core.strengths[core.axon_types].tolist(),
                    core.probabilities.tolist(),
                    (core.biases - threshold).tolist(),
                )
                for place, core in zip(plan.cores, cores, strict=True)
            ]
        )
    return layers


@pytest.mark.parametrize("make", [tiny_network, network_with_idle_cores])
@pytest.mark.parametrize("threshold", [0.0, 0.5])
def test_that_all_layers_are_those_of_the_published_equations(make, threshold):
    trained = trained_at_random(make(), 5)
    values = np.random.default_rng(1).random((4, 40), np.float32)
    values[0] = 0
    values[1] = values[1] > 0.5
    found = TrainingNetwork(trained, threshold).activity(values)
    layers = oracle_layers(trained, threshold)
    for row, image in enumerate(values.tolist()):
        wanted = oracle_training.forward(layers, image, LEAST_VARIANCE)[1:]
        for layer, expected in zip(found, wanted, strict=True):
            assert layer.dtype == np.float32
            np.testing.assert_allclose(layer[row], expected, atol=2e-6)


def test_that_the_upper_layers_go_on_from_what_is_given():
    training = TrainingNetwork(trained_at_random(tiny_network(), 2))
    values = np.random.default_rng(3).random((6, 40))
    whole = training.activity(values)
    axons = training.axons_of(1, whole[0])
    rest = training.activity_from(1, axons)
    assert training.layers == 3
    for layer, again in zip(whole[1:], rest, strict=True):
        np.testing.assert_array_equal(again, layer)


def test_that_each_axon_may_have_an_activity_of_its_own():
    """On a chip, axons that read the same element draw their own spikes."""
    training = TrainingNetwork(trained_at_random(tiny_network(), 2))
    axons = np.random.default_rng(3).integers(0, 2, (5, 6 * 18))
    first = training.fire(0, axons)
    axons[:, 18:] = 0
    again = training.fire(0, axons)
    own = lay_out(tiny_network()).layers[0].cores[0].neurons
    np.testing.assert_array_equal(again[:, :own], first[:, :own])
    assert (again[:, own:] != first[:, own:]).any()


def test_that_activity_of_another_layer_is_refused():
    training = TrainingNetwork(trained_at_random(tiny_network()))
    with pytest.raises(TNStudioError, match="for 108 axons"):
        training.fire(0, np.zeros((2, 40)))
