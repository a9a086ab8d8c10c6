from dataclasses import replace

import nir
import numpy as np
import pytest

from tests.storage.nir_oracle import run_graph
from tests.trained_networks import ROOMY_CHIP, tiny_network, trained_at_random
from tnstudio.errors import TNStudioError
from tnstudio.mapping.assemble import assemble
from tnstudio.mapping.deploy import deploy
from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_edits import (
    add_core,
    add_input_line,
    add_output_line,
    connect,
    empty_core,
    feed,
    set_neurons,
    set_synapses,
    to_line,
)
from tnstudio.model.circuit_templates import (
    bursting,
    coincidence_detector,
    oscillator,
)
from tnstudio.model.hardware import Hardware
from tnstudio.model.network import free_network
from tnstudio.model.neuron import NeuronParameters, ResetMode
from tnstudio.model.trained import TrainedCore, TrainedNetwork
from tnstudio.simulation.simulator import Simulator
from tnstudio.storage.interchange.nir_chip import chip_graph, chip_losses
from tnstudio.storage.interchange.nir_file import write_nir
from tnstudio.storage.interchange.nir_layers import (
    deployed_graph,
    deployed_losses,
    trained_graph,
    trained_losses,
)


def _binary(trained: TrainedNetwork) -> TrainedNetwork:
    """The same with crossbars of 0 and 1 and whole biases."""

    def whole(core: TrainedCore) -> TrainedCore:
        return replace(
            core,
            probabilities=np.rint(core.probabilities),
            biases=np.trunc(core.biases),
        )

    layers = tuple(tuple(map(whole, layer)) for layer in trained.layers)
    return replace(trained, layers=layers)


def _written(tmp_path, graph):
    write_nir(tmp_path / "a.nir", graph)
    return nir.read(tmp_path / "a.nir")


def _of_copy(program, images, copy):
    """What the simulator shows of one copy, image by image once the pipe is full."""
    lines = images[:, program.inputs.element]
    recording = Simulator(program).run(
        np.concatenate((lines, np.zeros((program.latency, lines.shape[1]), np.uint8)))
    )
    return recording.outputs[program.latency :, program.outputs.copy == copy]


@pytest.fixture
def images():
    return np.random.default_rng(3).integers(0, 2, (40, 40)).astype(np.uint8)


def test_that_a_deployed_copy_spikes_bit_for_bit_as_the_chip_does(tmp_path, images):
    network = replace(tiny_network(), hardware=ROOMY_CHIP)
    program = deploy(trained_at_random(network), copies=2, seed=5)
    for copy in range(2):
        graph = _written(tmp_path, deployed_graph(program, copy))
        wanted = _of_copy(program, images, copy)
        assert wanted.any()
        np.testing.assert_array_equal(run_graph(graph, images), wanted)


def test_that_a_trained_network_of_bits_spikes_as_its_chip_does(tmp_path, images):
    trained = _binary(trained_at_random(tiny_network()))
    graph = _written(tmp_path, trained_graph(trained))
    wanted = _of_copy(deploy(trained, 1, 0), images, 0)
    np.testing.assert_array_equal(run_graph(graph, images), wanted)


def test_that_a_trained_network_has_its_expected_weights(tmp_path):
    trained = trained_at_random(tiny_network())
    graph = _written(tmp_path, trained_graph(trained))
    weight = graph.nodes["layer1"].weight
    first = trained.layers[0][0]
    assert weight.shape == (weight.shape[0], 40)
    # The first window is 3 × 3 elements of 2 channels in rows of 5.
    sources = [(r * 5 + c) * 2 + f for r in range(3) for c in range(3) for f in (0, 1)]
    wanted = first.probabilities * first.strengths[first.axon_types]
    rows = wanted.shape[1]
    np.testing.assert_array_equal(weight[:rows, sources], wanted.T)
    assert not np.delete(weight[:rows], sources, axis=1).any()
    np.testing.assert_array_equal(graph.nodes["layer1"].bias[:rows], first.biases)
    assert graph.metadata["input_rows"] == 4


def test_that_what_a_trained_network_loses_is_told_before():
    trained = trained_at_random(tiny_network())
    told = trained_losses(trained)
    assert "expected weight" in told[0]
    assert "fractions" in told[1]
    assert not any("expected" in line for line in trained_losses(_binary(trained)))


def test_that_only_copies_that_are_there_are_exported():
    program = deploy(
        trained_at_random(replace(tiny_network(), hardware=ROOMY_CHIP)), 2, 0
    )
    assert deployed_losses(program)[0] == "One copy is written; the chip has 2."
    with pytest.raises(TNStudioError, match="choose 0 to 1"):
        deployed_graph(program, 2)


def _same_spikes(tmp_path, network, ticks=60):
    program = assemble(network)
    graph = _written(tmp_path, chip_graph(program))
    lines = len(program.inputs.element)
    draw = np.random.default_rng(1)
    spikes = (draw.random((ticks, lines)) < 0.4).astype(np.uint8)
    wanted = Simulator(program).run(spikes).outputs
    assert wanted.any()
    np.testing.assert_array_equal(run_graph(graph, spikes) > 0, wanted)


def test_that_loops_and_delays_stay_what_they_are(tmp_path):
    _same_spikes(tmp_path, oscillator())


def test_that_leaks_become_biases(tmp_path):
    _same_spikes(tmp_path, coincidence_detector())


SMALL = Hardware("small", 4, 4, 4, 8, 8)


def _one_core(parameters: NeuronParameters, strength: int = 2) -> Circuit:
    core = set_synapses(empty_core(SMALL, "a", (0, 0)), (0, 1), (0, 1))
    core = set_neurons(core, (0, 1), parameters, (strength,))
    circuit = add_input_line(add_output_line(add_core(Circuit(), core)))
    circuit = feed(circuit, 0, (0, 0))
    return to_line(circuit, (0, 0), 0)


def test_that_neurons_that_add_up_become_if_nodes(tmp_path):
    parameters = NeuronParameters(threshold=5, leak=1, reset_value=-2,
                                  negative_threshold=7)  # fmt: skip
    circuit = connect(_one_core(parameters), (0, 1), (0, 1), delay=3)
    network = free_network("adding", circuit, SMALL)
    _same_spikes(tmp_path, network)
    graph = nir.read(tmp_path / "a.nir")
    assert graph.nodes["core0_integrating"].v_threshold.tolist() == [4.5, 4.5]
    assert graph.nodes["core0_integrating"].v_reset.tolist() == [-2, -2]


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        (NeuronParameters(stochastic_synapses=(True,)), "stochastic synapses"),
        (NeuronParameters(leak=2, stochastic_leak=True), "stochastic leak"),
        (NeuronParameters(leak=2, leak_reversal=True), "leak reversal"),
        (NeuronParameters(threshold_mask=3), "threshold mask"),
        (NeuronParameters(reset_mode=ResetMode.SUBTRACT_THRESHOLD), "γ"),
        (NeuronParameters(initial_potential=2, threshold=4), "first tick"),
        (NeuronParameters(threshold=4, leak=-1), "negative threshold"),
    ],
)
def test_that_a_neuron_without_an_equal_is_named(parameters, reason):
    program = assemble(free_network("one", _one_core(parameters), SMALL))
    with pytest.raises(TNStudioError, match=reason) as error:
        chip_graph(program)
    assert error.value.location == "core 0, neuron 0"


def test_that_the_bursting_pair_is_refused():
    with pytest.raises(TNStudioError, match=r"leak reversal \(ε\)"):
        chip_graph(assemble(bursting()))


def test_that_what_a_chip_loses_is_counted():
    circuit = _one_core(NeuronParameters())
    circuit = feed(add_input_line(circuit), 1, (0, 0))
    circuit = to_line(circuit, (0, 1), 0)
    told = chip_losses(assemble(free_network("one", circuit, SMALL)))
    assert told[1] == "2 neurons lead nowhere and are left out."
    assert told[2].startswith("1 axon has several sources")
    assert told[3].startswith("1 output line has several neurons")


def test_that_a_chip_without_outputs_is_refused():
    circuit = add_core(Circuit(), empty_core(SMALL, "a", (0, 0)))
    with pytest.raises(TNStudioError, match="output line"):
        chip_graph(assemble(free_network("one", circuit, SMALL)))


def test_that_a_missing_package_is_told_with_its_remedy(tmp_path, monkeypatch):
    graph = chip_graph(assemble(oscillator()))
    monkeypatch.setitem(__import__("sys").modules, "nir", None)
    with pytest.raises(TNStudioError, match="tnstudio\\[nir\\]"):
        write_nir(tmp_path / "a.nir", graph)
    assert not (tmp_path / "a.nir").exists()
