"""The window on a network whose cores were built one by one."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QSpinBox, QTabBar
from pytestqt.qtbot import QtBot

from tests.circuits import oscillator
from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_edits import remove_core
from tnstudio.model.circuit_guides import GUIDES
from tnstudio.model.circuit_templates import free_cores
from tnstudio.model.project import Project
from tnstudio.model.templates import TEMPLATES, mnist_5core
from tnstudio.storage.project_file import load_project, save_project
from tnstudio.ui.main_window import MainWindow
from tnstudio.ui.studio import Studio
from tnstudio.ui.workspaces import WORKSPACES


@pytest.fixture
def circuit_window(window: MainWindow, studio: Studio) -> MainWindow:
    studio.document.replace_by(Project(oscillator()), None)
    return window


def texts(window: MainWindow) -> str:
    labels = [label for label in window.findChildren(QLabel) if label.isVisible()]
    return "\n".join(label.text() for label in labels)


def test_that_every_workspace_shows_free_cores_or_says_why_not(
    circuit_window: MainWindow, qtbot: QtBot
) -> None:
    said = {}
    for name in (row.name for row in WORKSPACES):
        circuit_window.show_workspace(name)
        circuit_window.grab()
        said[name] = texts(circuit_window)
    assert "2 cores · 4 neurons" in said["design"]
    assert "nothing to train" in said["train"]
    simulate = circuit_window.workspace("simulate")
    qtbot.waitUntil(lambda: simulate.is_quiet() and simulate.player.is_open)
    assert "Stimuli" in texts(circuit_window)


def test_that_the_design_of_free_cores_can_be_followed(
    circuit_window: MainWindow, studio: Studio, qtbot: QtBot
) -> None:
    totals = circuit_window.findChild(QLabel, "circuit-totals")
    add = circuit_window.findChild(QPushButton, "layer-add")
    rows = circuit_window.findChild(QSpinBox, "input-rows")
    assert totals.text() == "2 cores · 4 neurons"
    assert not add.isVisible()
    assert not rows.isVisible()
    network = oscillator()
    fewer = replace(network, circuit=remove_core(network.circuit, 1))
    studio.document.edit_network("Remove core", fewer)
    assert totals.text() == "1 core · 2 neurons"
    studio.document.undo()
    assert totals.text() == "2 cores · 4 neurons"
    studio.document.replace_by(Project(mnist_5core()), None)
    assert add.isVisible()
    assert rows.isVisible()
    assert circuit_window.findChild(QLabel, "design-totals").text().startswith("5 ")


def test_that_a_saved_circuit_opens_in_the_window(
    circuit_window: MainWindow, studio: Studio, tmp_path: Path
) -> None:
    path = tmp_path / "circuit.tn.h5"
    save_project(path, studio.document.project)
    studio.document.replace_by(load_project(path), path)
    assert studio.document.network.circuit is not None
    circuit_window.grab()


def test_that_free_cores_are_begun_from_the_menu(
    window: MainWindow, studio: Studio, qtbot: QtBot
) -> None:
    menu = window.actions_by_name.menus["new-from"]
    names = [action.objectName() for action in menu.actions()]
    menu.actions()[names.index("action-template-free-cores")].trigger()
    assert "No cores yet" in texts(window)
    button = window.findChild(QPushButton, "design-free-cores-button")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert len(studio.document.network.circuit.cores) == 1
    design = window.workspace("design")
    assert design.current_page == "circuit"
    assert design.outline.currentIndex().data() == "core 0 · not in use"
    assert window.actions_by_name["undo"].text() == "&Undo add core 0"


def test_that_all_pages_of_free_cores_have_a_tab_beside_each_other(
    window: MainWindow, studio: Studio, qtbot: QtBot
) -> None:
    window.show_workspace("design")
    studio.document.replace_by(Project(free_cores()), None)
    tabs = window.findChild(QTabBar, "design-pages")

    def ends() -> list[tuple[int, int]]:
        shown = (k for k in range(tabs.count()) if tabs.isTabVisible(k))
        return [(tabs.tabRect(k).left(), tabs.tabRect(k).right() + 1) for k in shown]

    def are_side_by_side() -> bool:
        found = ends()
        starts = [0, *(end for _, end in found[:-1])]
        return [start for start, _ in found] == starts

    qtbot.waitUntil(are_side_by_side)
    assert len(ends()) == 3
    assert all(right - left > 20 for left, right in ends())


def test_that_each_template_says_what_it_is(window: MainWindow) -> None:
    menu = window.actions_by_name.menus["new-from"]
    offered = [action for action in menu.actions() if not action.isSeparator()]
    assert len(offered) == len(TEMPLATES)
    assert all(action.statusTip() == action.toolTip() for action in offered)
    assert all(len(action.statusTip()) > 20 for action in offered)


def test_that_a_circuit_from_the_menu_brings_its_guide(
    window: MainWindow, studio: Studio
) -> None:
    window.files.new("logic-gates")
    assert studio.document.project.description == GUIDES["logic-gates"]
    assert not studio.document.is_modified


@pytest.mark.parametrize(
    ("page", "text"),
    [("core", "Synapses and neurons"), ("placement", "Cores that are added")],
)
def test_that_a_page_without_cores_says_so(
    window: MainWindow, studio: Studio, page: str, text: str
) -> None:
    window.show_workspace("design")
    studio.document.replace_by(Project(oscillator()), None)
    design = window.workspace("design")
    design.show_page(page)
    studio.document.replace_by(Project(free_cores()), None)
    shown = texts(design.page(page))
    assert "No cores yet" in shown
    assert text in shown
    if page == "core":
        chooser = design.findChild(QComboBox, "core-chooser")
        assert chooser.count() == 0
        design.page(page).findChild(QPushButton, "core-empty-button").click()
        assert len(studio.document.network.circuit.cores) == 1
        assert chooser.currentText() == "0: core 0"


def _with_second(**changes: object) -> Circuit:
    first, second = oscillator().circuit.cores
    return replace(oscillator().circuit, cores=(first, replace(second, **changes)))


ODD = {
    "too few axons": _with_second(axon_types=np.zeros((1, 2), np.uint8)),
    "no synapses": _with_second(synapses=np.zeros((1, 0, 1), np.uint8)),
    "an axon type too high": _with_second(axon_types=np.full((1, 4), 9, np.uint8)),
    "off the chip": _with_second(chip_row=-5, chip_column=900),
    "at the same place": _with_second(chip_row=0, chip_column=0),
    "fewer names than lines": replace(oscillator().circuit, output_names=("a", "b")),
    "lines alone": replace(oscillator().circuit, cores=()),
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_that_odd_free_cores_are_shown_on_every_page(
    window: MainWindow, studio: Studio, odd: Circuit
) -> None:
    window.show_workspace("design")
    studio.document.replace_by(Project(replace(oscillator(), circuit=odd)), None)
    design = window.workspace("design")
    for page in design.page_names:
        design.show_page(page)
        for kind in (Kind.CORE, Kind.NEURON, Kind.AXON, Kind.INPUT, Kind.OUTPUT):
            is_line = kind in (Kind.INPUT, Kind.OUTPUT)
            item = Item(kind, index=0) if is_line else Item(kind, 0, 1, 0)
            studio.document.select(Selection((item,)))
            window.grab()


def test_that_a_core_that_does_not_fit_is_not_edited_but_mended(
    window: MainWindow, studio: Studio
) -> None:
    window.show_workspace("design")
    wrong = replace(oscillator(), circuit=ODD["too few axons"])
    studio.document.replace_by(Project(wrong), None)
    design = window.workspace("design")
    canvas = design.page("circuit").canvas
    canvas.synapse_clicked.emit(1, 0, 0)
    assert "does not fit" in canvas.text
    assert studio.document.network is wrong
    studio.document.select(Selection.of(0, 1))
    design.show_page("core")
    assert "does not fit" in texts(design.page("core"))
    right = replace(wrong, circuit=oscillator().circuit)
    studio.document.edit_network("Mend", right)
    assert "does not fit" not in texts(design.page("core"))
