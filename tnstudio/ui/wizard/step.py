"""What all steps of the wizard are."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from tnstudio.texts import tr


class Step(QWidget):
    """One page of the wizard.

    Attributes
    ----------
    changed : Signal
        Something else was chosen, or whether one can go on has changed.
    heading, told : str
        What the page is called and what it is for.
    """

    changed = Signal()
    heading = ""
    told = ""

    @property
    def obstacle(self) -> str:
        """Why one cannot go on; empty if one can."""
        return ""

    def enter(self) -> None:
        """Follow what was chosen on the pages before."""


class ChoiceList(QListWidget):
    """Named choices, one of them chosen."""

    def __init__(self, name: str, label: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setToolTip(label)

    def showEvent(self, event: QShowEvent) -> None:
        """Lay the rows out anew: they were made before they had their style."""
        super().showEvent(event)
        self.scheduleDelayedItemsLayout()

    @property
    def chosen(self) -> str:
        """Name of the choice; empty before there is one."""
        item = self.currentItem()
        return "" if item is None else str(item.data(Qt.ItemDataRole.UserRole))

    def offer(self, choices: dict[str, tuple[str, str]]) -> None:
        """Offer these: name to title and explanation; the choice stays if it can."""
        before = self.chosen
        self.clear()
        for name, (title, told) in choices.items():
            item = QListWidgetItem(tr(title), self)
            item.setData(Qt.ItemDataRole.UserRole, name)
            item.setToolTip(tr(told))
        names = list(choices)
        self.setCurrentRow(names.index(before) if before in names else 0)


def muted(name: str, parent: QWidget) -> QLabel:
    """Return a label of secondary text that breaks its lines."""
    label = QLabel(parent)
    label.setObjectName(name)
    label.setProperty("role", "muted")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
