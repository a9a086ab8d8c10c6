"""A circuit runs on its stimuli, whatever the pieces."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import oracle_stimuli, strategies
from tests.circuits import expected_beats, oscillator
from tests.oracle import run_chip
from tests.ui.small_world import SIDE, small_dataset
from tnstudio.app.data import dataset
from tnstudio.app.setups import Setup, circuit_setup, stimulus_setup
from tnstudio.datasets.encoders import encode, input_key
from tnstudio.errors import TNStudioError
from tnstudio.mapping.assemble import assemble
from tnstudio.model.arrays import frozen
from tnstudio.model.circuit import Circuit
from tnstudio.model.network import Network
from tnstudio.model.stimulus import ImageSpikes, PoissonSpikes
from tnstudio.model.templates import mnist_5core
from tnstudio.simulation.recording import Recording
from tnstudio.simulation.simulator import Simulator


def run(setup: Setup, ticks: int) -> Recording:
    return Simulator(setup.program).run(setup.source.spikes(0, ticks))


def test_that_an_oscillator_beats() -> None:
    outputs = run(circuit_setup(oscillator(), 0), 15).outputs
    assert outputs[:, 0].tolist() == expected_beats(15)


@given(data=st.data(), seed=st.integers(0, 100))
@settings(max_examples=25)
def test_that_a_circuit_does_what_the_oracles_say(data: st.DataObject, seed: int):
    program = data.draw(strategies.programs())
    lines = len(program.inputs.element)
    stimuli = data.draw(strategies.stimuli(lines))
    source, chip = stimulus_setup(program, stimuli, seed).source, Simulator(program)
    cut = data.draw(st.integers(0, 12))
    pieces = [chip.run(source.spikes(*part)) for part in ((0, cut), (cut, 12 - cut))]
    spikes = oracle_stimuli.spikes(stimuli, lines, seed, 0, 12)
    expected = run_chip(program, np.array(spikes, np.uint8).reshape(12, lines))
    found = np.concatenate([piece.outputs for piece in pieces])
    np.testing.assert_array_equal(found, expected.outputs)


def test_that_another_seed_gives_other_spikes() -> None:
    network = oscillator()
    noisy = replace(network.circuit, stimuli=(PoissonSpikes(0, 0.3),))
    network = replace(network, circuit=noisy)
    one = run(circuit_setup(network, 1), 50).spikes
    assert (run(circuit_setup(network, 1), 50).spikes == one).all()
    assert (run(circuit_setup(network, 2), 50).spikes != one).any()


def seeing(source: str, side: int = SIDE) -> Network:
    """Return the oscillator with an input line that sees the first pixel."""
    network = oscillator()
    circuit = replace(
        network.circuit,
        inputs=replace(network.circuit.inputs, element=frozen([0], np.int32)),
        stimuli=(ImageSpikes(source, encoding="rate", ticks=4, first_image=2),),
        input_shape=(side, side, 1),
    )
    return replace(network, circuit=circuit)


def test_that_images_reach_the_lines_that_carry_them(tmp_path: Path) -> None:
    source = small_dataset(tmp_path / "images")
    network = seeing(source)
    images = dataset(source).test.values(np.arange(2, 12))
    lines = encode(images, np.zeros(1, np.int32), 4, "rate", input_key(0))
    expected = Simulator(assemble(network)).run(lines)
    found = run(circuit_setup(network, 0), 40)
    np.testing.assert_array_equal(found.spikes, expected.spikes)
    assert found.spikes.any()


def test_that_images_of_another_size_are_told(tmp_path: Path) -> None:
    source = small_dataset(tmp_path / "images")
    with pytest.raises(TNStudioError, match="The images are 8 × 8 × 1"):
        circuit_setup(seeing(source, side=9), 0)


def test_that_a_data_set_that_is_not_there_is_told() -> None:
    with pytest.raises(TNStudioError):
        circuit_setup(seeing("no such data"), 0)


def test_that_layers_and_broken_circuits_are_refused() -> None:
    with pytest.raises(TNStudioError, match="has layers"):
        circuit_setup(mnist_5core(), 0)
    with pytest.raises(TNStudioError, match="no cores"):
        circuit_setup(replace(oscillator(), circuit=Circuit()), 0)
