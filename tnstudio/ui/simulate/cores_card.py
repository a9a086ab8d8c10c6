"""The cores of the chip: which one is selected, which have a raster."""

from collections.abc import Collection

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QWidget,
)

from tnstudio.texts import tr
from tnstudio.ui.simulate.chip_map import ChipMap
from tnstudio.ui.simulate.cores import ChipCores
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.card import Card
from tnstudio.ui.widgets.long_text import plain_tip

FIRST_LANES = 64
"""Cores that have a raster at first, at most."""

NARROW_MAP, WIDE_MAP = 104, 200
"""Of the map, in pixels."""

LEAST_LIST = 150
"""Width that the longest names need, in pixels."""

ABOUT = tr("The selected core is on show in the crossbar; checked ones have a raster.")


class CoresCard(Card):
    """A list with a check for each raster, and a map.

    Attributes
    ----------
    core_chosen : Signal of int
    lanes_changed : Signal
        Other cores are checked.
    """

    core_chosen = Signal(int)
    lanes_changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Cores"), "cores-card", parent)
        self._list = _List(self)
        self._list.setObjectName("core-list")
        self._list.setAccessibleName(tr("Cores of the chip"))
        self._list.setUniformItemSizes(True)
        self._list.setMinimumWidth(LEAST_LIST)
        self._list.setToolTip(ABOUT)
        self.map = ChipMap(theme, self)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.viewport().setAutoFillBackground(False)
        self._scroll.setWidget(self.map)
        self.map.setAutoFillBackground(False)
        self._scroll.setMinimumWidth(NARROW_MAP)
        self._scroll.setMaximumWidth(WIDE_MAP)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._list, 1)
        row.addWidget(self._scroll, 1)
        self.body.addLayout(row, 1)
        self.header.addStretch(1)
        self.header.addWidget(
            self._button("all", tr("All"), tr("Show the raster of all cores"))
        )
        self.header.addWidget(
            self._button(
                "selected", tr("Selected"), tr("Show the selected core's raster only")
            )
        )
        self._list.currentRowChanged.connect(self._choose)
        self._list.itemChanged.connect(lambda _: self.lanes_changed.emit())
        self.map.core_chosen.connect(self.core_chosen)

    @property
    def lanes(self) -> tuple[int, ...]:
        """The checked cores."""
        checked = Qt.CheckState.Checked
        rows = range(self._list.count())
        return tuple(r for r in rows if self._list.item(r).checkState() == checked)

    def show_chip(self, cores: ChipCores) -> None:
        """List another chip's cores; the first ones of one copy are checked."""
        self._list.setToolTip(f"{ABOUT}<br>{cores.about_names}")
        with QSignalBlocker(self._list):
            self._list.clear()
            for core in range(len(cores)):
                item = QListWidgetItem()
                _name(item, cores, core)
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(_state(core < FIRST_LANES and cores.copy(core) == 0))
                self._list.addItem(item)
        self.map.show_chip(cores)
        self.lanes_changed.emit()

    def rename(self, cores: ChipCores) -> None:
        """Show what the cores are called now."""
        with QSignalBlocker(self._list):
            for core in range(len(cores)):
                _name(self._list.item(core), cores, core)

    def select(self, core: int) -> None:
        """Mark a core."""
        with QSignalBlocker(self._list):
            self._list.setCurrentRow(core)
        self.map.select(core)
        x, y = self.map.centre_of(core)
        self._scroll.ensureVisible(int(x), int(y))

    def show_activity(self, activity: npt.NDArray[np.float64]) -> None:
        """Colour the map."""
        self.map.show_activity(activity)

    def check(self, cores: Collection[int]) -> None:
        """Give these cores a raster, and no others."""
        wanted = set(cores)
        with QSignalBlocker(self._list):
            for row in range(self._list.count()):
                self._list.item(row).setCheckState(_state(row in wanted))
        self.lanes_changed.emit()

    def _choose(self, row: int) -> None:
        if row >= 0:
            self.core_chosen.emit(row)

    def _check(self, which: str) -> None:
        current = self._list.currentRow()
        self.check(range(self._list.count()) if which == "all" else (current,))

    def _button(self, name: str, text: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(f"lanes-{name}")
        button.setAccessibleName(tip)
        button.setToolTip(tip)
        button.clicked.connect(lambda: self._check(name))
        return button


class _List(QListWidget):
    """A list that leaves letters to the workspace: all names begin with a number."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().isalpha():
            event.ignore()
        else:
            super().keyPressEvent(event)


def _name(item: QListWidgetItem, cores: ChipCores, core: int) -> None:
    item.setText(cores.short_name(core))
    item.setToolTip(plain_tip(cores.name(core)))


def _state(checked: bool) -> Qt.CheckState:
    return Qt.CheckState.Checked if checked else Qt.CheckState.Unchecked
