"""Cut, copy, paste, duplicate, delete, select and find with the keyboard."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QByteArray, QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QSpinBox, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from tests.circuits import oscillator
from tnstudio.app.clipboard import MIME_TYPE
from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.errors import TNStudioError
from tnstudio.model.circuit import Circuit
from tnstudio.model.hardware import TRUENORTH
from tnstudio.model.network import free_network
from tnstudio.model.project import Project
from tnstudio.model.templates import mnist_5core
from tnstudio.storage.clip_text import clip_of
from tnstudio.ui.clip_mime import leave_on_clipboard
from tnstudio.ui.main_window import MainWindow
from tnstudio.ui.studio import Studio

TypeInto = Callable[[QWidget, str], None]

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
FIRST = Item(Kind.LAYER, 0)


@pytest.fixture(autouse=True)
def _empty_clipboard(qapp: object) -> Iterator[None]:
    QGuiApplication.clipboard().clear()
    yield
    QGuiApplication.clipboard().clear()


@pytest.fixture
def press(window: MainWindow, qtbot: QtBot) -> Callable[..., None]:
    """Press a key with Control in the Design workspace."""
    design = window.workspace("design")
    design.setFocus()

    def press_key(key: Qt.Key, modifier: Qt.KeyboardModifier = CONTROL) -> None:
        qtbot.keyClick(design, key, modifier)

    return press_key


def enabled(window: MainWindow) -> set[str]:
    names = "cut copy paste duplicate delete select-all select-alike find find-next"
    return {name for name in names.split() if window.actions_by_name[name].isEnabled()}


def select(studio: Studio, *items: Item) -> None:
    studio.document.select(Selection(items))


class TestClipboard:
    def test_that_a_layer_is_copied_and_pasted_in_one_step(
        self, studio: Studio, window: MainWindow, press: Callable[..., None]
    ) -> None:
        select(studio, FIRST)
        press(Qt.Key.Key_C)
        assert studio.document.history == ("Open",)
        assert window.statusBar().currentMessage() == "Copied 1 layer"
        press(Qt.Key.Key_V)
        assert [layer.window for layer in studio.document.network.layers] == [16, 16, 2]
        assert studio.document.selection.items == (Item(Kind.LAYER, 1),)
        press(Qt.Key.Key_Z)
        assert studio.document.network == mnist_5core()

    def test_that_cut_cores_are_pasted_into_another_project(
        self, studio: Studio, press: Callable[..., None]
    ) -> None:
        studio.document.replace_by(Project(oscillator()), None)
        select(studio, Item(Kind.CORE, 0, 0), Item(Kind.CORE, 0, 1))
        press(Qt.Key.Key_X)
        assert studio.document.network.circuit.cores == ()
        assert studio.document.undo_label.startswith("Remove cores 0, 1")
        other = free_network("other", Circuit(), TRUENORTH)
        studio.document.replace_by(Project(other), None)
        press(Qt.Key.Key_V)
        cores = studio.document.network.circuit.cores
        assert [core.name for core in cores] == ["half 0", "half 1"]
        assert cores[0].crossbar().shape == (256, 256)
        assert cores[0].routes.core[0, 0] == 1

    def test_that_duplicate_needs_no_clipboard(
        self, studio: Studio, window: MainWindow, press: Callable[..., None]
    ) -> None:
        studio.document.replace_by(Project(oscillator()), None)
        select(studio, Item(Kind.CORE, 0, 0))
        press(Qt.Key.Key_D)
        assert len(studio.document.network.circuit.cores) == 3
        assert studio.document.undo_label == "Duplicate core 2"
        assert "paste" not in enabled(window)

    def test_that_a_paste_that_does_not_fit_tells_why(
        self, studio: Studio, press: Callable[..., None], errors: list[TNStudioError]
    ) -> None:
        select(studio, FIRST)
        press(Qt.Key.Key_C)
        studio.document.replace_by(Project(oscillator()), None)
        press(Qt.Key.Key_V)
        assert [error.message for error in errors] == [
            "Layers cannot be pasted among free cores"
        ]
        assert studio.document.history == ("Open",)

    def test_that_nonsense_from_another_program_is_told(
        self, studio: Studio, press: Callable[..., None], errors: list[TNStudioError]
    ) -> None:
        data = QMimeData()
        data.setData(MIME_TYPE, QByteArray(b'{"format": \xff'))
        QGuiApplication.clipboard().setMimeData(data)
        press(Qt.Key.Key_V)
        assert errors[0].location == "clipboard"
        assert studio.document.history == ("Open",)

    def test_that_other_programs_get_a_text(
        self, studio: Studio, press: Callable[..., None]
    ) -> None:
        select(studio, FIRST)
        press(Qt.Key.Key_C)
        data = QGuiApplication.clipboard().mimeData()
        assert data.formats() == [MIME_TYPE]
        text = bytes(data.data(MIME_TYPE).data()).decode()
        assert clip_of(text).layers == mnist_5core().layers[:1]

    def test_that_what_is_copied_outlives_the_window(
        self, studio: Studio, press: Callable[..., None]
    ) -> None:
        select(studio, FIRST)
        press(Qt.Key.Key_C)
        leave_on_clipboard()
        assert type(QGuiApplication.clipboard().mimeData()) is QMimeData
        select(studio)
        press(Qt.Key.Key_V)
        assert len(studio.document.network.layers) == 3
        leave_on_clipboard()


class TestWhenThereIsSomethingToDo:
    def test_that_actions_follow_selection_clipboard_and_workspace(
        self, studio: Studio, window: MainWindow, press: Callable[..., None]
    ) -> None:
        assert enabled(window) == {"select-all", "find", "find-next"}
        select(studio, Item(Kind.CORE, 0, 1))
        assert enabled(window) == {"select-all", "select-alike", "find", "find-next"}
        select(studio, FIRST)
        every = {"cut", "copy", "duplicate", "delete"} | enabled(window)
        assert enabled(window) == every
        press(Qt.Key.Key_C)
        assert enabled(window) == every | {"paste"}
        window.show_workspace("train")
        assert enabled(window) == set()
        window.show_workspace("design")
        assert enabled(window) == every | {"paste"}
        QGuiApplication.clipboard().setText("text")
        assert "paste" not in enabled(window)
        studio.document.edit_network(
            "Remove", replace(studio.document.network, layers=())
        )
        assert enabled(window) == set()


class TestTextFieldsKeepTheirKeys:
    @pytest.fixture
    def name(self, window: MainWindow) -> QLineEdit:
        found = window.findChild(QLineEdit, "network-name")
        assert found is not None
        return found

    def test_that_the_name_is_copied_and_pasted_as_text(
        self, studio: Studio, name: QLineEdit, qtbot: QtBot
    ) -> None:
        select(studio, FIRST)
        name.setFocus()
        for key in (Qt.Key.Key_A, Qt.Key.Key_C):
            qtbot.keyClick(name, key, CONTROL)
        qtbot.keyClick(name, Qt.Key.Key_End)
        qtbot.keyClick(name, Qt.Key.Key_V, CONTROL)
        assert name.text() == "MNIST, 5 coresMNIST, 5 cores"
        assert studio.document.network.layers == mnist_5core().layers
        assert studio.document.selection.items == (FIRST,)

    def test_that_delete_and_cut_take_letters(
        self, studio: Studio, name: QLineEdit, qtbot: QtBot
    ) -> None:
        select(studio, FIRST)
        name.setFocus()
        name.setCursorPosition(0)
        qtbot.keyClick(name, Qt.Key.Key_Delete)
        assert name.text() == "NIST, 5 cores"
        qtbot.keyClick(name, Qt.Key.Key_A, CONTROL)
        qtbot.keyClick(name, Qt.Key.Key_X, CONTROL)
        assert name.text() == ""
        assert len(studio.document.network.layers) == 2

    def test_that_a_number_field_does_so_too(
        self, studio: Studio, window: MainWindow, qtbot: QtBot
    ) -> None:
        select(studio, FIRST)
        stride = window.findChild(QSpinBox, "layer-1-stride")
        assert stride is not None
        stride.setFocus()
        for key in (Qt.Key.Key_A, Qt.Key.Key_C):
            qtbot.keyClick(stride, key, CONTROL)
        assert QGuiApplication.clipboard().text() == "12"
        qtbot.keyClick(stride, Qt.Key.Key_Delete)
        assert len(studio.document.network.layers) == 2
        assert studio.document.selection.items == (FIRST,)


class TestSelecting:
    def test_that_all_of_a_layer_and_then_of_all_are_selected(
        self, studio: Studio, press: Callable[..., None]
    ) -> None:
        press(Qt.Key.Key_A)
        assert studio.document.selection.items == (FIRST, Item(Kind.LAYER, 1))
        select(studio, Item(Kind.CORE, 0, 1))
        press(Qt.Key.Key_A)
        assert len(studio.document.selection.items) == 4
        press(Qt.Key.Key_A, CONTROL | SHIFT)
        assert len(studio.document.selection.items) == 5


class TestFinding:
    @pytest.fixture
    def text(self, window: MainWindow) -> QLineEdit:
        found = window.findChild(QLineEdit, "find-text")
        assert found is not None
        return found

    @pytest.fixture
    def count(self, window: MainWindow) -> QLabel:
        found = window.findChild(QLabel, "find-count")
        assert found is not None
        return found

    def test_that_typing_selects_and_enter_goes_on(
        self,
        studio: Studio,
        press: Callable[..., None],
        qtbot: QtBot,
        text: QLineEdit,
        count: QLabel,
    ) -> None:
        press(Qt.Key.Key_F)
        assert text.isVisible()
        assert text.hasFocus()
        qtbot.keyClicks(text, "core 0")
        assert count.text() == "1 of 2"
        assert studio.document.selection.items == (Item(Kind.CORE, 0, 0),)
        qtbot.keyClick(text, Qt.Key.Key_Return)
        assert count.text() == "2 of 2"
        assert studio.document.selection.items == (Item(Kind.CORE, 1, 0),)
        qtbot.keyClick(text, Qt.Key.Key_Return)
        assert count.text() == "1 of 2"
        qtbot.keyClick(text, Qt.Key.Key_Return, SHIFT)
        assert count.text() == "2 of 2"
        qtbot.keyClick(text, Qt.Key.Key_F3, SHIFT)
        assert count.text() == "1 of 2"
        assert studio.document.history == ("Open",)

    def test_that_escape_closes_and_f3_goes_on_without_the_bar(
        self, studio: Studio, window: MainWindow, press, qtbot: QtBot, text: QLineEdit
    ) -> None:
        press(Qt.Key.Key_F)
        qtbot.keyClicks(text, "core 0")
        qtbot.keyClick(text, Qt.Key.Key_Escape)
        assert not text.isVisible()
        focus = window.focusWidget()
        assert focus is not None
        assert window.workspace("design").isAncestorOf(focus)
        press(Qt.Key.Key_F3, Qt.KeyboardModifier.NoModifier)
        assert studio.document.selection.items == (Item(Kind.CORE, 1, 0),)

    def test_that_f3_without_a_query_asks_for_one(
        self, press, text: QLineEdit, studio: Studio
    ) -> None:
        press(Qt.Key.Key_F3, Qt.KeyboardModifier.NoModifier)
        assert text.hasFocus()
        assert studio.document.selection == Selection()

    def test_that_nothing_found_is_said_and_selects_nothing_else(
        self, studio: Studio, press, qtbot: QtBot, text: QLineEdit, count: QLabel
    ) -> None:
        select(studio, FIRST)
        press(Qt.Key.Key_F)
        qtbot.keyClicks(text, "core 77")
        assert count.text() == "nothing found"
        assert count.property("role") == "problem"
        text.clear()
        assert count.text() == ""

    def test_that_the_count_follows_design_and_selection(
        self, studio: Studio, press, qtbot: QtBot, text: QLineEdit, count: QLabel
    ) -> None:
        press(Qt.Key.Key_F)
        qtbot.keyClicks(text, "core 0")
        select(studio, FIRST)
        assert count.text() == "2 found"
        layers = mnist_5core().layers[:1]
        studio.document.edit_network(
            "Remove", replace(studio.document.network, layers=layers)
        )
        assert count.text() == "1 found"

    def test_that_buttons_step_and_close(
        self, studio: Studio, window: MainWindow, press, qtbot: QtBot, text: QLineEdit
    ) -> None:
        press(Qt.Key.Key_F)
        qtbot.keyClicks(text, "core 0")
        for name in ("find-on", "find-back", "find-back"):
            button = window.findChild(QToolButton, name)
            assert button is not None
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert studio.document.selection.items == (Item(Kind.CORE, 1, 0),)
        close = window.findChild(QToolButton, "find-close")
        qtbot.mouseClick(close, Qt.MouseButton.LeftButton)
        assert not text.isVisible()

    def test_that_the_bar_leaves_with_design(
        self, window: MainWindow, press, text: QLineEdit
    ) -> None:
        press(Qt.Key.Key_F)
        window.show_workspace("train")
        assert not text.isVisible()
