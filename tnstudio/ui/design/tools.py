"""Small flat buttons above the pages of Design."""

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QToolButton, QWidget

from tnstudio.ui.theme import Theme


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
    button.setIconSize(QSize(18, 18))
    theme.keep_icon(button, icon)
    if act is not None:
        button.clicked.connect(lambda _checked=False: act())
    return button
