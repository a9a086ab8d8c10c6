"""Measuring the deployed network in the window, keeping it, and deploying."""

import math
from collections.abc import Callable, Iterator
from dataclasses import replace

import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLabel,
    QLineEdit,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.trained_networks import trained_at_random
from tests.ui.conftest import show
from tests.ui.small_world import small_dataset, small_network, small_project
from tnstudio.app.data import dataset
from tnstudio.app.evaluation import evaluate
from tnstudio.mapping.deploy import deploy
from tnstudio.model.circuit_templates import CIRCUITS
from tnstudio.model.edits import set_layer
from tnstudio.model.project import Project
from tnstudio.ui.simulate.workspace import SimulateWorkspace
from tnstudio.ui.status import time_left
from tnstudio.ui.studio import Studio
from tnstudio.ui.train.deployment_page import DeploymentPage
from tnstudio.ui.train.deployment_wording import clock
from tnstudio.ui.train.workspace import TrainWorkspace
from tnstudio.ui.widgets.dataset_field import DatasetField


@pytest.fixture
def open_page(
    qtbot: QtBot, studio: Studio, tmp_path
) -> Iterator[Callable[[Project], DeploymentPage]]:
    """Opens the page on a project, with the small data set."""
    source = small_dataset(tmp_path / "small")
    opened: list[QWidget] = []

    def open_one(project: Project) -> DeploymentPage:
        studio.document.replace_by(project, None)
        data = DatasetField(studio)
        data.choose(source)
        page = DeploymentPage(studio, data)
        opened.extend((page, data))
        page.resize(1180, 900)
        show(qtbot, page)
        qtbot.waitUntil(page.is_quiet)
        return page

    yield open_one
    for run_id in studio.jobs.names:
        studio.jobs.cancel(run_id)
    qtbot.waitUntil(lambda: not studio.jobs.names)
    for widget in opened:
        widget.close()
        widget.deleteLater()


@pytest.fixture
def page(open_page: Callable[[Project], DeploymentPage]) -> DeploymentPage:
    return open_page(small_project())


def press(qtbot: QtBot, page: QWidget, name: str) -> None:
    button = page.findChild(QAbstractButton, name)
    assert isinstance(button, QAbstractButton)
    assert button.isEnabled(), name
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def is_enabled(page: QWidget, name: str) -> bool:
    found = page.findChild(QAbstractButton, name)
    assert isinstance(found, QAbstractButton)
    return found.isEnabled()


def field(page: QWidget, name: str) -> QLineEdit:
    found = page.findChild(QLineEdit, name)
    assert isinstance(found, QLineEdit)
    return found


def number(page: QWidget, name: str) -> QSpinBox:
    found = page.findChild(QSpinBox, name)
    assert isinstance(found, QSpinBox)
    return found


def told(page: QWidget, name: str) -> str:
    found = page.findChild(QLabel, name)
    assert isinstance(found, QLabel)
    return found.text()


def measure(qtbot: QtBot, page: DeploymentPage) -> None:
    press(qtbot, page, "sweep-start")
    assert page.sweep.is_busy
    qtbot.waitUntil(page.is_quiet, timeout=60_000)


def test_that_a_sweep_by_keys_fills_chart_and_table(
    qtbot: QtBot, page: DeploymentPage, type_into: Callable[[QWidget, str], None]
) -> None:
    type_into(field(page, "sweep-copies"), "1, 3")
    type_into(field(page, "sweep-ticks"), "1, 2")
    assert page.settings.told == (
        "4 figures, each of 60 images and 3 chips: under 0.1 s"
    )
    qtbot.keyClick(field(page, "sweep-ticks"), Qt.Key.Key_Return)
    assert page.sweep.is_busy
    assert not is_enabled(page, "sweep-start")
    qtbot.waitUntil(page.is_quiet, timeout=60_000)
    assert page.table.rowCount() == 4
    assert len(page.chart.spots) == 4
    assert "60 images" in told(page, "deployment-origin")
    assert "not kept yet" in told(page, "deployment-origin")


def test_that_the_figures_are_those_of_evaluations(
    qtbot: QtBot, studio: Studio, page: DeploymentPage
) -> None:
    number(page, "sweep-seeds").setValue(1)
    measure(qtbot, page)
    trained = studio.document.project.trained
    assert trained is not None
    images = dataset(page._data.source).test
    *_, plain = evaluate(deploy(trained, 2, 0), images, 4, "stochastic", 0)
    row = next(row for row in page.table.texts if row[1:3] == ["4", "2"])
    assert row[0] == "stochastic"
    assert row[3] == f"{100 * plain.accuracy:.2f}"
    assert row[4] == "–", "one seed has no spread"


def test_that_what_was_measured_is_kept_by_one_step_and_shown_when_opened_again(
    qtbot: QtBot, studio: Studio, page: DeploymentPage, open_page
) -> None:
    document = studio.document
    assert not is_enabled(page, "deployment-keep")
    measure(qtbot, page)
    shown = page.table.texts
    press(qtbot, page, "deployment-keep")
    assert document.undo_label == "Keep measured accuracies"
    assert document.position == 1
    assert "kept in the project" in told(page, "deployment-origin")
    assert not is_enabled(page, "deployment-keep")
    kept = document.project
    document.undo()
    assert "not kept yet" in told(page, "deployment-origin")
    assert is_enabled(page, "deployment-keep")
    other = open_page(kept)
    assert other.table.texts == shown
    assert len(other.chart.spots) == len(shown)
    assert "kept in the project" in told(other, "deployment-origin")


def test_that_a_sweep_can_be_cancelled_and_leaves_what_is_known(
    qtbot: QtBot, page: DeploymentPage
) -> None:
    number(page, "sweep-seeds").setValue(100)
    press(qtbot, page, "sweep-start")
    qtbot.waitUntil(lambda: page.table.rowCount() > 0, timeout=60_000)
    press(qtbot, page, "sweep-cancel")
    qtbot.waitUntil(page.is_quiet, timeout=5000)
    assert page.table.rowCount() > 0
    assert "Cancelled" in told(page, "deployment-origin")
    assert not is_enabled(page, "deployment-keep")
    assert is_enabled(page, "sweep-start")


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("sweep-copies", "1, 4", "4 copies do not fit the chip (at most 3)"),
        ("sweep-copies", "one", "write it like 1, 4, 16"),
        ("sweep-ticks", "", "Ticks"),
        ("sweep-ticks", "5000", "5,000 ticks are too many"),
        ("sweep-ticks", "1 2 3 4 5 6 7 8", "at most 7"),
    ],
)
def test_that_a_plan_that_cannot_be_is_told_and_not_started(
    page: DeploymentPage,
    type_into: Callable[[QWidget, str], None],
    name: str,
    text: str,
    reason: str,
) -> None:
    type_into(field(page, name), text or " ")
    assert reason in page.settings.told
    assert not is_enabled(page, "sweep-start")


def test_that_pointing_at_a_point_tells_of_it_and_a_click_selects_its_row(
    qtbot: QtBot, page: DeploymentPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Plots pass over moves that follow each other too closely.
    monkeypatch.setitem(pg.CONFIG_OPTIONS, "mouseRateLimit", -1)
    measure(qtbot, page)
    x, y = page.chart.spots[1]
    plot = page.chart.findChild(QWidget, "deployment-plot")
    assert plot is not None
    there = page.chart.place_of(x, y).toPoint()
    viewport = plot.viewport()  # type: ignore[attr-defined]

    def told(place: QPoint) -> str:
        qtbot.mouseMove(viewport, place)
        return page.chart.told

    qtbot.waitUntil(lambda: told(there).startswith("2 copies"))
    assert "test set" in page.chart.told
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=there)
    qtbot.waitUntil(lambda: bool(page.table.selectedItems()))
    assert page.table.currentRow() == 1
    assert number(page, "copies").value() == 2
    beside = there + QPoint(50, 0)
    qtbot.waitUntil(lambda: told(beside).startswith("Line"))


def test_that_energy_and_the_other_encoding_can_be_put_on_show(
    qtbot: QtBot, page: DeploymentPage
) -> None:
    encodings = page.findChild(QComboBox, "sweep-encoding")
    across = page.findChild(QComboBox, "deployment-across")
    shown = page.findChild(QComboBox, "deployment-shown-encoding")
    assert isinstance(encodings, QComboBox)
    assert isinstance(across, QComboBox)
    assert isinstance(shown, QComboBox)
    assert not shown.isVisible()
    qtbot.keyClicks(encodings, "both")
    measure(qtbot, page)
    assert shown.isVisible()
    assert page.table.rowCount() == 12
    by_copies = page.chart.spots
    qtbot.keyClick(across, Qt.Key.Key_Down)
    assert len(page.chart.spots) == 6
    assert page.chart.spots != by_copies
    qtbot.keyClick(across, Qt.Key.Key_Down)
    assert len(page.chart.spots) == 2, "frames of one tick"
    page.table.selectRow(7)
    assert shown.currentText() == "rate"


def test_that_the_table_is_copied_as_csv(qtbot: QtBot, page: DeploymentPage) -> None:
    measure(qtbot, page)
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].startswith("Encoding,Ticks,Copies,Accuracy %")
    assert len(lines) == 7


def test_that_layers_are_compared_on_demand(qtbot: QtBot, page: DeploymentPage) -> None:
    card = page.agreement_card
    assert not card.layers.isVisible()
    press(qtbot, page, "agreement-start")
    assert page.agreement.is_busy
    qtbot.waitUntil(page.is_quiet, timeout=60_000)
    assert card.layers.isVisible()
    names = [row[0] for row in card.layers.texts]
    assert names == ["training network", "input spikes", "layer 1", "layer 2"]
    assert all(row[3] and row[4] and row[7] for row in card.layers.texts[2:])
    assert "Class flips" in told(page, "agreement-flips-told")
    assert "60 images" in card.told


def test_that_a_comparison_can_be_stopped(qtbot: QtBot, page: DeploymentPage) -> None:
    number(page, "agreement-ticks").setValue(4096)
    press(qtbot, page, "agreement-start")
    press(qtbot, page, "agreement-start")
    qtbot.waitUntil(page.is_quiet, timeout=10_000)
    assert "Stopped" in page.agreement_card.told
    assert is_enabled(page, "agreement-start")


def test_that_deploying_leads_to_simulate_which_knows_the_chip(
    qtbot: QtBot, studio: Studio, page: DeploymentPage
) -> None:
    simulate = SimulateWorkspace(studio)
    qtbot.addWidget(simulate)
    number(page, "copies").setValue(3)
    with qtbot.waitSignal(page.wants_workspace, timeout=60_000) as wanted:
        press(qtbot, page, "deploy-to-simulate")
    assert wanted.args == ["simulate"]
    project = studio.document.project
    assert project.program is not None
    assert project.program.copies == 3
    assert studio.document.undo_label == "Deploy"
    assert not simulate.deployment.is_outdated(project)
    studio.document.set_trained(trained_at_random(small_network(), 7))
    assert simulate.deployment.is_outdated(studio.document.project)


def test_that_keeping_figures_makes_no_chip_outdated(
    qtbot: QtBot, studio: Studio, page: DeploymentPage
) -> None:
    simulate = SimulateWorkspace(studio)
    qtbot.addWidget(simulate)
    measure(qtbot, page)
    press(qtbot, page, "deployment-keep")
    assert not simulate.deployment.is_outdated(studio.document.project)


def test_that_what_is_missing_is_told(open_page) -> None:
    page = open_page(Project(small_network()))
    assert page.empty.isVisible()
    assert not page.settings.isVisible()
    circuit = open_page(Project(next(iter(CIRCUITS.values()))()))
    assert circuit.empty.isVisible()


def test_that_another_training_ends_a_sweep_and_drops_its_figures(
    qtbot: QtBot, studio: Studio, page: DeploymentPage
) -> None:
    measure(qtbot, page)
    number(page, "sweep-seeds").setValue(100)
    press(qtbot, page, "sweep-start")
    studio.document.set_trained(trained_at_random(small_network(), 9))
    qtbot.waitUntil(page.is_quiet, timeout=5000)
    assert page.table.rowCount() == 0
    assert told(page, "deployment-origin") == "Nothing measured yet"
    assert is_enabled(page, "sweep-start")


def test_that_a_changed_design_is_told(studio: Studio, page: DeploymentPage) -> None:
    network = studio.document.network
    other = set_layer(network, 0, replace(network.layers[0], stride=1))
    studio.document.edit_network("Change stride", other)
    heading = page.settings.findChild(QLabel)
    assert isinstance(heading, QLabel)
    assert "as it was trained" in heading.text()


def test_that_images_that_do_not_fit_are_told_as_an_error(
    qtbot: QtBot, open_page
) -> None:
    network = small_network()
    wider = replace(network, input=replace(network.input, rows=9))
    page = open_page(Project(wider, trained_at_random(wider, 1)))
    press(qtbot, page, "sweep-start")
    qtbot.waitUntil(page.is_quiet, timeout=30_000)
    assert page.banner.isVisible()
    assert page.banner.text


def test_that_the_page_is_one_of_train(
    qtbot: QtBot, open_workspace: Callable[[Project], TrainWorkspace]
) -> None:
    workspace = open_workspace(small_project())
    workspace.show_page("deployment")
    qtbot.waitUntil(workspace.is_quiet, timeout=30_000)
    with qtbot.waitSignal(workspace.wants_workspace, timeout=60_000) as wanted:
        press(qtbot, workspace, "deploy-to-simulate")
    assert wanted.args == ["simulate"]


def test_that_a_job_that_has_just_begun_tells_no_time() -> None:
    assert clock(math.nan) == ""
    assert clock(69) == "1:09 left"
    assert time_left(math.nan) == "just begun"
    assert time_left(125) == "2:05 left"
