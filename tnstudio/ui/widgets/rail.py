"""The column of workspaces at the left edge of the window."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QToolButton, QVBoxLayout, QWidget

from tnstudio.texts import tr, without_mnemonic
from tnstudio.ui.widgets.text_scale import keep_icon_size, keep_size, keep_width


class Rail(QFrame):
    """Buttons with icon and text, one of them chosen.

    Up and Down move the focus between them.
    """

    WIDTH = 84

    def __init__(self, actions: list[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setAccessibleName(tr("Workspaces"))
        keep_width(self, self.WIDTH)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(7, 8, 7, 8)
        layout.setSpacing(4)
        for action in actions:
            layout.addWidget(self._button(action))
        layout.addStretch(1)

    def _button(self, action: QAction) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"rail-{action.objectName().removeprefix('action-')}")
        button.setDefaultAction(action)
        button.setAccessibleName(without_mnemonic(action.text()))
        button.setAccessibleDescription(action.statusTip())
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        keep_icon_size(button, 24)
        keep_size(button, self.WIDTH - 14, 58, frame=16)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button
