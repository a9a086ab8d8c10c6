"""Mouse and keys over the page of one core."""

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tnstudio.model.circuit import Circuit, FreeCore
from tnstudio.model.crossbar_edits import Rectangle
from tnstudio.ui.design.core_page import CorePage
from tnstudio.ui.design.crossbar_editor import CrossbarEditor
from tnstudio.ui.design.crossbar_painting import types_width
from tnstudio.ui.studio import Studio

LEFT = Qt.MouseButton.LeftButton
RIGHT = Qt.MouseButton.RightButton
NONE = Qt.MouseButton.NoButton
PLAIN = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key


class Hands:
    """What a user does to the crossbar of the core on show."""

    def __init__(self, page: CorePage, studio: Studio, qtbot: QtBot) -> None:
        self.page, self.studio, self.qtbot = page, studio, qtbot

    @property
    def editor(self) -> CrossbarEditor:
        return self.page.crossbar.editor

    @property
    def circuit(self) -> Circuit:
        circuit = self.studio.document.network.circuit
        assert circuit is not None
        return circuit

    def core(self, index: int = 0) -> FreeCore:
        return self.circuit.cores[index]

    def on(self, index: int = 0) -> list[tuple[int, int]]:
        """The synapses of a core in the document."""
        return [tuple(cell) for cell in np.argwhere(self.core(index).crossbar())]

    @property
    def steps(self) -> int:
        return self.studio.document.position

    # -- Places

    def cell(self, axon: int, neuron: int) -> QPoint:
        left, top, width, height = self.editor.layout_on_show.box(
            Rectangle(axon, neuron, 1, 1)
        )
        return QPoint(int(left + width / 2), int(top + height / 2))

    def type_of(self, axon: int) -> QPoint:
        layout = self.editor.layout_on_show
        edge = layout.edge[0] - types_width(layout)
        return QPoint(int(edge + 8), self.cell(axon, 0).y())

    def number_of_axon(self, axon: int) -> QPoint:
        layout = self.editor.layout_on_show
        edge = layout.edge[0] - types_width(layout)
        return QPoint(int(edge - 12), self.cell(axon, 0).y())

    def number_of_neuron(self, neuron: int) -> QPoint:
        edge = self.editor.layout_on_show.edge[1]
        return QPoint(self.cell(0, neuron).x(), int(edge - 12))

    # -- Acts

    def press(self, place: QPoint, button: Qt.MouseButton = LEFT) -> None:
        self._mouse(QEvent.Type.MouseButtonPress, place, button, button)

    def move(self, place: QPoint, button: Qt.MouseButton = LEFT) -> None:
        self._mouse(QEvent.Type.MouseMove, place, NONE, button)

    def release(self, place: QPoint, button: Qt.MouseButton = LEFT) -> None:
        self._mouse(QEvent.Type.MouseButtonRelease, place, button, NONE)

    def _mouse(
        self,
        kind: QEvent.Type,
        place: QPoint,
        button: Qt.MouseButton,
        held: Qt.MouseButton,
    ) -> None:
        viewport = self.editor.viewport()
        spot = QPointF(place)
        shown = QPointF(viewport.mapToGlobal(place))
        QApplication.sendEvent(
            viewport, QMouseEvent(kind, spot, shown, button, held, PLAIN)
        )

    def drag(self, *places: QPoint, button: Qt.MouseButton = LEFT) -> None:
        """Press at the first place, move over all, release at the last."""
        self.press(places[0], button)
        for place in places[1:]:
            self.move(place, button)
        self.release(places[-1], button)

    def click(self, place: QPoint, modifier: Qt.KeyboardModifier = PLAIN) -> None:
        self.qtbot.mouseClick(self.editor.viewport(), LEFT, modifier, place)

    def key(
        self,
        key: Qt.Key,
        modifier: Qt.KeyboardModifier = PLAIN,
        widget: QWidget | None = None,
    ) -> None:
        self.qtbot.keyClick(widget or self.editor, key, modifier)

    def keys(self, text: str) -> None:
        self.qtbot.keyClicks(self.editor, text)

    def press_button(self, name: str) -> None:
        self.qtbot.mouseClick(self.page.crossbar.palette_of_tools.button(name), LEFT)
