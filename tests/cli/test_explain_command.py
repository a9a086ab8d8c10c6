"""``explain`` tells what the engine says."""

import json
from pathlib import Path

import numpy as np
import pytest

from tests.circuits import oscillator
from tnstudio.app.data import dataset
from tnstudio.app.setups import image_setup
from tnstudio.model.project import Project
from tnstudio.paths import sample_networks
from tnstudio.simulation.explain import explain, moment_of
from tnstudio.simulation.simulator import Simulator
from tnstudio.storage.project_file import load_project, save_project

SAMPLE = sample_networks() / "mnist_5core.tn.h5"


@pytest.fixture
def oscillating(tmp_path) -> Path:
    path = tmp_path / "oscillator.tn.h5"
    save_project(path, Project(oscillator()))
    return path


def place(tick, core, neuron):
    return ("--tick", tick, "--core", core, "--neuron", neuron)


def facts_of(tnstudio, *words):
    code, out, err = tnstudio("explain", *words, "--json")
    assert code == 0, err
    return json.loads(out)


def test_that_a_spike_of_a_circuit_is_explained(tnstudio, oscillating):
    facts = facts_of(tnstudio, oscillating, *place(6, 0, 0), "--depth", 3)
    assert facts["contributions"] == [
        {"axon": 0, "axon_type": 0, "strength": 1, "draw": None, "value": 1}
    ]
    assert (facts["before"], facts["after_leak"], facts["after"]) == (0, 1, 0)
    assert facts["leak"]["leak"] == 0
    assert facts["thresholds"]["threshold"] == 1
    assert (facts["branch"], facts["spike"]) == ("spike", True)
    assert facts["causes"]["nodes"] == [
        {"kind": "neuron", "tick": 6, "core": 0, "neuron": 0},
        {"kind": "neuron", "tick": 3, "core": 1, "neuron": 0},
        {"kind": "neuron", "tick": 1, "core": 0, "neuron": 0},
        {"kind": "input line", "tick": 1, "line": 0},
    ]
    assert facts["causes"]["edges"][0] == {
        "source": 1,
        "target": 0,
        "axon": 0,
        "tick": 6,
        "delay": 3,
        "contribution": 1,
    }
    assert facts["causes"]["complete"] is True
    shown = {"kind": "output line", "tick": 8, "line": 0}
    assert shown in facts["consequences"]["nodes"]


def test_that_it_is_told_in_words(tnstudio, oscillating):
    code, out, err = tnstudio("explain", oscillating, *place(6, 0, 0))
    assert code == 0, err
    assert out.startswith("tick 6, core 0, neuron 0: V = 0\n")
    assert "V = 1 >= 1: spike" in out
    assert "tick 3, core 1, neuron 0" in out.split("consequences")[0]
    assert "tick 8, core 1, neuron 1" in out.split("consequences")[1]
    out = tnstudio("explain", oscillating, *place(6, 0, 0), "--most", 1)[1]
    assert "causes: there were more spikes than asked for" in out


def test_that_a_neuron_that_did_not_fire_has_no_trace(tnstudio, oscillating):
    facts = facts_of(tnstudio, oscillating, *place(5, 0, 0))
    assert (facts["spike"], facts["missing"]) == (False, 1)
    assert (facts["causes"], facts["consequences"]) == (None, None)
    out = tnstudio("explain", oscillating, *place(5, 0, 0))[1]
    assert "no spike, 1 missing" in out
    assert "causes" not in out


@pytest.mark.parametrize("encoding", ["stochastic", "rate"])
def test_that_an_image_is_explained_as_the_engine_does(tnstudio, encoding):
    words = ("--image", 3, "--encoding", encoding, "--seed", 4, "--ticks", 8)
    program = load_project(SAMPLE).program
    images = dataset("mnist").test
    setup = image_setup(program, images, 3, encoding, 4, frame_ticks=8)
    simulator = Simulator(program)
    simulator.run(setup.source.spikes(0, 5))
    moment = moment_of(simulator, setup.source.spikes(5, 1)[0])
    neuron = int(np.flatnonzero(moment.spikes[4])[0])
    facts = facts_of(tnstudio, SAMPLE, *place(5, 4, neuron), *words)
    expected = explain(program, moment, 4, neuron)
    assert expected.spike
    assert facts["lines"] == list(expected.lines())
    told = [(one["axon"], one["value"]) for one in facts["contributions"]]
    assert told == [(one.axon, one.value) for one in expected.contributions]
    # All that went in came from other cores, one tick before.
    sources = facts["causes"]["nodes"][1:]
    assert {one["tick"] for one in sources} == {4}
    edges = facts["causes"]["edges"]
    assert {one["axon"] for one in edges} == {axon for axon, _ in told}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (place(0, 2, 0), "oscillator: There is no core 2 (choose one from 0 to 1)"),
        (place(0, 0, 5), "oscillator: There is no neuron 5 (choose one from 0 to 4)"),
        ((*place(0, 0, 0), "--image", 1), "--image: The network's cores were built"),
        ((*place(0, 0, 0), "--ticks", 4), "--ticks: The network's cores were built"),
        (place(-1, 0, 0), "--tick"),
        ((*place(0, 0, 0), "--depth", -1), "--depth"),
        ((*place(0, 0, 0), "--reach", 0), "--reach"),
        (("--tick", 1, "--core", 0), "--neuron"),
    ],
)
def test_that_what_is_not_there_is_told(tnstudio, oscillating, words, message):
    code, out, err = tnstudio("explain", oscillating, *words)
    assert code == 2
    assert message in err
    assert out == ""


def test_that_an_image_that_is_not_there_is_told(tnstudio):
    code, _, err = tnstudio("explain", SAMPLE, *place(0, 0, 0), "--image", 10_000)
    assert code == 2
    assert "There is no image 10000" in err


def test_that_a_network_without_chip_is_told_to_be_trained(tnstudio, untrained, bars):
    words = (*place(0, 0, 0), "--data", bars)
    code, _, err = tnstudio("explain", untrained, *words)
    assert code == 2
    assert "tnstudio train" in err
