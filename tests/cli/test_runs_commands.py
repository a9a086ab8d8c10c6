"""The runs of a project by the commands: listed, edited, restored, exported."""

import csv
import json
import shlex
from dataclasses import replace

import pytest
import typer
from hypothesis import given

from tests import strategies
from tests.same_values import same
from tests.strategies import training_settings
from tnstudio.app.run_export import ANY_DATA, command_line
from tnstudio.cli.commands import app
from tnstudio.cli.training_options import _SETTINGS, settings_from
from tnstudio.model.network import WindowLayer
from tnstudio.storage.project_file import load_project, save_project

RECIPE = ("--epochs", 3, "--rate", 0.3, "--drop", "none", "--shift", 1)


@pytest.fixture
def project(untrained, bars, tnstudio):
    """A project with two runs of 3 and 2 epochs, all weights of the first kept."""
    words = ("train", untrained, "--data", bars, "--seed", 4, *RECIPE)
    assert tnstudio(*words, "--keep-epochs", 3)[0] == 0
    words = ("train", untrained, "--data", bars, "--epochs", 2, "--keep-epochs", 0)
    assert tnstudio(*words)[0] == 0
    return untrained


def test_that_runs_are_listed_with_what_differs(tnstudio, project):
    assert tnstudio("runs", "note", project, "1", "too slow?")[0] == 0
    code, out, _ = tnstudio("runs", project)
    assert code == 0
    last = load_project(project).runs[0].last
    assert f"{last.loss:.4f}" in out
    for text in ("Run 1", "Run 2", "3/3", "2/2", "Settings that differ", "too slow?"):
        assert text in out
    for name in ("rate", "seed", "shift", "drops"):
        assert name in out
    assert "momentum" not in out
    assert tnstudio("runs", "list", project)[1] == out


def test_that_runs_are_listed_as_json(tnstudio, project):
    code, out, _ = tnstudio("runs", project, "--json")
    assert code == 0
    first, second = json.loads(out)["runs"]
    runs = load_project(project).runs
    assert first["name"] == "Run 1"
    assert (first["epochs"], first["asked_epochs"]) == (3, 3)
    assert first["kept_epochs"] == [1, 2, 3]
    assert second["kept_epochs"] == []
    assert first["last"]["loss"] == runs[0].last.loss
    assert first["best"]["epoch"] == runs[0].best.epoch
    assert first["settings"]["seed"] == "4"
    assert second["started"] == runs[1].started


def test_that_a_project_without_runs_tells_how_to_make_one(tnstudio, untrained):
    code, out, err = tnstudio("runs", untrained)
    assert (code, out) == (0, "")
    assert f"tnstudio train {untrained}" in err
    assert json.loads(tnstudio("runs", untrained, "--json")[1]) == {"runs": []}


def test_that_runs_are_renamed_and_deleted_by_name_or_number(tnstudio, project):
    assert tnstudio("runs", "rename", project, "2", "quick look")[0] == 0
    assert [run.name for run in load_project(project).runs] == ["Run 1", "quick look"]
    trained = load_project(project).trained
    assert tnstudio("runs", "delete", project, "1", "quick look")[0] == 0
    after = load_project(project)
    assert after.runs == ()
    assert same(after.trained, trained)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("rename", "{}", "3", "a"), "There is no run '3'"),
        (("rename", "{}", "Run 1", "Run 2"), "There is a run 'Run 2'"),
        (("note", "{}", "0", "a"), "tnstudio runs"),
        (("delete", "{}", "1", "none"), "There is no run 'none'"),
        (("restore", "{}", "1", "--epoch", "7"), "there are those of 1, 2, 3"),
        (("restore", "{}", "2"), "there are none"),
        (("csv", "{}", "1", "-o", "{}"), "is a project and would be lost"),
        (("csv", "{}", "1", "-o", "a.csv", "--table", "b"), "losses, histograms"),
        (("script", "{}", "1", "-o", "{}"), "is a project and would be lost"),
    ],
)
def test_that_what_cannot_be_is_refused(tnstudio, project, words, message):
    before = project.read_bytes()
    code, out, err = tnstudio("runs", *(word.format(project) for word in words))
    assert (code, out) == (2, "")
    assert message in err
    assert project.read_bytes() == before


def test_that_an_epoch_is_restored(tnstudio, project, tmp_path):
    out = tmp_path / "restored.tn.h5"
    code, text, _ = tnstudio(
        "runs", "restore", project, "Run 1", "--epoch", 2, "-o", out
    )
    assert code == 0
    assert "Run 1 after epoch 2" in text
    run, after = load_project(project).runs[0], load_project(out)
    assert same(after.trained.layers, run.weights[1].layers)
    assert len(after.trained.history.epochs) == 2
    assert after.program is None
    assert tnstudio("runs", "restore", project, "1")[0] == 0
    last = load_project(project).trained
    assert same(last.layers, run.weights[2].layers)


def test_that_a_restored_network_is_trained_further_as_a_new_run(
    tnstudio, project, bars
):
    assert tnstudio("runs", "restore", project, "1", "--epoch", 2)[0] == 0
    words = ("train", project, "--data", bars, "--resume", "--epochs", 4)
    code, _, err = tnstudio(*words)
    assert code == 0, err
    assert "2 epochs more at rate 0.3" in err
    runs = load_project(project).runs
    assert [len(run.epochs) for run in runs] == [3, 2, 4]
    assert runs[2].restarts == (2,)
    code, _, err = tnstudio("runs", "command", project, "3")
    assert "After epoch 2" in err


@pytest.mark.parametrize(
    ("table", "count"), [("epochs", 3), ("losses", 18), ("histograms", None)]
)
def test_that_curves_are_written_as_tables(tnstudio, project, tmp_path, table, count):
    path = tmp_path / "run.csv"
    words = ("runs", "csv", project, "1", "-o", path, "--table", table)
    assert tnstudio(*words)[0] == 0
    rows = list(csv.DictReader(path.read_text().splitlines()))
    assert rows
    assert count in (None, len(rows))


def test_that_the_command_of_a_run_makes_it_anew(tnstudio, project, tmp_path):
    code, line, err = tnstudio("runs", "command", project, "1")
    assert (code, err) == (0, "")
    out = tmp_path / "again.tn.h5"
    assert tnstudio(*shlex.split(line)[1:], "-o", out)[0] == 0
    first, again = load_project(project).runs[0], load_project(out).trained
    assert same(again.layers, first.weights[-1].layers)
    assert again.settings == first.settings


def test_that_a_command_of_another_design_is_told(tnstudio, project):
    loaded = load_project(project)
    network = replace(loaded.network, layers=(WindowLayer(5, 1),))
    save_project(project, replace(loaded, network=network))
    code, _, err = tnstudio("runs", "command", project, "1")
    assert code == 0
    assert "The design has changed since" in err


def test_that_a_script_is_printed_or_written(tnstudio, project, tmp_path):
    code, out, _ = tnstudio("runs", "script", project, "1")
    assert code == 0
    compile(out, "script", "exec")
    path = tmp_path / "again.py"
    assert tnstudio("runs", "script", project, "1", "-o", path)[0] == 0
    assert path.read_text() == out


@given(settings=training_settings(), run=strategies.runs())
def test_that_a_command_line_is_read_back_as_the_same_settings(settings, run):
    line = command_line(replace(run, settings=settings), "project.tn.h5")
    _, name, *words = shlex.split(line)
    group = typer.main.get_command(app)
    context = group.commands[name].make_context(name, words)
    options = {name: context.params[name] for name in _SETTINGS}
    read = settings_from(context, options)
    assert same(read, settings)
    assert context.params["data"] == (run.source or ANY_DATA)
    assert str(context.params["project"]) == "project.tn.h5"


def test_that_a_network_of_no_run_is_one_when_the_project_is_trained_anew(
    tnstudio, trained, bars
):
    save_project(trained, replace(before := load_project(trained), runs=()))
    words = ("train", trained, "--data", bars, "--epochs", 1)
    assert tnstudio(*words)[0] == 0
    first, second = json.loads(tnstudio("runs", trained, "--json")[1])["runs"]
    assert (first["epochs"], second["epochs"]) == (8, 1)
    assert first["started"] is None
    assert first["settings"]["data"] == "unknown"
    assert "--data DATA" in tnstudio("runs", "command", trained, "1")[1]
    assert tnstudio("runs", "restore", trained, "1")[0] == 0
    assert same(load_project(trained).trained, before.trained)
