"""Everything that shows a chip at work, as one widget."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from tnstudio.app.frame import Frame
from tnstudio.model.circuit import Circuit
from tnstudio.model.program import NONE, ChipProgram
from tnstudio.simulation.spike_record import SpikeRecord
from tnstudio.texts import tr
from tnstudio.ui.page_titles import SIMULATE
from tnstudio.ui.simulate.breakpoints_page import BreakpointsPage
from tnstudio.ui.simulate.compare_page import ComparePage
from tnstudio.ui.simulate.cores import ChipCores
from tnstudio.ui.simulate.cores_card import CoresCard
from tnstudio.ui.simulate.counts_page import CountsPage
from tnstudio.ui.simulate.crossbar_view import CrossbarView
from tnstudio.ui.simulate.map_page import MapPage
from tnstudio.ui.simulate.neuron_card import NeuronCard
from tnstudio.ui.simulate.pinned_page import PinnedPage
from tnstudio.ui.simulate.raster_view import RasterView
from tnstudio.ui.simulate.recording_view import RasterStage
from tnstudio.ui.simulate.recordings_page import RecordingsPage
from tnstudio.ui.simulate.trace_page import TracePage
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.banner import Banner
from tnstudio.ui.widgets.in_turns import Making, finish
from tnstudio.ui.widgets.page_tabs import PageTabs

WIDTHS = (500, 420)
"""Of the raster and of the views to its right, at first."""

LEAST_STAGE = 260
"""Width of the raster, in pixels."""

RIGHT_HEIGHTS = (166, 474)
"""Of the cores and of the crossbar, at first."""


class ChipViews(QWidget):
    """Raster, cores, crossbar and a neuron, with one selection for all.

    Attributes
    ----------
    core_chosen : Signal of int
        The user has selected another core.
    neuron_chosen : Signal of int, int
        The user has selected a neuron: its core and number. No neuron: `NONE`.
    selected : Signal
        Another core or neuron is on show.
    making : iterator
        Makes the rest of it; see `MadeInTurns`.
    """

    core_chosen = Signal(int)
    neuron_chosen = Signal(int, int)
    selected = Signal()

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, *, at_once: bool = True
    ) -> None:
        super().__init__(parent)
        self.making = self._make(theme)
        if at_once:
            finish(self.making)

    def _make(self, theme: Theme) -> Making:
        self.stop_line = Banner(theme, "simulate-stop", self)
        # Each under its parent at once: to move a view there later would style all
        # that is in it a second time.
        self._split = QSplitter(Qt.Orientation.Horizontal, self)
        self._right = QSplitter(Qt.Orientation.Vertical, self._split)
        self.raster = RasterView(theme, self._split)
        yield
        self.cores_card = CoresCard(theme, self._right)
        self.pages = PageTabs("simulate", tr("Simulate"), self._right, wraps=True)
        pages = self.pages.stack
        self.crossbar = CrossbarView(theme, pages)
        yield
        self.neuron_card = NeuronCard(theme, pages)
        self.breakpoints_page = BreakpointsPage(theme, pages)
        yield
        self.trace_page = TracePage(theme, pages)
        self.pinned_page = PinnedPage(theme, pages)
        yield
        self.map_page = MapPage(theme, pages)
        self.counts_page = CountsPage(theme, pages)
        yield
        self.compare = ComparePage(theme, pages)
        yield
        self.recordings = RecordingsPage(theme, pages)
        self.stage = RasterStage(theme, self.raster, self._split)
        yield
        self._add_pages()
        self._cores: ChipCores | None = None
        self._record: SpikeRecord | None = None
        self._frame: Frame | None = None
        self._core = self._neuron = NONE
        self._lay_out()
        self.cores_card.lanes_changed.connect(self._show_lanes)
        self.cores_card.core_chosen.connect(self.core_chosen)
        self.raster.core_chosen.connect(self.core_chosen)
        self.map_page.core_chosen.connect(self.core_chosen)
        for view in (self.raster, self.neuron_card):
            view.neuron_chosen.connect(self.neuron_chosen)
        self.crossbar.neuron_chosen.connect(
            lambda neuron: self.neuron_chosen.emit(self._core, neuron)
        )
        self.pages.turned.connect(lambda _: self._draw_crossbar())

    def _lay_out(self) -> None:
        right, split = self._right, self._split
        right.setObjectName("simulate-right")
        right.addWidget(self.cores_card)
        right.addWidget(self.pages)
        right.setStretchFactor(1, 1)
        right.setSizes(list(RIGHT_HEIGHTS))
        split.setObjectName("simulate-split")
        # A long key of the raster is cut, it does not widen the window.
        self.stage.setMinimumWidth(LEAST_STAGE)
        split.addWidget(self.stage)
        split.addWidget(right)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setSizes(list(WIDTHS))
        for splitter in (right, split):
            splitter.setChildrenCollapsible(False)
            splitter.setHandleWidth(8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.stop_line)
        layout.addWidget(split, 1)

    def _add_pages(self) -> None:
        pages = self.pages
        pages.add(*SIMULATE["crossbar"], lambda: self.crossbar)
        pages.add(*SIMULATE["neuron"], lambda: self.neuron_card)
        pages.add(*SIMULATE["trace"], lambda: self.trace_page)
        pages.add(*SIMULATE["pinned"], lambda: self.pinned_page)
        pages.add(*SIMULATE["map"], lambda: self.map_page)
        pages.add(*SIMULATE["compare"], lambda: self.compare)
        pages.add(*SIMULATE["counts"], lambda: self.counts_page)
        pages.add(*SIMULATE["breakpoints"], lambda: self.breakpoints_page)
        pages.add(*SIMULATE["recordings"], lambda: self.recordings)
        for name in pages.names:
            # Outside of the stack of pages they would lie on top of all.
            pages.page(name)

    @property
    def core(self) -> int:
        """The selected core; -1 for none."""
        return self._core

    @property
    def neuron(self) -> int:
        """The selected neuron of this core; -1 for none."""
        return self._neuron

    @property
    def cores(self) -> ChipCores | None:
        """The cores of the chip on show."""
        return self._cores

    @property
    def tick(self) -> int | None:
        """The tick on show; None before tick 0."""
        return None if self._frame is None else self._frame.tick

    @property
    def record(self) -> SpikeRecord | None:
        """The spikes that are kept."""
        return self._record

    def show_chip(
        self,
        program: ChipProgram,
        record: SpikeRecord,
        core: int,
        circuit: Circuit | None = None,
    ) -> None:
        """Show another chip at tick 0, with this core selected.

        Parameters
        ----------
        program : ChipProgram
        record : SpikeRecord
            What was run.
        core : int
        circuit : Circuit, optional
            The free cores that the program was made of.
        """
        self._cores = ChipCores(program, circuit)
        self._record = record
        self._frame = None
        self._core = self._neuron = NONE
        self.raster.show_chip(self._cores, record)
        self.raster.follow()
        self.cores_card.show_chip(self._cores)
        self.neuron_card.show_chip(self._cores)
        self.map_page.show_chip(self._cores)
        self.counts_page.show_chip(self._cores)
        self.select(core)

    def rename(self, circuit: Circuit) -> None:
        """Call the cores what a circuit does that is else the one on show."""
        if self._cores is not None:
            self._cores.rename(circuit)
            self.cores_card.rename(self._cores)
            self.raster.rename()
            self.crossbar.rename()

    def clear(self) -> None:
        """Show the chip at tick 0 again."""
        self.raster.follow()
        self.neuron_card.forget()
        self.rewind()

    def select(self, core: int, neuron: int = NONE) -> None:
        """Show this core, and this neuron of it, in all views."""
        if self._cores is None:
            return
        is_other = core != self._core
        self._core, self._neuron = core, neuron
        self.cores_card.select(core)
        self.map_page.select(core)
        self.raster.select(core, neuron)
        self.neuron_card.select(core, neuron)
        self.compare.editor.select(core, neuron)
        self.breakpoints_page.select(core, neuron)
        if is_other:
            self.crossbar.show_core(self._cores, core)
        self.crossbar.select(neuron)
        if self._frame is not None:
            self.crossbar.show_frame(self._frame)
        self.selected.emit()

    def rewind(self) -> None:
        """Show the chip before tick 0; what was run is still to be seen."""
        self._frame = None
        self.neuron_card.rewind()
        self.map_page.clear()
        self.counts_page.clear()
        if self._cores is not None:
            self.cores_card.show_activity(np.zeros(len(self._cores)))
            self.crossbar.show_core(self._cores, self._core)
            self.crossbar.select(self._neuron)
        self.raster.move_to(0, self._record.end if self._record else 0)
        self.raster.draw()

    def keep(self, frame: Frame) -> None:
        """Take a frame; `drawings` draw it."""
        self._frame = frame
        self.neuron_card.keep(frame)
        self.map_page.keep(frame)
        self.counts_page.keep(frame)
        self.raster.move_to(frame.tick + 1, frame.end)

    @property
    def drawings(self) -> tuple[Callable[[], None], ...]:
        """What draws the newest frame, one view each."""
        return (
            self.raster.draw,
            self._draw_crossbar,
            self.neuron_card.draw,
            self.map_page.draw,
            self.counts_page.draw,
            self._draw_activity,
        )

    def _draw_crossbar(self) -> None:
        if self._frame is not None and self.crossbar.isVisible():
            self.crossbar.show_frame(self._frame)

    def _draw_activity(self) -> None:
        frame, cores = self._frame, self._cores
        if frame is None or cores is None or not self.isVisible():
            return
        counts = np.bitwise_count(frame.recording.spikes).sum(axis=(0, 2))
        shares = counts / np.maximum(1, cores.used) / frame.recording.ticks
        self.cores_card.show_activity(shares)

    def _show_lanes(self) -> None:
        self.raster.show_lanes(self.cores_card.lanes)
