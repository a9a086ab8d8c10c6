"""Somebody who does anything with the Simulate workspace, as a seed has it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QLineEdit,
    QSlider,
    QSpinBox,
    QWidget,
)

from tests.ui.conftest import Answers
from tnstudio.app.circuit_design import toggle_synapse
from tnstudio.app.document import Document
from tnstudio.ui.dialogs import Question
from tnstudio.ui.main_window import MainWindow
from tnstudio.ui.simulate.workspace import SimulateWorkspace

LONGEST_STEP = 300
"""Ticks of a long step."""

KEYS = (
    *(Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Space, Qt.Key.Key_Up),
    *(Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Tab),
    *(Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_0, Qt.Key.Key_Return),
    *(Qt.Key.Key_Delete, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_F9),
    *(Qt.Key(code) for code in range(Qt.Key.Key_A, Qt.Key.Key_Z + 1)),
)

LEFT = Qt.MouseButton.LeftButton
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier

UNTOUCHED = ("dataset",)
"""In names of controls that lead out of the workspace."""


class AnyAnswer(Answers):
    """Goes back from every question, and chooses no file."""

    def choose(self, question: Question) -> str:
        rejected = [c.name for c in question.choices if c.kind == "reject"]
        return rejected[0] if rejected else question.default

    def file_to_open(self, folder: Path) -> Path | None:
        return None

    def file_to_save(self, suggestion: Path) -> Path | None:
        return None


class RandomUser:
    """Does one thing after the other with a window.

    Parameters
    ----------
    window : MainWindow
    document : Document
        Of the window.
    seed : int
    """

    def __init__(self, window: MainWindow, document: Document, seed: int) -> None:
        self._random = np.random.default_rng(seed)
        self._window = window
        self._document = document
        workspace = window.workspace("simulate")
        assert isinstance(workspace, SimulateWorkspace)
        self.workspace = workspace
        self.done: list[str] = []
        # A dialog that waits for its end has an event loop of its own.
        self._closer = QTimer(window)
        self._closer.timeout.connect(close_popups)
        self._closer.start(30)

    def act(self) -> None:
        """Do something."""
        if not self.workspace.isVisible():
            self._window.show_workspace("simulate")
        deed = self._pick(
            [
                *[self._press_key] * 6,
                *[self._click_button] * 6,
                *[self._use_mouse] * 4,
                *[self._turn_wheel] * 2,
                *[self._set_number] * 2,
                *[self._choose_item] * 2,
                self._choose_from_box,
                self._drag_timeline,
                self._choose_image,
                self._edit,
                self._undo,
                self._go_elsewhere,
                self._resize,
                self._wait,
            ]
        )
        deed()
        close_popups()

    def rest(self) -> None:
        """Stop playing, so that the window comes to rest."""
        self.workspace.player.pause()
        close_popups()

    # -- Deeds

    def _press_key(self) -> None:
        key = self._pick(KEYS)
        target = QApplication.focusWidget() or self.workspace
        if (
            isinstance(target, QLineEdit | QAbstractSpinBox)
            and self._random.random() < 0.7
        ):
            target = self.workspace
        self._note(f"key {Qt.Key(key).name} to {target.objectName()}")
        QTest.keyClick(target, key, self._pick([NONE, NONE, SHIFT]))

    def _click_button(self) -> None:
        button = self._any(QAbstractButton)
        if button is not None:
            self._note(f"click {button.objectName()} {button.text()}")
            QTest.mouseClick(button, LEFT)

    def _use_mouse(self) -> None:
        view = self._any_canvas()
        if view is None:
            return
        start, end = self._place(view), self._place(view)
        self._note(f"mouse on {view.parent().objectName()} {view.objectName()}")
        modifier = self._pick([NONE, NONE, SHIFT])
        QTest.mousePress(view, LEFT, modifier, start)
        if self._random.random() < 0.5:
            QTest.mouseMove(view, end)
        else:
            end = start
        QTest.mouseRelease(view, LEFT, modifier, end)
        if self._random.random() < 0.1:
            QTest.mouseDClick(view, LEFT, NONE, start)

    def _turn_wheel(self) -> None:
        view = self._any_canvas()
        if view is None:
            return
        place = QPointF(self._place(view))
        delta = QPoint(0, int(self._random.integers(-3, 4)) * 120)
        self._note(f"wheel {delta.y()} on {view.parent().objectName()}")
        event = QWheelEvent(
            place,
            QPointF(view.mapToGlobal(place.toPoint())),
            QPoint(),
            delta,
            Qt.MouseButton.NoButton,
            NONE,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(view, event)

    def _set_number(self) -> None:
        field = self._any(QAbstractSpinBox)
        if isinstance(field, QSpinBox):
            low, high = field.minimum(), field.maximum()
            most = LONGEST_STEP if field.objectName() == "step-count" else 1000
            value = int(self._random.integers(low, min(high, low + most) + 1))
            self._note(f"{field.objectName()} = {value}")
            field.setValue(value)
        elif isinstance(field, QDoubleSpinBox):
            value = float(self._random.uniform(field.minimum(), field.maximum()))
            self._note(f"{field.objectName()} = {value}")
            field.setValue(value)

    def _choose_from_box(self) -> None:
        box = self._any(QComboBox)
        if box is not None and box.count():
            index = int(self._random.integers(box.count()))
            self._note(f"{box.objectName()} = {box.itemText(index)}")
            box.setCurrentIndex(index)
            box.activated.emit(index)

    def _choose_item(self) -> None:
        view = self._any(QAbstractItemView)
        if view is not None:
            self._note(f"item of {view.objectName()}")
            QTest.mouseClick(view.viewport(), LEFT, NONE, self._place(view.viewport()))

    def _drag_timeline(self) -> None:
        bar = self.workspace.transport.timeline
        if bar.isEnabled():
            self._note("timeline")
            QTest.mousePress(bar, LEFT, NONE, self._place(bar))
            for _ in range(3):
                QTest.mouseMove(bar, self._place(bar))
            QTest.mouseRelease(bar, LEFT, NONE, self._place(bar))
        else:
            slider = self._any(QSlider)
            if slider is not None:
                slider.setValue(int(self._random.integers(slider.maximum() + 1)))

    def _choose_image(self) -> None:
        if self.workspace.input.isVisible():
            self._note("image")
            self.workspace.input.choose(int(self._random.integers(20)))

    def _edit(self) -> None:
        document = self._document
        circuit = document.network.circuit
        if circuit is not None and circuit.cores:
            self._note("flip a synapse in the design")
            core = int(self._random.integers(len(circuit.cores)))
            axon, neuron = self._random.integers(4, size=2).tolist()
            toggle_synapse(document, core, axon, neuron)

    def _undo(self) -> None:
        document = self._document
        self._note("undo or redo")
        if self._random.random() < 0.5:
            document.undo()
        else:
            document.redo()

    def _go_elsewhere(self) -> None:
        place = self._pick(["design", "train", "simulate"])
        self._note(f"go to {place}")
        self._window.show_workspace(place)

    def _resize(self) -> None:
        width, height = self._random.integers((1000, 700), (1700, 1100))
        self._note(f"{width} x {height}")
        self._window.resize(int(width), int(height))

    def _wait(self) -> None:
        self._note("wait")
        QTest.qWait(int(self._random.integers(60)))

    # -- Choosing

    def _note(self, deed: str) -> None:
        self.done.append(deed)

    def _pick(self, things: Sequence[Any]) -> Any:
        return things[int(self._random.integers(len(things)))]

    def _any(self, kind: type) -> QWidget | None:
        found = [w for w in self.workspace.findChildren(kind) if _is_in_reach(w)]
        return self._pick(found) if found else None

    def _any_canvas(self) -> QWidget | None:
        """Return something that draws itself, or the inside of what scrolls."""
        areas = self.workspace.findChildren(QAbstractScrollArea)
        found = [area.viewport() for area in areas if _is_in_reach(area)]
        names = ("chip-map", "input-picture", "timeline")
        found += [
            widget
            for name in names
            for widget in self.workspace.findChildren(QWidget, name)
            if _is_in_reach(widget)
        ]
        return self._pick(found) if found else None

    def _place(self, widget: QWidget) -> QPoint:
        x, y = self._random.integers((max(1, widget.width()), max(1, widget.height())))
        return QPoint(int(x), int(y))


def _is_in_reach(widget: QWidget) -> bool:
    name = widget.objectName().lower()
    led_out = any(part in name for part in UNTOUCHED)
    return widget.isVisible() and widget.isEnabled() and not led_out


def close_popups() -> None:
    """Close menus and dialogs, as somebody does who thinks better of it."""
    for find in (QApplication.activePopupWidget, QApplication.activeModalWidget):
        for _ in range(5):
            popup = find()
            if popup is None:
                break
            if isinstance(popup, QDialog):
                popup.reject()
            else:
                popup.close()
