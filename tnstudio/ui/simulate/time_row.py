"""Below a raster: where one is in time, and buttons to zoom."""

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QScrollBar, QToolButton, QWidget

from tnstudio.texts import tr
from tnstudio.ui.simulate.time_window import TimeWindow
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.text_scale import scaled

IN, OUT = 0.5, 2.0
"""How many times as many ticks are on show after a button or key."""

LEAST_BAR = 12
"""Width of the scroll bar, in pixels."""

LEAST_WIDTH, NAMING_WIDTH = 180, 340
"""Of the row: with icons only, and with names beside them."""

SHEET = """
QToolButton { padding: 4px 3px; } QToolButton:focus { padding: 3px 2px; }
QToolButton::menu-indicator { image: none; }
"""


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
        self._bar.setAccessibleName(tr("Ticks on show"))
        self._bar.setMinimumWidth(LEAST_BAR)
        self._bar.valueChanged.connect(self.scrolled)
        self._menus: list[QToolButton] = []
        self.row = QHBoxLayout(self)
        self.setStyleSheet(SHEET)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(3)
        out = self._button(
            "zoom-out", "mdi6.magnify-minus-outline", tr("Show more ticks (−)")
        )
        into = self._button(
            "zoom-in", "mdi6.magnify-plus-outline", tr("Show fewer ticks (+)")
        )
        fit = self._button(
            "fit", "mdi6.arrow-expand-horizontal", tr("Show the whole run (0)")
        )
        self.row.addWidget(self._bar, 1)
        out.clicked.connect(lambda: self.zoomed.emit(OUT))
        into.clicked.connect(lambda: self.zoomed.emit(IN))
        fit.clicked.connect(self.fitted)

    def add_menu(self, name: str, menu: QMenu, icon: str, tip: str) -> None:
        """Have a button with a menu at the right; just an icon where room is scarce."""
        button = self._button(name, icon, tip)
        button.setText(menu.title())
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menus.append(button)

    def minimumSizeHint(self) -> QSize:
        """Return the size with icons only."""
        return QSize(scaled(LEAST_WIDTH), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Name the menus if there is room for it."""
        super().resizeEvent(event)
        has_room = self.width() >= scaled(NAMING_WIDTH)
        style = Qt.ToolButtonStyle.ToolButtonIconOnly
        if has_room:
            style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        for button in self._menus:
            button.setToolButtonStyle(style)

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
