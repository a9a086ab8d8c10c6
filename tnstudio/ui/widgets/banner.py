"""One line that tells something about the state of a workspace."""

from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from tnstudio.texts import without_mnemonic
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.icon_label import IconLabel
from tnstudio.ui.widgets.long_text import breakable, plain_tip, shortened

Kind = Literal["information", "advice", "error"]

MOST_LINES = 3
LONGEST_LINE = 320
"""Of a message, on show; the tooltip has all of it."""

_LOOKS = {
    "information": ("mdi6.information-outline", "accent"),
    "advice": ("mdi6.alert-outline", "warning"),
    "error": ("mdi6.alert-circle-outline", "error"),
}


class Banner(QFrame):
    """A message with an icon; hidden while there is none.

    The icon's shape tells the kind as well as its colour does.

    Attributes
    ----------
    wanted : Signal
        The button was pressed.
    """

    wanted = Signal()

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("role", "panel")
        self._theme = theme
        self._text = ""
        self._icon = IconLabel(18, self)
        self._label = QLabel(self)
        self._label.setObjectName(f"{name}-text")
        # Names of files are no mark-up.
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        self._button = QPushButton(self)
        self._button.setObjectName(f"{name}-button")
        self._button.clicked.connect(self.wanted)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 7, 12, 7)
        layout.setSpacing(10)
        layout.addWidget(self._icon)
        layout.addWidget(self._label, 1)
        layout.addWidget(self._button)
        self.hide()

    @property
    def text(self) -> str:
        """The message; empty while there is none."""
        return self._text

    def tell(
        self, text: str, kind: Kind = "information", button: str = "", tip: str = ""
    ) -> None:
        """Show a message; an empty one hides the banner.

        Parameters
        ----------
        text : str
        kind : Kind
        button, tip : str
            A remedy and what it does; without a label there is no button.
        """
        self._text = text
        shown = shortened(text, MOST_LINES, LONGEST_LINE)
        self._label.setText(breakable(shown))
        self._label.setToolTip(plain_tip(text) if shown != text else "")
        self.setAccessibleName(text)
        self._button.setText(button)
        self._button.setAccessibleName(without_mnemonic(button))
        self._button.setToolTip(tip)
        self._button.setVisible(bool(button))
        self.setVisible(bool(text))
        if text:
            icon, colour = _LOOKS[kind]
            self._theme.keep_icon(self._icon, icon, colour)
