"""The window: editing, problems, actions, theme and layout."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QDockWidget,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QSpinBox,
    QTabBar,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tnstudio.app.selection import Selection
from tnstudio.app.settings import ThemeMode
from tnstudio.model.edits import rename
from tnstudio.model.network import WindowLayer
from tnstudio.model.templates import mnist_5core
from tnstudio.ui.actions import ACTIONS, MENUS, ActionRow, build_actions
from tnstudio.ui.help import all_keys
from tnstudio.ui.main_window import MainWindow
from tnstudio.ui.placement import clamped
from tnstudio.ui.studio import Studio
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.rail import Rail
from tnstudio.ui.workspaces import WORKSPACES

TypeInto = Callable[[QWidget, str], None]


def field(window: MainWindow, name: str) -> QSpinBox:
    found = window.findChild(QSpinBox, name)
    assert found is not None
    return found


def totals(window: MainWindow) -> str:
    label = window.findChild(QLabel, "design-totals")
    assert label is not None
    return label.text()


def modify(studio: Studio) -> None:
    network = rename(studio.document.network, "changed")
    studio.document.edit_network("Rename", network)


class TestEditing:
    def test_that_typing_a_stride_changes_the_core_count(
        self, window: MainWindow, studio: Studio, type_into: TypeInto
    ) -> None:
        assert totals(window) == "5 cores · 512 neurons"
        type_into(field(window, "layer-1-stride"), "6")
        assert studio.document.network.layers[0].stride == 6
        assert totals(window).startswith("13 cores")

    def test_that_a_typed_number_is_one_step_of_the_history(
        self, window: MainWindow, studio: Studio, qtbot: QtBot, type_into: TypeInto
    ) -> None:
        before = studio.document.network
        type_into(field(window, "layer-1-window"), "14")
        assert studio.document.network.layers[0].window == 14
        assert "change window R of layer 1" in window.actions_by_name["undo"].text()
        window.actions_by_name["undo"].trigger()
        assert studio.document.network == before
        assert field(window, "layer-1-window").value() == 16
        window.actions_by_name["redo"].trigger()
        assert field(window, "layer-1-window").value() == 14

    def test_that_leaving_a_field_begins_another_step(
        self, window: MainWindow, studio: Studio, qtbot: QtBot
    ) -> None:
        stride = field(window, "layer-1-stride")
        stride.setFocus()
        qtbot.keyClick(stride, Qt.Key.Key_Up)
        qtbot.keyClick(stride, Qt.Key.Key_Up)
        qtbot.keyClick(stride, Qt.Key.Key_Return)
        qtbot.keyClick(stride, Qt.Key.Key_Down)
        assert stride.value() == 13
        studio.document.undo()
        assert stride.value() == 14
        studio.document.undo()
        assert stride.value() == 12

    def test_that_an_impossible_window_is_told_and_not_a_crash(
        self, window: MainWindow, studio: Studio, qtbot: QtBot, type_into: TypeInto
    ) -> None:
        type_into(field(window, "layer-1-window"), "40")
        notes = window.findChild(QLabel, "layer-1-problems")
        assert notes is not None
        assert notes.isVisible()
        assert "40 × 40" in notes.text()
        button = window.findChild(QToolButton, "status-problems")
        assert button is not None
        assert "2 problems" in button.text()
        window.grab()
        type_into(field(window, "layer-1-window"), "16")
        assert not notes.isVisible()
        assert "No problems" in button.text()

    def test_that_undo_and_redo_are_on_the_keyboard(
        self, window: MainWindow, studio: Studio, qtbot: QtBot
    ) -> None:
        before = studio.document.network
        modify(studio)
        canvas = window.workspace("design")
        qtbot.keyClick(canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert studio.document.network == before
        both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        qtbot.keyClick(canvas, Qt.Key.Key_Z, both)
        assert studio.document.network.name == "changed"

    def test_that_undo_in_a_number_field_takes_edits_back(
        self, window: MainWindow, studio: Studio, qtbot: QtBot, type_into: TypeInto
    ) -> None:
        modify(studio)
        stride = field(window, "layer-1-stride")
        type_into(stride, "6")
        control = Qt.KeyboardModifier.ControlModifier
        qtbot.keyClick(stride, Qt.Key.Key_Z, control)
        assert stride.value() == studio.document.network.layers[0].stride == 12
        assert window.actions_by_name["redo"].isEnabled()
        assert studio.document.network.name == "changed"
        qtbot.keyClick(stride, Qt.Key.Key_Z, control)
        assert studio.document.network == mnist_5core()
        qtbot.keyClick(stride, Qt.Key.Key_Z, control)
        assert studio.document.network == mnist_5core()
        for _ in range(2):
            both = control | Qt.KeyboardModifier.ShiftModifier
            qtbot.keyClick(stride, Qt.Key.Key_Z, both)
        assert stride.value() == 6
        assert not window.actions_by_name["redo"].isEnabled()

    def test_that_undo_in_the_name_takes_edits_back(
        self, window: MainWindow, studio: Studio, qtbot: QtBot, type_into: TypeInto
    ) -> None:
        name = window.findChild(QLineEdit, "network-name")
        assert name is not None
        type_into(field(window, "layer-1-stride"), "6")
        type_into(name, "Mine")
        control = Qt.KeyboardModifier.ControlModifier
        qtbot.keyClick(name, Qt.Key.Key_Z, control)
        assert name.text() == "MNIST, 5 cores"
        assert studio.document.network.layers[0].stride == 6
        qtbot.keyClick(name, Qt.Key.Key_Z, control)
        assert studio.document.network == mnist_5core()
        assert name.text() == "MNIST, 5 cores"

    def test_that_undo_takes_back_a_seed_that_is_still_being_typed(
        self, window: MainWindow, studio: Studio, qtbot: QtBot, type_into: TypeInto
    ) -> None:
        seed = window.findChild(QLineEdit, "network-seed")
        assert seed is not None
        modify(studio)
        before = seed.text()
        type_into(seed, "77")
        control = Qt.KeyboardModifier.ControlModifier
        qtbot.keyClick(seed, Qt.Key.Key_Z, control)
        assert seed.text() == before
        assert studio.document.network.name == "changed"
        window.actions_by_name["redo"].trigger()
        assert seed.text() == "77"
        assert studio.document.network.seed == 77

    def test_that_layers_are_added_and_removed(
        self, window: MainWindow, studio: Studio, qtbot: QtBot
    ) -> None:
        add = window.findChild(QWidget, "layer-add")
        qtbot.mouseClick(add, Qt.MouseButton.LeftButton)
        assert len(studio.document.network.layers) == 3
        qtbot.waitUntil(field(window, "layer-3-window").isVisible)
        remove = window.findChild(QToolButton, "layer-1-remove")
        qtbot.mouseClick(remove, Qt.MouseButton.LeftButton)
        layers = studio.document.network.layers
        assert [layer.window for layer in layers] == [2, 1]
        assert layers[0].features is None
        studio.document.undo()
        studio.document.undo()
        assert studio.document.network == mnist_5core()

    def test_that_all_layers_can_go(
        self, window: MainWindow, studio: Studio, qtbot: QtBot
    ) -> None:
        for _ in range(2):
            remove = window.findChild(QToolButton, "layer-1-remove")
            qtbot.mouseClick(remove, Qt.MouseButton.LeftButton)
        assert studio.document.network.layers == ()
        window.grab()

    def test_that_the_name_is_typed(
        self, window: MainWindow, studio: Studio, type_into: TypeInto
    ) -> None:
        name = window.findChild(QLineEdit, "network-name")
        assert name is not None
        type_into(name, "Mine")
        assert studio.document.network.name == "Mine"
        assert window.windowTitle() == "Mine[*] – TN Studio"
        assert window.isWindowModified()
        studio.document.undo()
        assert name.text() == "MNIST, 5 cores"
        assert not window.isWindowModified()

    def test_that_the_wheel_over_a_field_without_focus_changes_nothing(
        self, window: MainWindow, studio: Studio
    ) -> None:
        window.workspace("design").setFocus()
        assert (
            field(window, "layer-1-window").focusPolicy() == Qt.FocusPolicy.StrongFocus
        )


class TestProblems:
    def test_that_a_click_on_a_problem_selects_its_layer(
        self, window: MainWindow, studio: Studio, qtbot: QtBot
    ) -> None:
        layers = (WindowLayer(16, 12), WindowLayer(3, 1, 64))
        broken = replace(studio.document.network, layers=layers)
        studio.document.edit_network("Break", broken)
        window.show_workspace("train")
        window.actions_by_name["problems"].trigger()
        problems = window.findChild(QListWidget, "problem-list")
        assert problems is not None
        qtbot.waitUntil(problems.isVisible)
        assert problems.item(0).text().startswith("Layer 2: ")
        place = problems.visualItemRect(problems.item(0)).center()
        qtbot.mouseClick(problems.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert studio.document.selection.layer == 1
        assert window.current_workspace == "design"

    def test_that_the_dock_and_its_action_agree(
        self, window: MainWindow, qtbot: QtBot
    ) -> None:
        action = window.actions_by_name["problems"]
        dock = window.findChild(QDockWidget, "dock-problems")
        assert dock is not None
        assert not action.isChecked()
        action.trigger()
        assert dock.isVisible()
        assert action.isChecked()
        dock.close()
        assert not action.isChecked()


class TestActions:
    def test_that_every_row_has_text_tip_and_a_menu(self) -> None:
        names = [row.name for row in ACTIONS]
        assert len(names) == len(set(names))
        for row in ACTIONS:
            assert row.plain_text
            assert row.tip
            assert row.menu in MENUS or row.menu in names

    def test_that_no_key_does_two_things(self) -> None:
        keys = [key for row in ACTIONS for key in row.shortcuts]
        assert len(keys) == len(set(keys))

    def test_that_no_two_mnemonics_of_a_menu_are_alike(self) -> None:
        for menu in {row.menu for row in ACTIONS}:
            letters = [
                row.text[row.text.index("&") + 1].lower()
                for row in ACTIONS
                if row.menu == menu
            ]
            assert len(letters) == len(set(letters)), menu

    def test_that_the_sheet_tells_each_key_once(self) -> None:
        told = [(where, keys) for where, keys, _ in all_keys()]
        told += [(where, text) for where, _, text in all_keys()]
        assert len(told) == len(set(told))

    def test_that_the_sheet_has_all_keys_of_the_workspaces(
        self, window: MainWindow
    ) -> None:
        listed = [(where, keys) for where, keys, _ in all_keys()]
        for row in WORKSPACES:
            workspace = window.workspace(row.name)
            for action in workspace.findChildren(QAction):
                for sequence in action.shortcuts():
                    assert (row.name.capitalize(), sequence.toString()) in listed
            for button in workspace.findChildren(QAbstractButton):
                keys = button.shortcut().toString()
                assert not keys or keys.startswith("Alt+"), button.objectName()

    def test_that_rows_with_a_state_show_their_mark_and_not_an_icon(
        self, window: MainWindow
    ) -> None:
        for row in ACTIONS:
            if row.kind != "menu":
                action = window.actions_by_name[row.name]
                assert action.isIconVisibleInMenu() == (row.kind == "action")
                assert action.isCheckable() == (row.kind != "action")

    @pytest.mark.parametrize("mode", ["light", "dark"])
    @pytest.mark.parametrize("name", ["design", "theme-dark", "problems"])
    def test_that_a_menu_marks_what_is_on(
        self, window: MainWindow, studio: Studio, name: str, mode: ThemeMode
    ) -> None:
        studio.theme.set_mode(mode)
        row = next(row for row in ACTIONS if row.name == name)
        menu = window.findChild(QMenu, f"menu-{row.menu}")
        assert menu is not None
        action = window.actions_by_name[name]
        group = action.actionGroup()
        if group is not None:
            group.setExclusive(False)
        menu.adjustSize()
        looks = []
        for is_on in (False, True):
            action.setChecked(is_on)
            looks.append(menu.grab().toImage())
        assert not looks[0].isNull()
        assert looks[0] != looks[1]

    def test_that_every_action_is_in_a_menu(self, window: MainWindow) -> None:
        in_menus = {
            action.objectName()
            for menu in window.findChildren(QMenu)
            for action in menu.actions()
        }
        wanted = {f"action-{row.name}" for row in ACTIONS if row.kind != "menu"}
        assert wanted <= in_menus

    def test_that_object_names_are_unique(self, window: MainWindow) -> None:
        names = [
            w.objectName()
            for w in window.findChildren(QWidget)
            if w.objectName() and not w.objectName().startswith(("qt_", "Scroll"))
        ]
        doubled = {name for name in names if names.count(name) > 1}
        assert not doubled

    def test_that_every_control_has_an_accessible_name(
        self, window: MainWindow
    ) -> None:
        for control in (
            *window.findChildren(QToolButton),
            *window.findChildren(QSpinBox),
        ):
            if control.isVisible() and not control.objectName().startswith("qt_"):
                assert control.accessibleName(), control.objectName()

    def test_that_the_shortcut_sheet_opens_with_its_key(
        self, window: MainWindow, qtbot: QtBot
    ) -> None:
        qtbot.keyClick(window, Qt.Key.Key_Slash, Qt.KeyboardModifier.ControlModifier)
        sheet = window.findChild(QWidget, "shortcut-sheet")
        assert sheet is not None
        qtbot.waitUntil(sheet.isVisible)
        sheet.close()

    def test_that_about_opens(self, window: MainWindow, qtbot: QtBot) -> None:
        window.actions_by_name["about"].trigger()
        about = window.findChild(QWidget, "about")
        assert about is not None
        qtbot.waitUntil(about.isVisible)
        about.close()

    def test_that_workspaces_have_keys(self, window: MainWindow, qtbot: QtBot) -> None:
        assert window.current_workspace == "design"
        control = Qt.KeyboardModifier.ControlModifier
        qtbot.keyClick(window, Qt.Key.Key_3, control)
        assert window.current_workspace == "train"
        qtbot.keyClick(window, Qt.Key.Key_2, control)
        assert window.current_workspace == "design"

    def test_that_the_rail_names_workspaces_without_their_letters(
        self, qtbot: QtBot
    ) -> None:
        parent = QWidget()
        qtbot.addWidget(parent)
        row = ActionRow("design", "view", "设计(&D)", "", icon="mdi6.pulse")
        made = build_actions(parent, Theme("light"), {"design": print}, [row])
        button = Rail([made["design"]], parent).findChild(QToolButton, "rail-design")
        assert button is not None
        assert button.text() == "设计"
        assert made["design"].text() == "设计(&D)"

    @pytest.mark.parametrize("percent", [75, 100, 150])
    def test_that_the_rail_has_room_for_icon_and_name(
        self, window: MainWindow, studio: Studio, qtbot: QtBot, percent: int
    ) -> None:
        button = window.findChild(QToolButton, "rail-simulate")
        assert button is not None
        studio.theme.set_text_size(percent)
        try:
            qtbot.waitUntil(lambda: button.height() >= button.sizeHint().height())
            assert button.width() >= button.sizeHint().width() - 4
        finally:
            studio.theme.set_text_size(100)

    def test_that_the_rail_is_walked_with_arrows(
        self, window: MainWindow, qtbot: QtBot
    ) -> None:
        first = window.findChild(QToolButton, "rail-design")
        second = window.findChild(QToolButton, "rail-train")
        assert first is not None
        assert second is not None
        first.setFocus()
        qtbot.keyClick(first, Qt.Key.Key_Down)
        assert second.hasFocus()
        qtbot.keyClick(second, Qt.Key.Key_Space)
        assert window.current_workspace == "train"


def dock_tabs(window: MainWindow) -> list[QTabBar]:
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    return window.findChildren(QTabBar, options=direct)


class TestThemeAndLayout:
    def test_that_the_theme_changes_at_once_and_is_remembered(
        self, window: MainWindow, studio: Studio
    ) -> None:
        light = window.grab().toImage().pixelColor(40, 600).lightness()
        window.actions_by_name["theme-dark"].trigger()
        dark = window.grab().toImage().pixelColor(40, 600).lightness()
        assert dark < 80 < light
        assert studio.settings.values.theme == "dark"
        assert window.actions_by_name["theme-dark"].isChecked()
        window.actions_by_name["theme-light"].trigger()

    def test_that_a_layout_leaves_no_tabs_of_docks_over_the_menus(
        self, open_window: Callable[[], MainWindow], studio: Studio, qtbot: QtBot
    ) -> None:
        first = open_window()
        for name in ("problems", "history"):
            first.actions_by_name[name].trigger()
        first.close()
        second = MainWindow(studio)
        qtbot.addWidget(second)
        second.show()
        assert [bar.count() for bar in dock_tabs(second)] == [2]
        second.close()

    def test_that_tab_comes_to_tabs_of_docks_only_if_there_are_any(
        self, window: MainWindow, qtbot: QtBot
    ) -> None:
        def policies() -> set[Qt.FocusPolicy]:
            return {bar.focusPolicy() for bar in dock_tabs(window)}

        qtbot.waitUntil(lambda: policies() <= {Qt.FocusPolicy.NoFocus})
        for name in ("problems", "history"):
            window.actions_by_name[name].trigger()
        qtbot.waitUntil(lambda: policies() == {Qt.FocusPolicy.TabFocus})
        window.actions_by_name["history"].trigger()
        qtbot.waitUntil(lambda: policies() <= {Qt.FocusPolicy.NoFocus})

    def test_that_the_layout_comes_back(
        self, open_window: Callable[[], MainWindow], studio: Studio
    ) -> None:
        first = open_window()
        first.actions_by_name["problems"].trigger()
        first.resize(first.width(), 740)
        first.close()
        again = open_window()
        dock = again.findChild(QDockWidget, "dock-problems")
        assert dock is not None
        assert dock.isVisible()
        assert again.height() == 740
        again.actions_by_name["reset-layout"].trigger()
        assert not dock.isVisible()

    def test_that_a_layout_of_nonsense_is_ignored(
        self, open_window: Callable[[], MainWindow], studio: Studio
    ) -> None:
        studio.settings.change(layout="nonsense!", geometry="ümlaut")
        assert open_window().current_workspace == "design"

    def test_that_a_window_off_all_screens_comes_back(
        self, open_window: Callable[[], MainWindow]
    ) -> None:
        far = open_window()
        far.move(QPoint(90_000, 90_000))
        far.close()
        made = open_window()
        assert made.screen().availableGeometry().intersects(made.frameGeometry())


class TestPlacement:
    def test_that_a_large_window_is_shrunk_to_the_screen(self) -> None:
        screen = QRect(100, 50, 800, 600)
        assert clamped(QRect(9000, 9000, 2000, 300), screen) == QRect(
            100, 200, 800, 300
        )


@pytest.mark.parametrize("view", ["design-outline", "design-canvas"])
def test_that_delete_removes_a_selected_layer_but_not_a_core(
    window: MainWindow, studio: Studio, qtbot: QtBot, view: str
) -> None:
    target = window.findChild(QWidget, view)
    target.setFocus()
    studio.document.select(Selection.of(0, 2))
    qtbot.keyClick(target, Qt.Key.Key_Delete)
    assert studio.document.network == mnist_5core()
    studio.document.select(Selection.of(0))
    qtbot.keyClick(target, Qt.Key.Key_Delete)
    assert len(studio.document.network.layers) == 1
    assert studio.document.undo_label == "Remove layer 1"


def test_that_delete_leaves_the_design_alone_in_other_workspaces(
    window: MainWindow, studio: Studio
) -> None:
    studio.document.select(Selection.of(0))
    window.show_workspace("train")
    assert not window.actions_by_name["delete"].isEnabled()
    window.show_workspace("design")
    assert window.actions_by_name["delete"].isEnabled()
