"""The inspector's layers: many at once, moved, and why typed text is refused."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import show
from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.model.edits import rename, set_layer
from tnstudio.model.network import WindowLayer
from tnstudio.model.project import Project
from tnstudio.model.templates import mnist_30core
from tnstudio.ui.design.workspace import DesignWorkspace
from tnstudio.ui.studio import Studio

LEFT = Qt.MouseButton.LeftButton
TypeInto = Callable[[QWidget, str], None]


@pytest.fixture
def workspace(qtbot: QtBot, studio: Studio) -> Iterator[DesignWorkspace]:
    network = set_layer(mnist_30core(), 2, WindowLayer(1, 1, 32))
    studio.document.replace_by(Project(network), None)
    made = DesignWorkspace(studio)
    made.resize(1200, 760)
    show(qtbot, made)
    yield made
    qtbot.waitUntil(made.is_quiet)
    made.close()
    made.deleteLater()


@pytest.fixture
def find(workspace: DesignWorkspace) -> Callable[[str], QWidget]:
    def find_widget(name: str) -> QWidget:
        found = workspace.findChild(QWidget, name)
        assert found is not None, name
        return found

    return find_widget


def windows(studio: Studio) -> list[int]:
    return [layer.window for layer in studio.document.network.layers]


class TestTogether:
    def test_that_an_edit_is_made_in_all_selected_layers_as_one_step(
        self,
        studio: Studio,
        find: Callable[[str], QWidget],
        type_into: TypeInto,
    ) -> None:
        before = studio.document.network
        items = [Item(Kind.LAYER, layer) for layer in (1, 2, 3)]
        studio.document.select(Selection(tuple(items)))
        note = find("layers-together")
        assert isinstance(note, QLabel)
        assert note.text() == "Edits apply to layers 2, 3, 4"
        type_into(find("layer-3-features"), "48")
        features = [layer.features for layer in studio.document.network.layers]
        assert features == [None, 48, 48, 48]
        label = "Change features F of layers 2, 3, 4"
        assert studio.document.history == ("Open", label)
        studio.document.undo()
        assert studio.document.network == before

    def test_that_a_layer_that_is_not_selected_is_edited_alone(
        self,
        studio: Studio,
        find: Callable[[str], QWidget],
        type_into: TypeInto,
    ) -> None:
        items = [Item(Kind.LAYER, layer) for layer in (1, 3)]
        studio.document.select(Selection(tuple(items)))
        assert find("layer-2-editor").property("selected")
        assert not find("layer-3-editor").property("selected")
        type_into(find("layer-3-window"), "2")
        assert windows(studio) == [16, 2, 2, 2]
        studio.document.select(Selection.of(1))
        assert not find("layers-together").isVisible()


def test_that_a_long_name_is_read_from_its_beginning(
    studio: Studio, find: Callable[[str], QWidget]
) -> None:
    network = rename(studio.document.network, "a long name " * 20)
    studio.document.edit_network("Rename", network)
    field = find("network-name")
    assert isinstance(field, QLineEdit)
    assert field.cursorPosition() == 0


class TestText:
    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("x", "R is a whole number from 1 to 2,048"),
            ("-", "R is a whole number from 1 to 2,048"),
            ("0", "R is a whole number from 1 to 2,048"),
            ("9999", "R is a whole number from 1 to 2,048"),
        ],
    )
    def test_that_text_that_is_no_such_number_is_refused_with_a_reason(
        self,
        studio: Studio,
        qtbot: QtBot,
        find: Callable[[str], QWidget],
        type_into: TypeInto,
        text: str,
        reason: str,
    ) -> None:
        field, note = find("layer-2-window"), find("layer-2-typing")
        assert isinstance(note, QLabel)
        type_into(field, text)
        assert reason in note.text()
        assert note.isVisible()
        assert studio.document.network.layers[1].window in (2, 999)
        qtbot.keyClick(field, Qt.Key.Key_Return)
        assert not note.isVisible()

    def test_that_an_empty_field_keeps_its_number_and_says_so(
        self, studio: Studio, qtbot: QtBot, find: Callable[[str], QWidget]
    ) -> None:
        field, note = find("layer-2-stride"), find("layer-2-typing")
        assert isinstance(field, QSpinBox)
        assert isinstance(note, QLabel)
        field.setFocus()
        field.selectAll()
        qtbot.keyClick(field, Qt.Key.Key_Delete)
        assert "S stays 1 until a number is typed" in note.text()
        assert field.property("invalid")
        assert studio.document.history == ("Open",)
        qtbot.keyClick(field, Qt.Key.Key_3)
        assert not note.isVisible()
        assert not field.property("invalid")
        assert studio.document.network.layers[1].stride == 3

    def test_that_a_number_that_nobody_could_type_is_shown_as_it_is(
        self, studio: Studio, find: Callable[[str], QWidget]
    ) -> None:
        field = find("layer-2-window")
        assert isinstance(field, QSpinBox)
        broken = set_layer(studio.document.network, 1, WindowLayer(0, 5000, 1))
        studio.document.edit_network("Break", broken)
        assert field.value() == 0
        assert find("layer-2-stride").value() == 5000  # type: ignore[attr-defined]
        studio.document.undo()
        assert (field.value(), field.minimum()) == (2, 1)


class TestOrder:
    @pytest.mark.parametrize("way", ["button", "keys"])
    def test_that_layers_are_moved(
        self,
        studio: Studio,
        qtbot: QtBot,
        find: Callable[[str], QWidget],
        way: str,
    ) -> None:
        if way == "button":
            qtbot.mouseClick(find("layer-3-up"), LEFT)
        else:
            field = find("layer-3-window")
            field.setFocus()
            qtbot.keyClick(field, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
        assert windows(studio) == [16, 1, 2, 2]
        assert studio.document.selection == Selection.of(1)
        qtbot.mouseClick(find("layer-2-down"), LEFT)
        assert windows(studio) == [16, 2, 1, 2]
        assert len(studio.document.history) == 3

    @pytest.mark.parametrize("name", ["layer-4-window", "layer-4-up"])
    def test_that_the_focus_goes_with_a_layer_that_is_moved_by_keys(
        self,
        studio: Studio,
        qtbot: QtBot,
        find: Callable[[str], QWidget],
        name: str,
    ) -> None:
        find(name).setFocus()
        for _ in range(2):
            focused = QApplication.focusWidget()
            assert focused is not None
            if name.endswith("up"):
                qtbot.keyClick(focused, Qt.Key.Key_Space)
            else:
                alt = Qt.KeyboardModifier.AltModifier
                qtbot.keyClick(focused, Qt.Key.Key_Up, alt)
        assert windows(studio) == [16, 2, 2, 1]
        assert studio.document.selection == Selection.of(1)
        focused = QApplication.focusWidget()
        assert focused is not None
        assert focused.objectName() == name.replace("4", "2")

    def test_that_a_layer_is_removed_with_the_space_bar(
        self, studio: Studio, qtbot: QtBot, find: Callable[[str], QWidget]
    ) -> None:
        remove = find("layer-2-remove")
        remove.setFocus(Qt.FocusReason.TabFocusReason)
        qtbot.keyClick(remove, Qt.Key.Key_Space)
        assert windows(studio) == [16, 1, 2]
        assert find("layer-add").hasFocus()

    def test_that_the_ends_cannot_be_left(self, find: Callable[[str], QWidget]) -> None:
        assert not find("layer-1-up").isEnabled()
        assert find("layer-1-down").isEnabled()
        assert not find("layer-4-down").isEnabled()

    def test_that_a_layer_is_duplicated(
        self, studio: Studio, qtbot: QtBot, find: Callable[[str], QWidget]
    ) -> None:
        qtbot.mouseClick(find("layer-3-duplicate"), LEFT)
        assert windows(studio) == [16, 2, 1, 1, 2]
        assert studio.document.selection == Selection.of(3)

    def test_that_an_added_layer_fits(
        self, studio: Studio, qtbot: QtBot, find: Callable[[str], QWidget]
    ) -> None:
        qtbot.mouseClick(find("layer-add"), LEFT)
        added = studio.document.network.layers[-1]
        assert (added.window, added.stride, added.features) == (2, 1, 64)
        assert studio.document.selection == Selection.of(4)
