"""A run as a command line and as a script that make it anew."""

import os
import shlex
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given

from tests import strategies
from tests.same_values import same
from tests.storage.test_runs import example
from tests.ui.small_world import small_dataset, small_network
from tnstudio.app.data import dataset
from tnstudio.app.run_export import command_line, remarks, script, settings_words
from tnstudio.app.run_recorder import RunRecorder
from tnstudio.app.runs import with_run
from tnstudio.app.training_session import completed, training_session
from tnstudio.model.project import Project
from tnstudio.model.records import Augmentation, TrainingSettings
from tnstudio.storage.project_file import load_project

SETTINGS = TrainingSettings(
    epochs=2, rate=0.3, drops=(), dropout=0.1, augmentation=Augmentation(7.5, 1, 0.1)
)


def test_that_usual_settings_need_no_options():
    assert settings_words(TrainingSettings()) == ()
    run = replace(example(), settings=TrainingSettings(), source="./my data")
    line = command_line(run, "it's.tn.h5")
    words = ["tnstudio", "train", "it's.tn.h5", "--data", "./my data"]
    assert shlex.split(line) == words


def test_that_a_run_trained_further_is_told_to_be_none_to_repeat():
    assert "After epoch 2" in remarks(example())[0]
    assert "# After epoch 2" in script(example(), "x.tn.h5")
    assert remarks(replace(example(), restarts=())) == ()


def test_that_of_a_run_on_unknown_images_the_data_set_is_left_open():
    run = replace(example(), source="", started="", restarts=())
    assert "--data DATA" in command_line(run, "x.tn.h5")
    assert "not known" in remarks(run)[0]
    text = script(run, "x.tn.h5")
    assert "tn.Project(network), 'DATA', settings" in text
    assert "not known" in text
    assert "started" not in text


def test_that_the_script_as_printed_makes_the_same_network(tmp_path: Path):
    source = small_dataset(tmp_path / "it's small")
    network = replace(small_network(), name='"""\\small\n')
    work = training_session(network, dataset(source), SETTINGS)
    trained = completed(work)
    run = RunRecorder(source, "then").run(trained)
    run = with_run(Project(network), run).runs[0]
    root = Path(__file__).parents[2]
    subprocess.run(
        [sys.executable, "-c", script(run, "again.tn.h5")],
        check=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
    )
    again = load_project(tmp_path / "again.tn.h5").trained
    assert same(again.layers, trained.layers)
    assert same(again.network, network)
    assert again.settings == SETTINGS


@pytest.mark.filterwarnings("error")
@given(run=strategies.runs())
def test_that_a_script_has_the_very_design_and_settings(run):
    text = script(run, "x.tn.h5")
    found: dict = {}
    exec(text[: text.index("trained = ")], found)
    assert same(found["network"], run.network)
    assert same(found["settings"], run.settings)
