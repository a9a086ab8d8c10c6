"""Exporting runs by the dialog; keeping, opening, renaming, removing recordings."""

import errno
import os
from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from tests.same_values import same
from tests.ui.simulate.test_going_back import click, step
from tests.ui.test_accessibility import controls
from tnstudio.app import run_data
from tnstudio.storage import spools
from tnstudio.storage.project_file import load_project, save_project
from tnstudio.ui.simulate import keep_dialog
from tnstudio.ui.simulate.export_dialog import ExportDialog
from tnstudio.ui.simulate.keep_dialog import KeepDialog
from tnstudio.ui.simulate.recordings_page import RecordingsPage
from tnstudio.ui.simulate.workspace import SimulateWorkspace
from tnstudio.ui.studio import Studio

LEFT = Qt.MouseButton.LeftButton
TICKS = 60


def export_dialog(qtbot: QtBot, workspace: SimulateWorkspace) -> ExportDialog:
    """Open the dialog by its button."""
    click(qtbot, workspace, "export-run-button")
    dialog = workspace.saving.dialog
    assert isinstance(dialog, ExportDialog)
    qtbot.waitUntil(lambda: dialog.is_quiet)
    return dialog


def save(qtbot: QtBot, dialog: ExportDialog, path: Path) -> None:
    dialog.choose_file = lambda _suggestion, _filters: path
    qtbot.mouseClick(dialog.save, LEFT)
    qtbot.waitUntil(lambda: dialog.is_quiet)


def close(qtbot: QtBot, dialog) -> None:
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not dialog.isVisible())


def keep(qtbot: QtBot, workspace: SimulateWorkspace, name: str, first: int = 0) -> None:
    """Keep the run by mouse and keys."""
    workspace.views.pages.show_page("recordings")
    click(qtbot, workspace, "recordings-keep")
    dialog = workspace.saving.dialog
    assert isinstance(dialog, KeepDialog)
    dialog.name.clear()
    qtbot.keyClicks(dialog.name, name)
    dialog.ticks.first.setValue(first)
    qtbot.mouseClick(dialog.keep, LEFT)
    qtbot.waitUntil(workspace.is_quiet)


def page(workspace: SimulateWorkspace) -> RecordingsPage:
    return workspace.views.recordings


def spikes_of(workspace: SimulateWorkspace, first: int = 0, end: int = TICKS):
    return np.column_stack(workspace.views.record.events(first, end))


def test_that_an_export_is_the_recording(
    qtbot: QtBot, workspace: SimulateWorkspace, tmp_path: Path
) -> None:
    step(qtbot, workspace, TICKS)
    dialog = export_dialog(qtbot, workspace)
    expected = spikes_of(workspace)
    assert dialog.told.startswith(f"{len(expected):,} spikes, about")
    save(qtbot, dialog, tmp_path / "all.csv")
    assert dialog.told.startswith("Saved all.csv")
    found = np.loadtxt(tmp_path / "all.csv", np.int64, delimiter=",", skiprows=1)
    assert np.array_equal(found, expected)
    dialog.kind.setCurrentIndex(2)
    dialog.ticks.first.setValue(9)
    # The ending is that of the format.
    save(qtbot, dialog, tmp_path / "late")
    with h5py.File(tmp_path / "late.h5") as file:
        times = file["spikes/neurons/timestamps"][:]
    assert np.array_equal(times, spikes_of(workspace, 9)[:, 0])
    dialog.what.setCurrentText("Membrane potential V")
    dialog.neurons.setCurrentText("These:")
    qtbot.keyClicks(dialog.findChild(QLineEdit, "run-data-typed"), "4/2, 0/1-2")
    dialog.kind.setCurrentIndex(1)
    qtbot.waitUntil(lambda: dialog.told.startswith("51 ticks"))
    assert "51 ticks will be run again" in dialog.told
    save(qtbot, dialog, tmp_path / "v.npz")
    with np.load(tmp_path / "v.npz") as archive:
        assert archive["core"].tolist() == [0, 0, 4]
        last = workspace._frame.potentials[[0, 0, 4], [1, 2, 2]]
        assert archive["V"][-1].tolist() == last.tolist()
    close(qtbot, dialog)
    assert workspace.player.position == TICKS


def test_that_export_picture_proposes_a_view(
    qtbot: QtBot, workspace: SimulateWorkspace, tmp_path: Path
) -> None:
    workspace.export_picture(tmp_path / "a.tn.h5")
    dialog = workspace.saving.dialog
    assert isinstance(dialog, ExportDialog)
    assert dialog.what.currentText() == "Picture: Raster"
    save(qtbot, dialog, tmp_path / "raster.png")
    assert not QImage(str(tmp_path / "raster.png")).isNull()
    close(qtbot, dialog)


def test_that_each_view_is_exported_as_a_picture(
    qtbot: QtBot, workspace: SimulateWorkspace, tmp_path: Path
) -> None:
    step(qtbot, workspace, 9)
    workspace.views.neuron_chosen.emit(4, 3)
    workspace.views.pages.show_page("neuron")
    qtbot.waitUntil(workspace.is_quiet)
    dialog = export_dialog(qtbot, workspace)
    names = [dialog.what.itemText(k) for k in range(dialog.what.count())]
    pictures = [name for name in names if name.startswith("Picture: ")]
    assert len(pictures) == 6
    assert "Picture: Why? page" in pictures
    for number, name in enumerate(pictures):
        dialog.what.setCurrentText(name)
        for kind in range(2):
            dialog.kind.setCurrentIndex(kind)
            save(qtbot, dialog, tmp_path / f"{number}")
        image = QImage(str(tmp_path / f"{number}.png"))
        assert image.pixelColor(1, 1).name() == "#ffffff"
        assert len({image.pixel(x, image.height() // 2) for x in range(image.width())})
        assert b"<svg" in (tmp_path / f"{number}.svg").read_bytes()
    close(qtbot, dialog)


def test_that_a_stopped_export_leaves_no_file(
    qtbot: QtBot,
    workspace: SimulateWorkspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    step(qtbot, workspace, TICKS)
    dialog = export_dialog(qtbot, workspace)
    goes_on = [True]

    def endless(session, first, end, chosen=None):
        while goes_on[0]:
            yield run_data.DataPiece(first)

    monkeypatch.setattr(run_data, "spikes", endless)
    dialog.choose_file = lambda _suggestion, _filters: tmp_path / "a.csv"
    qtbot.mouseClick(dialog.save, LEFT)
    stop = dialog.findChild(QPushButton, "run-data-stop")
    qtbot.waitUntil(lambda: len(list(tmp_path.glob(".tnstudio-*"))) == 1)
    qtbot.mouseClick(stop, LEFT)
    qtbot.waitUntil(lambda: dialog.is_quiet)
    goes_on[0] = False
    assert dialog.told == "Stopped; nothing is left of the file"
    assert not list(tmp_path.glob("*.csv")) + list(tmp_path.glob(".tnstudio-*"))
    assert dialog.save.isEnabled()
    close(qtbot, dialog)


def test_that_what_cannot_be_written_is_told(
    qtbot: QtBot,
    workspace: SimulateWorkspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    step(qtbot, workspace, TICKS)
    dialog = export_dialog(qtbot, workspace)
    save(qtbot, dialog, tmp_path / "nowhere" / "a.csv")
    assert "The folder does not exist" in dialog.told
    dialog.kind.setCurrentIndex(2)
    with monkeypatch.context() as patch:
        patch.setattr(spools.Spools, "pieces", full)
        save(qtbot, dialog, tmp_path / "a.h5")
    assert "The disk is full" in dialog.told
    assert not list(tmp_path.glob("*.h5"))
    dialog.neurons.setCurrentText("These:")
    qtbot.keyClicks(dialog.findChild(QLineEdit, "run-data-typed"), "9")
    qtbot.waitUntil(lambda: "There is no core 9" in dialog.told)
    for control in controls(dialog):
        assert control.objectName()
        assert control.toolTip()
    close(qtbot, dialog)


def test_that_a_kept_run_is_saved_opened_and_shown(
    qtbot: QtBot, workspace: SimulateWorkspace, studio: Studio, tmp_path: Path
) -> None:
    step(qtbot, workspace, TICKS)
    keep(qtbot, workspace, "mine", first=7)
    (recorded,) = studio.document.project.recordings
    columns = recorded.tick, recorded.core, recorded.neuron
    assert np.array_equal(np.column_stack(columns), spikes_of(workspace, 7))
    path = tmp_path / "kept.tn.h5"
    save_project(path, studio.document.project)
    assert same(load_project(path).recordings, (recorded,))
    # The same spikes are seen as those of the run.
    step(qtbot, workspace, 5)
    workspace.views.raster.show_ticks(7, TICKS)
    before = workspace.views.raster.pictures()
    page(workspace).table.setFocus()
    qtbot.keyClick(page(workspace).table, Qt.Key.Key_Return)
    stage = workspace.views.stage
    qtbot.waitUntil(lambda: stage.recorded is recorded)
    shown = stage.view.raster
    assert shown.isVisible()
    assert not workspace.views.raster.isVisible()
    assert stage.view.banner.text.startswith("Recording mine, not the run: ticks 7 to")
    assert shown.record.end == TICKS
    events = shown.record.events(0, TICKS)
    assert np.array_equal(np.column_stack(events), spikes_of(workspace, 7))
    assert {core: cells.any() for core, cells in shown.pictures().items()} == {
        core: cells.any() for core, cells in before.items()
    }
    click(qtbot, workspace, "recording-banner-button")
    assert stage.recorded is None
    assert workspace.views.raster.isVisible()


def test_that_recordings_are_renamed_removed_and_brought_back(
    qtbot: QtBot, workspace: SimulateWorkspace, studio: Studio
) -> None:
    step(qtbot, workspace, TICKS)
    for name in ("one", "two"):
        keep(qtbot, workspace, name)
    listed = page(workspace)
    assert (listed.names, listed.chosen) == (("one", "two"), "two")
    qtbot.mouseClick(listed.open, LEFT)
    stage = workspace.views.stage
    qtbot.waitUntil(lambda: stage.recorded is not None)
    listed.table.item(1, 0).setText("three")
    assert listed.names == ("one", "three")
    assert "Recording three" in stage.view.banner.text
    listed.table.item(1, 0).setText("one")
    assert "Another recording has this name" in listed.told
    assert listed.table.item(1, 0).text() == "three"
    listed.table.setFocus()
    qtbot.keyClick(listed.table, Qt.Key.Key_Delete)
    assert listed.names == ("one",)
    assert stage.recorded is None
    studio.document.undo()
    assert listed.names == ("one", "three")
    studio.document.undo()
    studio.document.undo()
    assert listed.names == ("one",)
    studio.document.undo()
    assert listed.names == ()
    assert not listed.open.isEnabled()


def test_that_a_recording_of_another_chip_is_shown_and_exported(
    qtbot: QtBot, workspace: SimulateWorkspace, studio: Studio, tmp_path: Path
) -> None:
    step(qtbot, workspace, TICKS)
    keep(qtbot, workspace, "mine")
    (recorded,) = studio.document.project.recordings
    other = replace(recorded, program_name="another chip", cores=9)
    project = replace(studio.document.project, recordings=(other,))
    studio.document.do("Another", project)
    qtbot.mouseClick(page(workspace).open, LEFT)
    stage = workspace.views.stage
    qtbot.waitUntil(lambda: stage.recorded is other)
    raster = stage.view.raster
    assert raster.lanes == tuple(range(9))
    tick, core, neuron = (int(c[0]) for c in (other.tick, other.core, other.neuron))
    used = raster._cores.used[core]
    raster.tell_about(tick, core, 0.9 * (neuron + 0.5) / used)
    assert raster.told == f"tick {tick}, core {core}, neuron {neuron}: spike"
    qtbot.mouseClick(page(workspace).export, LEFT)
    dialog = workspace.saving.dialog
    qtbot.waitUntil(lambda: dialog.is_quiet)
    save(qtbot, dialog, tmp_path / "mine.csv")
    found = np.loadtxt(tmp_path / "mine.csv", np.int64, delimiter=",", skiprows=1)
    columns = other.tick, other.core, other.neuron
    assert np.array_equal(found, np.column_stack(columns))
    close(qtbot, dialog)


def test_that_too_many_spikes_cannot_be_kept(
    qtbot: QtBot, workspace: SimulateWorkspace, studio: Studio
) -> None:
    step(qtbot, workspace, TICKS)
    asked = []
    dialog = KeepDialog(
        studio.document.project,
        {"All": (0, TICKS)},
        workspace.views.record.activity,
        lambda *wish: asked.append(wish),
        most=50,
    )
    qtbot.addWidget(dialog)
    assert "more than the 50 that a project takes" in dialog.told
    assert keep_dialog.FEWER in dialog.told
    assert not dialog.keep.isEnabled()
    dialog.ticks.last.setValue(0)
    qtbot.waitUntil(lambda: dialog.keep.isEnabled())
    dialog.name.setText(" ")
    assert "is no name" in dialog.told
    assert not asked
    assert not page(workspace).names
