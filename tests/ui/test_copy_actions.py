"""Copy as Python and as command, from the window to a script that is run."""

from dataclasses import replace

import pytest
from PySide6.QtGui import QGuiApplication

import tnstudio as tn
from tests.same_values import same
from tests.ui.small_world import small_dataset, small_network


def copied(window, name: str) -> str:
    """Trigger an action; returns what is in the clipboard then."""
    QGuiApplication.clipboard().setText("")
    window.actions_by_name[name].trigger()
    return QGuiApplication.clipboard().text()


def script(text: str) -> dict:
    names: dict = {}
    exec(compile(text, "copied", "exec"), names)
    return names


def test_that_the_design_on_show_is_copied(window, studio):
    made = script(copied(window, "copy-python"))["project"]
    assert made.network == studio.document.network
    assert "tnstudio new" in copied(window, "copy-command")
    assert "Copied" in window.statusBar().currentMessage()


def test_that_it_is_told_why_there_is_no_command(window, studio):
    network = studio.document.network
    studio.document.edit_network("Edit", replace(network, layers=()))
    assert copied(window, "copy-python")
    studio.document.edit_network(
        "Edit",
        replace(network, readout=tn.Readout(tuple("abcdefghij"))),
    )
    assert copied(window, "copy-command") == ""
    assert "No command" in window.statusBar().currentMessage()


def test_that_the_training_with_the_settings_on_show_is_copied(
    qtbot, window, studio, tmp_path, monkeypatch
):
    source = str(small_dataset(tmp_path / "small"))
    studio.document.replace_by(tn.Project(small_network()), None)
    window.show_workspace("train")
    train = window.workspace("train")
    train.panel.show_settings(tn.TrainingSettings(epochs=1, rate=0.5, seed=3))
    train.panel.data.choose(source)
    qtbot.waitUntil(lambda: train.panel.data.dataset is not None)
    text = copied(window, "copy-python")
    assert "save the project" in copied(window, "copy-command")
    train.bar.start.trigger()
    qtbot.waitUntil(lambda: studio.document.project.trained is not None, timeout=20_000)
    monkeypatch.chdir(tmp_path)
    trained = script(text)["project"].trained
    assert same(trained.layers, studio.document.project.trained.layers)
    train.show_page("deployment")
    assert "tn.sweep(" in copied(window, "copy-python")


@pytest.mark.parametrize("seed", [0, 5])
def test_that_the_run_of_free_cores_is_copied(qtbot, window, studio, seed):
    studio.document.replace_by(tn.build("bursting"), None)
    window.show_workspace("simulate")
    simulate = window.workspace("simulate")
    qtbot.waitUntil(lambda: simulate.player.is_open)
    simulate._restart(seed)
    simulate.player.step(40)
    qtbot.waitUntil(lambda: simulate.player.position == 40)
    QGuiApplication.clipboard().setText("")
    window.actions_by_name["copy-python"].trigger()
    qtbot.waitUntil(lambda: bool(QGuiApplication.clipboard().text()))
    run = script(QGuiApplication.clipboard().text())["run"]
    qtbot.waitUntil(lambda: not simulate.player.is_busy)
    events = simulate.player.record.events(0, 40, None)
    assert same(tuple(run.spikes), tuple(events))


def test_that_the_run_of_a_chip_is_copied(qtbot, window, studio, tmp_path):
    source = str(small_dataset(tmp_path / "small"))
    project = tn.train(tn.Project(small_network()), source, epochs=1)
    path = tn.save(project, tmp_path / "chip")
    studio.document.replace_by(project, path)
    window.show_workspace("simulate")
    simulate = window.workspace("simulate")
    simulate.input.data.choose(source)
    qtbot.waitUntil(lambda: simulate.player.is_open and not simulate.player.is_busy)
    simulate.player.step(5)
    qtbot.waitUntil(lambda: simulate.player.position == 5)
    simulate.player.show_image(3)
    simulate.player.step(4)
    qtbot.waitUntil(lambda: simulate.player.position == 9)
    QGuiApplication.clipboard().setText("")
    window.actions_by_name["copy-python"].trigger()
    qtbot.waitUntil(lambda: bool(QGuiApplication.clipboard().text()))
    text = QGuiApplication.clipboard().text()
    run = script(text)["run"]
    qtbot.waitUntil(lambda: not simulate.player.is_busy)
    assert "run.show(3)" in text
    assert same(tuple(run.spikes), tuple(simulate.player.record.events(0, 9, None)))
