"""The page of Design for free cores: their canvas, and what may be done there."""

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from tnstudio.app import circuit_design as design
from tnstudio.app.document import Part
from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.errors import TNStudioError
from tnstudio.model.circuit_edits import Place
from tnstudio.model.circuit_lines import rename_input, rename_output
from tnstudio.model.circuit_rules import fits
from tnstudio.model.stimulus import Stimulus
from tnstudio.texts import tr
from tnstudio.ui.design.circuit_drawing import draw_circuit
from tnstudio.ui.design.circuit_facts import ends_told, is_there, wires_of_item
from tnstudio.ui.design.circuit_gestures import MovePlan, WirePlan
from tnstudio.ui.design.circuit_keys import CircuitCanvas
from tnstudio.ui.design.delay_popover import DelayPopover
from tnstudio.ui.design.export import Source, Wish
from tnstudio.ui.design.export_sheet import CircuitSource
from tnstudio.ui.design.line_popover import LinePopover
from tnstudio.ui.design.tools import SpareLabel, tool, zoom_tools
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.document_view import DocumentView
from tnstudio.ui.widgets.empty_state import EmptyState

SIZES = (4, 8, 16, 64, 256)
"""Sides of cores that are offered."""

_PAUSE_MILLISECONDS = 800
"""Steps of a delay without such a pause between them are one edit."""


class CircuitPage(DocumentView):
    """Free cores, their lines and wires.

    Attributes
    ----------
    tools : QWidget
        Its buttons, for the bar above the page.
    wants_page : Signal
        Another page of Design is wanted, by name.
    """

    follows: ClassVar[Part] = Part.NETWORK | Part.SELECTION
    wants_page = Signal(str)

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(studio, parent)
        self.canvas = CircuitCanvas(studio.theme, self)
        self.free_cores = EmptyState(studio.theme, "design-free-cores", self)
        self.free_cores.tell(
            "mdi6.chip",
            tr("No cores yet"),
            tr(
                "Double click anywhere, or press C, to put a core there. Then click "
                "synapses, drag wires from neurons to axons, and add lines for spikes "
                "to come in and go out."
            ),
            tr("Add a &core"),
        )
        self.free_cores.wanted.connect(lambda: self._add_core((0, 0)))
        self.free_cores.installEventFilter(self)
        self.line_popover = LinePopover(studio.theme, self)
        self.delay_popover = DelayPopover(self)
        self._session = 0
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MILLISECONDS)
        self._pause.timeout.connect(self._end_session)
        self.tools = self._make_tools()
        self._connect()
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.free_cores)
        self._stack.addWidget(self.canvas)
        for button in self.free_cores.findChildren(QPushButton):
            self.free_cores.setFocusProxy(button)
        self.setFocusProxy(self.free_cores)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)

    def rehearse(self) -> None:
        """Select the first core, so that what it reaches can be seen."""
        self.canvas.fit()
        self._studio.document.select(Selection.of(0, 0))

    def is_quiet(self) -> bool:
        """Tell whether all crossbars are drawn."""
        return self.is_fresh and self.canvas.pictures.is_quiet

    def export_source(self, wish: Wish) -> Source:
        """Return the circuit as it is now, to be drawn for print."""
        document, canvas = self._studio.document, self.canvas
        colours = self._studio.theme.colours
        drawing = draw_circuit(document.network)
        return CircuitSource(drawing, document.selection, canvas.seen(), wish, colours)

    # -- Construction

    def _connect(self) -> None:
        canvas = self.canvas
        canvas.selected.connect(self._select)
        canvas.planned.connect(self._carry_out)
        canvas.core_wanted.connect(self._add_core)
        canvas.line_wanted.connect(self._add_line)
        canvas.synapse_clicked.connect(self._switch_synapse)
        canvas.delay_stepped.connect(self._step_delays)
        canvas.delay_opened.connect(self._ask_for_delay)
        canvas.line_opened.connect(self._ask_about_line)
        canvas.core_opened.connect(self._open_core)
        self.line_popover.renamed.connect(self._rename_line)
        self.line_popover.driven.connect(self._drive)
        self.delay_popover.changed.connect(self._set_delay)

    def _make_tools(self) -> QWidget:
        bar = QWidget(self)
        layout = QHBoxLayout(bar)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        theme, canvas = self._studio.theme, self.canvas
        for name, icon, tip, act in (
            ("core-add", "mdi6.chip", tr("Add a core (C)"), self._add_core_by_button),
            (
                "input-add",
                "mdi6.import",
                tr("Add an input line (I)"),
                lambda: self._add_line(Kind.INPUT),
            ),
            (
                "output-add",
                "mdi6.export",
                tr("Add an output line (O)"),
                lambda: self._add_line(Kind.OUTPUT),
            ),
        ):
            layout.addWidget(tool(theme, bar, name, icon, tip, act))
        layout.addSpacing(8)
        label = SpareLabel(tr("Core si&ze"), bar)
        self._sizes = self._size_chooser(bar)
        label.setBuddy(self._sizes)
        layout.addWidget(label)
        layout.addSpacing(4)
        layout.addWidget(self._sizes)
        layout.addStretch(1)
        for button in zoom_tools(
            theme, bar, canvas, "circuit-", tr("Fit the circuit (F)")
        ):
            layout.addWidget(button)
        return bar

    def _size_chooser(self, bar: QWidget) -> QComboBox:
        sizes = QComboBox(bar)
        sizes.setObjectName("core-size")
        sizes.setAccessibleName(tr("Size of all cores"))
        sizes.setToolTip(
            tr(
                "Axons × neurons of every core. Smaller only if nothing that is used "
                "is cut."
            )
        )
        sizes.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        sizes.activated.connect(self._resize)
        return sizes

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Put the first core down by double click."""
        doubled = event.type() == QEvent.Type.MouseButtonDblClick
        if watched is self.free_cores and doubled:
            self._add_core((0, 0))
            return True
        return bool(super().eventFilter(watched, event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Add the first core or line by key, where there is no canvas yet."""
        keys = Qt.Key
        if self._stack.currentWidget() is self.canvas:
            super().keyPressEvent(event)
        elif event.key() == keys.Key_C:
            self._add_core((0, 0))
        elif event.key() in (keys.Key_I, keys.Key_O):
            is_input = event.key() == keys.Key_I
            self._add_line(Kind.INPUT if is_input else Kind.OUTPUT)
        else:
            super().keyPressEvent(event)

    # -- Following the document

    def refresh(self, parts: Part) -> None:
        """Show the circuit and what is selected of it."""
        document = self._studio.document
        circuit = document.network.circuit
        if circuit is None:
            return
        if Part.NETWORK in parts:
            anew = len(document.history) == 1
            self.canvas.show_drawing(draw_circuit(document.network), anew=anew)
            self._show_size()
            lines = circuit.input_lines + circuit.output_lines
            self._show(self.canvas if circuit.cores or lines else self.free_cores)
            self._follow_line()
        self.canvas.show_selection(document.selection)

    def _show(self, shown: QWidget) -> None:
        """Show the canvas or what is said in its place; the focus goes along."""
        if self._stack.currentWidget() is not shown:
            had_focus = self.hasFocus()
            self._stack.setCurrentWidget(shown)
            self.setFocusProxy(shown)
            if had_focus:
                shown.setFocus()

    def _show_size(self) -> None:
        hardware = self._studio.document.network.hardware
        now = (hardware.axons, hardware.neurons)
        sizes = sorted({now, *((side, side) for side in SIZES)})
        self._sizes.clear()
        for axons, neurons in sizes:
            self._sizes.addItem(f"{axons} × {neurons}", (axons, neurons))
        self._sizes.setCurrentIndex(sizes.index(now))

    # -- What the user does

    def _try(self, act: Callable[[], object]) -> None:
        """Do something; if it cannot be done, say why."""
        try:
            act()
        except TNStudioError as error:
            place = f"{error.location}: " if error.location else ""
            hint = f" – {error.hint}" if error.hint else ""
            self.canvas.say(f"{place}{error.message}{hint}")

    def _select(self, selection: Selection) -> None:
        self._studio.document.select(selection)

    def _carry_out(self, plan: WirePlan | MovePlan) -> None:
        document = self._studio.document
        if isinstance(plan, WirePlan):
            self._try(lambda: design.wire(document, plan.one, plan.other))
        else:
            self._try(lambda: design.move_cores_by(document, plan.cores, plan.by))

    def _add_core_by_button(self) -> None:
        cores = self._studio.document.circuit.cores
        last = (cores[-1].chip_row, cores[-1].chip_column + 1) if cores else (0, 0)
        self._add_core(last)

    def _add_core(self, near: Place) -> None:
        document = self._studio.document
        self._try(lambda: design.add_core_near(document, near))

    def _add_line(self, kind: Kind) -> None:
        add = design.add_input if kind is Kind.INPUT else design.add_output
        add(self._studio.document)

    def _switch_synapse(self, core: int, axon: int, neuron: int) -> None:
        document = self._studio.document
        circuit = document.circuit
        if not fits(circuit.cores[core], document.network.hardware):
            self.canvas.say(tr("This core does not fit the chip: see Problems"))
            return
        design.toggle_synapse(self._studio.document, core, axon, neuron)

    def _open_core(self, core: int) -> None:
        self._studio.document.select(Selection.of(0, core))
        self.wants_page.emit("core")

    def _resize(self) -> None:
        axons, neurons = self._sizes.currentData()
        document = self._studio.document
        self._try(lambda: design.resize_all_cores(document, axons, neurons))
        self._show_size()

    # -- Delays

    def _end_session(self) -> None:
        self._session += 1

    def _step_delays(self, neurons: tuple[Item, ...], step: int) -> None:
        key = ("delay", neurons, self._session)
        design.step_delays(self._studio.document, neurons, step, merge_key=key)
        self._pause.start()

    def _ask_for_delay(self, neuron: Item, place: QPoint) -> None:
        circuit = self._studio.document.circuit
        wires = self.canvas.drawing.wires
        wire = wires_of_item(wires, neuron)
        if not wire or not design.wired(circuit, (neuron,)):
            return
        told = ends_told(circuit, wires, wire[0])
        self._end_session()
        self.delay_popover.show_delay(int(wires.delay[wire[0]]), told)
        self.delay_popover.open_at(place)
        self.delay_popover.setFocus(Qt.FocusReason.PopupFocusReason)

    def _set_delay(self, delay: int) -> None:
        document = self._studio.document
        neurons = document.selection.of_kind(Kind.NEURON)
        key = ("delay", neurons, self._session)
        design.set_delays(document, neurons, delay, merge_key=key)

    # -- Lines

    def _ask_about_line(self, line: Item, place: QPoint) -> None:
        circuit = self._studio.document.circuit
        if is_there(circuit, line):
            self._end_session()
            self.line_popover.show_line(circuit, line)
            self.line_popover.open_at(place)

    def _follow_line(self) -> None:
        """Show the line that is asked about as it is now."""
        circuit = self._studio.document.circuit
        if not self.line_popover.isVisible():
            return
        if is_there(circuit, self.line_popover.item):
            self.line_popover.show_line(circuit, self.line_popover.item)
        else:
            self.line_popover.close()

    def _drive(self, stimulus: Stimulus | None) -> None:
        line = self.line_popover.item.index
        key = ("stimulus", line, type(stimulus), self._session)
        design.drive(self._studio.document, line, stimulus, merge_key=key)

    def _rename_line(self, name: str) -> None:
        document, line = self._studio.document, self.line_popover.item
        rename = rename_input if line.kind is Kind.INPUT else rename_output
        renamed = rename(document.circuit, line.index, name)
        key = ("name", line, self._session)
        document.edit_circuit(tr("Rename line"), renamed, merge_key=key)
