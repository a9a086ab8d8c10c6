"""Small flat buttons above the pages of Design."""

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QLabel, QToolButton, QWidget

from tnstudio.texts import tr
from tnstudio.ui.design.navigation import NavigableView
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.text_scale import keep_icon_size


class SpareLabel(QLabel):
    """A word beside buttons that is left away where there is no room for it."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.setProperty("role", "muted")

    def minimumSizeHint(self) -> QSize:
        """Ask for no room."""
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw all of the word, or none of it."""
        if self.width() >= self.sizeHint().width():
            super().paintEvent(event)


def tool(
    theme: Theme,
    parent: QWidget,
    name: str,
    icon: str,
    tip: str,
    act: Callable[[], object] | None = None,
) -> QToolButton:
    """Make a button that shows an icon only; its tip is its accessible name."""
    button = QToolButton(parent)
    button.setObjectName(name)
    button.setProperty("role", "flat")
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    keep_icon_size(button, 18)
    theme.keep_icon(button, icon)
    if act is not None:
        button.clicked.connect(lambda _checked=False: act())
    return button


def zoom_tools(
    theme: Theme, parent: QWidget, view: NavigableView, prefix: str, fits: str
) -> list[QToolButton]:
    """Make the buttons that zoom out, zoom in, and fit the whole into the view.

    Parameters
    ----------
    prefix : str
        Of their names.
    fits : str
        What the last one does, e.g. ``Fit the network (F)``.
    """
    return [
        tool(theme, parent, f"{prefix}{name}", icon, tip, act)
        for name, icon, tip, act in (
            ("zoom-out", "mdi6.minus", tr("Zoom out (−)"), view.zoom_out),
            ("zoom-in", "mdi6.plus", tr("Zoom in (+)"), view.zoom_in),
            ("zoom-fit", "mdi6.fit-to-page-outline", fits, view.fit),
        )
    ]
