"""A heading that shows and hides what is below it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.text_scale import keep_icon_size


class Fold(QWidget):
    """What is seldom needed, folded away behind its heading.

    Parameters
    ----------
    theme : Theme
    heading : str
    name : str
        Object name; that of the heading is the same with ``-heading``.
    about : str
        What is in it, as the tooltip of the heading.

    Attributes
    ----------
    body : QVBoxLayout
        What is folded away.
    turned : Signal of bool
        It was opened or closed.
    """

    turned = Signal(bool)

    def __init__(
        self,
        theme: Theme,
        heading: str,
        name: str,
        about: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._theme = theme
        self._button = QToolButton(self)
        self._button.setObjectName(f"{name}-heading")
        self._button.setText(heading)
        self._button.setToolTip(about)
        self._button.setCheckable(True)
        self._button.setProperty("role", "fold")
        self._button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        keep_icon_size(self._button, 16)
        self._button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._note = QLabel(self)
        self._note.setObjectName(f"{name}-note")
        self._content = QWidget(self)
        self.body = QVBoxLayout(self._content)
        self.body.setContentsMargins(0, 4, 0, 2)
        self.body.setSpacing(6)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self._button)
        line.addStretch(1)
        line.addWidget(self._note)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(line)
        layout.addWidget(self._content)
        self._button.toggled.connect(self._turn)
        self._turn(False)
        self.tell("")

    @property
    def is_open(self) -> bool:
        """Whether its content is shown."""
        return self._button.isChecked()

    def set_open(self, is_open: bool) -> None:
        """Show or hide the content."""
        self._button.setChecked(is_open)

    @property
    def told(self) -> str:
        """What is said beside the heading."""
        return self._note.text()

    def tell(self, note: str, *, marked: bool = False) -> None:
        """Say what is to be known of the content even while it is hidden.

        Parameters
        ----------
        note : str
        marked : bool
            Whether it is out of the ordinary.
        """
        self._note.setText(note)
        self._note.setProperty("role", "subheading" if marked else "muted")
        self._note.style().polish(self._note)
        self._button.setAccessibleName(f"{self._button.text()} {note}".strip())

    def _turn(self, is_open: bool) -> None:
        self._content.setVisible(is_open)
        arrow = "mdi6.chevron-down" if is_open else "mdi6.chevron-right"
        self._theme.keep_icon(self._button, arrow, "muted")
        self.turned.emit(is_open)
