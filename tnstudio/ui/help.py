"""The sheet of keyboard shortcuts and the About dialog."""

from collections.abc import Iterable
from itertools import groupby

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from tnstudio.texts import tr, without_mnemonic
from tnstudio.ui.actions import ACTIONS, MENUS
from tnstudio.ui.icons import app_icon
from tnstudio.ui.key_rows import KEYS
from tnstudio.version import __version__

_ABOUT = tr(
    """
<h3>TN Studio {version}</h3>
<p>Design, train, deploy and step networks for neurosynaptic chips of the
TrueNorth kind.</p>
<p>Networks and training: Esser et al., “Backpropagation for energy-efficient
neuromorphic computing”, NIPS 2015. Neurons: Cassidy et al., “Cognitive
computing building block”, IJCNN 2013.</p>
<p>The MNIST digits are by LeCun, Cortes and Burges (CC BY-SA 3.0).</p>
<p>Licence: Apache 2.0.</p>
""",
    version=__version__,
)

_ICON_SIDE = 72

Keys = tuple[str, str, str]
"""Where, keys, what for."""


def all_keys() -> list[Keys]:
    """Return all keys of the tables: of the menus, then of the views."""
    rows = [
        (without_mnemonic(MENUS[row.menu]), _native(row.shortcuts), row.plain_text)
        for row in ACTIONS
        if row.shortcuts
    ]
    return rows + [(row.view, row.keys, row.text) for row in KEYS]


def _native(keys: Iterable[str]) -> str:
    shown = QKeySequence.SequenceFormat.NativeText
    return ", ".join(QKeySequence(k).toString(shown) for k in keys)


class ShortcutSheet(QDialog):
    """All keys, by where they work; to be searched and copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("shortcut-sheet")
        self.setWindowTitle(tr("Keyboard shortcuts"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(560, 620)
        self.search = _search_field(self)
        self.search.textChanged.connect(self._fill)
        self._tree = _key_list(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 14, 14, 14)
        layout.addWidget(self.search)
        layout.addWidget(self._tree)
        layout.addWidget(self._buttons())
        self._fill("")

    @property
    def shown(self) -> list[Keys]:
        """The keys on show."""
        return keys_with(self.search.text())

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        copy = QPushButton(tr("&Copy as text"), self)
        copy.setObjectName("shortcut-copy")
        copy.setToolTip(tr("Copy the keys on show, e.g. to print them"))
        copy.setAutoDefault(False)
        copy.clicked.connect(self._copy)
        box.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        box.rejected.connect(self.reject)
        return box

    def _fill(self, _text: str) -> None:
        self._tree.clear()
        groups: dict[str, QTreeWidgetItem] = {}
        for where, shown, text in self.shown:
            if where not in groups:
                groups[where] = _heading(self._tree, where)
            QTreeWidgetItem(groups[where], [text, shown])
        self._tree.expandAll()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(as_text(self.shown))


def keys_with(query: str) -> list[Keys]:
    """Return the keys with all words of a query in place, keys or text."""
    words = query.casefold().split()
    return [
        row
        for row in all_keys()
        if all(word in " ".join(row).casefold() for word in words)
    ]


def as_text(keys: Iterable[Keys]) -> str:
    """Return keys as plain text, by where they work."""
    lines: list[str] = []
    for where, rows in groupby(keys, lambda row: row[0]):
        lines += ["", where, "-" * len(where)] if lines else [where, "-" * len(where)]
        lines += [f"{shown:<28}  {text}" for _, shown, text in rows]
    return "\n".join(lines)


def _search_field(parent: QWidget) -> QLineEdit:
    field = QLineEdit(parent)
    field.setObjectName("shortcut-search")
    field.setAccessibleName(tr("Search the keys"))
    field.setPlaceholderText(tr("Search"))
    field.setToolTip(tr("Show only keys with these words"))
    field.setClearButtonEnabled(True)
    return field


def _key_list(parent: QWidget) -> QTreeWidget:
    tree = QTreeWidget(parent)
    tree.setObjectName("shortcut-list")
    tree.setAccessibleName(tr("Keyboard shortcuts"))
    tree.setHeaderLabels([tr("What it does"), tr("Keys")])
    tree.setRootIsDecorated(False)
    tree.setItemsExpandable(False)
    tree.setIndentation(14)
    tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
    tree.header().setStretchLastSection(False)
    return tree


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
        self.setWindowTitle(tr("About TN Studio"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        text = QLabel(_ABOUT, self)
        text.setWordWrap(True)
        text.setMinimumWidth(420)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        close.rejected.connect(self.reject)
        body = QHBoxLayout()
        body.setSpacing(18)
        body.addWidget(_picture(self), 0, Qt.AlignmentFlag.AlignTop)
        body.addWidget(text, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 14, 18, 14)
        layout.addLayout(body)
        layout.addWidget(close)


def _picture(dialog: QDialog) -> QLabel:
    picture = QLabel(dialog)
    picture.setObjectName("about-icon")
    picture.setAccessibleName(tr("The icon of TN Studio"))
    side = QSize(_ICON_SIDE, _ICON_SIDE)
    picture.setPixmap(app_icon().pixmap(side, dialog.devicePixelRatio()))
    return picture
