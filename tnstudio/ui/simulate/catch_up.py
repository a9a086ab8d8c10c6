"""Tells that ticks were not counted, and has them counted."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from tnstudio.texts import plural, tr

TIP = tr(
    "Run the ticks that were not counted again, exactly as they were, and count them"
)


class CatchUp(QWidget):
    """A line that is seen only while ticks are missing.

    Parameters
    ----------
    name : str
        Start of the object names.

    Attributes
    ----------
    wanted : Signal
        The user wants all ticks to be counted.
    """

    wanted = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = QLabel(self)
        self._label.setObjectName(f"{name}-missing")
        self._label.setProperty("role", "muted")
        ignored, fixed = QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed
        self._label.setSizePolicy(ignored, fixed)
        self._button = QPushButton(tr("Count them"), self)
        self._button.setObjectName(f"{name}-count")
        self._button.setAccessibleName(tr("Count the ticks that were not counted"))
        self._button.setToolTip(TIP)
        self._button.clicked.connect(self.wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._label, 1)
        row.addWidget(self._button)
        self.hide()

    def tell(self, missing: int) -> None:
        """Say how many ticks are missing; nothing if none are."""
        if missing:
            self._label.setText(
                plural(
                    "{number:,} tick not counted yet",
                    "{number:,} ticks not counted yet",
                    missing,
                )
            )
        if self.isHidden() == bool(missing):
            self.setVisible(bool(missing))
