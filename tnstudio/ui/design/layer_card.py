"""One layer in the strip of layers: a button to choose it, and to drag it by."""

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from tnstudio.app.wording import counted
from tnstudio.texts import tr
from tnstudio.ui.design.facts import LayerFacts
from tnstudio.ui.stylesheet import blended
from tnstudio.ui.theme import Theme

WIDTH = 112
_PAD = 8


def card_height(metrics: QFontMetrics) -> int:
    """Return the height of a card in a font: three lines."""
    return 3 * metrics.height() + _PAD


class LayerCard(QAbstractButton):
    """Tells a layer's numbers; a click chooses it, a drag moves it.

    Attributes
    ----------
    dragged : Signal
        The card is dragged: where the pointer is on the screen (`QPoint`).
    dropped : Signal
        The drag has ended, or has been called off (bool: whether it counts).
    stepped : Signal
        A key asks to choose the neighbour: -1 or +1.
    moved : Signal
        A key asks to move the layer: -1 or +1.
    """

    dragged = Signal(QPoint)
    dropped = Signal(bool)
    stepped = Signal(int)
    moved = Signal(int)

    def __init__(self, theme: Theme, index: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"strip-layer-{index + 1}")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._theme = theme
        self._title = tr("Layer {number}", number=index + 1)
        self._lines = ("", "")
        self._is_broken = False
        self._press: QPointF | None = None
        self._is_dragged = False
        theme.changed.connect(self.update)

    def show_facts(self, facts: LayerFacts, *, is_chosen: bool) -> None:
        """Tell another state of the layer."""
        symbols = [("R", facts.window), ("S", facts.stride)]
        if facts.features_are_free:
            symbols.append(("F", facts.features))
        numbers = " ".join(f"{symbol} {value}" for symbol, value in symbols)
        self._lines = (numbers, counted(facts.cores, "core"))
        errors = [p for p in facts.problems if p.severity == "error"]
        self._is_broken = bool(errors)
        self.setChecked(is_chosen)
        wrong = "".join(
            "\n" + tr("{problem}: {hint}", problem=p.message, hint=p.hint)
            for p in errors
        )
        told = f"{self._title}: {numbers}, {facts.summary}"
        self.setAccessibleName(told)
        self.setToolTip(
            f"{told}{wrong}\n" + tr("Drag, or press Alt+Left or Alt+Right, to move it")
        )
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for three lines."""
        return QSize(WIDTH, card_height(self.fontMetrics()))

    def minimumSizeHint(self) -> QSize:
        """Return the same: cards scroll, they do not shrink."""
        return self.sizeHint()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Note where a drag may begin."""
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._press = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the card once the pointer has gone far enough."""
        if self._press is None:
            return
        way = (event.position() - self._press).manhattanLength()
        if way >= QApplication.startDragDistance():
            self._is_dragged = True
            self.setDown(False)
        if self._is_dragged:
            self.dragged.emit(event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Drop the card, or take the click."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._press = None
        if self._is_dragged:
            self._end_drag(counts=True)
            event.accept()
        else:
            super().mouseReleaseEvent(event)

    def call_off(self) -> None:
        """Give up a drag: the card stays where it is."""
        if self._is_dragged:
            self._end_drag(counts=False)

    def hideEvent(self, event: QHideEvent) -> None:
        """Give up a drag whose picture goes away."""
        super().hideEvent(event)
        self.call_off()

    def _end_drag(self, *, counts: bool) -> None:
        self._is_dragged, self._press = False, None
        self.dropped.emit(counts)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose a neighbour with arrow keys; with Alt, move the layer."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Escape and self._is_dragged:
            self.call_off()
        elif step is None:
            super().keyPressEvent(event)
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.moved.emit(step)
        else:
            self.stepped.emit(step)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the card with its three lines."""
        colours = self._theme.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_frame(painter)
        line = self.fontMetrics().height()
        room = QRect(_PAD + 2, _PAD // 2, self.width() - 2 * _PAD, line)
        title = f"⚠ {self._title}" if self._is_broken else self._title
        shades = (colours.text, colours.text, colours.muted)
        for text, colour in zip((title, *self._lines), shades, strict=True):
            font = self.font()
            font.setBold(text is title)
            painter.setFont(font)
            painter.setPen(QColor(colours.error if self._is_broken else colour))
            shown = painter.fontMetrics().elidedText(
                text, Qt.TextElideMode.ElideRight, room.width()
            )
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
            room.translate(0, line)

    def _paint_frame(self, painter: QPainter) -> None:
        colours = self._theme.colours
        fill, border = colours.surface, colours.grid
        if self.isChecked():
            fill = blended(colours.surface, colours.accent, 0.2)
            border = colours.accent
        elif self.underMouse():
            border = colours.muted
        width = 2.5 if self.hasFocus() else 1.0
        if self.hasFocus():
            border = colours.accent
        inset = width / 2 + 0.5
        painter.setPen(QPen(QColor(border), width))
        painter.setBrush(QColor(fill))
        frame = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(frame, 6, 6)
        if self.isChecked():
            # Chosen is told by shape, too, not by colour only.
            bar = QRectF(frame.left() + 1, frame.top() + 6, 3, frame.height() - 12)
            painter.fillRect(bar, QColor(colours.accent))
