"""The page of runs, with mouse and keys."""

import shlex
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.trained_networks import trained_at_random
from tests.ui.conftest import Answers
from tests.ui.small_world import small_network, small_project
from tests.ui.train.some_runs import project_with_runs, some_run
from tnstudio.app.run_export import command_line, script
from tnstudio.app.run_tables import epochs_table, losses_table
from tnstudio.app.runs import MOST_NOTE
from tnstudio.app.training_job import Order
from tnstudio.app.wording import bytes_text
from tnstudio.errors import TNStudioError
from tnstudio.model.circuit import Circuit
from tnstudio.model.project import Project
from tnstudio.model.records import History, TrainingSettings
from tnstudio.storage.project_file import load_project
from tnstudio.ui.colours import DARK, LIGHT, Colours
from tnstudio.ui.main_window import MainWindow
from tnstudio.ui.studio import Studio
from tnstudio.ui.train.run_lines import MOST_LINES, QUANTITIES
from tnstudio.ui.train.run_pens import SAMPLE, sample_of
from tnstudio.ui.train.runs_columns import COLUMNS, NAME
from tnstudio.ui.train.runs_page import RunsPage
from tnstudio.ui.train.workspace import TrainWorkspace
from tnstudio.ui.widgets.plot_export import ExportButton

LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
KEY = Qt.Key
HEADINGS = [column.heading for column in COLUMNS]
Open = Callable[[Project], TrainWorkspace]


@pytest.fixture
def workspace(open_workspace: Open) -> TrainWorkspace:
    """The workspace on a project with three runs, and none of them trained."""
    return open_workspace(project_with_runs(small_network()))


@pytest.fixture
def page(qtbot: QtBot, workspace: TrainWorkspace) -> RunsPage:
    return turn(qtbot, workspace)


def turn(qtbot: QtBot, workspace: TrainWorkspace) -> RunsPage:
    """Click the page's tab."""
    tabs = workspace.findChild(QTabBar, "train-pages")
    assert isinstance(tabs, QTabBar)
    place = tabs.tabRect(workspace.page_names.index("runs")).center()
    qtbot.mouseClick(tabs, LEFT, pos=place)
    page = workspace.pages.page("runs")
    assert isinstance(page, RunsPage)
    wait(qtbot, page)
    return page


def wait(qtbot: QtBot, page: RunsPage) -> None:
    qtbot.waitUntil(page.is_quiet)


def place_of(page: RunsPage, name: str, column: int = NAME) -> QPoint:
    model = page.table.model()
    names = [model.index(row, NAME).data() for row in range(model.rowCount())]
    return page.table.visualRect(model.index(names.index(name), column)).center()


def click(
    qtbot: QtBot,
    page: RunsPage,
    name: str,
    keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """Click the row of a run."""
    qtbot.mouseClick(page.table.viewport(), LEFT, keys, pos=place_of(page, name))
    wait(qtbot, page)


def press(qtbot: QtBot, page: QWidget, name: str) -> None:
    """Click a button."""
    button = page.findChild(QPushButton, name)
    assert isinstance(button, QPushButton)
    qtbot.mouseClick(button, LEFT)


def column(page: RunsPage, heading: str) -> list[str]:
    """Return what a column says, from top to bottom."""
    model = page.table.model()
    index = HEADINGS.index(heading)
    return [model.index(row, index).data() for row in range(model.rowCount())]


def chosen(page: RunsPage) -> list[str]:
    """Return the names of the selected runs, in the order of the project."""
    return [page.table.model_of_runs.runs[k].name for k in page.table.places]


def key_of(page: RunsPage) -> dict[str, str]:
    """Return the values beside the names in the key of the curves."""
    key = page.curves.key
    items = [[key.item(row, k) for k in (0, 1)] for row in range(key.rowCount())]
    return {name.text(): value.text() for name, value in items if name and value}


def runs(studio: Studio) -> list[str]:
    return [run.name for run in studio.document.project.runs]


# -- The table


def test_that_every_run_is_a_row_with_its_figures(
    page: RunsPage, studio: Studio
) -> None:
    assert column(page, "Run") == ["Run 3", "Run 2", "Run 1"]
    last = studio.document.project.runs[2].last
    assert last is not None
    assert column(page, "Test %")[0] == f"{100 * last.test_accuracy:.2f}"
    assert column(page, "Loss")[0] == f"{last.loss:.4f}"
    assert column(page, "Epochs") == ["3/3", "5/5", "4/4"]
    assert column(page, "Seed") == ["3", "2", "1"]
    assert column(page, "In use") == ["", "", ""]
    assert column(page, "Design") == ["the same"] * 3
    assert chosen(page) == ["Run 3"]


def test_that_a_click_on_a_heading_sorts(qtbot: QtBot, page: RunsPage) -> None:
    header = page.table.horizontalHeader()
    place = HEADINGS.index("Epochs")
    spot = QPoint(header.sectionViewportPosition(place) + 8, header.height() // 2)
    qtbot.mouseClick(header.viewport(), LEFT, pos=spot)
    once = column(page, "Epochs")
    qtbot.mouseClick(header.viewport(), LEFT, pos=spot)
    assert sorted([once, column(page, "Epochs")]) == [
        ["3/3", "4/4", "5/5"],
        ["5/5", "4/4", "3/3"],
    ]
    assert chosen(page) == ["Run 3"]


def test_that_a_change_of_the_design_is_told(page: RunsPage, studio: Studio) -> None:
    studio.document.edit_network("Change seed", replace(small_network(), seed=77))
    assert column(page, "Design") == ["another"] * 3
    studio.document.edit_network("Rename", replace(small_network(), name="other"))
    assert column(page, "Design") == ["the same"] * 3


# -- Two runs compared


def test_that_two_runs_are_compared(
    qtbot: QtBot, page: RunsPage, studio: Studio
) -> None:
    click(qtbot, page, "Run 1")
    click(qtbot, page, "Run 3", CONTROL)
    assert chosen(page) == ["Run 1", "Run 3"]
    assert page.differences.isVisible()
    table = page.differences.table
    assert table.texts == [["rate", "0.2", "0.6"], ["seed", "1", "3"]]
    first, _, third = studio.document.project.runs
    lines = [QUANTITIES[0].of(run) for run in (first, third)]
    assert key_of(page) == {
        name: f"{line.last:.4f}"
        for name, line in zip(("Run 1", "Run 3"), lines, strict=True)
    }
    assert page.curves.told == "at the end"
    qtbot.mouseMove(page.curves.plot, page.curves.plot.place_of(2.0).toPoint())
    qtbot.waitUntil(lambda: page.curves.told != "at the end")
    epoch = page.curves.plot.epoch
    assert epoch == pytest.approx(2.0, abs=0.05)
    assert page.curves.told == f"at epoch {epoch:.2f}"
    assert list(key_of(page).values()) == [f"{line.at(epoch):.4f}" for line in lines]


def test_that_the_curves_are_saved_with_a_key_and_their_numbers(
    qtbot: QtBot, page: RunsPage, studio: Studio, tmp_path: Path
) -> None:
    click(qtbot, page, "Run 1")
    click(qtbot, page, "Run 3", CONTROL)
    button = page.findChild(ExportButton, "runs-curves-export")
    assert button is not None
    (figure,) = page.curves.figures()
    drawn = figure.svg()
    for name in (b"Run 1", b"Run 3", b"stroke-dasharray"):
        assert name in drawn
    path = tmp_path / "runs.png"
    button._choose_file = lambda *_: path
    button.save_picture(figure)
    qtbot.waitUntil(path.exists)
    first, _, third = studio.document.project.runs
    lines = [QUANTITIES[0].of(run) for run in (first, third)]
    rows = figure.csv().splitlines()
    assert len(rows) == 1 + sum(line.x.size for line in lines)
    assert rows[1].startswith("Run 1,")


def test_that_the_keys_compare_and_read_values_too(
    qtbot: QtBot, page: RunsPage, studio: Studio
) -> None:
    page.table.setFocus()
    qtbot.keyClick(page.table, KEY.Key_Down, SHIFT)
    wait(qtbot, page)
    assert chosen(page) == ["Run 2", "Run 3"]
    box = page.findChild(QComboBox, "runs-quantity")
    assert isinstance(box, QComboBox)
    box.setFocus()
    qtbot.keyClick(box, KEY.Key_Down)
    assert box.currentText() == "Test accuracy"
    plot = page.curves.plot
    plot.setFocus()
    qtbot.keyClick(plot, KEY.Key_Home)
    qtbot.keyClick(plot, KEY.Key_Right)
    assert page.curves.told == "at epoch 2.00"
    _, second, third = studio.document.project.runs
    expected = {
        run.name: f"{100 * run.epochs[1].test_accuracy:.2f} %"
        for run in (second, third)
    }
    assert key_of(page) == expected
    # Run 3 has ended after epoch 3.
    qtbot.keyClick(plot, KEY.Key_End)
    assert key_of(page)["Run 3"] == "–"
    qtbot.keyClick(plot, KEY.Key_Escape)
    assert page.curves.told == "at the end"


def test_that_equal_settings_are_said_to_be_so(
    qtbot: QtBot, open_workspace: Open
) -> None:
    network = small_network()
    twins = tuple(some_run(network, name) for name in ("a", "b"))
    page = turn(qtbot, open_workspace(Project(network, runs=twins)))
    page.table.setFocus()
    qtbot.keyClick(page.table, KEY.Key_A, CONTROL)
    wait(qtbot, page)
    assert "all their settings are the same" in page.differences.told
    assert not page.differences.table.isVisible()


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_that_no_two_lines_look_alike_without_their_colours(
    qapp: QApplication, colours: Colours
) -> None:
    shapes = set()
    surface = QColor(colours.surface).rgb()
    for slot in range(MOST_LINES):
        image = sample_of(slot, colours, 2.0).pixmap(SAMPLE, 2.0).toImage()
        places = product(range(8, image.width() - 8), range(4, image.height() - 4))
        shapes.add(tuple(image.pixel(x, y) == surface for x, y in places))
    assert len(shapes) == MOST_LINES


def test_that_fifty_runs_are_drawn_as_far_as_looks_reach(
    qtbot: QtBot, open_workspace: Open
) -> None:
    page = turn(qtbot, open_workspace(project_with_runs(small_network(), 50)))
    assert column(page, "Run")[:2] == ["Run 50", "Run 49"]
    page.table.setFocus()
    qtbot.keyClick(page.table, KEY.Key_A, CONTROL)
    wait(qtbot, page)
    assert set(key_of(page)) == {f"Run {k}" for k in range(23, 51)}
    assert len(chosen(page)) == 50
    qtbot.keyClick(page.table, KEY.Key_Down)
    wait(qtbot, page)
    assert list(key_of(page)) == ["Run 49"]


# -- Edits


def test_that_f2_renames_in_place_and_undo_takes_it_back(
    qtbot: QtBot, page: RunsPage, studio: Studio
) -> None:
    click(qtbot, page, "Run 2")
    qtbot.keyClick(page.table, KEY.Key_F2)
    editor = page.table.findChild(QLineEdit, "run-name-editor")
    assert isinstance(editor, QLineEdit)
    qtbot.keyClicks(editor, "slow")
    qtbot.keyClick(editor, KEY.Key_Return)
    qtbot.waitUntil(lambda: runs(studio) == ["Run 1", "slow", "Run 3"])
    assert studio.document.undo_label == "Rename run"
    assert column(page, "Run") == ["Run 3", "slow", "Run 1"]
    assert chosen(page) == ["slow"]
    studio.document.undo()
    assert column(page, "Run") == ["Run 3", "Run 2", "Run 1"]
    assert chosen(page) == ["Run 2"]


def test_that_escape_and_the_same_name_are_no_edits(
    qtbot: QtBot, page: RunsPage, studio: Studio
) -> None:
    for key in (KEY.Key_Escape, KEY.Key_Return):
        press(qtbot, page, "runs-rename-button")
        editor = page.table.findChild(QLineEdit, "run-name-editor")
        assert isinstance(editor, QLineEdit)
        if key == KEY.Key_Escape:
            qtbot.keyClicks(editor, "never")
        qtbot.keyClick(editor, key)
        qtbot.waitUntil(
            lambda: page.table.findChild(QLineEdit, "run-name-editor") is None
        )
        assert not studio.document.is_modified
        assert page.table.hasFocus()


def test_that_a_name_that_is_taken_is_refused_with_words(
    qtbot: QtBot, page: RunsPage, studio: Studio
) -> None:
    place = place_of(page, "Run 1")
    qtbot.mouseClick(page.table.viewport(), LEFT, pos=place)
    qtbot.mouseDClick(page.table.viewport(), LEFT, pos=place)
    editor = page.table.findChild(QLineEdit, "run-name-editor")
    assert isinstance(editor, QLineEdit)
    qtbot.keyClicks(editor, "Run 3")
    qtbot.keyClick(editor, KEY.Key_Return)
    qtbot.waitUntil(lambda: "There is a run 'Run 3'" in page.banner.text)
    assert not studio.document.is_modified
    assert column(page, "Run") == ["Run 3", "Run 2", "Run 1"]


def test_that_delete_is_one_step_that_undo_takes_back(
    qtbot: QtBot, page: RunsPage, studio: Studio
) -> None:
    click(qtbot, page, "Run 1")
    click(qtbot, page, "Run 2", SHIFT)
    qtbot.keyClick(page.table, KEY.Key_Delete)
    assert runs(studio) == ["Run 3"]
    assert studio.document.undo_label == "Delete 2 runs"
    assert chosen(page) == ["Run 3"]
    press(qtbot, page, "runs-delete-button")
    assert runs(studio) == []
    assert studio.document.undo_label == "Delete run"
    assert page.empty.isVisible()
    studio.document.undo()
    studio.document.undo()
    assert runs(studio) == ["Run 1", "Run 2", "Run 3"]
    assert "Run 3" in chosen(page)
    assert not page.empty.isVisible()


def test_that_the_keys_of_the_window_leave_the_design_alone(
    qtbot: QtBot, studio: Studio, window: MainWindow
) -> None:
    studio.document.replace_by(project_with_runs(small_network()), None)
    window.show_workspace("train")
    workspace = window.workspace("train")
    assert isinstance(workspace, TrainWorkspace)
    page = turn(qtbot, workspace)
    click(qtbot, page, "Run 2")
    page.table.setFocus()
    qtbot.keyClick(page.table, KEY.Key_Delete)
    assert runs(studio) == ["Run 1", "Run 3"]
    assert len(studio.document.network.layers) == 2
    qtbot.keyClick(page.table, KEY.Key_Z, CONTROL)
    assert runs(studio) == ["Run 1", "Run 2", "Run 3"]
    qtbot.keyClick(page.table, KEY.Key_A, CONTROL)
    assert len(chosen(page)) == 3


def test_that_a_note_is_kept_when_its_field_is_left(
    qtbot: QtBot, page: RunsPage, studio: Studio
) -> None:
    click(qtbot, page, "Run 1")
    note = page.card.note
    note.setFocus()
    qtbot.keyClicks(note, "slow start")
    qtbot.keyClick(note, KEY.Key_Return)
    qtbot.keyClicks(note, "fine")
    assert not studio.document.is_modified
    click(qtbot, page, "Run 2")
    assert studio.document.project.runs[0].note == "slow start\nfine"
    assert studio.document.undo_label == "Annotate run"
    assert column(page, "Note") == ["", "", "slow start · fine"]
    assert note.text == ""
    studio.document.undo()
    assert column(page, "Note") == ["", "", ""]


def test_that_undo_in_the_note_takes_back_what_was_typed(
    qtbot: QtBot, studio: Studio, window: MainWindow
) -> None:
    studio.document.replace_by(project_with_runs(small_network()), None)
    window.show_workspace("train")
    workspace = window.workspace("train")
    assert isinstance(workspace, TrainWorkspace)
    page = turn(qtbot, workspace)
    page.card.note.setFocus()
    qtbot.keyClicks(page.card.note, "gone")
    qtbot.keyClick(page.card.note, KEY.Key_Z, CONTROL)
    wait(qtbot, page)
    assert studio.document.redo_label == "Annotate run"
    assert page.card.note.text == ""
    assert studio.document.project.runs[2].note == ""


@pytest.mark.parametrize("way", ["close", "save"])
def test_that_a_note_that_is_being_typed_is_kept_with_the_project(
    qtbot: QtBot,
    studio: Studio,
    window: MainWindow,
    answers: Answers,
    tmp_path: Path,
    way: str,
) -> None:
    studio.document.replace_by(project_with_runs(small_network()), None)
    window.show_workspace("train")
    workspace = window.workspace("train")
    assert isinstance(workspace, TrainWorkspace)
    page = turn(qtbot, workspace)
    page.card.note.setFocus()
    qtbot.keyClicks(page.card.note, "kept")
    answers.choices, answers.files = ["save"], [tmp_path / "kept.tn.h5"]
    if way == "close":
        window.close()
        qtbot.waitUntil(lambda: not window.isVisible())
    else:
        qtbot.keyClick(page.card.note, KEY.Key_S, CONTROL)
        qtbot.waitUntil(lambda: studio.document.path is not None)
    assert load_project(tmp_path / "kept.tn.h5").runs[2].note == "kept"


def test_that_a_note_that_is_too_long_is_refused_but_not_lost(
    qtbot: QtBot, page: RunsPage, studio: Studio
) -> None:
    note = page.card.note
    note.setFocus()
    note.insertPlainText("a" * (MOST_NOTE + 1))
    page.table.setFocus()
    assert not studio.document.is_modified
    assert "no note that can be kept" in page.banner.text
    assert len(note.text) == MOST_NOTE + 1
    note.setFocus()
    qtbot.keyClick(note, KEY.Key_Backspace)
    page.table.setFocus()
    assert len(studio.document.project.runs[2].note) == MOST_NOTE
    assert page.banner.text == ""


def test_that_a_kept_epoch_is_restored_and_undo_brings_network_and_chip_back(
    qtbot: QtBot, open_workspace: Open, studio: Studio
) -> None:
    project = replace(small_project(), runs=project_with_runs(small_network()).runs)
    page = turn(qtbot, open_workspace(project))
    click(qtbot, page, "Run 2")
    assert [row[0] for row in page.card.kept.texts] == ["1", "3"]
    record = project.runs[1].epochs[0]
    assert page.card.kept.texts[0][1] == f"{100 * record.test_accuracy:.2f}"
    first = page.card.kept.visualItemRect(page.card.kept.item(0, 0)).center()
    qtbot.mouseClick(page.card.kept.viewport(), LEFT, pos=first)
    qtbot.mouseClick(page.card.restore, LEFT)
    trained = studio.document.project.trained
    assert trained is not None
    assert trained.layers is project.runs[1].weights[0].layers
    assert studio.document.project.program is None
    assert studio.document.undo_label == "Restore epoch 1 of Run 2"
    assert column(page, "In use") == ["", "✓ epoch 1", ""]
    studio.document.undo()
    assert studio.document.project.trained is project.trained
    assert studio.document.project.program is project.program
    assert column(page, "In use") == ["", "", ""]


def test_that_a_run_without_weights_has_nothing_to_restore(
    qtbot: QtBot, open_workspace: Open
) -> None:
    network = small_network()
    runs = (some_run(network, "bare"),)
    page = turn(qtbot, open_workspace(Project(network, runs=runs)))
    assert page.card.kept.rowCount() == 0
    assert not page.card.restore.isEnabled()


# -- Training


def train(
    qtbot: QtBot, workspace: TrainWorkspace, epochs: int, *, wait: bool = True
) -> None:
    field = workspace.findChild(QSpinBox, "epochs")
    assert isinstance(field, QSpinBox)
    field.setValue(epochs)
    button = workspace.findChild(QPushButton, "train-start-button")
    assert isinstance(button, QPushButton)
    qtbot.mouseClick(button, LEFT)
    if wait:
        qtbot.waitUntil(workspace.is_quiet, timeout=60_000)


def test_that_two_trainings_are_compared_and_the_first_is_restored(
    qtbot: QtBot, open_workspace: Open, studio: Studio
) -> None:
    workspace = open_workspace(Project(small_network()))
    page = turn(qtbot, workspace)
    assert page.empty.isVisible()
    keep = page.findChild(QSpinBox, "keep-epochs")
    assert isinstance(keep, QSpinBox)
    keep.setFocus()
    qtbot.keyClick(keep, KEY.Key_Up)
    train(qtbot, workspace, 2)
    seed = workspace.findChild(QLineEdit, "train-seed")
    assert isinstance(seed, QLineEdit)
    seed.setFocus()
    qtbot.keyClick(seed, KEY.Key_A, CONTROL)
    qtbot.keyClicks(seed, "7")
    train(qtbot, workspace, 3)
    wait(qtbot, page)
    assert runs(studio) == ["Run 1", "Run 2"]
    assert column(page, "In use") == ["✓ epoch 3", ""]
    assert [len(run.weights) for run in studio.document.project.runs] == [2, 2]
    click(qtbot, page, "Run 2")
    click(qtbot, page, "Run 1", CONTROL)
    assert page.differences.table.texts == [["seed", "0", "7"]]
    assert list(key_of(page)) == ["Run 2", "Run 1"]
    click(qtbot, page, "Run 1")
    qtbot.mouseClick(page.card.restore, LEFT)
    assert column(page, "In use") == ["", "✓ epoch 2"]
    trained = studio.document.project.trained
    assert trained is not None
    assert trained.settings.seed == 0


def test_that_the_run_in_progress_is_the_top_row_until_it_is_kept(
    qtbot: QtBot, workspace: TrainWorkspace, page: RunsPage, studio: Studio
) -> None:
    train(qtbot, workspace, 100_000, wait=False)
    qtbot.waitUntil(lambda: column(page, "In use")[0] == "running", timeout=60_000)
    assert column(page, "Run") == ["new run", "Run 3", "Run 2", "Run 1"]
    click(qtbot, page, "new run")
    assert not page.rename.isEnabled()
    assert not page.delete.isEnabled()
    assert not page.card.note.isEnabled()
    assert not page.card.restore.isEnabled()
    qtbot.keyClick(page.table, KEY.Key_Delete)
    click(qtbot, page, "Run 3", CONTROL)
    assert not page.use.isEnabled()
    assert set(key_of(page)) == {"new run", "Run 3"}
    stop = workspace.findChild(QPushButton, "train-stop-button")
    assert isinstance(stop, QPushButton)
    qtbot.mouseClick(stop, LEFT)
    qtbot.waitUntil(workspace.is_quiet, timeout=10_000)
    wait(qtbot, page)
    assert runs(studio) == ["Run 1", "Run 2", "Run 3", "Run 4"]
    assert chosen(page) == ["Run 3", "Run 4"]
    assert column(page, "In use")[0].startswith("✓ epoch")


def test_that_a_run_is_renamed_while_another_one_comes_up_and_goes_on(
    qtbot: QtBot, workspace: TrainWorkspace, page: RunsPage, studio: Studio
) -> None:
    click(qtbot, page, "Run 2")
    qtbot.keyClick(page.table, KEY.Key_F2)
    editor = page.table.findChild(QLineEdit, "run-name-editor")
    assert isinstance(editor, QLineEdit)
    qtbot.keyClicks(editor, "sl")
    workspace.run.start(
        Order(
            small_network(),
            workspace.panel.data.source,
            TrainingSettings(epochs=100_000, batch=100),
        )
    )

    def ended() -> int:
        last = page.table.model_of_runs.runs[-1]
        return len(last.run.epochs) if last.running else 0

    qtbot.waitUntil(lambda: ended() > 0, timeout=60_000)
    qtbot.keyClicks(editor, "o")
    seen = ended()
    qtbot.waitUntil(lambda: ended() > seen, timeout=60_000)
    qtbot.keyClicks(editor, "w")
    assert editor.text() == "slow"
    qtbot.keyClick(editor, KEY.Key_Return)
    qtbot.waitUntil(lambda: runs(studio) == ["Run 1", "slow", "Run 3"])


def test_that_settings_and_data_are_taken_into_the_form(
    qtbot: QtBot, open_workspace: Open, tmp_path: Path
) -> None:
    network = small_network()
    settings = TrainingSettings(
        method="binary", epochs=7, rate=0.3, momentum=0.5, batch=12, seed=99
    )
    run = some_run(network, "a", settings, source=str(tmp_path))
    workspace = open_workspace(Project(network, runs=(run,)))
    page = turn(qtbot, workspace)
    press(qtbot, page, "runs-use-button")
    assert workspace.panel.settings == settings
    assert workspace.panel.data.source == str(tmp_path)
    qtbot.waitUntil(workspace.is_quiet)


def test_that_the_memory_of_kept_epochs_is_told(
    qtbot: QtBot, page: RunsPage, studio: Studio
) -> None:
    one = sum(
        core.probabilities.nbytes
        for cores in trained_at_random(small_network()).layers
        for core in cores
    )
    assert page.keep.told.startswith("epoch ")
    assert bytes_text(one) in page.keep.told
    field = page.findChild(QSpinBox, "keep-epochs")
    assert isinstance(field, QSpinBox)
    field.setFocus()
    qtbot.keyClick(field, KEY.Key_A, CONTROL)
    qtbot.keyClicks(field, "10")
    qtbot.keyClick(field, KEY.Key_Return)
    assert bytes_text(10 * one) in page.keep.told
    studio.document.edit_network("Clear", replace(small_network(), layers=()))
    assert page.keep.told == "epochs"


# -- Export


def text_of(dialog: QWidget) -> str:
    view = dialog.findChild(QPlainTextEdit, "run-export-text")
    assert isinstance(view, QPlainTextEdit)
    return view.toPlainText()


def test_that_a_run_is_shown_as_command_line_script_and_tables(
    qtbot: QtBot, page: RunsPage, studio: Studio, tmp_path: Path
) -> None:
    run = studio.document.project.runs[2]
    press(qtbot, page, "runs-export-button")
    dialog = page.export_dialog
    assert dialog is not None
    assert text_of(dialog).rstrip() == command_line(run, "project.tn.h5")
    assert shlex.split(text_of(dialog))[:2] == ["tnstudio", "train"]
    box = dialog.findChild(QComboBox, "run-export-kind")
    assert isinstance(box, QComboBox)
    box.setFocus()
    asked: list[Path] = []

    def choose(suggestion: Path) -> Path:
        asked.append(suggestion)
        return tmp_path / suggestion.name

    dialog.choose_file = choose
    expected = [
        ("Run 3.py", script(run, "again.tn.h5")),
        ("Run 3 epochs.csv", epochs_table(run)),
        ("Run 3 losses.csv", losses_table(run)),
    ]
    for name, text in expected:
        qtbot.keyClick(box, KEY.Key_Down)
        qtbot.waitUntil(lambda: dialog.is_quiet)
        assert text_of(dialog).splitlines() == text.splitlines()
        qtbot.mouseClick(dialog.copy, LEFT)
        assert QGuiApplication.clipboard().text() == text
        qtbot.mouseClick(dialog.save, LEFT)
        qtbot.waitUntil(lambda: dialog.is_quiet)
        assert dialog.told == f"Saved {name}"
        assert asked[-1].name == name
        assert (tmp_path / name).read_text() == text
    qtbot.keyClick(dialog, KEY.Key_Escape)
    assert page.export_dialog is None


def test_that_remarks_tell_what_to_know_before_a_run_is_made_anew(
    qtbot: QtBot, open_workspace: Open
) -> None:
    network = small_network()
    run = replace(some_run(network, "a/b"), restarts=(2,))
    workspace = open_workspace(Project(replace(network, seed=4), runs=(run,)))
    page = turn(qtbot, workspace)
    press(qtbot, page, "runs-export-button")
    dialog = page.export_dialog
    assert dialog is not None
    told = dialog.remarks
    assert "After epoch 2 a kept network was trained further" in told
    assert "The design has changed since" in told
    assert "never saved" in told
    suggested: list[Path] = []

    def choose(suggestion: Path) -> None:
        suggested.append(suggestion)

    dialog.choose_file = choose
    qtbot.mouseClick(dialog.save, LEFT)
    assert [path.name for path in suggested] == ["a_b.sh"]
    dialog.reject()


def test_that_a_file_that_cannot_be_written_is_told(
    qtbot: QtBot, page: RunsPage, errors: list[TNStudioError], tmp_path: Path
) -> None:
    press(qtbot, page, "runs-export-button")
    dialog = page.export_dialog
    assert dialog is not None
    dialog.choose_file = lambda _: tmp_path / "missing" / "a.sh"
    qtbot.mouseClick(dialog.save, LEFT)
    qtbot.waitUntil(lambda: bool(errors))
    assert dialog.told == "Not saved: The folder does not exist"
    dialog.reject()


def test_that_a_long_table_is_shown_in_part_and_copied_whole(
    qtbot: QtBot, open_workspace: Open
) -> None:
    network = small_network()
    run = some_run(network, "a", TrainingSettings(epochs=40))
    page = turn(qtbot, open_workspace(Project(network, runs=(run,))))
    press(qtbot, page, "runs-export-button")
    dialog = page.export_dialog
    assert dialog is not None
    box = dialog.findChild(QComboBox, "run-export-kind")
    assert isinstance(box, QComboBox)
    box.setCurrentText("Losses (CSV)")
    qtbot.waitUntil(lambda: dialog.is_quiet)
    assert len(text_of(dialog).splitlines()) == 300
    assert dialog.told == "1,201 lines, the first 300 on show"
    qtbot.mouseClick(dialog.copy, LEFT)
    assert QGuiApplication.clipboard().text() == losses_table(run)
    dialog.reject()


def test_that_rows_are_copied_as_csv_with_whole_texts(
    qtbot: QtBot, open_workspace: Open
) -> None:
    network = small_network()
    run = some_run(network, "a", note="one\ntwo", source="/data/faces")
    page = turn(qtbot, open_workspace(Project(network, runs=(run,))))
    page.table.setFocus()
    qtbot.keyClick(page.table, KEY.Key_C, CONTROL)
    text = QGuiApplication.clipboard().text()
    assert text.startswith("Run,In use,Method,Epochs,Loss,Train %,Test %,Chip %")
    assert '"one\ntwo"' in text
    assert ",/data/faces," in text


# -- Nothing to show


def test_that_free_cores_have_no_runs(qtbot: QtBot, open_workspace: Open) -> None:
    network = replace(small_network(), layers=(), circuit=Circuit())
    page = turn(qtbot, open_workspace(Project(network)))
    assert page.empty.isVisible()
    assert not page.keep.isVisible()


def test_that_the_page_follows_a_change_of_theme(
    qtbot: QtBot, page: RunsPage, studio: Studio
) -> None:
    before = page.curves.plot.grab().toImage()
    studio.theme.set_mode("dark")
    assert page.curves.plot.grab().toImage() != before
    assert len(key_of(page)) == 1


# -- A trained network of no run


def trained_before() -> Project:
    """Return a project that was trained, by whom nobody knows."""
    network = small_network()
    epochs = some_run(network, "").epochs
    losses = np.linspace(1, 0, 4 * 30, dtype=np.float32)
    trained = trained_at_random(network, 1)
    return Project(network, replace(trained, history=History(epochs, losses)))


def test_that_the_trained_network_of_a_project_without_runs_is_kept_as_one(
    qtbot: QtBot, open_workspace: Open, studio: Studio
) -> None:
    workspace = open_workspace(trained_before())
    source = workspace.panel.data.source
    page = turn(qtbot, workspace)
    press(qtbot, page, "runs-empty-button")
    wait(qtbot, page)
    assert studio.document.undo_label == "Keep as a run"
    assert column(page, "Run") == chosen(page) == ["Run 1"]
    assert column(page, "In use") == ["✓ epoch 4"]
    assert column(page, "Data") == column(page, "Started") == ["unknown"]
    assert page.table.hasFocus()
    assert [row[0] for row in page.card.kept.texts] == ["4"]
    told = page.card.findChild(QLabel, "run-about")
    assert isinstance(told, QLabel)
    assert "on images not known" in told.text()
    press(qtbot, page, "runs-use-button")
    assert workspace.panel.data.source == source
    studio.document.undo()
    wait(qtbot, page)
    assert page.empty.isVisible()


def test_that_nothing_is_offered_to_be_kept_where_nothing_was_trained(
    qtbot: QtBot, open_workspace: Open
) -> None:
    page = turn(qtbot, open_workspace(Project(small_network())))
    button = page.findChild(QPushButton, "runs-empty-button")
    assert isinstance(button, QPushButton)
    assert page.empty.isVisible()
    assert not button.isVisible()


def test_that_a_new_training_keeps_the_one_before_beside_itself(
    qtbot: QtBot, open_workspace: Open, studio: Studio
) -> None:
    project = trained_before()
    workspace = open_workspace(project)
    epochs = workspace.findChild(QSpinBox, "epochs")
    assert isinstance(epochs, QSpinBox)
    epochs.setValue(1)
    page = turn(qtbot, workspace)
    press(qtbot, workspace, "train-start-button")
    qtbot.waitUntil(lambda: len(runs(studio)) == 2, timeout=60_000)
    wait(qtbot, page)
    assert column(page, "In use") == ["✓ epoch 1", ""]
    assert studio.document.undo_label == "Train"
    studio.document.undo()
    assert studio.document.project is project


def test_that_the_first_run_of_all_is_looked_at_while_it_goes_on(
    qtbot: QtBot, open_workspace: Open, studio: Studio
) -> None:
    workspace = open_workspace(Project(small_network()))
    epochs = workspace.findChild(QSpinBox, "epochs")
    assert isinstance(epochs, QSpinBox)
    epochs.setValue(100_000)
    page = turn(qtbot, workspace)
    press(qtbot, workspace, "train-start-button")
    qtbot.waitUntil(lambda: chosen(page) == ["new run"], timeout=60_000)
    press(qtbot, workspace, "train-stop-button")
    qtbot.waitUntil(lambda: runs(studio) == ["Run 1"], timeout=10_000)
    wait(qtbot, page)
    assert chosen(page) == ["Run 1"]
