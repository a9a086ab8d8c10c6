"""A push button for an action."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QWidget

from tnstudio.texts import without_mnemonic
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.text_scale import keep_icon_size


class ActionButton(QPushButton):
    """Shows and triggers an action; its keys work without it.

    Parameters
    ----------
    theme : Theme
    action : QAction
        Gives text, tooltip and whether it is enabled.
    icon : str
        Name in the ``mdi6`` set.
    primary : bool
        Whether this is the main button of its bar.
    """

    def __init__(
        self,
        theme: Theme,
        action: QAction,
        icon: str,
        *,
        primary: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"{action.objectName()}-button")
        # A click leaves the focus where it is, so that Space stays what the
        # view makes of it.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        keep_icon_size(self, 18)
        self._theme = theme
        self._action = action
        self._colour = "accent_text" if primary else "text"
        if primary:
            self.setProperty("role", "primary")
        self.clicked.connect(lambda: action.trigger())
        action.changed.connect(self._follow)
        self.show_icon(icon)
        self._follow()

    def show_icon(self, icon: str) -> None:
        """Change the icon."""
        self._theme.keep_icon(self, icon, self._colour)

    def _follow(self) -> None:
        action = self._action
        self.setText(action.text())
        self.setAccessibleName(without_mnemonic(action.text()))
        self.setToolTip(action.toolTip())
        self.setEnabled(action.isEnabled())
