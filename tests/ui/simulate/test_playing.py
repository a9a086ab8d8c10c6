"""Stepping, playing, images and chips in the window."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QSlider,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.trained_networks import trained_at_random
from tests.ui.small_world import small_network, small_project
from tnstudio.app.selection import Selection
from tnstudio.app.simulation_session import SimulationSession, image_session
from tnstudio.datasets.load import load_dataset
from tnstudio.model.project import Project
from tnstudio.ui.main_window import MainWindow
from tnstudio.ui.simulate.player import HERTZ
from tnstudio.ui.simulate.workspace import SimulateWorkspace
from tnstudio.ui.studio import Studio


def button(workspace: QWidget, name: str) -> QAbstractButton:
    found = workspace.findChild(QAbstractButton, name)
    assert isinstance(found, QAbstractButton)
    return found


def click(qtbot: QtBot, workspace: QWidget, name: str) -> None:
    qtbot.mouseClick(button(workspace, name), Qt.MouseButton.LeftButton)


def spin_box(workspace: QWidget, name: str) -> QSpinBox:
    found = workspace.findChild(QSpinBox, name)
    assert isinstance(found, QSpinBox)
    return found


def step_many(qtbot: QtBot, workspace: SimulateWorkspace, ticks: int) -> None:
    spin_box(workspace, "step-count").setValue(ticks)
    click(qtbot, workspace, "step-many-button")
    qtbot.waitUntil(workspace.is_quiet)


def session_like(workspace: SimulateWorkspace, source: str) -> SimulationSession:
    """Return a session of its own, in the state of the workspace at tick 0."""
    program = workspace._studio.document.project.program
    return image_session(program, load_dataset(source).test)


def test_that_twenty_steps_show_tick_20_and_the_rasters_of_the_simulator(
    qtbot: QtBot, workspace: SimulateWorkspace, source: str
) -> None:
    for _ in range(5):
        click(qtbot, workspace, "step-button")
    step_many(qtbot, workspace, 15)
    assert workspace.transport.tick_text == "Tick 20"
    frame = session_like(workspace, source).advance(20)
    cores = workspace.views.cores
    pictures = workspace.views.raster.pictures()
    assert sorted(pictures) == [0, 1, 2, 3, 4]
    for core, picture in pictures.items():
        spikes = frame.recording.of_core(core)[:, : cores.used[core]]
        assert np.array_equal(picture > 0, spikes.T)
    assert workspace.views.record.end == 20


def test_that_the_keys_step_play_pause_and_restart(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    workspace.setFocus()
    qtbot.keyClick(workspace, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: workspace.transport.tick_text == "Tick 1")
    qtbot.keyClick(workspace, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: workspace.transport.tick_text == "Tick 21")
    qtbot.keyClick(workspace, Qt.Key.Key_Space)
    assert workspace.player.is_playing
    assert button(workspace, "play-button").text() == "Pause"
    qtbot.waitUntil(lambda: workspace.transport.tick_text == "Tick 23")
    qtbot.keyClick(workspace, Qt.Key.Key_Space)
    qtbot.waitUntil(workspace.is_quiet)
    assert not workspace.player.is_playing
    assert button(workspace, "play-button").text() == "Play"
    qtbot.keyClick(workspace, Qt.Key.Key_Home)
    qtbot.waitUntil(workspace.is_quiet)
    assert workspace.transport.tick_text == "Tick 0"
    assert workspace.views.record.end == 0


def test_that_space_on_a_button_presses_the_button(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    step = button(workspace, "step-button")
    step.setFocus()
    qtbot.keyClick(step, Qt.Key.Key_Space)
    qtbot.waitUntil(workspace.is_quiet)
    assert workspace.transport.tick_text == "Tick 1"
    assert not workspace.player.is_playing


def test_that_playing_goes_on_until_it_is_paused(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    slider = workspace.findChild(QSlider, "tick-rate-slider")
    assert isinstance(slider, QSlider)
    slider.setValue(slider.maximum())
    assert workspace.player.rate is None
    assert spin_box(workspace, "tick-rate").text() == "unlimited"
    click(qtbot, workspace, "play-button")
    qtbot.waitUntil(lambda: workspace.views.record.end > 2000, timeout=30_000)
    click(qtbot, workspace, "play-button")
    qtbot.waitUntil(workspace.is_quiet)
    ticks = workspace.views.record.end
    qtbot.wait(3 * 1000 // HERTZ)
    assert workspace.views.record.end == ticks
    assert workspace.transport.tick_text == f"Tick {ticks:,}"


def test_that_a_number_sets_the_rate_and_the_slider(
    workspace: SimulateWorkspace, type_into: Callable[[QWidget, str], None]
) -> None:
    field = spin_box(workspace, "tick-rate")
    type_into(field, "100")
    field.interpretText()
    slider = workspace.findChild(QSlider, "tick-rate-slider")
    assert isinstance(slider, QSlider)
    assert workspace.player.rate == 100.0
    assert slider.value() == 20


def test_that_a_long_step_can_be_paused(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    spin_box(workspace, "step-count").setValue(1_000_000)
    click(qtbot, workspace, "step-many-button")
    qtbot.waitUntil(lambda: workspace.views.record.end > 0)
    assert button(workspace, "play-button").text() == "Pause"
    click(qtbot, workspace, "play-button")
    qtbot.waitUntil(workspace.is_quiet)
    assert 0 < workspace.views.record.end < 1_000_000


def test_that_another_image_starts_the_votes_anew(
    qtbot: QtBot, workspace: SimulateWorkspace, source: str
) -> None:
    step_many(qtbot, workspace, 10)
    images = load_dataset(source).test
    before = workspace.votes.votes
    assert sum(vote.votes for vote in before) > 0
    assert [vote.is_label for vote in before] == [True, False, False]
    click(qtbot, workspace, "image-next")
    after = workspace.votes.votes
    assert [vote.votes for vote in after] == [0, 0, 0]
    assert [vote.is_label for vote in after] == [False, True, False]
    assert np.array_equal(workspace.input.picture.pixels, images.pixels[1])
    assert workspace.input.picture.spikes.sum() == 0
    step_many(qtbot, workspace, 3)
    frame = workspace._frame
    assert (frame.image, frame.ticks_on_image) == (1, 3)
    assert [vote.votes for vote in workspace.votes.votes] == frame.votes.tolist()
    spikes = workspace.input.picture.spikes
    assert np.array_equal(spikes.ravel(), frame.input_spikes)
    assert spikes.sum() > 0


def test_that_previous_and_random_images_are_within_the_set(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    click(qtbot, workspace, "image-previous")
    assert workspace.input.image == 59
    seen = set()
    for _ in range(12):
        click(qtbot, workspace, "image-random")
        seen.add(workspace.input.image)
    assert len(seen) > 5
    assert max(seen) <= 59


def test_that_the_votes_say_the_decision_and_the_label_in_words(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    step_many(qtbot, workspace, 20)
    votes = workspace.votes.votes
    decided = [vote for vote in votes if vote.is_decision]
    assert len(decided) == 1
    assert decided[0].score == max(vote.score for vote in votes)
    notes = {vote.note for vote in votes}
    assert notes in ({"", "◀ right"}, {"", "◀ wrong", "label"})


def test_that_the_rate_code_is_chosen(
    qtbot: QtBot, workspace: SimulateWorkspace, source: str
) -> None:
    choice = workspace.findChild(QComboBox, "encoding")
    assert isinstance(choice, QComboBox)
    choice.setCurrentText("rate")
    step_many(qtbot, workspace, 7)
    program = workspace._studio.document.project.program
    other = image_session(program, load_dataset(source).test, "rate")
    frame = other.advance(7)
    for core in range(5):
        words = workspace.views.record.words(core, 0, 7)
        assert np.array_equal(words, frame.recording.spikes[:, core])


def test_that_a_restart_repeats_and_a_new_seed_does_not(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    def spikes() -> np.ndarray:
        step_many(qtbot, workspace, 30)
        history = workspace.views.record
        return np.stack([history.words(core, 0, 30) for core in range(5)])

    first = spikes()
    click(qtbot, workspace, "restart-button")
    qtbot.waitUntil(workspace.is_quiet)
    assert np.array_equal(spikes(), first)
    click(qtbot, workspace, "reseed-button")
    qtbot.waitUntil(workspace.is_quiet)
    assert not np.array_equal(spikes(), first)


def test_that_deploying_puts_another_chip_into_document_and_views(
    qtbot: QtBot, studio: Studio, workspace: SimulateWorkspace
) -> None:
    copies = spin_box(workspace, "copies")
    assert copies.maximum() == 16 // 5
    copies.setValue(2)
    seed = workspace.findChild(QLineEdit, "deploy-seed")
    assert isinstance(seed, QLineEdit)
    assert seed.text() == "5"
    step_many(qtbot, workspace, 4)
    click(qtbot, workspace, "deploy")
    qtbot.waitUntil(lambda: studio.document.undo_label == "Deploy")
    qtbot.waitUntil(workspace.is_quiet)
    program = studio.document.project.program
    assert program is not None
    assert (program.copies, program.seed, program.cores) == (2, 5, 10)
    assert workspace.views.cores.program is program
    assert workspace.transport.tick_text == "Tick 0"
    step_many(qtbot, workspace, 1)
    assert workspace.transport.tick_text == "Tick 1"
    studio.document.undo()
    qtbot.waitUntil(lambda: len(workspace.views.cores) == 5)


def test_that_a_chip_is_deployed_where_the_design_places_its_cores(
    qtbot: QtBot,
    studio: Studio,
    open_workspace: Callable[[Project], SimulateWorkspace],
) -> None:
    spots = ((0, 1), (1, 0), (1, 2), (2, 1), (1, 1))
    project = small_project()
    placed = replace(project.network, placement=spots)
    workspace = open_workspace(replace(project, network=placed))
    click(qtbot, workspace, "deploy")
    qtbot.waitUntil(lambda: studio.document.undo_label == "Deploy")
    qtbot.waitUntil(workspace.is_quiet)
    program = studio.document.project.program
    assert program is not None
    assert program.places.chip_row.tolist() == [row for row, _ in spots]
    assert program.places.chip_column.tolist() == [column for _, column in spots]
    assert not workspace.deployment.is_outdated(studio.document.project)


def test_that_a_project_without_training_leads_to_the_train_workspace(
    qtbot: QtBot, open_workspace: Callable[[Project], SimulateWorkspace]
) -> None:
    workspace = open_workspace(Project(small_network()))
    assert workspace.empty.isVisible()
    assert not workspace.views.isVisible()
    assert not button(workspace, "play-button").isEnabled()
    with qtbot.waitSignal(workspace.wants_workspace) as wanted:
        click(qtbot, workspace, "simulate-empty-button")
    assert wanted.args == ["train"]


def test_that_a_trained_project_without_a_chip_is_deployed_by_one_button(
    qtbot: QtBot,
    studio: Studio,
    open_workspace: Callable[[Project], SimulateWorkspace],
) -> None:
    workspace = open_workspace(replace(small_project(), program=None))
    assert workspace.empty.isVisible()
    click(qtbot, workspace, "simulate-empty-button")
    qtbot.waitUntil(lambda: workspace.player.is_open)
    assert studio.document.project.program is not None
    assert workspace.views.isVisible()


def test_that_rehearsing_deploys_and_runs_20_ticks(
    qtbot: QtBot, open_workspace: Callable[[Project], SimulateWorkspace]
) -> None:
    workspace = open_workspace(replace(small_project(), program=None))
    workspace.rehearse()
    qtbot.waitUntil(workspace.is_quiet)
    assert workspace.transport.tick_text == "Tick 20"
    workspace.rehearse()
    qtbot.waitUntil(workspace.is_quiet)
    assert workspace.transport.tick_text == "Tick 20"


def test_that_a_chip_of_an_earlier_training_is_told(
    qtbot: QtBot, studio: Studio, workspace: SimulateWorkspace
) -> None:
    assert workspace.banner.text == ""
    again = trained_at_random(studio.document.network, 2)
    studio.document.set_trained(again)
    assert "Deploy again" in workspace.banner.text
    studio.document.undo()
    assert workspace.banner.text == ""


def test_that_images_of_another_size_are_told(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    workspace.input.data.choose("mnist")
    qtbot.waitUntil(lambda: "28 × 28" in workspace.banner.text, timeout=30_000)
    assert not button(workspace, "play-button").isEnabled()


def test_that_a_folder_without_images_is_told(
    qtbot: QtBot, workspace: SimulateWorkspace, tmp_path: Path, source: str
) -> None:
    (tmp_path / "empty").mkdir()
    workspace.input.data.choose(str(tmp_path / "empty"))
    qtbot.waitUntil(lambda: "missing" in workspace.banner.text)
    assert not workspace.player.is_open
    workspace.input.data.choose(source)
    qtbot.waitUntil(lambda: workspace.player.is_open)
    assert workspace.banner.text == ""


def test_that_a_core_selected_anywhere_is_selected_everywhere(
    qtbot: QtBot, studio: Studio, workspace: SimulateWorkspace
) -> None:
    cores = workspace.findChild(QListWidget, "core-list")
    assert isinstance(cores, QListWidget)
    cores.setFocus()
    qtbot.keyClick(cores, Qt.Key.Key_Down)
    qtbot.keyClick(cores, Qt.Key.Key_Down)
    assert workspace.views.crossbar.core == 2
    assert studio.document.selection == Selection.of(0, 2)
    studio.document.select(Selection.of(1, 0))
    assert cores.currentRow() == 4
    assert workspace.views.crossbar.core == 4
    chip_map = workspace.views.cores_card.map
    chip_map.setFocus()
    qtbot.keyClick(chip_map, Qt.Key.Key_Up)
    assert workspace.views.core != 4
    workspace.views.raster.core_chosen.emit(3)
    assert studio.document.selection == Selection.of(0, 3)


def test_that_lanes_are_chosen_by_their_checks(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    cores = workspace.findChild(QListWidget, "core-list")
    assert isinstance(cores, QListWidget)
    raster = workspace.views.raster
    assert raster.lanes == (0, 1, 2, 3, 4)
    cores.item(1).setCheckState(Qt.CheckState.Unchecked)
    assert raster.lanes == (0, 2, 3, 4)
    click(qtbot, workspace, "lanes-selected")
    assert raster.lanes == (0,)
    click(qtbot, workspace, "lanes-all")
    assert raster.lanes == (0, 1, 2, 3, 4)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_that_the_views_are_drawn_in_both_themes(
    qtbot: QtBot, studio: Studio, workspace: SimulateWorkspace, mode: str
) -> None:
    studio.theme.set_mode(mode)
    step_many(qtbot, workspace, 5)
    shot = workspace.views.raster.grab().toImage()
    colours = {shot.pixelColor(x, 200).name() for x in range(shot.width())}
    assert studio.theme.colours.surface in colours
    studio.theme.set_mode("light")


def test_that_the_window_goes_where_the_workspace_leads(
    qtbot: QtBot, studio: Studio, window: MainWindow
) -> None:
    studio.document.replace_by(Project(small_network()), None)
    window.show_workspace("simulate")
    click(qtbot, window, "simulate-empty-button")
    assert window.current_workspace == "train"
    simulate = window.workspace("simulate")
    train = window.workspace("train")
    qtbot.waitUntil(lambda: simulate.is_quiet() and train.is_quiet(), timeout=30_000)


def labels(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel)]


def test_that_sampling_and_loading_are_told_in_place_of_blank_views(
    qtbot: QtBot,
    studio: Studio,
    open_workspace: Callable[[Project], SimulateWorkspace],
) -> None:
    workspace = open_workspace(replace(small_project(), program=None))
    spin_box(workspace, "copies").setValue(2)
    told = []
    studio.document.listen(lambda _: told.extend(labels(workspace.empty)))
    click(qtbot, workspace, "deploy")
    assert "Sampling 2 copies …" in labels(workspace.empty)
    assert workspace.empty.isVisible()
    qtbot.waitUntil(lambda: workspace.player.is_open)
    assert "Loading the chip …" in told
    assert workspace.views.isVisible()
    assert not workspace.empty.isVisible()


def test_that_a_chip_stays_on_show_for_a_moment_without_another_one(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    workspace.player.close()
    assert workspace.views.isVisible()
    qtbot.waitUntil(lambda: not workspace.views.isVisible())
    assert workspace.empty.isVisible()


def test_that_only_the_first_copy_has_rasters_at_first(
    open_workspace: Callable[[Project], SimulateWorkspace],
) -> None:
    workspace = open_workspace(small_project(copies=3))
    assert workspace.views.raster.lanes == (0, 1, 2, 3, 4)


def test_that_what_is_asked_at_full_speed_is_answered(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    player, answers = workspace.player, []

    def ask() -> None:
        player.look(lambda session: session.recalling(0, 0, 5), answers.append)

    player.frame_came.connect(ask)
    player.set_rate(None)
    player.play()
    qtbot.waitUntil(lambda: len(answers) > 3)
    assert player.is_playing
    before = player.position
    qtbot.waitUntil(lambda: player.position > before)


def test_that_who_asks_without_a_chip_is_told_that_there_is_no_answer(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    gone: list[str] = []
    workspace.player.close()
    for name in ("look", "read"):
        ask = getattr(workspace.player, name)
        ask(lambda session: session.tick, gone.append, lambda n=name: gone.append(n))
    workspace.player.consult("Task", lambda _: iter(()), gone.append, lambda: None)
    assert gone == ["look", "read"]
    assert not workspace.player.is_busy
