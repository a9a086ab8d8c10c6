"""Below a raster: where one is in time, and buttons to zoom."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollBar, QToolButton, QWidget

from tnstudio.ui.simulate.time_window import TimeWindow
from tnstudio.ui.theme import Theme

IN, OUT = 0.5, 2.0
"""How many times as many ticks are on show after a button or key."""

LEAST_BAR = 24
"""Width of the scroll bar, in pixels."""


class TimeRow(QWidget):
    """A scroll bar over all that was run, and buttons.

    Attributes
    ----------
    zoomed : Signal of float
        So many times as many ticks are to be shown.
    fitted : Signal
        All is to be shown.
    scrolled : Signal of int
        The tick that is to be the first on show.
    """

    zoomed = Signal(float)
    fitted = Signal()
    scrolled = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._bar = QScrollBar(Qt.Orientation.Horizontal, self)
        self._bar.setObjectName("raster-ticks")
        self._bar.setAccessibleName("Ticks on show")
        self._bar.setMinimumWidth(LEAST_BAR)
        self._bar.valueChanged.connect(self.scrolled)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(3)
        out = self._button(
            "zoom-out", "mdi6.magnify-minus-outline", "Show more ticks (−)"
        )
        into = self._button(
            "zoom-in", "mdi6.magnify-plus-outline", "Show fewer ticks (+)"
        )
        fit = self._button(
            "fit", "mdi6.arrow-expand-horizontal", "Show the whole run (0)"
        )
        self.row.addWidget(self._bar, 1)
        out.clicked.connect(lambda: self.zoomed.emit(OUT))
        into.clicked.connect(lambda: self.zoomed.emit(IN))
        fit.clicked.connect(self.fitted)

    def show_window(self, window: TimeWindow, end: int) -> None:
        """Show where a window is among the ticks that were run; tells nobody."""
        span = max(1, round(window.span))
        most = max(round(window.high), end) - span
        with QSignalBlocker(self._bar):
            self._bar.setRange(0, max(0, most))
            self._bar.setPageStep(span)
            self._bar.setSingleStep(max(1, span // 10))
            self._bar.setValue(round(window.low))

    def _button(self, name: str, icon: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"raster-{name}")
        button.setAccessibleName(tip)
        button.setToolTip(tip)
        self._theme.keep_icon(button, icon)
        self.row.addWidget(button)
        return button
