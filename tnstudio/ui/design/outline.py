"""The network as a tree, for keyboards and screen readers."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QTreeView, QWidget

from tnstudio.app.selection import Selection
from tnstudio.app.wording import counted
from tnstudio.model.network import Network
from tnstudio.model.topology import grids, neurons_in_use
from tnstudio.texts import tr
from tnstudio.ui.design.circuit_outline import CircuitOutlineModel
from tnstudio.ui.design.facts import core_facts, layer_facts

Index = QModelIndex | QPersistentModelIndex

_ROOT = QModelIndex()
_TOP = 0
"""Internal id of layers; cores have the number of their layer, from 1."""

MOST_EXPANDED = 64
"""Networks with at most so many cores are shown opened up."""


@dataclass(frozen=True, slots=True)
class _Branch:
    """One layer: what it is called and the neurons that each core uses."""

    text: str
    neurons: tuple[int, ...]


class OutlineModel(QAbstractItemModel):
    """Layers, and in each its cores; made on demand from the network."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._network: Network | None = None
        self._branches: tuple[_Branch, ...] = ()

    def show(self, network: Network) -> bool:
        """Show a network; tells whether there are other layers or cores now."""
        branches = _branches(network)
        counts = [[len(b.neurons) for b in each] for each in (self._branches, branches)]
        if counts[0] == counts[1]:
            self._network, self._branches = network, branches
            self._tell_all()
            return False
        self.beginResetModel()
        self._network, self._branches = network, branches
        self.endResetModel()
        return True

    @property
    def cores(self) -> int:
        """Number of cores in the tree."""
        return sum(len(branch.neurons) for branch in self._branches)

    def _tell_all(self) -> None:
        for row, branch in enumerate(self._branches):
            layer = self.index(row, 0)
            self.dataChanged.emit(layer, layer)
            if branch.neurons:
                last = len(branch.neurons) - 1
                self.dataChanged.emit(
                    self.index(0, 0, layer), self.index(last, 0, layer)
                )

    def index_of(self, selection: Selection) -> QModelIndex:
        """Return the place of a selection; an invalid one for none."""
        if not 0 <= selection.layer < len(self._branches):
            return QModelIndex()
        layer = self.index(selection.layer, 0)
        if not 0 <= selection.core < len(self._branches[selection.layer].neurons):
            return layer
        return self.index(selection.core, 0, layer)

    def selection_of(self, index: Index) -> Selection:
        """Return what is at a place."""
        if not index.isValid():
            return Selection()
        if index.internalId() == _TOP:
            return Selection.of(index.row())
        return Selection.of(int(index.internalId()) - 1, index.row())

    # -- What Qt asks for

    def index(self, row: int, column: int, parent: Index = _ROOT) -> QModelIndex:
        """Return a place in the tree."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        inner = parent.row() + 1 if parent.isValid() else _TOP
        return self.createIndex(row, column, inner)

    def parent(self, index: Index = _ROOT) -> QModelIndex:  # type: ignore[override]
        """Return the layer of a core."""
        if not index.isValid() or index.internalId() == _TOP:
            return QModelIndex()
        return self.createIndex(int(index.internalId()) - 1, 0, _TOP)

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return the number of layers, or of the cores of one."""
        if not parent.isValid():
            return len(self._branches)
        if parent.internalId() == _TOP:
            return len(self._branches[parent.row()].neurons)
        return 0

    def columnCount(self, parent: Index = _ROOT) -> int:  # noqa: ARG002
        """Return 1."""
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the text of a layer or core."""
        selection = self.selection_of(index)
        if not index.isValid() or self._network is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            branch = self._branches[selection.layer]
            if selection.core < 0:
                return branch.text
            return tr(
                "Core {core} · {neurons} neurons",
                core=selection.core,
                neurons=branch.neurons[selection.core],
            )
        wants_more = role in (
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleDescriptionRole,
        )
        if wants_more and selection.core >= 0:
            facts = core_facts(self._network, selection)
            return facts.line if facts else None
        return None


def _branches(network: Network) -> tuple[_Branch, ...]:
    limit = network.hardware.cores
    found = []
    for index, facts in enumerate(layer_facts(network)):
        # A layer beyond the chip may have millions of cores.
        grid = grids(network)[index + 1]
        neurons = neurons_in_use(network, index) if grid.size <= limit else None
        counts = tuple(neurons.ravel().tolist()) if neurons is not None else ()
        found.append(
            _Branch(
                tr(
                    "Layer {number} · {cores}",
                    number=index + 1,
                    cores=counted(facts.cores, "core"),
                ),
                counts,
            )
        )
    return tuple(found)


class Outline(QTreeView):
    """The tree of layers and cores.

    Attributes
    ----------
    selected : Signal
        The user has selected something (a `Selection`).
    """

    selected = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("design-outline")
        self.setAccessibleName(tr("Layers and cores"))
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setIndentation(14)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._of_layers = OutlineModel(self)
        self._of_free_cores = CircuitOutlineModel(self)
        self.setSelectionMode(self.SelectionMode.ExtendedSelection)
        self._follows = False
        self._shown: Selection | None = None
        self._use(self._of_layers)

    def _use(self, model: OutlineModel | CircuitOutlineModel) -> None:
        """Show the tree of one kind of design."""
        old = self.selectionModel()
        self._model = model
        self.setModel(model)
        if old is not None:
            old.deleteLater()
        is_circuit = model is self._of_free_cores
        name = tr("Cores, lines and stimuli") if is_circuit else tr("Layers and cores")
        self.setAccessibleName(name)
        # With keys the current index changes after the selection has.
        self.selectionModel().selectionChanged.connect(self._tell)
        self.selectionModel().currentChanged.connect(self._tell)

    def show_network(self, network: Network) -> None:
        """Show another state of the design; what is opened stays open."""
        circuit = network.circuit
        model = self._of_layers if circuit is None else self._of_free_cores
        if model is not self._model:
            self._use(model)
        opened = self._opened(QModelIndex())
        self._follows = True
        self._shown = None
        if self._model.show(network):
            if self._model.cores <= MOST_EXPANDED:
                # Not the ports of free cores: they are opened on demand.
                self.expandToDepth(0)
            for path in opened:
                self.expand(self._at(path))
        self._follows = False

    def _opened(self, parent: QModelIndex) -> list[tuple[int, ...]]:
        """Return the rows from the top down to all that is opened."""
        found: list[tuple[int, ...]] = []
        if parent.isValid() and self._model.rowCount(parent) > MOST_EXPANDED:
            return found
        for row in range(self._model.rowCount(parent)):
            index = self._model.index(row, 0, parent)
            if self.isExpanded(index):
                found.append((row,))
                found += [(row, *below) for below in self._opened(index)]
        return found

    def _at(self, path: tuple[int, ...]) -> QModelIndex:
        index = QModelIndex()
        for row in path:
            index = self._model.index(row, 0, index)
        return index

    def show_selection(self, selection: Selection) -> None:
        """Mark what is selected; the current item is scrolled to."""
        if selection == self._shown:
            return
        self._shown = selection
        self._follows = True
        flags, model = QItemSelectionModel.SelectionFlag, self.selectionModel()
        index = self._model.index_of(selection)
        if index.isValid():
            model.setCurrentIndex(index, flags.NoUpdate)
            self.scrollTo(index)
        else:
            # By way of the view: else its first row is current with the focus.
            self.setCurrentIndex(index)
        model.select(self._marks(selection), flags.ClearAndSelect)
        self._follows = False

    def _marks(self, selection: Selection) -> QItemSelection:
        """Return the rows of a selection, neighbours as one range."""
        rows: dict[tuple[int, int], None] = {}
        parents: dict[int, QModelIndex] = {}
        for item in selection.items:
            index = self._model.index_of(Selection((item,)))
            if index.isValid():
                rows[index.internalId(), index.row()] = None
                parents[index.internalId()] = index.parent()
        marks = QItemSelection()
        for inner, first, last in _runs(sorted(rows)):
            parent = parents[inner]
            ends = (self._model.index(row, 0, parent) for row in (first, last))
            marks.append(QItemSelectionRange(*ends))
        return marks

    def _tell(self) -> None:
        if self._follows:
            return
        found = sorted(
            self.selectionModel().selectedIndexes(),
            key=lambda index: (index.internalId(), index.row()),
        )
        current = self.currentIndex()
        if current in found:
            found.remove(current)
            found.append(current)
        items = (item for one in found for item in self._model.selection_of(one).items)
        selection = Selection(tuple(items))
        if selection != self._shown:
            self._shown = selection
            self.selected.emit(selection)


def _runs(rows: list[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Return parent, first and last row of each run of neighbours."""
    found: list[tuple[int, int, int]] = []
    for parent, row in rows:
        if found and found[-1][0] == parent and found[-1][2] == row - 1:
            found[-1] = (parent, found[-1][1], row)
        else:
            found.append((parent, row, row))
    return found
