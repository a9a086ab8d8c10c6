"""The page of Design for one free core: crossbar, axon types and neurons."""

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QSplitter,
    QStackedLayout,
    QWidget,
)

from tnstudio.app.circuit_design import add_core_near
from tnstudio.app.core_design import shown_core
from tnstudio.app.document import Part
from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_rules import fits
from tnstudio.texts import tr
from tnstudio.ui.design.circuit_facts import name_of_core
from tnstudio.ui.design.crossbar_bench import CrossbarBench
from tnstudio.ui.design.export import Source, Wish
from tnstudio.ui.design.export_screen import ScreenSource
from tnstudio.ui.design.neuron_bench import NeuronBench
from tnstudio.ui.design.tools import tool
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.document_view import DocumentView
from tnstudio.ui.widgets.empty_state import EmptyState


class CorePage(DocumentView):
    """The selected core, large; else the one shown last.

    Attributes
    ----------
    tools : QWidget
        The core chooser and the zoom, for the bar above the page.
    """

    follows: ClassVar[Part] = Part.NETWORK | Part.SELECTION

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(studio, parent)
        self._index = 0
        self._names: list[str] = []
        self.crossbar = CrossbarBench(studio, self)
        self.neurons = NeuronBench(studio, self)
        self.empty = EmptyState(studio.theme, "core-empty", self)
        self.empty.tell(
            "mdi6.chip",
            tr("No cores yet"),
            tr("Synapses and neurons of a core are edited here."),
            tr("Add a &core"),
        )
        self.misfit = EmptyState(studio.theme, "core-misfit", self)
        self.misfit.tell(
            "mdi6.alert-circle-outline",
            tr("This core does not fit the chip"),
            tr(
                "It has other sizes, or axon types that the chip has not. Problems "
                "(Ctrl+Shift+M) tells more, and offers to mend it where it can."
            ),
        )
        self.empty.wanted.connect(self._add_core)
        self._splitter = QSplitter(Qt.Orientation.Vertical, self)
        self._splitter.setObjectName("core-splitter")
        self._splitter.addWidget(self.crossbar)
        self._splitter.addWidget(self.neurons)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setSizes([490, 190])
        self._splitter.setCollapsible(0, False)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._splitter)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.misfit)
        self.tools = self._make_tools()
        self.setFocusProxy(self.crossbar)

    def export_source(self, wish: Wish) -> Source:
        """Return the page as it is on show, for a picture."""
        return ScreenSource(self._splitter, self._studio.theme, wish)

    def rehearse(self) -> None:
        """Select a neuron, so that there is something to tell."""
        index = shown_core(self._studio.document, self._index)
        if index >= 0:
            chosen = Selection((Item(Kind.NEURON, 0, index, 0),))
            self._studio.document.select(chosen)

    def is_quiet(self) -> bool:
        """Tell whether the response asked for is shown."""
        return self.is_fresh and self.neurons.response.is_quiet

    def refresh(self, parts: Part) -> None:
        """Show the core and what is selected of it."""
        document = self._studio.document
        circuit = document.network.circuit
        index = shown_core(document, self._index)
        if circuit is None or index < 0:
            self._stack.setCurrentWidget(self.empty)
            self.tools.setEnabled(False)
            self._show_names(circuit or Circuit())
            return
        self.tools.setEnabled(True)
        if not fits(circuit.cores[index], document.network.hardware):
            self._stack.setCurrentWidget(self.misfit)
            self._index = index
            self._show_names(circuit)
            return
        if self._stack.currentWidget() is self.misfit:
            parts |= Part.NETWORK
        self._stack.setCurrentWidget(self._splitter)
        if Part.NETWORK in parts or index != self._index:
            self._index = index
            self.crossbar.show_core(circuit, index)
            self.neurons.show_core(circuit, index)
        self._show_names(circuit)
        self.crossbar.show_selection(document.selection)
        self.neurons.show_selection(document.selection)

    # -- The bar above

    def _make_tools(self) -> QWidget:
        bar = QWidget(self)
        theme, editor = self._studio.theme, self.crossbar.editor
        self._chooser = QComboBox(bar)
        self._chooser.setObjectName("core-chooser")
        self._chooser.setAccessibleName(tr("Core"))
        self._chooser.setToolTip(tr("The core that is shown"))
        self._chooser.setMinimumWidth(110)
        policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self._chooser.setSizeAdjustPolicy(policy)
        self._chooser.setMinimumContentsLength(10)
        self._chooser.activated.connect(self._choose)
        layout = QHBoxLayout(bar)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self._chooser, 1)
        layout.addStretch(1)
        fit = "mdi6.fit-to-page-outline"
        for name, icon, tip, act in (
            ("core-zoom-out", "mdi6.minus", tr("Smaller cells (−)"), self._zoom_out),
            ("core-zoom-in", "mdi6.plus", tr("Larger cells (+)"), self._zoom_in),
            ("core-fit", fit, tr("Fit the crossbar (F)"), editor.fit),
        ):
            layout.addWidget(tool(theme, bar, name, icon, tip, act))
        return bar

    def _zoom_in(self) -> None:
        self.crossbar.editor.zoom(1)

    def _zoom_out(self) -> None:
        self.crossbar.editor.zoom(-1)

    def _show_names(self, circuit: Circuit) -> None:
        names = [
            f"{index}: {name_of_core(circuit, index)}"
            for index in range(len(circuit.cores))
        ]
        if names != self._names:
            self._names = names
            self._chooser.clear()
            self._chooser.addItems(names)
        self._chooser.setCurrentIndex(self._index)

    def _add_core(self) -> None:
        add_core_near(self._studio.document, (0, 0))

    def _choose(self, index: int) -> None:
        self._studio.document.select(Selection.of(0, index), self)
