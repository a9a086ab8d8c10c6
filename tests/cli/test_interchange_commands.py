"""Import and export: what they read, write and refuse."""

import json
from dataclasses import replace

import numpy as np
import pytest

from tests.ranc_oracle import run_ranc
from tests.storage.ranc_files import CONFIG, edited, two_cores, write_files
from tnstudio.model.circuit_edits import replace_core, set_neurons
from tnstudio.model.neuron import NeuronParameters
from tnstudio.model.stimulus import RegularSpikes
from tnstudio.simulation.simulator import Simulator
from tnstudio.storage.interchange.ranc_reading import read_ranc
from tnstudio.storage.project_file import load_project, save_project


@pytest.fixture
def imported(tmp_path, tnstudio):
    """The project of two cores of RANC."""
    model, config = write_files(tmp_path, two_cores())
    path = tmp_path / "cores.tn.h5"
    code, out, err = tnstudio("import", "ranc", model, config, "-o", path)
    assert (code, err) == (0, "")
    assert out == (f"{path}: 2 cores, 2 input lines with 5 spikes, 3 output lines\n")
    return path


def rows_of(text):
    return [[int(word) for word in row.split(" ")] for row in text.splitlines()]


def test_that_an_import_tells_of_neurons_that_became_three(tnstudio, tmp_path):
    model = edited(two_cores(), ["cores", 0, "neurons", 1, "reset_mode"], 1)
    settings = CONFIG | {"neuron_reset_type": 1}
    path, table = tmp_path / "three.tn.h5", tmp_path / "rows.txt"
    words = (*write_files(tmp_path, model, settings), "-o", path)
    code, _, err = tnstudio("import", "ranc", *words)
    assert code == 0
    assert "RANC's symmetric reset" in err
    assert err.endswith("after the neurons of the file: 1.\n")
    assert tnstudio("run", path, "--ticks", 40, "--output-lines", table)[0] == 0
    assert rows_of(table.read_text()) == run_ranc(model, settings, 40)[1]
    # What goes out needs no symmetric reset any more.
    out = tmp_path / "out.json"
    assert tnstudio("export", "ranc", path, "-o", out)[0] == 0
    config = json.loads((tmp_path / "out.config.json").read_text())
    assert config["neuron_reset_type"] == 0
    rows = run_ranc(json.loads(out.read_text()), config, 40)[1]
    assert rows == run_ranc(model, settings, 40)[1]


@pytest.mark.parametrize("ticks", [1, 7, 13, 300])
def test_that_a_run_writes_the_rows_that_ranc_writes(
    tnstudio, tmp_path, imported, ticks
):
    table = tmp_path / "rows.txt"
    words = ("--ticks", ticks, "--output-lines", table)
    assert tnstudio("run", imported, *words)[0] == 0
    assert rows_of(table.read_text()) == run_ranc(two_cores(), CONFIG, ticks)[1]


def test_that_an_export_runs_the_same_in_ranc_and_back(tnstudio, tmp_path, imported):
    out = tmp_path / "again.json"
    code, said, err = tnstudio("export", "ranc", imported, "-o", out)
    config = tmp_path / "again.config.json"
    assert (code, err) == (0, "")
    assert said == f"{out}, {config}: 2 cores, 5 input spikes\n"
    model, settings = (json.loads(path.read_text()) for path in (out, config))
    wanted = run_ranc(two_cores(), CONFIG, 20)
    assert run_ranc(model, settings, 20) == wanted
    back, table = tmp_path / "back.tn.h5", tmp_path / "rows.txt"
    assert tnstudio("import", "ranc", out, config, "-o", back)[0] == 0
    assert tnstudio("run", back, "--ticks", 20, "--output-lines", table)[0] == 0
    assert rows_of(table.read_text()) == wanted[1]


def test_that_only_the_wanted_ticks_are_exported(tnstudio, tmp_path, imported):
    out, config = tmp_path / "a.json", tmp_path / "b.json"
    words = ("-o", out, "--config", config, "--ticks", 3)
    code, said, _ = tnstudio("export", "ranc", imported, *words)
    assert code == 0
    assert said.endswith("2 input spikes\n")
    assert len(json.loads(out.read_text())["packets"]) == 3
    assert json.loads(config.read_text())["num_axons"] == 4
    assert not (tmp_path / "a.config.json").exists()


def axons_fed(program):
    """Return core and axon of each connection of an input line."""
    inputs = program.inputs
    return list(zip(inputs.core.tolist(), inputs.axon.tolist(), strict=True))


def test_that_a_trained_chip_does_the_same_in_ranc(tnstudio, tmp_path, trained, bars):
    out, config = tmp_path / "net.json", tmp_path / "net.config.json"
    words = ("-o", out, "--data", bars, "--image", 3, "--ticks", 5, "--seed", 8)
    code, _, err = tnstudio("export", "ranc", trained, *words)
    assert code == 0, err
    found = read_ranc(out, config)
    assert found.stimulus.ticks.max() == 4
    lines = np.zeros((8, len(found.program.inputs.element)), np.uint8)
    lines[found.stimulus.ticks, found.stimulus.lines] = 1
    program = load_project(trained).program
    assert program is not None
    # Each line of a trained network feeds one axon; those without a spike are not
    # in RANC's file.
    own, there = axons_fed(program), axons_fed(found.program)
    shown = np.zeros((8, len(own)), np.uint8)
    shown[:, [own.index(axon) for axon in there]] = lines
    wanted = Simulator(program).run(shown)
    recording = Simulator(found.program).run(lines)
    assert wanted.outputs.any()
    np.testing.assert_array_equal(recording.spikes, wanted.spikes)
    np.testing.assert_array_equal(recording.outputs, wanted.outputs)


def test_that_a_chip_without_input_spikes_is_exported_with_a_remark(
    tnstudio, tmp_path, trained
):
    out = tmp_path / "net.json"
    code, _, err = tnstudio("export", "ranc", trained, "-o", out)
    assert code == 0
    assert "no packets" in err
    assert json.loads(out.read_text())["packets"] == []


@pytest.mark.parametrize("option", [("--image", 3), ("--encoding", "rate")])
def test_that_options_of_images_need_a_data_set(tnstudio, tmp_path, trained, option):
    out = tmp_path / "net.json"
    code, _, err = tnstudio("export", "ranc", trained, "-o", out, *option)
    assert code == 2
    assert err.startswith(f"tnstudio: {option[0]}: There are no images")
    assert not out.exists()


def test_that_an_image_that_is_not_there_is_not_exported(
    tnstudio, tmp_path, trained, bars
):
    out = tmp_path / "net.json"
    words = ("-o", out, "--data", bars, "--image", 100)
    code, _, err = tnstudio("export", "ranc", trained, *words)
    assert code == 2
    assert "There is no image 100 (choose 0 to 99)" in err
    assert not out.exists()


@pytest.mark.parametrize(
    ("place", "value", "where"),
    [
        (["cores", 1, "neurons", 0, "reset_mode"], 2, "cores[1].neurons[0].reset_mode"),
        (["cores", 0, "connections"], [], "cores[0].connections"),
        (["packets", 0, 0, "destination_axon"], 4, "packets[0][0].destination_axon"),
    ],
)
def test_that_a_malformed_file_is_refused_with_exit_code_2(
    tnstudio, tmp_path, place, value, where
):
    model, config = write_files(tmp_path, edited(two_cores(), place, value))
    out = tmp_path / "no.tn.h5"
    code, said, err = tnstudio("import", "ranc", model, config, "-o", out)
    assert (code, said) == (2, "")
    assert err.startswith(f"tnstudio: {model}: {where}: ")
    assert "Traceback" not in err
    assert not out.exists()


def test_that_a_claim_of_ten_million_neurons_is_refused(tnstudio, tmp_path):
    claim = CONFIG | {"num_neurons": 10_000_000}
    model, config = write_files(tmp_path, two_cores(), claim)
    words = (model, config, "-o", tmp_path / "no.tn.h5")
    code, _, err = tnstudio("import", "ranc", *words)
    assert code == 2
    assert err == (
        f"tnstudio: {config}: num_neurons: The size is 10000000 (choose 1 to 1024)\n"
    )


def test_that_an_import_replaces_no_file_of_another_kind(tnstudio, tmp_path):
    model, config = write_files(tmp_path, two_cores())
    before = model.read_bytes()
    code, _, err = tnstudio("import", "ranc", model, config, "-o", model)
    assert code == 2
    assert "is no project" in err
    assert model.read_bytes() == before


def test_that_an_export_is_refused_before_it_replaces_anything(
    tnstudio, tmp_path, imported
):
    before = imported.read_bytes()
    for words, message in [
        (("-o", imported), "is a project and would be lost"),
        (("-o", tmp_path / "a.json", "--config", imported), "would be lost"),
        (("-o", tmp_path / "a.json", "--config", tmp_path / "a.json"), "the same"),
        (("-o", tmp_path / "nowhere" / "a.json"), "cannot be written here"),
        (("-o", "."), "cannot be written here"),
        (("-o", "/"), "cannot be written here"),
        (("-o", ""), "cannot be written here"),
        (("-o", tmp_path / "a.json", "--image", 3), "own stimuli"),
    ]:
        code, _, err = tnstudio("export", "ranc", imported, *words)
        assert code == 2
        assert message in err
        assert not (tmp_path / "a.json").exists()
    assert imported.read_bytes() == before


def save_with_circuit(path, change):
    """Change the circuit of a project."""
    project = load_project(path)
    network = replace(project.network, circuit=change(project.network.circuit))
    save_project(path, replace(project, network=network))


def test_that_endless_spikes_need_a_number_of_ticks(tnstudio, tmp_path, imported):
    stimuli = (RegularSpikes(0, 2),)
    save_with_circuit(imported, lambda circuit: replace(circuit, stimuli=stimuli))
    out = tmp_path / "a.json"
    code, _, err = tnstudio("export", "ranc", imported, "-o", out)
    assert code == 2
    assert "--ticks" in err
    assert tnstudio("export", "ranc", imported, "-o", out, "--ticks", 6)[0] == 0
    packets = json.loads(out.read_text())["packets"]
    assert [len(tick) for tick in packets] == [1, 0, 1, 0, 1]


def test_that_what_ranc_lacks_is_told_with_its_neuron(tnstudio, tmp_path, imported):
    noisy = NeuronParameters(leak=1, stochastic_leak=True)

    def change(circuit):
        return replace_core(circuit, 1, set_neurons(circuit.cores[1], [1], noisy))

    save_with_circuit(imported, change)
    out = tmp_path / "a.json"
    code, _, err = tnstudio("export", "ranc", imported, "-o", out)
    assert code == 2
    assert "core 1, neuron 1: RANC's neurons have no stochastic leak (c)" in err
    assert not out.exists()
