"""Free cores as a tree: cores with their ports in use, lines and stimuli."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.app.stimulus_words import stimulus_told
from tnstudio.app.wording import counted
from tnstudio.model.circuit import Circuit, FreeCore
from tnstudio.model.circuit_lines import name_of_input, name_of_output
from tnstudio.model.circuit_use import use_of_core
from tnstudio.model.network import Network
from tnstudio.model.program import NONE
from tnstudio.model.stimulus_edits import stimulus_of
from tnstudio.texts import tr
from tnstudio.ui.design.circuit_facts import is_there, name_of_core, told
from tnstudio.ui.design.circuit_wires import Wires, wires_of

Index = QModelIndex | QPersistentModelIndex

_ROOT = QModelIndex()
_TOP = 0
"""Internal id of groups; what is in group k has k + 1, and the ports of core k
have k + 1 more than there are groups."""


@dataclass(frozen=True, slots=True)
class _Group:
    """One group of the tree."""

    title: str
    kind: Kind
    count: Callable[[Circuit], int]


_ALL = (
    _Group(tr("Cores"), Kind.CORE, lambda circuit: len(circuit.cores)),
    _Group(tr("Input lines"), Kind.INPUT, lambda circuit: circuit.input_lines),
    _Group(tr("Output lines"), Kind.OUTPUT, lambda circuit: circuit.output_lines),
    _Group(tr("Stimuli"), Kind.STIMULUS, lambda circuit: len(circuit.stimuli)),
)


def ports_in_use(core: FreeCore, reached: set[int]) -> tuple[tuple[Kind, int], ...]:
    """Return the axons and neurons of a core that have a synapse or a wire.

    Parameters
    ----------
    reached : set of int
        The axons that something reaches.
    """
    crossbar = core.crossbar()
    axons = set(np.flatnonzero(crossbar.any(axis=1)).tolist()) | reached
    routes = core.routes
    wired = (routes.core[0] != NONE) | (routes.line[0] != NONE)
    neurons = np.flatnonzero(np.asarray(crossbar.any(axis=0)) | wired).tolist()
    return (
        *((Kind.AXON, axon) for axon in sorted(axons)),
        *((Kind.NEURON, neuron) for neuron in neurons),
    )


class CircuitOutlineModel(QAbstractItemModel):
    """Groups, what is in them, and the ports of each core, found on demand."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._circuit = Circuit()
        self._found: Wires | None = None
        self._ports: dict[int, tuple[tuple[Kind, int], ...]] = {}

    def show(self, network: Network) -> bool:
        """Show a network; tells whether the rows are others now."""
        before, ports = self._circuit, self._ports
        circuit = network.circuit or Circuit()
        wires = wires_of(circuit) if ports else None
        same = all(group.count(before) == group.count(circuit) for group in _ALL)
        if same and wires is not None:
            same = {k: _ports_of(circuit, wires, k) for k in ports} == ports
        if same:
            self._circuit, self._found = circuit, wires
            self._tell_changes(before)
            return False
        self.beginResetModel()
        self._circuit, self._found, self._ports = circuit, wires, {}
        self.endResetModel()
        return True

    @property
    def _wires(self) -> Wires:
        """The wires, found when they are first asked about."""
        if self._found is None:
            self._found = wires_of(self._circuit)
        return self._found

    @property
    def cores(self) -> int:
        """Number of cores in the tree."""
        return len(self._circuit.cores)

    def _tell_changes(self, before: Circuit) -> None:
        """Let views draw the rows anew that may say something else now."""
        pairs = zip(before.cores, self._circuit.cores, strict=True)
        changed = [k for k, (old, new) in enumerate(pairs) if old is not new]
        if changed:
            self._tell_rows(0, changed[0], changed[-1])
        for row in range(1, len(_ALL)):
            self._tell_rows(row, 0, _ALL[row].count(self._circuit) - 1)

    def _tell_rows(self, group: int, first: int, last: int) -> None:
        if last >= first:
            over = self.index(group, 0)
            ends = (self.index(row, 0, over) for row in (first, last))
            self.dataChanged.emit(*ends)

    def _ports_in(self, core: int) -> tuple[tuple[Kind, int], ...]:
        if core not in self._ports:
            self._ports[core] = _ports_of(self._circuit, self._wires, core)
        return self._ports[core]

    def index_of(self, selection: Selection) -> QModelIndex:
        """Return the place of the current item; an invalid one for none."""
        item = selection.current
        if item is None or not is_there(self._circuit, item):
            return QModelIndex()
        kinds = [group.kind for group in _ALL]
        if item.kind in kinds:
            group = self.index(kinds.index(item.kind), 0)
            row = item.core if item.kind is Kind.CORE else item.index
            return self.index(row, 0, group)
        core = self.index(item.core, 0, self.index(0, 0))
        ports = self._ports_in(item.core)
        port = (item.kind, item.index)
        # A port that is not in use has no row: its core stands for it.
        return self.index(ports.index(port), 0, core) if port in ports else core

    def selection_of(self, index: Index) -> Selection:
        """Return what is at a place; nothing for a group."""
        item = self._item(index)
        return Selection((item,)) if item else Selection()

    def _item(self, index: Index) -> Item | None:
        if not index.isValid() or index.internalId() == _TOP:
            return None
        inner = int(index.internalId())
        if inner <= len(_ALL):
            kind = _ALL[inner - 1].kind
            if kind is Kind.CORE:
                return Item(kind, 0, index.row())
            return Item(kind, index=index.row())
        core = inner - len(_ALL) - 1
        kind, port = self._ports_in(core)[index.row()]
        return Item(kind, 0, core, port)

    # -- What Qt asks for

    def index(self, row: int, column: int, parent: Index = _ROOT) -> QModelIndex:
        """Return a place in the tree."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        if not parent.isValid():
            return self.createIndex(row, column, _TOP)
        if parent.internalId() == _TOP:
            return self.createIndex(row, column, parent.row() + 1)
        return self.createIndex(row, column, parent.row() + len(_ALL) + 1)

    def parent(self, index: Index = _ROOT) -> QModelIndex:  # type: ignore[override]
        """Return the core of a port, or the group of anything else."""
        if not index.isValid() or index.internalId() == _TOP:
            return QModelIndex()
        inner = int(index.internalId())
        if inner <= len(_ALL):
            return self.createIndex(inner - 1, 0, _TOP)
        return self.createIndex(inner - len(_ALL) - 1, 0, 1)

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return the number of groups, of things in one, or of ports in use."""
        if not parent.isValid():
            return len(_ALL)
        inner = int(parent.internalId())
        if inner == _TOP:
            return _ALL[parent.row()].count(self._circuit)
        return len(self._ports_in(parent.row())) if inner == 1 else 0

    def hasChildren(self, parent: Index = _ROOT) -> bool:
        """Tell whether something can be opened: any core can, without a look in."""
        if parent.isValid() and int(parent.internalId()) == 1:
            return True
        return self.rowCount(parent) > 0

    def columnCount(self, parent: Index = _ROOT) -> int:  # noqa: ARG002
        """Return 1."""
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the text of a row."""
        if not index.isValid():
            return None
        item = self._item(index)
        if role == Qt.ItemDataRole.DisplayRole:
            if item is None:
                group = _ALL[index.row()]
                return f"{group.title} · {group.count(self._circuit)}"
            return self._text(item)
        wants_more = role in (
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleDescriptionRole,
        )
        if wants_more and item is not None and item.kind is not Kind.STIMULUS:
            return told(self._circuit, self._wires, item)
        return None

    def _text(self, item: Item) -> str:
        circuit = self._circuit
        if item.kind is Kind.CORE:
            neurons = use_of_core(circuit.cores[item.core]).neurons
            use = counted(neurons, "neuron") if neurons else tr("not in use")
            return f"{name_of_core(circuit, item.core)} · {use}"
        if item.kind is Kind.INPUT:
            driven = stimulus_told(stimulus_of(circuit, item.index))
            return f"{name_of_input(circuit, item.index)} · {driven}"
        if item.kind is Kind.OUTPUT:
            return name_of_output(circuit, item.index)
        if item.kind is Kind.STIMULUS:
            return stimulus_told(circuit.stimuli[item.index])
        if item.kind is Kind.NEURON:
            return tr("Neuron {number}", number=item.index)
        return tr("Axon {number}", number=item.index)


def _ports_of(
    circuit: Circuit, wires: Wires, core: int
) -> tuple[tuple[Kind, int], ...]:
    reached = set(wires.target[wires.target_core == core].tolist())
    return ports_in_use(circuit.cores[core], reached)
