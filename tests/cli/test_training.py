"""Training by the command: its options, checkpoints, stops and resumption."""

import json
import re
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.cli.conftest import write_idx
from tests.same_values import same
from tnstudio.app.training_presets import ESSER_2015, PRESETS
from tnstudio.cli import training_runs
from tnstudio.cli.training_options import PresetName
from tnstudio.model.network import WindowLayer
from tnstudio.model.project import Project
from tnstudio.model.records import Augmentation, RateDrop, TrainingSettings
from tnstudio.storage.project_file import load_project, save_project
from tnstudio.training.loop import Training

RECIPE = ("--epochs", 3, "--rotation", 10, "--shift", 1, "--dropout", 0.2)


def timeless(project: Project) -> Project:
    """Return the project without the times of its trainings."""

    def without_seconds(records: tuple) -> tuple:
        return tuple(replace(record, seconds=0.0) for record in records)

    history = project.trained.history
    history = replace(history, epochs=without_seconds(history.epochs))
    runs = tuple(
        replace(run, started="", epochs=without_seconds(run.epochs))
        for run in project.runs
    )
    return replace(
        project, trained=replace(project.trained, history=history), runs=runs
    )


@pytest.fixture
def uninterrupted(tnstudio, untrained, bars, tmp_path) -> Project:
    path = tmp_path / "uninterrupted.tn.h5"
    words = ("--data", bars, *RECIPE, "-o", path)
    assert tnstudio("train", untrained, *words)[0] == 0
    return timeless(load_project(path))


@pytest.fixture
def interrupt_at(monkeypatch):
    """Press Ctrl+C when the command tells a line of this kind, once."""

    def arrange(kind: str, **wanted: int) -> None:
        pressed = []

        def tell(line):
            if pressed or line["event"] != kind:
                return
            if all(line[name] == value for name, value in wanted.items()):
                pressed.append(line)
                signal.raise_signal(signal.SIGINT)

        monkeypatch.setattr(training_runs, "print_json", tell)
        monkeypatch.setattr("tnstudio.app.training_session.PROGRESS_SECONDS", 0.0)

    return arrange


@pytest.fixture
def stopped(tnstudio, untrained, bars, interrupt_at, monkeypatch) -> Path:
    """A project whose training was stopped in epoch 2 after batch 4 of 6."""
    with monkeypatch.context():
        interrupt_at("progress", epoch=2, batch=4)
        code, _, err = tnstudio("train", untrained, "--data", bars, *RECIPE, "--json")
    monkeypatch.undo()
    assert code == 130, err
    return untrained


def test_that_every_option_reaches_the_settings(tnstudio, untrained, bars):
    words = ("--method", "binary", "--gradient", "exact", "--dropout", 0.25)
    words += ("--epochs", 1, "--batch", 50, "--rate", 0.125, "--schedule", "cosine")
    words += ("--drop", "0.5,0.2", "--drop", "0.75,1e-1", "--momentum", 0.8)
    words += ("--seed", 5, "--rotation", 7.5, "--shift", 2.5, "--rescale", 0.075)
    words += ("--balanced", "--continuity", "--certainty", 0.01, "--rounded-biases")
    code, _, err = tnstudio("train", untrained, "--data", bars, *words)
    assert code == 0, err
    assert "--drop is of schedule step; cosine does without." in err
    assert load_project(untrained).trained.settings == TrainingSettings(
        method="binary",
        epochs=1,
        rate=0.125,
        drops=(RateDrop(0.5, 0.2), RateDrop(0.75, 0.1)),
        momentum=0.8,
        batch=50,
        gradient="exact",
        seed=5,
        schedule="cosine",
        dropout=0.25,
        augmentation=Augmentation(7.5, 2.5, 0.075),
        balanced=True,
        continuity=True,
        certainty=0.01,
        rounded_biases=True,
    )


def test_that_no_option_gives_the_usual_settings(tnstudio, untrained, bars):
    assert tnstudio("train", untrained, "--data", bars)[0] == 0
    assert load_project(untrained).trained.settings == TrainingSettings()


def test_that_options_override_their_preset(tnstudio, untrained, bars):
    words = ("--preset", "esser2015", "--epochs", 1, "--shift", 1, "--seed", 3)
    code, _, err = tnstudio("train", untrained, "--data", bars, *words)
    assert code == 0, err
    moves = replace(ESSER_2015.settings.augmentation, shift=1.0)
    assert load_project(untrained).trained.settings == replace(
        ESSER_2015.settings, epochs=1, augmentation=moves, seed=3
    )


def test_that_every_preset_has_its_name_on_the_command_line():
    assert tuple(PresetName) == tuple(preset.name for preset in PRESETS)


def test_that_time_and_memory_are_told_before_the_training(tnstudio, untrained, bars):
    words = ("--data", bars, "--epochs", 2, "-o", untrained)
    code, _, err = tnstudio("train", untrained, *words)
    assert code == 0, err
    told = (
        r"(About|Under) [\d.]+ s per epoch, .*[\d.]+ s in all; [\d.]+ MB of memory\.\n"
    )
    assert re.match(told, err)
    assert "this computer has" not in err


def test_that_too_much_memory_is_told(tnstudio, untrained, bars, monkeypatch):
    monkeypatch.setattr("tnstudio.app.machine.machine_memory", lambda: 10**6)
    code, _, err = tnstudio("train", untrained, "--data", bars, "--epochs", 1)
    assert code == 0
    assert "this computer has 1 MB: choose a smaller batch" in err


def test_that_the_help_groups_the_options(tnstudio):
    code, text, _ = tnstudio("train", "--help")
    assert code == 0
    sections = re.findall(r"^(\w[\w ]*):$", text, re.MULTILINE)
    assert sections == [
        "Options",
        "Method",
        "Rate",
        "Images",
        "Beyond the papers",
    ]
    assert text.index("Rate:") < text.index("--schedule") < text.index("Images:")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--drop", "0.5"), "not a drop"),
        (("--drop", "0.5,e"), "not a drop"),
        (("--drop", "2,0.1"), "A drop of the rate"),
        (("--drop", "0.5,1e40"), "By its drops the rate rises to 1e+40"),
        (("--dropout", 1), "Dropout is 1"),
        (("--rotation", 400), "Rotation is 400"),
        (("--certainty", -1), "Certainty is -1"),
        (("--method", "magic"), "magic"),
        (("--preset", "magic"), "magic"),
        (("--checkpoint-seconds", -1), "--checkpoint-seconds"),
        (("--resume",), "There is nothing to resume: the training was never started"),
    ],
)
def test_that_what_cannot_be_is_refused(tnstudio, untrained, bars, words, message):
    before = untrained.read_bytes()
    code, out, err = tnstudio("train", untrained, "--data", bars, *words)
    assert (code, out) == (2, "")
    assert message in err
    assert untrained.read_bytes() == before


def test_that_ctrl_c_keeps_the_very_batch_and_resuming_changes_nothing(
    tnstudio, uninterrupted, stopped, bars
):
    project = load_project(stopped)
    state = project.trained.state
    assert (state.epoch, state.batch, state.batches) == (2, 4, 6)
    assert len(project.trained.history.batch_losses) == 10
    assert project.program.copies == 1
    assert "stopped in epoch 2" in tnstudio("info", stopped)[1]
    code, out, err = tnstudio("train", stopped, "--data", bars, "--resume")
    assert code == 0, err
    assert "3 epochs" in out
    assert same(timeless(load_project(stopped)), uninterrupted)


def test_that_ctrl_c_before_the_first_epoch_ends_keeps_what_there_is(
    tnstudio, untrained, bars, interrupt_at
):
    interrupt_at("progress", epoch=1, batch=2)
    words = ("--data", bars, *RECIPE, "--json")
    assert tnstudio("train", untrained, *words)[0] == 130
    trained = load_project(untrained).trained
    assert trained.history.epochs == ()
    assert trained.state.batch == 2
    assert tnstudio("evaluate", untrained, "--data", bars)[0] == 0


def test_that_a_person_is_told_how_to_go_on(
    tnstudio, untrained, bars, monkeypatch, tmp_path
):
    def press(_):
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(training_runs, "_note_epoch", press)
    out = tmp_path / "my digits.tn.h5"
    words = ("--data", bars, *RECIPE, "-o", out)
    code, _, err = tnstudio("train", untrained, *words)
    assert code == 130
    told = err.replace("\n", "")
    assert "Stopped in epoch 2, after batch 0 of 6" in told
    assert f"tnstudio train '{out}' --resume --data {bars}" in told


def test_that_ctrl_c_works_as_before_after_a_training(tnstudio, stopped):
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_that_an_ignored_ctrl_c_stays_ignored():
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with training_runs.stop_on_interrupt() as wanted:
            signal.raise_signal(signal.SIGINT)
            assert not wanted()
    finally:
        signal.signal(signal.SIGINT, before)


def test_that_a_second_ctrl_c_interrupts_at_once():
    with training_runs.stop_on_interrupt() as wanted:
        signal.raise_signal(signal.SIGINT)
        assert wanted()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


def test_that_a_finished_training_is_not_resumed(tnstudio, trained, bars):
    before = trained.read_bytes()
    code, _, err = tnstudio("train", trained, "--data", bars, "--resume")
    assert code == 2
    assert "the training has finished" in err
    assert f"tnstudio train {trained} --resume --epochs N" in err.replace("\n", "")
    assert trained.read_bytes() == before


def test_that_a_finished_training_goes_on_for_more_epochs(tnstudio, trained, bars):
    words = ("train", trained, "--data", bars, "--resume")
    before = trained.read_bytes()
    code, _, err = tnstudio(*words, "--epochs", 8)
    assert code == 2
    assert "choose more than 8" in err
    assert trained.read_bytes() == before
    first = load_project(trained).trained.history.epochs
    code, out, err = tnstudio(*words, "--epochs", 10)
    assert code == 0, err
    assert "2 epochs more at rate 0.01; momentum begins anew" in err
    assert "10 epochs" in out
    longer = load_project(trained).trained
    assert longer.history.epochs[:8] == first
    assert [record.rate for record in longer.history.epochs[8:]] == [first[-1].rate] * 2
    assert longer.settings.epochs == 10


@pytest.mark.parametrize("option", ["--rounded-biases", "--preset=quick"])
def test_that_a_resumed_training_takes_no_settings(tnstudio, stopped, bars, option):
    before = stopped.read_bytes()
    words = ("--data", bars, "--resume", option)
    code, _, err = tnstudio("train", stopped, *words)
    assert code == 2
    assert option.split("=")[0] in err
    assert "keeps the settings" in err
    assert stopped.read_bytes() == before


def test_that_a_training_is_not_resumed_with_other_images(
    tnstudio, stopped, bars, tmp_path
):
    folder = tmp_path / "others"
    folder.mkdir()
    for file in bars.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    labels = [1 - k % 2 for k in range(100)]
    write_idx(folder / "t10k-labels-idx1-ubyte", np.array(labels))
    before = stopped.read_bytes()
    code, _, err = tnstudio("train", stopped, "--data", folder, "--resume")
    assert code == 2
    assert f"'{bars.name}', 600 + 100" in err
    assert stopped.read_bytes() == before
    code, _, err = tnstudio("train", stopped, "--resume")
    assert code == 2


def test_that_more_epochs_are_refused_where_the_rate_depends_on_them(
    tnstudio, stopped, bars
):
    """Epoch 2 of 3 has the first rate, of 2 and of 30 too; epoch 3 has not."""
    words = ("train", stopped, "--data", bars, "--resume")
    code, _, err = tnstudio(*words, "--epochs", 1)
    assert code == 2
    assert "2 epochs have begun" in err
    assert tnstudio(*words, "--epochs", 30)[0] == 0
    trained = load_project(stopped).trained
    assert len(trained.history.epochs) == trained.settings.epochs == 30


def test_that_the_design_a_training_was_started_with_is_gone_on_with(
    tnstudio, stopped, bars
):
    project = load_project(stopped)
    changed = replace(project.network, layers=(WindowLayer(5, 1),))
    save_project(stopped, replace(project, network=changed))
    code, _, err = tnstudio("train", stopped, "--data", bars, "--resume")
    assert code == 0
    assert "design has changed" in err
    after = load_project(stopped)
    assert after.network == changed
    assert after.trained.network == project.network


def test_that_a_diverged_training_leaves_the_last_good_state(
    tnstudio, untrained, bars, monkeypatch
):
    learn = Training._learn
    done = []

    def diverge(self, chosen, step):
        done.append(1)
        loss, correct = learn(self, chosen, step)
        return (float("nan") if len(done) > 8 else loss), correct

    monkeypatch.setattr(Training, "_learn", diverge)
    code, _, err = tnstudio("train", untrained, "--data", bars, *RECIPE)
    assert code == 2
    told = err.replace("\n", "")
    assert "diverged in epoch 2, batch 3" in told
    assert "choose a rate below 1" in told
    assert "has the last good state, after 6 batches" in told
    kept = load_project(untrained)
    assert len(kept.trained.history.epochs) == 1
    assert kept.program is not None


def test_that_a_checkpoint_without_room_stops_no_training(
    tnstudio, untrained, bars, monkeypatch
):
    saved = []

    def save(path, project):
        saved.append(project)
        if len(saved) == 1:
            raise training_runs.TNStudioError("The disk is full", str(path))
        save_project(path, project)

    monkeypatch.setattr(training_runs, "save_project", save)
    words = ("--data", bars, "--epochs", 1, "--checkpoint-seconds", 0)
    code, _, err = tnstudio("train", untrained, *words)
    assert code == 0
    assert "No checkpoint" in err
    assert "disk is full" in err
    assert [p.trained.state is None for p in saved] == [*[False] * 6, True]


@pytest.mark.slow
def test_that_a_killed_training_goes_on_to_the_same_numbers(
    tnstudio, untrained, bars, uninterrupted
):
    """Killed twice, at batches that nobody chose, with a checkpoint at each."""
    words = ["--data", bars, *RECIPE, "--json", "--checkpoint-seconds", 0]
    for lines in (2, 1):
        command = ["-m", "tnstudio", "train", untrained, *words]
        with subprocess.Popen(
            [sys.executable, *map(str, command)], stdout=subprocess.PIPE, text=True
        ) as process:
            told = [json.loads(process.stdout.readline()) for _ in range(lines)]
            process.kill()
        assert process.returncode == -signal.SIGKILL
        assert all(line["event"] in ("progress", "epoch") for line in told)
        state = load_project(untrained).trained.state
        assert state is not None
        words = ["--data", bars, "--resume", "--json", "--checkpoint-seconds", 0]
    assert tnstudio("train", untrained, *words)[0] == 0
    assert same(timeless(load_project(untrained)), uninterrupted)


def test_that_info_tells_the_options_of_a_training(tnstudio, untrained, bars):
    words = ("--epochs", 2, "--certainty", 0.01, "--continuity", "--shift", 1.5)
    words += ("--drop", "0.5,0.2")
    assert tnstudio("train", untrained, "--data", bars, *words)[0] == 0
    code, text, _ = tnstudio("info", untrained)
    assert code == 0
    told = "  with drops [[0.5, 0.2]], continuity, certainty 0.01, shift 1.5\n"
    assert told in text
    _, text, _ = tnstudio("info", untrained, "--json")
    assert json.loads(text)["trained"]["options"] == {
        "drops": [[0.5, 0.2]],
        "continuity": True,
        "certainty": 0.01,
        "shift": 1.5,
    }


def test_that_info_tells_that_there_are_no_drops(tnstudio, trained, bars):
    """Those of 1 epoch were to come after it, so further epochs have none."""
    assert tnstudio("train", trained, "--data", bars, "--epochs", 1)[0] == 0
    words = ("--data", bars, "--resume", "--epochs", 2)
    assert tnstudio("train", trained, *words)[0] == 0
    assert "  with no drops\n" in tnstudio("info", trained)[1]


def test_that_info_says_nothing_of_usual_settings(tnstudio, untrained, bars):
    assert tnstudio("train", untrained, "--data", bars)[0] == 0
    assert "with" not in tnstudio("info", untrained)[1]
