"""The crossbar editor with its tools and what is said of it; edits the document."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from tnstudio.app.core_design import edit_axon_types, edit_crossbar, select_ports
from tnstudio.app.selection import Kind, Selection
from tnstudio.errors import TNStudioError
from tnstudio.model.circuit import Circuit, FreeCore
from tnstudio.model.circuit_wires import fed_axons, routed_neurons
from tnstudio.model.crossbar_edits import Crossbar, at_random
from tnstudio.randomness import generator
from tnstudio.texts import tr
from tnstudio.ui.design.core_wording import (
    cell_told,
    selection_told,
    types_html,
    types_told,
)
from tnstudio.ui.design.crossbar_canvas import ShownCore
from tnstudio.ui.design.crossbar_editor import CrossbarEditor
from tnstudio.ui.design.crossbar_palette import CrossbarPalette
from tnstudio.ui.design.random_synapses import RandomSynapses
from tnstudio.ui.studio import Studio

_RANDOM = tr("Draw random synapses")


class CrossbarBench(QWidget):
    """Edits the synapses and axon types of one core of the document."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("crossbar-bench")
        self._studio = studio
        self._index = -1
        self._core: FreeCore | None = None
        self._drawn: object = None
        self._before: Crossbar = np.zeros((1, 1), np.bool_)
        self.editor = CrossbarEditor(studio.theme, self)
        self.palette_of_tools = CrossbarPalette(studio.theme, self.editor, self)
        self.random = RandomSynapses(self)
        self._told = self._line("crossbar-told")
        self._counts = self._line("crossbar-counts")
        self._counts.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._types = self._line("crossbar-types")
        self._types.setToolTip(
            tr(
                "Axon types and the strengths s that this neuron has for them. "
                "Click the "
                "strip beside the axons for the next type, drag to paint a type, or "
                "press a digit (T: the next type)"
            )
        )
        self.setFocusProxy(self.editor)
        self._lay_out()
        self._listen()

    @property
    def told(self) -> str:
        """What is said of the cell that is pointed at."""
        return self._told.text()

    def show_core(self, circuit: Circuit, index: int) -> None:
        """Show a core of the circuit as it is now."""
        self._index, self._core = index, circuit.cores[index]
        fed, routed = fed_axons(circuit, index), routed_neurons(self._core)
        self.editor.show_core(ShownCore(index, self._core, fed, routed))
        self._tell()

    def show_selection(self, selection: Selection) -> None:
        """Mark the axons and neurons of this core that are selected."""
        axons, neurons = (
            frozenset(i.index for i in selection.of_kind(kind) if i.core == self._index)
            for kind in (Kind.AXON, Kind.NEURON)
        )
        self.editor.show_chosen(axons, neurons)

    # -- Construction

    def _line(self, name: str) -> QLabel:
        label = QLabel(self)
        label.setObjectName(name)
        label.setProperty("role", "muted")
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        return label

    def _lay_out(self) -> None:
        above = QHBoxLayout()
        above.addWidget(self._told, 3)
        above.addWidget(self._counts, 2)
        right = QVBoxLayout()
        right.setSpacing(4)
        right.addLayout(above)
        right.addWidget(self.editor, 1)
        right.addWidget(self._types)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 4, 6, 2)
        layout.setSpacing(6)
        layout.addWidget(self.palette_of_tools)
        layout.addLayout(right, 1)

    def _listen(self) -> None:
        editor = self.editor
        editor.edited.connect(self._edit)
        editor.types_edited.connect(self._edit_types)
        editor.pointed.connect(self._tell)
        editor.asked.connect(self._act)
        editor.axons_chosen.connect(
            lambda chosen, adds: self._choose(Kind.AXON, chosen, adds=adds)
        )
        editor.neurons_chosen.connect(
            lambda chosen, adds: self._choose(Kind.NEURON, chosen, adds=adds)
        )
        self.random.wanted.connect(self._draw_at_random)
        self.random.dropped.connect(self._drop_random)
        self._studio.theme.changed.connect(self._tell)

    # -- Telling

    def _tell(self) -> None:
        if self._core is None:
            return
        editor, core = self.editor, self._core
        cell = editor.told_cell
        text = cell_told(core, editor.crossbar, cell)
        self._told.setText(text)
        self._counts.setText(selection_told(editor.crossbar, editor.rectangle))
        self._types.setText(types_html(core, cell[1], self._studio.theme.colours))
        self._types.setAccessibleName(types_told(core, cell[1]))
        editor.setAccessibleDescription(
            cell_told(core, editor.crossbar, editor.cursor_cell)
        )

    # -- Edits

    def _edit(self, label: str, crossbar: Crossbar) -> None:
        edit_crossbar(self._studio.document, label, self._index, crossbar, self)

    def _edit_types(self, types: npt.NDArray[np.uint8]) -> None:
        edit_axon_types(self._studio.document, self._index, types, self)

    def _choose(self, kind: Kind, chosen: tuple[int, ...], *, adds: bool) -> None:
        document = self._studio.document
        select_ports(document, kind, self._index, chosen, self, adds=adds)

    def _act(self, name: str) -> None:
        acts = {
            "paste": self.editor.paste,
            "transpose": self.editor.transpose,
            "random": self._ask_for_random,
        }
        try:
            acts[name]()
        except TNStudioError as error:
            self._studio.show_error(error)

    def _ask_for_random(self) -> None:
        """Open the panel; all that is drawn until it closes is one step."""
        self._drawn = object()
        self._before = self.editor.crossbar
        part = self.editor.rectangle
        where = (
            tr("In {axons} × {neurons} cells", axons=part.axons, neurons=part.neurons)
            if part
            else tr("In all cells")
        )
        corner = self.palette_of_tools.button("random")
        self.random.move(corner.mapToGlobal(QPoint(corner.width() + 4, 0)))
        self.random.ask(where, self._studio.document.network.seed)

    def _draw_at_random(self, density: float, seed: int) -> None:
        stream = generator(seed, "synapses", self._index)
        drawn = at_random(self._before, self.editor.scope, density, stream)
        document, key = self._studio.document, self._drawn
        edit_crossbar(document, _RANDOM, self._index, drawn, self, key)

    def _drop_random(self) -> None:
        document = self._studio.document
        if document.undo_label == _RANDOM:
            document.undo()
