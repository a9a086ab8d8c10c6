"""The neurons of one core: a table of all, and the response of one."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QTabWidget, QVBoxLayout, QWidget

from tnstudio.app.core_design import (
    ByCore,
    apply_preset,
    by_core,
    insert_preset,
    select_ports,
    set_delay_of,
    set_neuron_field,
    set_target,
)
from tnstudio.app.selection import Kind, Selection
from tnstudio.errors import TNStudioError
from tnstudio.model.circuit import Circuit
from tnstudio.model.neuron_fields import NeuronField, value_of
from tnstudio.model.neuron_targets import target_from
from tnstudio.model.presets import Preset
from tnstudio.texts import tr
from tnstudio.ui.design.neuron_table import NeuronTable
from tnstudio.ui.design.neuron_table_model import Column, delay_from
from tnstudio.ui.design.response_panel import ResponsePanel
from tnstudio.ui.studio import Studio


class NeuronBench(QTabWidget):
    """Edits the neurons of one core of the document."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("neuron-bench")
        self.setAccessibleName(tr("Neurons and responses"))
        self._studio = studio
        self._index = -1
        self.table = NeuronTable(self)
        self.response = ResponsePanel(studio, self)
        self._note = QLabel(self)
        self._note.setObjectName("neuron-note")
        self._note.setProperty("role", "problem")
        self._note.setWordWrap(True)
        self._note.hide()
        first = QWidget(self)
        layout = QVBoxLayout(first)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._note)
        self.addTab(first, tr("Neurons"))
        self.addTab(self.response, tr("Presets and response"))
        self.setTabToolTip(0, tr("All numbers of all neurons of the core"))
        self.setTabToolTip(1, tr("Presets for neurons, and V over time for an input"))
        self.tabBar().setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.table.edited.connect(self._edit)
        self.table.chosen.connect(self._choose)
        self.table.refused.connect(self._tell)
        self.response.applied.connect(self._apply)
        self.response.inserted.connect(self._insert)
        self.currentChanged.connect(self._turn)

    @property
    def note(self) -> str:
        """Why the last thing that was typed was not taken."""
        return self._note.text()

    def show_core(self, circuit: Circuit, index: int) -> None:
        """Show the neurons of a core as they are now."""
        self._index = index
        self.table.show_core(circuit.cores[index])

    def show_selection(self, selection: Selection) -> None:
        """Select the rows of the selected neurons; preview the current one."""
        document = self._studio.document
        chosen = self._chosen(selection)
        rows = chosen.get(self._index, [])
        self.table.show_chosen(rows)
        if self.currentWidget() is self.response:
            count = sum(map(len, chosen.values()))
            neuron = (self._index, rows[-1]) if rows else (-1, -1)
            self.response.show_neuron(document.network, neuron, count)

    def _turn(self) -> None:
        self.show_selection(self._studio.document.selection)

    def _chosen(self, selection: Selection) -> ByCore:
        circuit = self._studio.document.network.circuit
        return by_core(circuit, selection.items, Kind.NEURON)

    # -- Edits

    def _tell(self, reason: str) -> None:
        self._note.setText(f"⚠ {reason}" if reason else "")
        self._note.setVisible(bool(reason))

    def _choose(self, rows: tuple[int, ...]) -> None:
        document = self._studio.document
        if rows:
            select_ports(document, Kind.NEURON, self._index, rows, self)
        else:
            document.select(Selection.of(0, self._index), self)

    def _edit(self, column: Column, rows: tuple[int, ...], text: str) -> None:
        document = self._studio.document
        neurons = {self._index: list(rows)}
        self._tell("")
        try:
            if isinstance(column, NeuronField):
                value = value_of(column, text)
                set_neuron_field(document, neurons, column, value, self)
            elif column == "target":
                set_target(document, neurons, target_from(text), self)
            else:
                set_delay_of(document, neurons, delay_from(text), self)
        except TNStudioError as error:
            self._tell(str(error))

    def _apply(self, preset: Preset) -> None:
        document = self._studio.document
        chosen = self._chosen(document.selection)
        try:
            apply_preset(document, chosen, preset, self)
        except TNStudioError as error:
            self._studio.show_error(error)

    def _insert(self, preset: Preset) -> None:
        try:
            insert_preset(self._studio.document, preset, self)
        except TNStudioError as error:
            self._studio.show_error(error)
