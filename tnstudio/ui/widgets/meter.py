"""How much of a limited thing is used."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from tnstudio.texts import tr
from tnstudio.ui.theme import Theme

_BAR = 4


class Meter(QWidget):
    """A name, ``used / limit``, and a bar below; red and marked beyond the limit.

    Parameters
    ----------
    name : str
        What is used, e.g. ``axons per core``: the end of the object's name.
    tip : str
        What that means.
    label : str, optional
        What it is called, shown as it is; the name by default.

    Attributes
    ----------
    clicked : Signal
    """

    clicked = Signal()

    def __init__(
        self,
        theme: Theme,
        name: str,
        tip: str = "",
        parent: QWidget | None = None,
        *,
        label: str = "",
    ) -> None:
        super().__init__(parent)
        place = parent.objectName() if parent is not None else "meter"
        self.setObjectName(f"{place}-{name.replace(' ', '-')}")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._theme = theme
        self._label = label or name
        self._tip = tip
        self._used = 0
        self._limit = 1
        theme.changed.connect(self.update)
        self.show_use(0, 1)

    @property
    def text(self) -> str:
        """What the meter says."""
        return f"{self._label} {self._used:,} / {self._limit:,}"

    @property
    def is_over(self) -> bool:
        """Whether more is used than there is."""
        return self._used > self._limit

    def show_use(self, used: int, limit: int) -> None:
        """Show another state."""
        self._used, self._limit = used, limit
        told = self.text
        if self.is_over:
            told = tr("{used}, more than there are", used=told)
        self.setAccessibleName(told)
        self.setToolTip(f"{self._tip}\n{told}".strip())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for the text and the bar."""
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(self._shown()) + 4
        return QSize(width, metrics.height() + _BAR + 5)

    def minimumSizeHint(self) -> QSize:
        """Return the same: a number must not be cut."""
        return self.sizeHint()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell of a click."""
        inside = self.rect().contains(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and inside:
            self.clicked.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the press, so that its release comes here."""
        event.accept()

    def _shown(self) -> str:
        return f"{'! ' if self.is_over else ''}{self.text}"

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw text and bar."""
        colours = self._theme.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = self.rect().adjusted(0, 0, 0, -_BAR - 3)
        painter.setPen(QColor(colours.error if self.is_over else colours.text))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self._shown())
        bar = QRectF(0, self.height() - _BAR - 1, self.width(), _BAR)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.grid))
        painter.drawRoundedRect(bar, 2, 2)
        share = min(1.0, self._used / self._limit) if self._limit > 0 else 1.0
        bar.setWidth(max(_BAR, bar.width() * share) if self._used else 0)
        painter.setBrush(QColor(colours.error if self.is_over else colours.accent))
        painter.drawRoundedRect(bar, 2, 2)
