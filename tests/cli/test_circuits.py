"""Commands on projects whose cores were built one by one."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.circuits import expected_beats, oscillator
from tnstudio.app.chip_run import PIECE_TICKS
from tnstudio.model.circuit import Circuit
from tnstudio.model.program import NONE
from tnstudio.model.project import Project
from tnstudio.model.stimulus import PoissonSpikes
from tnstudio.storage.project_file import load_project, save_project


@pytest.fixture
def oscillating(tmp_path) -> Path:
    path = tmp_path / "oscillator.tn.h5"
    save_project(path, Project(oscillator()))
    return path


def test_that_a_circuit_runs_on_its_stimuli(tnstudio, oscillating, tmp_path):
    lines, spikes = tmp_path / "lines.txt", tmp_path / "spikes.csv"
    ticks = 2 * PIECE_TICKS + 17
    words = ("--ticks", ticks, "--output-lines", lines, "--spikes", spikes, "--json")
    code, out, err = tnstudio("run", oscillating, *words)
    assert code == 0, err
    rows = lines.read_text().splitlines()
    assert rows == ["0", *(str(beat) for beat in expected_beats(ticks)[:-1])]
    with spikes.open() as file:
        found = [tuple(map(int, row.values())) for row in csv.DictReader(file)]
    expected = []
    for tick in range(ticks):
        if tick % 5 == 1:
            expected += [(tick, 0, 0), (tick, 0, 1)]
        elif tick % 5 == 3:
            expected += [(tick, 1, 0), (tick, 1, 1)]
    assert found == expected
    assert json.loads(out) == {
        "ticks": ticks,
        "seed": 0,
        "cores": 2,
        "spikes": len(expected),
        "output_spikes": [sum(expected_beats(ticks))],
    }


def test_that_a_run_tells_how_often_lines_fired(tnstudio, oscillating):
    code, out, _ = tnstudio("run", oscillating, "--ticks", 15)
    assert code == 0
    assert "beat" in out
    assert "12 spikes in 15 ticks, 3 of them on 1 output line (seed 0)" in out


def test_that_a_circuit_without_output_lines_runs(tnstudio, oscillating, tmp_path):
    network = load_project(oscillating).network
    cores = []
    for core in network.circuit.cores:
        none = np.full_like(core.routes.line, NONE)
        cores.append(replace(core, routes=replace(core.routes, line=none)))
    mute = replace(
        network.circuit,
        cores=tuple(cores),
        outputs=Circuit().outputs,
        output_names=(),
    )
    save_project(oscillating, Project(replace(network, circuit=mute)))
    lines = tmp_path / "lines.txt"
    words = ("run", oscillating, "--ticks", 3, "--output-lines", lines)
    assert tnstudio(*words)[0] == 0
    assert lines.read_text() == "\n\n\n"


def test_that_the_seed_is_that_of_the_stimuli(tnstudio, oscillating, tmp_path):
    network = load_project(oscillating).network
    noisy = replace(network.circuit, stimuli=(PoissonSpikes(0, 0.4),))
    save_project(oscillating, Project(replace(network, circuit=noisy)))
    tables = []
    for k, seed in enumerate((1, 1, 2)):
        table = tmp_path / f"{k}.csv"
        words = ("--ticks", 60, "--seed", seed, "--spikes", table)
        assert tnstudio("run", oscillating, *words)[0] == 0
        tables.append(table.read_text())
    assert tables[0] == tables[1] != tables[2]


@pytest.mark.parametrize(
    "words", [("--image", 3), ("--data", "mnist"), ("--encoding", "rate")]
)
def test_that_options_about_images_are_refused(tnstudio, oscillating, words):
    code, out, err = tnstudio("run", oscillating, *words)
    assert code == 2
    assert f"{words[0]}: The network's cores were built one by one" in err
    assert out == ""


def test_that_a_circuit_with_errors_is_not_run(tnstudio, oscillating, tmp_path):
    network = replace(oscillator(), circuit=Circuit())
    save_project(oscillating, Project(network))
    table = tmp_path / "lines.txt"
    code, _, err = tnstudio("run", oscillating, "--output-lines", table)
    assert code == 2
    assert "no cores" in err
    assert not table.exists()


@pytest.mark.parametrize("command", ["train", "evaluate"])
def test_that_circuits_are_not_trained(tnstudio, oscillating, command):
    before = oscillating.read_bytes()
    code, _, err = tnstudio(command, oscillating, "--data", "mnist")
    assert code == 2
    assert "tnstudio run" in err
    assert oscillating.read_bytes() == before


def test_that_info_tells_what_a_circuit_has(tnstudio, oscillating):
    code, out, _ = tnstudio("info", oscillating, "--json")
    facts = json.loads(out)
    assert code == 0
    assert (facts["cores"], facts["neurons"], facts["errors"]) == (2, 4, 0)
    assert facts["circuit"] == {
        "synapses": 4,
        "input_lines": 1,
        "output_lines": 1,
        "stimuli": {"single": 1},
    }
    out = tnstudio("info", oscillating)[1]
    assert "2 cores built one by one, 4 neurons in use, 4 synapses on small" in out
    assert "1 input line, 1 output line" in out
    assert "stimuli: 1 single" in out


def test_that_check_tells_the_core_that_is_wrong(tnstudio, oscillating):
    code, out, _ = tnstudio("check", oscillating)
    assert code == 0
    assert "2 cores built one by one" in out
    assert out.endswith("no problems\n")
    network = oscillator()
    first, second = network.circuit.cores
    lost = replace(second, chip_row=5)
    broken = replace(network.circuit, cores=(first, lost))
    save_project(oscillating, Project(replace(network, circuit=broken)))
    code, out, _ = tnstudio("check", oscillating)
    assert code == 1
    assert "error: core 1 (half 1): It is at row 5, column 1" in out


# -- Output lines of any project


def test_that_output_lines_of_an_image_are_written(tnstudio, trained, bars, tmp_path):
    table = tmp_path / "lines.txt"
    words = ("run", trained, "--data", bars, "--json")
    out = tnstudio(*words, "--ticks", 5)[1]
    # The table lacks the last tick of a run.
    code, _, err = tnstudio(*words, "--ticks", 6, "--output-lines", table)
    assert code == 0, err
    rows = [row.split() for row in table.read_text().splitlines()]
    program = load_project(trained).program
    assert len(rows) == 6
    assert {len(row) for row in rows} == {len(program.outputs.label)}
    values = np.array(rows, int)
    votes = [int(values[:, program.outputs.label == k].sum()) for k in range(2)]
    # The first tick shows nothing yet: it is not counted.
    assert votes == json.loads(out)["votes"]


def test_that_tables_replace_no_project_nor_each_other(tnstudio, oscillating, tmp_path):
    before = oscillating.read_bytes()
    for words in (
        ("--output-lines", oscillating),
        ("--output-lines", tmp_path / "no" / "x"),
        ("--output-lines", tmp_path / "x", "--spikes", tmp_path / "." / "x"),
    ):
        assert tnstudio("run", oscillating, *words)[0] == 2
    assert oscillating.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == [oscillating.name]
