"""Networks, trained cores and programs as values."""

import numpy as np
import pytest
from hypothesis import given, settings

from tests import strategies
from tnstudio.model.network import Readout
from tnstudio.model.program import ChipProgram
from tnstudio.model.rules import check_network, errors_of
from tnstudio.model.templates import (
    PUBLISHED,
    TEMPLATES,
    empty,
    mnist_5core,
    mnist_30core,
)
from tnstudio.model.trained import TrainedCore


def test_that_output_neurons_are_dealt_to_classes_in_turn() -> None:
    readout = Readout(("a", "b", "c"))
    classes = readout.class_of_outputs(7)
    assert classes.tolist() == [0, 1, 2, 0, 1, 2, 0]
    assert classes.dtype == np.int32


def test_that_ten_digits_share_256_neurons_evenly() -> None:
    counts = np.bincount(mnist_5core().readout.class_of_outputs(256))
    assert counts.tolist() == [26] * 6 + [25] * 4


def test_that_templates_are_found_by_name() -> None:
    assert {"mnist-5core": mnist_5core, "mnist-30core": mnist_30core} == PUBLISHED
    assert {**PUBLISHED, "empty": empty} == TEMPLATES
    assert mnist_5core(seed=4).seed == 4


def test_that_the_empty_template_lacks_layers_only() -> None:
    (problem,) = errors_of(check_network(empty()))
    assert problem.code == "no-layers"
    assert "first layer" in problem.hint


def test_that_effective_weights_are_probability_times_strength() -> None:
    core = TrainedCore(
        axon_types=np.array([1, 0, 1], np.uint8),
        strengths=np.array([[2, -1], [-3, 4]], np.int16),
        probabilities=np.array([[0.5, 0.25], [1, 0], [0, 1]], np.float32),
        biases=np.zeros(2, np.float32),
    )
    assert core.effective_weights().tolist() == [[-1.5, 1.0], [2.0, 0.0], [0.0, 4.0]]
    assert core.effective_weights().dtype == np.float32


@given(program=strategies.programs())
@settings(deadline=None)
def test_that_a_crossbar_unpacks_bit_by_bit(program: ChipProgram) -> None:
    core = program.cores - 1
    crossbar = program.crossbar(core)
    assert crossbar.shape == (program.hardware.axons, program.hardware.neurons)
    for axon in range(program.hardware.axons):
        for neuron in range(program.hardware.neurons):
            byte = int(program.synapses[core, axon, neuron // 8])
            assert crossbar[axon, neuron] == bool(byte >> neuron % 8 & 1)


def test_that_a_readout_knows_its_number_of_classes() -> None:
    assert Readout(()).classes == 0
    assert mnist_5core().readout.classes == 10


def test_that_values_take_no_new_attributes() -> None:
    with pytest.raises((AttributeError, TypeError)):
        mnist_5core().colour = "red"
