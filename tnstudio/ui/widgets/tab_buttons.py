"""Tabs in as many rows as they need."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QLayout, QLayoutItem, QToolButton, QWidget

from tnstudio.texts import without_mnemonic


class TabButtons(QWidget):
    """Tabs of which one is chosen; those that do not fit begin another row.

    Attributes
    ----------
    currentChanged : Signal of int
        Another tab is chosen.
    """

    currentChanged = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = RowsLayout(self)
        self._group = QButtonGroup(self)
        self._group.idToggled.connect(self._choose)

    def add_tab(self, name: str, title: str, tip: str) -> None:
        """Add a tab at the end; the first one is chosen at once.

        Parameters
        ----------
        name : str
            Object name of the button.
        title : str
            With a mnemonic.
        tip : str
        """
        button = QToolButton(self)
        button.setObjectName(name)
        button.setText(title)
        button.setAccessibleName(without_mnemonic(title))
        button.setToolTip(tip)
        button.setCheckable(True)
        button.setProperty("role", "tab")
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._rows.addWidget(button)
        index = len(self._group.buttons())
        self._group.addButton(button, index)
        if index == 0:
            button.setChecked(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for the height of all rows: a splitter around it would not."""
        super().resizeEvent(event)
        self.setMinimumHeight(self._rows.heightForWidth(self.width()))

    def __len__(self) -> int:
        return len(self._group.buttons())

    def currentIndex(self) -> int:
        """Return the chosen tab."""
        return self._group.checkedId()

    def setCurrentIndex(self, index: int) -> None:
        """Choose a tab."""
        self._group.button(index).setChecked(True)

    def _choose(self, index: int, checked: bool) -> None:
        if checked:
            self.currentChanged.emit(index)


class RowsLayout(QLayout):
    """Widgets side by side, in another row where there is no more room."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(0)

    def addItem(self, item: QLayoutItem) -> None:
        """Take another widget."""
        self._items.append(item)

    def count(self) -> int:
        """Return how many widgets there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return a widget's item."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Let go of a widget."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        """Tell that rows depend on the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all rows."""
        return max((place.bottom() + 1 for place in self._places(width)), default=0)

    def sizeHint(self) -> QSize:
        """Return the size of a single row."""
        sizes = [item.sizeHint() for item in self._items]
        width = sum(size.width() for size in sizes)
        return QSize(width, max((size.height() for size in sizes), default=0))

    def minimumSize(self) -> QSize:
        """Return the size of the largest widget."""
        least = QSize(0, 0)
        for item in self._items:
            least = least.expandedTo(item.minimumSize())
        return least

    def setGeometry(self, rect: QRect) -> None:
        """Place the widgets."""
        super().setGeometry(rect)
        for item, place in zip(self._items, self._places(rect.width()), strict=True):
            item.setGeometry(place.translated(rect.topLeft()))

    def _places(self, width: int) -> list[QRect]:
        places = []
        corner, row = QPoint(0, 0), 0
        for item in self._items:
            size = item.sizeHint()
            if corner.x() and corner.x() + size.width() > width:
                corner = QPoint(0, corner.y() + row + self.spacing())
                row = 0
            places.append(QRect(corner, size))
            corner += QPoint(size.width() + self.spacing(), 0)
            row = max(row, size.height())
        return places
