"""The causes and consequences of a spike as a tree, opened step by step."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView, QWidget

from tnstudio.app.tracing import Direction, TracedSpike, edges_behind, far_end
from tnstudio.simulation.trace import Edge, Node
from tnstudio.texts import tr
from tnstudio.ui.colours import Colours
from tnstudio.ui.simulate.cores import ChipCores
from tnstudio.ui.simulate.trace_lights import LIGHTS
from tnstudio.ui.simulate.trace_words import LIT, count_text, node_text, place_text
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.long_text import plain_tip
from tnstudio.ui.widgets.text_scale import keep_fit, scaled

COLUMNS = (tr("Spike"), tr("Tick"), tr("Axon"), tr("Delay"), tr("Adds"))

ABOUT_COLUMNS = (
    tr("The neuron, input or output whose spike it is"),
    tr("The tick in which it fired"),
    tr("The axon on the way, of the core that it leads to"),
    tr("Ticks on the way"),
    tr("What it added to V there; negative ones are in the sum, too"),
)

FIGURE_WIDTH = 50
"""Of a column of numbers, in pixels."""

LEAST_NAME = 160
"""Of the column of names; where there is less room, the tree is scrolled."""

_MOVES = (
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
)

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


@dataclass(slots=True)
class _Row:
    """A spike as it is reached on one way; its id is its place in the list."""

    parent: int
    place: int
    node: Node
    edge: Edge | None
    direction: Direction
    children: list[int] | None = None


class TraceModel(QAbstractItemModel):
    """Rows are made when they are looked at: there are very many ways."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cores: ChipCores | None = None
        self._traced: TracedSpike | None = None
        self._behind: dict[Direction, dict[Node, list[Edge]]] = {}
        self._rows: list[_Row] = []
        self._top: list[int] = []
        self._colours: dict[Direction, QColor] = {}

    def dress(self, colours: Colours) -> None:
        """Take the colours of another theme."""
        self._colours = {
            way: QColor(light.colour(colours)) for way, light in LIGHTS.items()
        }

    def show(
        self,
        cores: ChipCores | None,
        traced: TracedSpike | None,
        directions: Sequence[Direction],
    ) -> None:
        """Show a trace, each direction below a row of its own; None for nothing."""
        self.beginResetModel()
        self._cores, self._traced = cores, traced
        self._rows, self._top, self._behind = [], [], {}
        if traced is not None:
            for direction in directions:
                found = edges_behind(traced.trace(direction), direction)
                self._behind[direction] = found
                row = _Row(-1, len(self._top), traced.spike, None, direction)
                self._top.append(self._add(row))
        self.endResetModel()

    def node(self, index: _Index) -> Node | None:
        """Return the spike at a place."""
        return self._rows[index.internalId()].node if index.isValid() else None

    # -- What Qt asks for

    def index(self, row: int, column: int, parent: _Index = _ROOT) -> QModelIndex:
        """Return a place in the tree."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, self._children(parent)[row])

    def parent(self, index: _Index = _ROOT) -> QModelIndex:  # type: ignore[override]
        """Return the row that a row is below."""
        above = self._rows[index.internalId()].parent if index.isValid() else -1
        if above < 0:
            return QModelIndex()
        return self.createIndex(self._rows[above].place, 0, above)

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """Return the number of rows below one."""
        return 0 if parent.column() > 0 else len(self._children(parent))

    def columnCount(self, parent: _Index = _ROOT) -> int:  # noqa: ARG002
        """Return the number of columns."""
        return len(COLUMNS)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Return the name of a column, or what it tells."""
        if orientation is Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return COLUMNS[section]
            if role == Qt.ItemDataRole.ToolTipRole:
                return ABOUT_COLUMNS[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(section)
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the text of a cell."""
        if not index.isValid() or self._cores is None or self._traced is None:
            return None
        row = self._rows[index.internalId()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(place_text(self._cores, row.node)) if row.edge else LIT
        if role == Qt.ItemDataRole.DecorationRole:
            is_heading = row.edge is None and index.column() == 0
            return self._colours.get(row.direction) if is_heading else None
        if role == Qt.ItemDataRole.DisplayRole:
            if row.edge is None:
                title = count_text(self._traced, row.direction)
                return title if index.column() == 0 else ""
            return _texts(self._cores, row.node, row.edge)[index.column()]
        return None

    def _add(self, row: _Row) -> int:
        self._rows.append(row)
        return len(self._rows) - 1

    def _children(self, parent: _Index) -> list[int]:
        if not parent.isValid():
            return self._top
        number = int(parent.internalId())
        row = self._rows[number]
        if row.children is None:
            edges = self._behind[row.direction].get(row.node, ())
            row.children = [
                self._add(
                    _Row(number, k, far_end(edge, row.direction), edge, row.direction)
                )
                for k, edge in enumerate(edges)
            ]
        return row.children


class TraceTree(QTreeView):
    """The tree; keys that are no keys of a tree are left to the workspace.

    Attributes
    ----------
    chosen : Signal of Spike, InputSpike or OutputSpike
        Another row is the current one.
    entered : Signal of Spike, InputSpike or OutputSpike
        A row was double-clicked, or Enter was pressed.
    """

    chosen = Signal(object)
    entered = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("trace-tree")
        self.setAccessibleName(tr("Causes and consequences of the spike"))
        self.setToolTip(
            tr(
                "A row selects its neuron; Enter or a double click goes to its tick. "
                "Right arrow opens what is behind a spike"
            )
        )
        self._model = TraceModel(self)
        self.setModel(self._model)
        self.setUniformRowHeights(True)
        self.setIndentation(14)
        self.setExpandsOnDoubleClick(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        keep_fit(self, self._fit_figures)
        theme.changed.connect(lambda: self._dress(theme.colours))
        self._dress(theme.colours)
        self.selectionModel().currentChanged.connect(self._tell)
        self.doubleClicked.connect(self._enter)

    def show_trace(
        self,
        cores: ChipCores | None,
        traced: TracedSpike | None,
        directions: Sequence[Direction],
    ) -> None:
        """Show a trace with its first steps; None for nothing."""
        self._model.show(cores, traced, directions)
        self.expandToDepth(0)
        for row in range(self._model.rowCount()):
            self.setFirstColumnSpanned(row, QModelIndex(), True)
        last = 0 if traced is None else max(traced.end - 1, 0)
        wide = self.fontMetrics().horizontalAdvance(f"{last}") + 18
        self.header().resizeSection(1, max(scaled(FIGURE_WIDTH), wide))
        self._fit_names()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give names the room that figures leave."""
        super().resizeEvent(event)
        self._fit_names()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter a row; leave letters, Space and Escape to the workspace."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter(self.currentIndex())
        elif event.key() == Qt.Key.Key_Escape or _types(event.text()):
            event.ignore()
        else:
            super().keyPressEvent(event)
            if event.key() in _MOVES:
                # At the end of the tree too it is no key of the workspace.
                event.accept()

    def _fit_figures(self) -> None:
        for column in range(1, len(COLUMNS)):
            self.header().resizeSection(column, scaled(FIGURE_WIDTH))
        self._fit_names()

    def _fit_names(self) -> None:
        header = self.header()
        figures = sum(header.sectionSize(k) for k in range(1, len(COLUMNS)))
        room = self.viewport().width() - figures
        header.resizeSection(0, max(scaled(LEAST_NAME), room))

    def _dress(self, colours: Colours) -> None:
        self._model.dress(colours)
        self.viewport().update()

    def _tell(self, index: QModelIndex) -> None:
        node = self._model.node(index)
        if node is not None:
            self.chosen.emit(node)

    def _enter(self, index: QModelIndex) -> None:
        node = self._model.node(index)
        if node is not None:
            self.entered.emit(node)


def _types(text: str) -> bool:
    """Tell whether a key is one of a letter, a digit or Space."""
    return text == " " or text.isalnum()


def _texts(cores: ChipCores, node: Node, edge: Edge) -> tuple[str, ...]:
    axon = "" if edge.axon is None else str(edge.axon)
    adds = "" if edge.contribution is None else f"{edge.contribution:+d}"
    return node_text(cores, node), str(node.tick), axon, str(edge.delay), adds


def _alignment(column: int) -> int:
    side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
    return int(side | Qt.AlignmentFlag.AlignVCenter)
