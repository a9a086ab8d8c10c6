"""The list of data sets to choose from: bundled ones, own ones, others."""

from collections.abc import Iterable
from pathlib import PurePath

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

from tnstudio.datasets.load import bundled_names
from tnstudio.texts import tr
from tnstudio.ui.widgets.fields import About
from tnstudio.ui.widgets.long_text import plain_tip

FOLDER = tr("Folder …")
FILE = tr("File …")

_ABOUT = About(
    "dataset",
    tr("Data set"),
    tr(
        "Images to train and to test with: a bundled set; a folder with IDX files, "
        "with "
        ".npy files or with a folder of pictures for each class; an .npz or HDF5 file."
    ),
)
_FOLDER_TIP = tr("IDX files, .npy files, or a folder of pictures for each class")
_FILE_TIP = tr("An .npz or HDF5 file with images and labels")


class DatasetList(QComboBox):
    """Bundled data sets, own ones, and how to come to others.

    Attributes
    ----------
    chosen : Signal of str
        The user has chosen a source.
    folder_wanted, file_wanted : Signal
        The user wants to look for one.
    """

    chosen = Signal(str)
    folder_wanted = Signal()
    file_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        _ABOUT.name(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # Else the longest name would tell how wide the panel is.
        self.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.setMinimumContentsLength(10)
        self.activated.connect(self._take)

    def show_sources(self, current: str, own: Iterable[str]) -> None:
        """Offer the bundled data sets and own ones, and show the current one."""
        bundled = bundled_names()
        sources = [source for source in own if source not in bundled]
        if current not in (*bundled, *sources):
            sources.insert(0, current)
        with QSignalBlocker(self):
            self.clear()
            for name in bundled:
                self._add(name, name, tr("The bundled data set {name}", name=name))
            if sources:
                self.insertSeparator(self.count())
            for source, label in zip(sources, labels_of(sources), strict=True):
                self._add(label, source, source)
            self.insertSeparator(self.count())
            self._add(FOLDER, None, _FOLDER_TIP)
            self._add(FILE, None, _FILE_TIP)
            self.select(current)

    def select(self, source: str) -> None:
        """Show that this one is chosen."""
        index = self.findData(source)
        self.setCurrentIndex(index)
        tip = _ABOUT.tooltip
        if index >= 0:
            tip += "<br>" + tr("Chosen: {source}", source=plain_tip(source))
        self.setToolTip(tip)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the panel: another data set is a matter of seconds."""
        event.ignore()

    def _add(self, label: str, source: str | None, tip: str) -> None:
        self.addItem(label, source)
        role = Qt.ItemDataRole.ToolTipRole
        self.setItemData(self.count() - 1, plain_tip(tip), role)

    def _take(self, index: int) -> None:
        text, source = self.itemText(index), self.itemData(index)
        if source is not None:
            self.chosen.emit(source)
        elif text == FOLDER:
            self.folder_wanted.emit()
        else:
            self.file_wanted.emit()


def labels_of(sources: list[str]) -> list[str]:
    """Return the last part of each path; of equal ones, the folder too."""
    names = [PurePath(source).name or source for source in sources]
    return [
        name
        if names.count(name) == 1
        else tr("{name} in {folder}", name=name, folder=PurePath(source).parent.name)
        for name, source in zip(names, sources, strict=True)
    ]
