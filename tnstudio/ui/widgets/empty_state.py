"""What a workspace shows while there is nothing to show."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from tnstudio.texts import without_mnemonic
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.icon_label import IconLabel
from tnstudio.ui.widgets.text_scale import keep_width

TEXT_WIDTH = 430
"""Of the explaining text, in pixels."""


class EmptyState(QWidget):
    """An icon, what is missing, and a button for what to do about it.

    Attributes
    ----------
    wanted : Signal
        The button was pressed.
    """

    wanted = Signal()

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._theme = theme
        self._icon = IconLabel(56, self)
        self._title = QLabel(self)
        self._title.setProperty("role", "title")
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._text = QLabel(self)
        self._text.setProperty("role", "muted")
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._text.setWordWrap(True)
        keep_width(self._text, TEXT_WIDTH)
        self._button = QPushButton(self)
        self._button.setObjectName(f"{name}-button")
        self._button.setProperty("role", "primary")
        self._button.clicked.connect(self.wanted)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.setSpacing(14)
        layout.addStretch(2)
        centre = Qt.AlignmentFlag.AlignHCenter
        layout.addWidget(self._icon, 0, centre)
        layout.addWidget(self._title, 0, centre)
        # A label that wraps is as high as its lines only without an alignment.
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self._text)
        middle.addStretch(1)
        layout.addLayout(middle)
        layout.addWidget(self._button, 0, centre)
        layout.addStretch(3)

    def tell(self, icon: str, title: str, text: str, button: str = "") -> None:
        """Say what is missing; without a label there is no button."""
        self._theme.keep_icon(self._icon, icon, "muted")
        self._title.setText(title)
        self._text.setText(text)
        self._button.setText(button)
        self._button.setAccessibleName(without_mnemonic(button))
        self._button.setVisible(bool(button))
