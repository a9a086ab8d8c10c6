"""Every command: what it prints, what it writes, what it refuses."""

import csv
import json
import os
import subprocess
import sys
from dataclasses import replace

import h5py
import numpy as np
import pytest

from tests.cli.conftest import write_idx
from tnstudio.model.network import InputShape, WindowLayer
from tnstudio.model.prepared import PreparedTraining
from tnstudio.model.records import TrainingSettings
from tnstudio.model.templates import TEMPLATES
from tnstudio.storage.project_file import load_project, save_project


@pytest.mark.parametrize(
    ("template", "cores", "neurons", "layers"),
    [("mnist-5core", 5, 512, 2), ("mnist-30core", 30, 3840, 4)],
)
def test_that_templates_have_the_published_sizes(
    tnstudio, tmp_path, template, cores, neurons, layers
):
    """Esser et al. 2015, figure 3A and §5."""
    path = tmp_path / "net.tn.h5"
    assert tnstudio("new", path, "--template", template)[0] == 0
    code, out, _ = tnstudio("info", path, "--json")
    facts = json.loads(out)
    assert code == 0
    assert (facts["cores"], facts["neurons"]) == (cores, neurons)
    assert len(facts["layers"]) == layers


def test_that_an_empty_project_can_be_made_told_and_checked(tnstudio, tmp_path):
    path = tmp_path / "net.tn.h5"
    code, out, _ = tnstudio("new", path, "--template", "empty")
    assert (code, load_project(path).network.layers) == (0, ())
    assert "0 cores" in out
    assert tnstudio("info", path)[0] == 0
    code, out, _ = tnstudio("check", path)
    assert code == 1
    assert "no layers yet (add a first layer" in out


def test_that_own_layers_are_built(tnstudio, tmp_path):
    path = tmp_path / "own.tn.h5"
    layers = ("--layer", "8,8", "--layer", "2,1,40")
    assert tnstudio("new", path, "--input", "16x24x3", *layers, "--seed", "9")[0] == 0
    network = load_project(path).network
    assert (network.input.rows, network.input.columns, network.input.channels) == (
        16,
        24,
        3,
    )
    assert network.seed == 9
    text = tnstudio("info", path)[1]
    assert "2 × 3" in text
    assert "not trained" in text
    assert "prepared" not in text
    prepared = PreparedTraining(TrainingSettings(epochs=7, momentum=0.5), "mnist")
    save_project(path, replace(load_project(path), prepared=prepared))
    assert (
        "prepared: tea, 7 epochs of mnist\n  with momentum 0.5"
        in (tnstudio("info", path)[1])
    )


def test_that_a_name_changes_nothing_else_of_a_template(tnstudio, tmp_path):
    path = tmp_path / "net.tn.h5"
    tnstudio("new", path, "--template", "mnist-5core", "--name", "Zahlen", "--seed", 4)
    network = load_project(path).network
    assert network.name == "Zahlen"
    assert network.layers == TEMPLATES["mnist-5core"](4).layers


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--input", "28x28", "--layer", "17,4"), "needs 289 axons"),
        (("--input", "28x28", "--layer", "16,0"), "Stride S is 0"),
        (("--input", "28x28", "--layer", "0,1"), "Window R is 0"),
        (("--input", "9x9", "--layer", "16,4"), "only 9 × 9"),
        (("--input", "28by28", "--layer", "16,4"), "not an input size"),
        (("--input", "28x28", "--layer", "16"), "not a layer"),
        (("--template", "mnist-99core"), "no template 'mnist-99core'"),
        (("--template", "mnist-5core", "--input", "8x8"), "own input"),
        (("--template", "mnist-5core", "--classes", "3"), "own input"),
        ((), "Nothing to build"),
    ],
)
def test_that_new_refuses_what_cannot_be_built(tnstudio, tmp_path, words, message):
    path = tmp_path / "no.tn.h5"
    code, out, err = tnstudio("new", path, *words)
    assert code == 2
    assert message in err
    assert "Traceback" not in err
    assert out == ""
    assert list(tmp_path.iterdir()) == []


def test_that_new_keeps_an_existing_file_unless_forced(tnstudio, untrained):
    before = untrained.read_bytes()
    code, _, err = tnstudio("new", untrained, "--template", "mnist-5core")
    assert code == 2
    assert "--force" in err
    assert untrained.read_bytes() == before
    words = ("--template", "mnist-5core", "--force")
    assert tnstudio("new", untrained, *words)[0] == 0
    assert untrained.read_bytes() != before


def test_that_check_tells_all_problems_with_exit_code_1(tnstudio, tmp_path, untrained):
    with h5py.File(untrained, "r+") as file:
        file["network/layers/0"].attrs["stride"] = 0
        file["network/layers/1"].attrs["features"] = 999
    code, out, _ = tnstudio("check", untrained, "--json")
    found = json.loads(out)
    assert code == 1
    assert not found["ok"]
    assert "stride-not-positive" in {p["code"] for p in found["problems"]}
    assert all(p["place"] and p["hint"] for p in found["problems"])
    code, out, _ = tnstudio("check", untrained)
    assert code == 1
    assert "Stride S is 0" in out


def test_that_check_is_content_with_a_good_network(tnstudio, untrained):
    assert tnstudio("check", untrained)[:2] == (0, "no problems\n")


def test_that_train_tells_one_event_per_line_and_keeps_the_source(
    tnstudio, untrained, bars, tmp_path
):
    before = untrained.read_bytes()
    out = tmp_path / "out.tn.h5"
    words = ("--data", bars, "--epochs", 2, "--rate", 0.5, "--seed", 7, "--json")
    code, text, _ = tnstudio("train", untrained, *words, "-o", out)
    assert code == 0
    events = [json.loads(line) for line in text.splitlines()]
    assert [e["epoch"] for e in events if e["event"] == "epoch"] == [1, 2]
    keys = {e["event"]: set(e) - {"event"} for e in events}
    assert keys == {
        "progress": {
            *("epoch", "batch", "batches", "loss"),
            *("images_per_second", "seconds_left"),
        },
        "epoch": {
            *("epoch", "loss", "train_accuracy", "test_accuracy"),
            *("deployed_accuracy", "rate", "seconds"),
        },
    }
    assert untrained.read_bytes() == before
    trained = load_project(out).trained
    assert (trained.settings.rate, trained.settings.seed) == (0.5, 7)
    assert len(trained.history.epochs) == 2


def test_that_a_trained_network_is_evaluated_as_asked(tnstudio, trained, bars):
    words = ("--data", bars, "--copies", 4, "--ticks", 3, "--seed", 2, "--json")
    code, out, _ = tnstudio("evaluate", trained, *words, "--encoding", "rate")
    result = json.loads(out)
    assert code == 0
    assert result["accuracy"] > 0.9
    del result["accuracy"], result["seconds"]
    assert result == {
        "images": 100,
        "copies": 4,
        "ticks": 3,
        "encoding": "rate",
        "seed": 2,
    }


def test_that_the_same_seed_gives_the_same_figures(tnstudio, trained, bars):
    words = ("evaluate", trained, "--data", bars, "--seed", 3, "--json")
    results = [json.loads(tnstudio(*words)[1])["accuracy"] for _ in range(2)]
    assert results[0] == results[1]


def test_that_run_writes_the_spikes_of_an_image(tnstudio, trained, bars, tmp_path):
    table = tmp_path / "spikes.csv"
    words = ("--data", bars, "--image", 3, "--ticks", 5, "--spikes", table, "--json")
    code, out, _ = tnstudio("run", trained, *words)
    facts = json.loads(out)
    assert code == 0
    with table.open() as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["tick", "core", "neuron"]
    assert len(rows) == facts["spikes"] > 0
    assert {int(row["tick"]) for row in rows} <= set(range(5))
    assert {int(row["core"]) for row in rows} <= set(range(5))
    assert facts["label"] == 1
    assert facts["decision"] == 1


def test_that_evaluating_an_untrained_network_names_the_remedy(tnstudio, untrained):
    code, _, err = tnstudio("evaluate", untrained, "--data", "mnist")
    assert code == 2
    assert "tnstudio train" in err


def test_that_data_which_does_not_fit_is_refused(tnstudio, trained):
    code, _, err = tnstudio("evaluate", trained, "--data", "mnist")
    assert code == 2
    assert "28" in err


@pytest.mark.parametrize("command", ["info", "check", "train", "evaluate", "run"])
@pytest.mark.parametrize("damage", ["missing", "foreign", "cut", "future", "empty"])
def test_that_broken_files_are_refused_and_left_alone(
    tnstudio, tmp_path, untrained, command, damage
):
    path = tmp_path / "broken.tn.h5"
    if damage == "foreign":
        path.write_text("not a project\n" * 100)
    elif damage == "empty":
        path.write_bytes(b"")
    elif damage == "cut":
        path.write_bytes(untrained.read_bytes()[:-200])
    elif damage == "future":
        path.write_bytes(untrained.read_bytes())
        with h5py.File(path, "r+") as file:
            file.attrs["version"] = 99
    before = path.read_bytes() if path.exists() else None
    code, out, err = tnstudio(command, path)
    assert code == 2
    assert str(path) in err.replace("\n", "")
    assert "Traceback" not in err
    assert out == ""
    assert (path.read_bytes() if path.exists() else None) == before


def test_that_an_idx_file_with_a_wrong_count_is_refused(
    tnstudio, untrained, bars, tmp_path
):
    folder = tmp_path / "wrong"
    folder.mkdir()
    for file in bars.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    write_idx(folder / "train-labels-idx1-ubyte", np.zeros(599))
    before = untrained.read_bytes()
    code, _, err = tnstudio("train", untrained, "--data", folder)
    assert code == 2
    assert "599" in err
    assert "600" in err
    assert untrained.read_bytes() == before


@pytest.mark.parametrize(
    "words",
    [
        ("evaluate", "--copies", "0"),
        ("evaluate", "--ticks", "0"),
        ("evaluate", "--encoding", "magic"),
        ("evaluate", "--seed", "-1"),
        ("run", "--image", "100"),
        ("run", "--image", "-1"),
        ("train", "--epochs", "0"),
        ("train", "--rate", "-1"),
        ("train", "--rate", "nan"),
        ("train", "--data", "no-such-folder"),
        ("train", "--data", "~no-such-user/x"),
        ("train", "--data", "x" * 300),
        ("train", "--rate", "1e300"),
        ("train", "--out", "no/such/folder/x.tn.h5"),
    ],
)
def test_that_values_out_of_range_are_refused(tnstudio, trained, bars, words):
    command, *options = words
    before = trained.read_bytes()
    data = () if "--data" in options else ("--data", bars)
    code, _, err = tnstudio(command, trained, *data, *options)
    assert code == 2
    assert err
    assert "Traceback" not in err
    assert trained.read_bytes() == before


@pytest.mark.parametrize("words", [("trian",), ("inof", "a.tn.h5")])
def test_that_a_misspelt_command_is_told(tnstudio, words):
    code, _, err = tnstudio(*words)
    assert code == 2
    assert "no such command" in err
    assert words[0] in err


@pytest.mark.parametrize("name", ["[/]", "[red]hi[bold]", "数字", "a\x1b[2Jb"])
def test_that_odd_names_are_shown_as_they_are(tnstudio, tmp_path, name):
    path = tmp_path / "odd.tn.h5"
    words = ("--template", "mnist-5core", "--name", name)
    assert tnstudio("new", path, *words)[0] == 0
    code, out, _ = tnstudio("info", path)
    assert code == 0
    assert name.replace("\x1b", "\\x1b") in out
    assert "\x1b" not in out
    assert json.loads(tnstudio("info", path, "--json")[1])["name"] == name


def test_that_no_option_destroys_a_file_of_another_kind(
    tnstudio, trained, bars, tmp_path
):
    text = tmp_path / "notes.txt"
    text.write_text("mine")
    before = trained.read_bytes()
    for words in (
        ("run", trained, "--data", bars, "--spikes", trained),
        ("train", trained, "--data", bars, "--epochs", 1, "-o", text),
        ("demo", "--epochs", 1, "--out", text),
    ):
        code, _, err = tnstudio(*words)
        assert code == 2
        assert "choose another name" in err
    assert text.read_text() == "mine"
    assert trained.read_bytes() == before


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_that_pipes_and_devices_are_neither_read_nor_replaced(
    tnstudio, trained, bars, tmp_path
):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert tnstudio("info", pipe)[0] == 2
    assert tnstudio("run", trained, "--data", bars, "--spikes", pipe)[0] == 2
    assert tnstudio("new", pipe, "--template", "mnist-5core", "--force")[0] == 2
    assert pipe.is_fifo()


@pytest.mark.parametrize("command", ["info", "open", "new"])
def test_that_an_impossible_file_name_is_told(tnstudio, tmp_path, command):
    words = ("--template", "mnist-5core") if command == "new" else ()
    code, _, err = tnstudio(command, tmp_path / ("x" * 300), *words)
    assert code == 2
    assert "Traceback" not in err


def test_that_a_reader_who_leaves_stops_no_training(untrained, bars, tmp_path):
    out = tmp_path / "out.tn.h5"
    words = f"train {untrained} --data {bars} --epochs 3 --json -o {out}"
    program = f"{sys.executable} -m tnstudio {words} | head -1"
    ended = subprocess.run(
        ["bash", "-o", "pipefail", "-c", program],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0
    assert ended.stderr == ""
    assert len(load_project(out).trained.history.epochs) == 3


def test_that_a_training_of_an_older_design_is_told(tnstudio, trained, bars):
    project = load_project(trained)
    changed = replace(project.network, layers=(WindowLayer(5, 1),))
    save_project(trained, replace(project, network=changed))
    assert "design has changed" in tnstudio("info", trained)[1]
    code, _, err = tnstudio("evaluate", trained, "--data", bars)
    assert code == 0
    assert "design has changed" in err


def test_that_info_survives_a_design_of_any_size(tnstudio, trained):
    project = load_project(trained)
    huge = InputShape(2**30, 2**30)
    layers = (WindowLayer(1, 1), WindowLayer(1, 1, 1))
    network = replace(project.network, input=huge, layers=layers)
    save_project(trained, replace(project, network=network))
    assert tnstudio("info", trained)[0] == 0
    assert tnstudio("check", trained)[0] == 1


def test_that_version_and_help_answer(tnstudio):
    assert tnstudio("--version")[1].startswith("TN Studio 0.")
    text = tnstudio("--help")[1]
    for command in (
        "demo",
        "new",
        "info",
        "check",
        "train",
        "evaluate",
        "run",
        "explain",
    ):
        assert command in text


def test_that_commands_work_without_qt(tmp_path):
    """A machine with no display and no Qt libraries has all but the window."""
    script = (
        "import sys\n"
        "for name in ('PySide6', 'shiboken6', 'pyqtgraph', 'qtawesome'):\n"
        "    sys.modules[name] = None\n"
        "from tnstudio.cli import main\n"
        "main()\n"
    )
    path = tmp_path / "net.tn.h5"

    def run(*words):
        return subprocess.run(
            [sys.executable, "-c", script, *map(str, words)],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        )

    assert run("new", path, "--template", "mnist-5core").returncode == 0
    assert run("info", path, "--json").returncode == 0
    shown = run("open", path)
    assert shown.returncode == 2
    assert "system libraries" in shown.stderr
    assert "Traceback" not in shown.stderr


def test_that_a_machine_without_display_is_told_so(tnstudio, untrained, monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    code, _, err = tnstudio(untrained)
    assert code == 2
    assert "no display" in err


@pytest.mark.slow
def test_that_the_demo_does_the_main_job(tnstudio, tmp_path):
    path = tmp_path / "demo.tn.h5"
    words = ("--epochs", 1, "--out", path, "--seed", 1, "--no-window")
    code, told, _ = tnstudio("demo", *words)
    assert code == 0
    assert "92.70 %" in told
    project = load_project(path)
    assert len(project.trained.history.epochs) == 1
    assert project.program.copies == 1
    code, out, _ = tnstudio("evaluate", path, "--seed", 1, "--json")
    result = json.loads(out)
    assert result["images"] == 10_000
    assert f"{100 * result['accuracy']:.2f} %" in told
    assert result["accuracy"] > 0.8
