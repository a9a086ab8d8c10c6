"""The sheet of keyboard shortcuts and the About dialog."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from tnstudio.ui.actions import ACTIONS, KEYS, MENUS
from tnstudio.version import __version__

_ABOUT = f"""
<h3>TN Studio {__version__}</h3>
<p>Design, train, deploy and step networks for neurosynaptic chips of the
TrueNorth kind.</p>
<p>Networks and training: Esser et al., “Backpropagation for energy-efficient
neuromorphic computing”, NIPS 2015. Neurons: Cassidy et al., “Cognitive
computing building block”, IJCNN 2013.</p>
<p>The MNIST digits are by LeCun, Cortes and Burges (CC BY-SA 3.0).</p>
<p>Licence: Apache 2.0.</p>
"""

Keys = tuple[str, str, str]
"""Where, keys, what for."""


def all_keys() -> list[Keys]:
    """Return all keys of the tables: of the menus, then of the views."""
    rows = [
        (MENUS[row.menu].replace("&", ""), _native(row.shortcuts), row.plain_text)
        for row in ACTIONS
        if row.shortcuts
    ]
    return rows + [(row.view, row.keys, row.text) for row in KEYS]


def _native(keys: Iterable[str]) -> str:
    shown = QKeySequence.SequenceFormat.NativeText
    return ", ".join(QKeySequence(k).toString(shown) for k in keys)


class ShortcutSheet(QDialog):
    """All keys, by where they work."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("shortcut-sheet")
        self.setWindowTitle("Keyboard shortcuts")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(560, 620)
        tree = QTreeWidget(self)
        tree.setObjectName("shortcut-list")
        tree.setAccessibleName("Keyboard shortcuts")
        tree.setHeaderLabels(["What it does", "Keys"])
        tree.setRootIsDecorated(False)
        tree.setItemsExpandable(False)
        tree.setIndentation(14)
        tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        tree.header().setStretchLastSection(False)
        groups: dict[str, QTreeWidgetItem] = {}
        for where, shown, text in all_keys():
            if where not in groups:
                groups[where] = _heading(tree, where)
            QTreeWidgetItem(groups[where], [text, shown])
        tree.expandAll()
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        close.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 14, 14, 14)
        layout.addWidget(tree)
        layout.addWidget(close)


def _heading(tree: QTreeWidget, text: str) -> QTreeWidgetItem:
    item = QTreeWidgetItem(tree, [text])
    font = tree.font()
    font.setBold(True)
    item.setFont(0, font)
    item.setFlags(Qt.ItemFlag.ItemIsEnabled)
    return item


class AboutDialog(QDialog):
    """What the program is, and whose work it stands on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("about")
        self.setWindowTitle("About TN Studio")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        text = QLabel(_ABOUT, self)
        text.setWordWrap(True)
        text.setMinimumWidth(420)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        close.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 10, 18, 14)
        layout.addWidget(text)
        layout.addWidget(close)
