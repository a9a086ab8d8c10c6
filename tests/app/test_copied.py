"""Designs, trainings and runs as scripts and commands that make them anew."""

import json
import os
import shlex
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

import tnstudio as tn
from tests import strategies
from tests.same_values import same
from tests.ui.small_world import small_dataset, small_network
from tnstudio.app.breakpoint_run import WrongOnImage
from tnstudio.app.circuit_script import circuit_script
from tnstudio.app.conditions import condition_of, text_of
from tnstudio.app.copied import (
    RESULT,
    ProjectFile,
    copied_sweep,
    copied_training,
    file_of,
)
from tnstudio.app.copied_design import NEW, copied_design
from tnstudio.app.copied_run import Played, copied_run
from tnstudio.app.document import Document
from tnstudio.app.fork import Fork
from tnstudio.app.playable import is_same_chip
from tnstudio.app.show_log import Picture, Show
from tnstudio.app.sweep_result import SweepPlan
from tnstudio.model.arrays import frozen
from tnstudio.model.circuit_templates import CIRCUITS
from tnstudio.model.network import free_network
from tnstudio.model.templates import TEMPLATES
from tnstudio.simulation.breakpoints import NeuronSpikes

ROOT = Path(__file__).parents[2]
NOWHERE = ProjectFile("it's.tn.h5", is_current=False)


def command(text: str, folder: Path) -> str:
    """Run a copied command in a folder."""
    words = shlex.split(text, comments=True)
    assert words[0] == "tnstudio"
    done = subprocess.run(
        [sys.executable, "-m", *words],
        capture_output=True,
        text=True,
        check=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    return done.stdout


def script(text: str) -> dict:
    """Run a copied script; returns its names."""
    names: dict = {}
    exec(compile(text, "copied", "exec"), names)
    return names


@pytest.mark.parametrize("name", TEMPLATES)
def test_that_a_template_comes_back_from_its_script_and_command(name, tmp_path):
    network = replace(TEMPLATES[name](7), name="it's mine")
    copied = copied_design(network, NOWHERE)
    made = script(copied.python)["project"].network
    assert made.name == network.name
    if network.circuit is None:
        assert made == network
    else:
        assert is_same_chip(made, network)
    command(copied.command, tmp_path)
    by_command = tn.open(tmp_path / NEW).network
    assert by_command.name == network.name
    assert is_same_chip(by_command, network) or by_command == network


@given(network=strategies.networks())
def test_that_any_design_of_layers_comes_back_from_its_script(network):
    assert script(copied_design(network, NOWHERE).python)["project"].network == network


def without_idle_values(circuit: tn.Circuit) -> tn.Circuit:
    """Forget delays without an axon, empty names and spikes that come twice."""

    def cleared(core):
        routes = core.routes
        delay = np.where(routes.core == -1, 1, routes.delay)
        return replace(core, routes=replace(routes, delay=frozen(delay, np.uint8)))

    def merged(stimulus):
        if not isinstance(stimulus, tn.PatternSpikes):
            return stimulus
        spikes = zip(stimulus.ticks.tolist(), stimulus.lines.tolist(), strict=True)
        return tn.pattern(list(spikes), stimulus.period)

    return replace(
        circuit,
        stimuli=tuple(map(merged, circuit.stimuli)),
        cores=tuple(map(cleared, circuit.cores)),
        line_names=circuit.line_names if any(circuit.line_names) else (),
        output_names=circuit.output_names if any(circuit.output_names) else (),
    )


@settings(max_examples=50)
@given(drawn=strategies.circuits())
def test_that_any_free_cores_come_back_from_their_script(drawn):
    circuit, hardware = drawn
    network = free_network("any", circuit, hardware, 5)
    text = circuit_script(network)
    assert text is not None
    made = script(text)["project"].network.circuit
    assert same(without_idle_values(made), without_idle_values(circuit))


def test_that_a_design_of_its_own_layers_has_a_command(tmp_path):
    network = tn.build(shape=(8, 8), layers=[(4, 4), (2, 1, 32)], classes=2).network
    copied = copied_design(network, NOWHERE)
    assert "layers=[(4, 4), (2, 1, 32)]" in copied.python
    command(copied.command, tmp_path)
    assert tn.open(tmp_path / NEW).network == network


def test_that_what_no_command_builds_is_told():
    plain = tn.build(shape=(8, 8), layers=[(4, 4)], classes=("a", "b")).network
    copied = copied_design(plain, NOWHERE)
    assert not copied.command
    assert "classes" in copied.no_command
    circuit = CIRCUITS["oscillator"]().circuit
    other = tn.edits.set_delay(circuit, (0, 0), 5)
    copied = copied_design(free_network("own", other), NOWHERE)
    assert not copied.command
    assert "free cores" in copied.no_command


def test_that_large_circuits_are_opened_from_their_file(monkeypatch):
    monkeypatch.setattr("tnstudio.app.circuit_script.MOST_CORES", 1)
    copied = copied_design(CIRCUITS["oscillator"](), NOWHERE)
    assert copied.python.startswith("# save the project as it's.tn.h5 first\n")
    assert 'tn.open("it\'s.tn.h5")' in copied.python


def test_that_the_file_of_a_document_is_current_until_it_is_edited(tmp_path):
    project = tn.build("oscillator")
    assert not file_of(Document(project)).is_current
    document = Document(project, tmp_path / "a.tn.h5")
    assert file_of(document) == ProjectFile(str(tmp_path / "a.tn.h5"), is_current=True)
    document.do("Edit", replace(project, description="other"))
    assert "save the project" in file_of(document).remark


def test_that_a_training_comes_to_the_same_weights(tmp_path, monkeypatch):
    source = small_dataset(tmp_path / "it's small")
    network = small_network()
    chosen = tn.TrainingSettings(epochs=1, rate=0.3, drops=())
    path = tn.save(tn.Project(network), tmp_path / "design")
    wanted = tn.train(tn.Project(network), source, chosen).trained
    file = ProjectFile(str(path), is_current=True)
    copied = copied_training(network, chosen, str(source), file)
    monkeypatch.chdir(tmp_path)
    script(copied.python)
    assert same(tn.open(RESULT).trained.layers, wanted.layers)
    command(copied.command, tmp_path)
    assert same(tn.open(path).trained.layers, wanted.layers)
    free = copied_training(CIRCUITS["oscillator"](), chosen, "mnist", file)
    assert "not trained" in free.no_python


def test_that_a_measurement_comes_to_the_same_accuracies(tmp_path):
    source = str(small_dataset(tmp_path / "small"))
    project = tn.train(tn.Project(small_network()), source, epochs=1)
    file = ProjectFile(str(tn.save(project, tmp_path / "a")), is_current=True)
    plan = SweepPlan((1, 2), (1, 3), ("rate",), (0, 1))
    copied = copied_sweep(plan, source, 20, file)
    wanted = tn.sweep(
        project,
        source,
        copies=(1, 2),
        ticks=(1, 3),
        encodings=("rate",),
        seeds=(0, 1),
        limit=20,
    )
    accuracies = [cell.accuracy for cell in wanted.cells]
    assert [c.accuracy for c in script(copied.python)["result"].cells] == accuracies
    told = json.loads(command(copied.command.rstrip() + " --json", tmp_path))
    assert [cell["accuracy"] for cell in told["cells"]] == accuracies


@pytest.fixture(scope="module")
def deployed(tmp_path_factory):
    """A small trained project, its file and its images."""
    folder = tmp_path_factory.mktemp("deployed")
    source = str(small_dataset(folder / "small"))
    project = tn.train(tn.Project(small_network()), source, epochs=1)
    project = replace(project, program=tn.deploy(project, copies=2, seed=4))
    file = ProjectFile(str(tn.save(project, folder / "a")), is_current=True)
    return project, file, source


def spikes_in(path: Path) -> np.ndarray:
    return np.loadtxt(path, int, delimiter=",", skiprows=1, ndmin=2)


def show(onset: int, image: int, encoding: str = "stochastic") -> Show:
    return Show(onset, image, encoding, np.uint64(0))  # type: ignore[arg-type]


@pytest.mark.parametrize(("encoding", "ticks"), [("stochastic", 9), ("rate", 16)])
def test_that_a_run_comes_to_the_same_spikes(deployed, tmp_path, encoding, ticks):
    project, file, source = deployed
    wanted = tn.simulate(
        project, 2, ticks, data=source, encoding=encoding, seed=6, frame_ticks=16
    ).spikes
    watched = (NeuronSpikes(0, 1), WrongOnImage(2))
    played = Played(project.network, ticks, 6, source, (show(0, 2, encoding),), watched)
    copied = copied_run(played, file)
    assert same(tuple(script(copied.python)["run"].spikes), tuple(wanted))
    words = f"{copied.command.rstrip()} --spikes {shlex.quote(str(tmp_path / 's.csv'))}"
    command(words, tmp_path)
    assert np.array_equal(spikes_in(tmp_path / "s.csv"), np.stack(wanted, axis=1))


def test_that_a_run_of_several_images_and_a_fork_comes_back_as_python(deployed):
    project, file, source = deployed
    wanted = tn.simulate(project, 2, 5, data=source, frame_ticks=16)
    wanted.show(3).step(4).encode_as("rate").step(3)
    fork = Fork(5, (tn.SynapseFlip(0, 1, 2), tn.ImageChange(0)))
    shows = (show(0, 2), show(5, 3), show(9, 3, "rate"))
    played = Played(project.network, 12, 0, source, shows, (), fork)
    copied = copied_run(played, file)
    names = script(copied.python)
    assert same(tuple(names["run"].go_to(12).spikes), tuple(wanted.spikes))
    compared = wanted.go_to(5).fork(fork.changes, ticks=107)
    assert same(names["comparison"].differences, compared.differences)
    assert "several" in copied.no_command


def test_that_free_cores_in_no_file_are_in_the_script(tmp_path):
    network = CIRCUITS["bursting"](3)
    played = Played(network, 50, 2)
    copied = copied_run(played, NOWHERE)
    wanted = tn.simulate(network, ticks=50, seed=2).spikes
    assert same(tuple(script(copied.python)["run"].spikes), tuple(wanted))
    assert copied.command.startswith("# save the project as")
    tn.save(tn.Project(network), tmp_path / "it's")
    assert "50 ticks" in command(copied.command, tmp_path)


def test_that_runs_without_a_command_tell_why(deployed):
    project, file, source = deployed
    plain = Played(project.network, 5, 0, source, (show(0, 1, "rate"),))
    assert "rate code" in copied_run(plain, file).no_command
    picture = Picture(np.zeros((8, 8, 1), np.uint8))
    painted = replace(plain, shows=(replace(show(0, 1), picture=picture),))
    assert "picture" in copied_run(painted, file).no_python
    assert "Nothing" in copied_run(replace(plain, ticks=0), file).no_command


def test_that_conditions_are_read_as_they_are_written(deployed):
    chip = deployed[0].program
    for text in (
        "spike:0/1",
        "line:3",
        "v:0/2>=5",
        "v:0/2<=-5",
        "silent:0/9",
        "saturated:0/4",
        "wrong:1/3",
    ):
        assert text_of(condition_of(chip, text)) == text
