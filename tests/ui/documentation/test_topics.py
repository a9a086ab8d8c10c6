"""Every part of the window leads to a place in the documentation that is there."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QDialog, QDockWidget, QWidget
from pytestqt.qtbot import QtBot

import tnstudio.ui
from tests.circuits import oscillator
from tnstudio.app.documentation import FIRST_PAGE, sections
from tnstudio.model.project import Project
from tnstudio.ui.documentation.topics import COMMON, TOPICS, fitting, place_of
from tnstudio.ui.main_window import MainWindow
from tnstudio.ui.studio import Studio

TABLES = {"": COMMON, **TOPICS}

NAMES_OF_DIALOGS = {
    "AboutDialog": "about",
    "ImportDialog": "import-dialog",
    "KeepDialog": "keep-run",
    "LogViewer": "log-viewer",
    "NewProjectWizard": "wizard",
    "OutgoingDialog": "export-to",
    "Palette": "palette",
    "PreferencesDialog": "preferences",
    "ProjectAboutDialog": "about-project",
    "ReportDialog": "report",
    "RunExportDialog": "run-export",
    "ShortcutSheet": "shortcut-sheet",
    "TrainOnDialog": "train-on",
    "VersionsDialog": "versions-dialog",
}
"""As they call themselves; those of pictures and runs share a name of their class."""

SHARED = {"ExportDialog", "InterchangeDialog"}

PAGES = {
    "design": {"layers": "layers", "windows": "windows", "placement": "placement"},
    "train": {
        "course": "the-course-of-a-training",
        "data": "data",
        "learned": "learned",
        "mistakes": "mistakes",
        "deployment": "deployment",
        "runs": "runs",
    },
}

CARDS = {
    "crossbar": ("crossbar-card", "the-crossbar"),
    "neuron": ("neuron-card", "why"),
    "trace": ("trace-card", "trace-a-spike"),
    "pinned": ("pinned-card", "pinned-neurons"),
    "map": ("map-page", "the-map"),
    "compare": ("compare-card", "fork"),
    "counts": ("counts-page", "counts-and-energy"),
    "breakpoints": ("breakpoints-card", "breakpoints"),
    "recordings": ("recordings-card", "recordings"),
    "votes": ("votes-page", "votes"),
}


@pytest.mark.parametrize("table", TABLES)
def test_that_every_place_in_the_tables_is_there(table: str) -> None:
    missing = []
    for place in TABLES[table].values():
        page, _, anchor = place.partition("#")
        if anchor not in {section.anchor for section in sections(page)}:
            missing.append(place)
    assert not missing


@pytest.mark.parametrize("workspace", PAGES)
def test_that_each_page_leads_to_its_own_part(
    window: MainWindow, workspace: str
) -> None:
    window.show_workspace(workspace)
    shown = window.workspace(workspace)
    for page, anchor in PAGES[workspace].items():
        shown.show_page(page)  # type: ignore[attr-defined]
        inside = shown.findChild(QWidget, f"page-{page}")
        assert place_of(inside) == f"{workspace}#{anchor}"
        # The workspace itself has the focus after it was chosen.
        assert place_of(shown) == f"{workspace}#{anchor}"
    assert set(PAGES[workspace]) == set(shown.page_names)  # type: ignore[attr-defined]


def test_that_each_page_of_a_circuit_leads_to_its_own_part(
    window: MainWindow, studio: Studio, qtbot: QtBot
) -> None:
    studio.document.replace_by(Project(oscillator()), None)
    shown = window.workspace("design")
    places = {"circuit": "design#free-cores", "core": "design#one-core"}
    for page, place in places.items():
        shown.show_page(page)  # type: ignore[attr-defined]
        assert place_of(shown.findChild(QWidget, f"page-{page}")) == place
    table = shown.findChild(QWidget, "neuron-table")
    assert place_of(table) == "design#neurons"
    assert place_of(shown.findChild(QWidget, "preset-list")) == "design#presets"


def test_that_each_page_of_simulate_leads_to_its_own_part(window: MainWindow) -> None:
    shown = window.workspace("simulate")
    assert tuple(CARDS) == shown.page_names  # type: ignore[attr-defined]
    for page, (card, anchor) in CARDS.items():
        assert place_of(shown.findChild(QWidget, card)) == f"simulate#{anchor}"
        tab = shown.findChild(QWidget, f"simulate-tab-{page}")
        assert place_of(tab) == f"simulate#{anchor}"


CONTROLS = {
    "home": {
        "home-new": "home-and-files#a-new-project",
        "home-samples": "quick-start#open-a-sample",
    },
    "design": {
        "layer-1-window": "design#the-inspector",
        "planner-window": "design#windows",
        "design-outline": "design#layers",
    },
    "train": {
        "dropout": "train#updates",
        "rate": "train#learning-rate",
        "rotation-reset": "train#augmentation",
        "certainty": "train#beyond-the-papers",
        "dataset": "train#data-sets",
        "train-start-button": "train#start-pause-stop",
        "loss-plot": "train#the-course-of-a-training",
        "agreement-copies": "train#agreement",
    },
    "simulate": {
        "raster-lanes-button": "simulate#the-raster",
        "neuron-number": "simulate#why",
        "timeline": "simulate#go-back",
        "brush-size": "simulate#paint-on-the-input",
        "encoding": "simulate#the-input",
    },
}


def test_that_a_control_leads_to_what_explains_it(window: MainWindow) -> None:
    pages: dict[str, Any] = {"design": "windows", "train": "deployment"}
    for workspace, places in CONTROLS.items():
        shown: Any = window.workspace(workspace)
        if workspace in pages:
            shown.show_page(pages[workspace])
        found = {name: place_of(shown.findChild(QWidget, name)) for name in places}
        assert found == places


def test_that_docks_and_bars_lead_somewhere(window: MainWindow) -> None:
    docks = window.findChildren(QDockWidget)
    assert docks
    bars = [window.findChild(QWidget, name) for name in ("rail", "status-bar")]
    for part in (*docks, *bars):
        assert not place_of(part).startswith(FIRST_PAGE)


def _dialogs(base: type[QDialog] = QDialog) -> Iterator[type[QDialog]]:
    for made in base.__subclasses__():
        if made.__module__.startswith("tnstudio."):
            yield made
        yield from _dialogs(made)


def test_that_every_dialog_leads_somewhere() -> None:
    for module in pkgutil.walk_packages(tnstudio.ui.__path__, "tnstudio.ui."):
        importlib.import_module(module.name)
    classes = {made.__name__ for made in _dialogs()}
    unknown = classes - set(NAMES_OF_DIALOGS) - SHARED
    assert not unknown, "add them to the tables of topics, and here"
    for name in NAMES_OF_DIALOGS.values():
        assert fitting(name, COMMON)
    assert fitting("export-dialog", TOPICS["workspace-design"])
    assert fitting("run-data-export", TOPICS["workspace-simulate"])
    assert fitting("error", COMMON)
    assert fitting("question", COMMON)


def test_that_the_longest_key_wins() -> None:
    table = {"rate": "a", "rate-card": "b"}
    assert fitting("rate-card-export", table) == "b"
    assert fitting("rate-reset", table) == "a"
    assert fitting("rates", table) == ""


def test_that_what_nobody_knows_leads_to_the_beginning(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    assert place_of(widget) == f"{FIRST_PAGE}#"
    assert place_of(None) == f"{FIRST_PAGE}#"
