"""The page of the data: classes, examples, augmentation, a design that fits."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.datasets.idx_files import TEST, TRAIN, idx_bytes, write
from tests.datasets.own_images import stripes, write_pictures
from tests.ui.event_loop_gap import EventLoopGap
from tnstudio.datasets.augmentation import Augmenter
from tnstudio.model.circuit import Circuit
from tnstudio.model.network import free_network
from tnstudio.model.project import Project
from tnstudio.model.records import Augmentation
from tnstudio.ui.studio import Studio
from tnstudio.ui.train.workspace import TrainWorkspace

MOST_SECONDS = 0.1

ATTEMPTS = 3
"""A freeze of ours comes every time; one of a busy test machine does not."""

AUG = Augmentation(15, 2, 0.15)


def open_page(qtbot: QtBot, workspace: TrainWorkspace) -> Any:
    workspace.show_page("data")
    qtbot.waitUntil(workspace.is_quiet)
    return workspace.pages.page("data")


def choose(qtbot: QtBot, workspace: TrainWorkspace, source: object) -> None:
    workspace.panel.data.choose(str(source))
    qtbot.waitUntil(workspace.is_quiet, timeout=30_000)


def text(page: QWidget, name: str) -> str:
    label = page.findChild(QLabel, name)
    assert isinstance(label, QLabel)
    return label.text().replace("\u200b", "")


def click(qtbot: QtBot, page: QWidget, name: str) -> None:
    button = page.findChild(QPushButton, name)
    assert isinstance(button, QPushButton)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def set_augmentation(workspace: TrainWorkspace, augmentation: Augmentation) -> None:
    settings = replace(workspace.panel.settings, augmentation=augmentation)
    workspace.panel.show_settings(settings)
    workspace.panel.changed.emit()


def test_that_images_are_counted_by_class(
    qtbot: QtBot, workspace: TrainWorkspace
) -> None:
    page = open_page(qtbot, workspace)
    assert page.table.texts == [[str(k), "100", "20"] for k in range(3)]
    assert "300 to train, 60 to test; 8 × 8 × 1" in text(page, "data-facts")
    assert not page.banner.text


def test_that_empty_classes_are_marked_and_remarks_are_told(
    qtbot: QtBot, workspace: TrainWorkspace, tmp_path: Path
) -> None:
    images, labels = stripes(30, shape=(8, 8))
    for names, shown in ((TRAIN, labels + 1), (TEST, np.minimum(labels, 1) + 1)):
        write(tmp_path / names[0], idx_bytes(images))
        write(tmp_path / names[1], idx_bytes(shown.astype(np.uint8)))
    page = open_page(qtbot, workspace)
    choose(qtbot, workspace, tmp_path)
    assert page.table.texts == [
        ["0", "⚠ none", "⚠ none"],
        ["1", "10", "10"],
        ["2", "10", "20"],
        ["3", "10", "⚠ none"],
    ]
    assert "No image to train with is of class 0" in text(page, "data-remarks")


def test_that_other_examples_are_drawn_of_the_same_classes(
    qtbot: QtBot, workspace: TrainWorkspace
) -> None:
    page = open_page(qtbot, workspace)
    first = page._classes
    click(qtbot, page, "data-again")
    qtbot.waitUntil(workspace.is_quiet)
    second = page._classes
    assert not np.array_equal(first.examples, second.examples)
    labels = second.images.labels[second.examples]
    assert (labels == np.arange(3)[:, np.newaxis]).all()


def test_that_the_preview_follows_the_settings_and_shows_what_is_learned(
    qtbot: QtBot, workspace: TrainWorkspace
) -> None:
    page = open_page(qtbot, workspace)
    card = page.augmentation
    still = card.grid.preview
    assert np.array_equal(still.drawn[:, 0], still.originals)
    assert "None is set" in text(page, "augmentation-told")
    set_augmentation(workspace, AUG)
    assert "±15°" in text(page, "augmentation-told")
    qtbot.waitUntil(workspace.is_quiet)
    moved = card.grid.preview
    assert np.array_equal(moved.indices, still.indices)
    images = workspace.panel.data.dataset.train
    augmenter = Augmenter(images, AUG, workspace.panel.settings.seed)
    learned = np.rint(augmenter.values(moved.indices, 2) * 255).astype(np.uint8)
    assert np.array_equal(moved.drawn[:, 1].reshape(learned.shape), learned)
    click(qtbot, page, "augmentation-again")
    qtbot.waitUntil(workspace.is_quiet)
    assert not np.array_equal(card.grid.preview.indices, moved.indices)


def test_that_the_preview_is_drawn_again_and_again_during_a_drag(
    qtbot: QtBot, workspace: TrainWorkspace
) -> None:
    page = open_page(qtbot, workspace)
    shown = []
    grid = page.augmentation.grid
    page.augmentation._newest.found.connect(lambda _: shown.append(grid.preview))
    for degrees in range(1, 200):
        set_augmentation(workspace, Augmentation(degrees % 180))
        if degrees % 10 == 0:
            qtbot.wait(1)
    qtbot.waitUntil(workspace.is_quiet)
    assert 2 <= len(shown) <= 199
    last = shown[-1]
    augmenter = Augmenter(
        workspace.panel.data.dataset.train, Augmentation(199 % 180), 0
    )
    assert np.array_equal(last.moves[:, 0], augmenter.moves(last.indices, 1))


def test_that_pointing_at_a_drawing_tells_how_it_was_moved(
    qtbot: QtBot, workspace: TrainWorkspace
) -> None:
    page = open_page(qtbot, workspace)
    set_augmentation(workspace, AUG)
    qtbot.waitUntil(workspace.is_quiet)
    grid = page.augmentation.grid
    place = grid._place(0, 0).center()
    assert grid.words_at(place.x(), place.y()).endswith("as it is")
    place = grid._place(1, 3).center()
    words = grid.words_at(place.x(), place.y())
    assert "in epoch 3: turned by" in words
    assert f"Image {grid.preview.indices[1]} " in words
    assert grid.words_at(grid.width() + 50, 0) == ""


def test_that_one_button_sets_the_design_up_in_one_step(
    qtbot: QtBot, studio: Studio, workspace: TrainWorkspace, tmp_path: Path
) -> None:
    page = open_page(qtbot, workspace)
    fit = page.findChild(QPushButton, "data-fit")
    assert fit is not None
    assert not fit.isVisible()
    zoo = write_pictures(tmp_path / "zoo", *stripes(30, shape=(12, 10)))
    choose(qtbot, workspace, zoo)
    assert "12 × 10 × 1" in page.banner.text
    assert fit.isVisible()
    before, steps = studio.document.network, len(studio.document.history)
    click(qtbot, page, "data-fit")
    made = studio.document.network
    assert (made.input.rows, made.input.columns) == (12, 10)
    assert made.readout.class_names == ("cat", "dog", "owl")
    assert made.hardware == before.hardware
    assert len(studio.document.history) == steps + 1
    assert studio.document.undo_label == "Set up for zoo"
    assert not fit.isVisible()
    assert workspace.bar.start.isEnabled()
    studio.document.undo()
    assert studio.document.network is before
    assert fit.isVisible()


def test_that_no_design_is_set_up_for_a_single_class(
    qtbot: QtBot, workspace: TrainWorkspace, tmp_path: Path
) -> None:
    for names in (TRAIN, TEST):
        write(tmp_path / names[0], idx_bytes(np.full((1, 12, 12), 99, np.uint8)))
        write(tmp_path / names[1], idx_bytes(np.zeros(1, np.uint8)))
    page = open_page(qtbot, workspace)
    choose(qtbot, workspace, tmp_path)
    assert page.table.texts == [["0", "1", "1"]]
    assert "All images are of one class" in page.banner.text
    assert not page.fit.isVisible()
    assert not workspace.bar.start.isEnabled()


def test_that_cores_built_one_by_one_are_left_alone(
    qtbot: QtBot, open_workspace: Callable[[Project], TrainWorkspace]
) -> None:
    workspace = open_workspace(Project(free_network("free", Circuit())))
    page = open_page(qtbot, workspace)
    assert page.banner.text == ""
    assert page.table.model().rowCount() == 3


def test_that_all_problems_are_there_to_be_read(
    qtbot: QtBot, workspace: TrainWorkspace, tmp_path: Path
) -> None:
    zoo = write_pictures(tmp_path / "zoo", *stripes(30, shape=(8, 8)))
    for k in range(15):
        (zoo / "cat" / f"broken {k}.png").write_text("no picture")
    page = open_page(qtbot, workspace)
    choose(qtbot, workspace, zoo)
    told = page.findChild(QPlainTextEdit, "data-problem")
    assert isinstance(told, QPlainTextEdit)
    assert told.isVisible()
    assert all(f"broken {k}.png" in told.toPlainText() for k in range(15))
    label = workspace.banner.findChild(QLabel, "train-banner-text")
    assert isinstance(label, QLabel)
    assert "more lines" in label.text()
    assert len(label.text().splitlines()) <= 4
    for k in range(15):
        (zoo / "cat" / f"broken {k}.png").unlink()
    click(qtbot, page, "data-read-again")
    qtbot.waitUntil(workspace.is_quiet)
    assert page.table.texts[0][0] == "cat"


def test_that_ten_thousand_classes_are_listed(
    qtbot: QtBot, workspace: TrainWorkspace, tmp_path: Path
) -> None:
    labels = np.repeat(np.arange(10_000), 2)
    pixels = np.arange(len(labels)) % 256
    images = np.broadcast_to(pixels.astype(np.uint8)[:, None, None], (20_000, 2, 2))
    np.savez(tmp_path / "own.npz", x=images, y=labels)
    page = open_page(qtbot, workspace)
    choose(qtbot, workspace, tmp_path / "own.npz")
    assert page.table.model().rowCount() == 10_000
    page.table.scrollToBottom()
    assert page.table.grab().height() > 0
    assert page.table.texts[-1] == ["9999", "1", "1"]


@pytest.mark.slow
@pytest.mark.skipif(
    os.environ.get("NUMBA_DISABLE_JIT") == "1", reason="interpreted kernels are slow"
)
def test_that_a_hundred_thousand_images_do_not_hold_the_window_up(
    qtbot: QtBot, workspace: TrainWorkspace, tmp_path: Path
) -> None:
    images, labels = stripes(1000, 10, (28, 28))
    whole = np.tile(images, (100, 1, 1))
    np.savez(tmp_path / "own.npz", x=whole, y=np.tile(labels, 100))
    page = open_page(qtbot, workspace)
    set_augmentation(workspace, AUG)
    qtbot.waitUntil(workspace.is_quiet, timeout=30_000)
    found = []
    for attempt in range(ATTEMPTS):
        # Else it would be known from the first time.
        os.utime(tmp_path / "own.npz", (attempt, attempt))
        choose(qtbot, workspace, "mnist")
        with EventLoopGap() as gap:
            choose(qtbot, workspace, tmp_path / "own.npz")
            click(qtbot, page, "data-again")
            click(qtbot, page, "augmentation-again")
            qtbot.waitUntil(workspace.is_quiet, timeout=30_000)
        found.append(gap.worked)
        if gap.worked < MOST_SECONDS:
            break
    assert min(found) < MOST_SECONDS
    assert page.table.texts[0] == ["0", "8,333", "1,667"]
