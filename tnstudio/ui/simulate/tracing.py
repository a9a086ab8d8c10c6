"""Traces spikes as the user asks for it, and lights what was found in all views."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from tnstudio.app.frame import Frame
from tnstudio.app.selection import Kind
from tnstudio.app.tracing import Direction, Silence, TracedSpike
from tnstudio.model.program import NONE
from tnstudio.simulation.trace import InputSpike, Node, Spike
from tnstudio.texts import tr
from tnstudio.ui.simulate.lights import LitSynapses
from tnstudio.ui.simulate.picture import InputPicture
from tnstudio.ui.simulate.player import Player
from tnstudio.ui.simulate.trace_lights import (
    CAUSES,
    lit_cores,
    lit_pixels,
    lit_synapses,
    raster_marks,
    root_mark,
)
from tnstudio.ui.simulate.trace_words import CHANGED, NOTHING
from tnstudio.ui.simulate.views import ChipViews

NOBODY = tr(
    "No neuron is selected. Click one in the raster or in the crossbar, then press T."
)
UNRUN = tr("No tick has been run yet: press Space to play, then T to trace.")


class Tracing(QObject):
    """Asks the player for traces; shows them on their page and in the views.

    Attributes
    ----------
    start : QAction
        Trace the selected neuron's spike in the tick on show, or the one before.
    clear : QAction
        Trace nothing.
    line_chosen : Signal of Kind, int
        The user has selected an input or output line of a circuit.
    """

    line_chosen = Signal(object, int)

    def __init__(
        self, player: Player, views: ChipViews, picture: InputPicture, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._player, self._views, self._picture = player, views, picture
        self._page = views.trace_page
        self._wanted: Spike | None = None
        self._asked: tuple[Spike, object] | None = None
        self._frame: Frame | None = None
        # What is lit in the crossbar of each core that was looked at.
        self._lit: dict[int, LitSynapses | None] = {}
        self.start = QAction(tr("Trace"), self)
        self.start.triggered.connect(self._trace_selected)
        self.clear = QAction(tr("Clear trace"), self)
        self.clear.triggered.connect(self._clear)
        self._page.wanted.connect(self._trace_selected)
        self._page.cleared.connect(self._clear)
        self._page.depth_changed.connect(self._trace_anew)
        self._page.shown_changed.connect(self._light)
        self._page.tree.chosen.connect(self._choose)
        self._page.tree.entered.connect(self._enter)
        views.raster.spike_chosen.connect(self._trace_clicked)
        views.selected.connect(self._light_crossbar)
        views.pages.turned.connect(self._light_crossbar)
        player.opened.connect(self._clear)
        player.restarted.connect(self._clear)
        player.rewound.connect(self._rewind)
        player.frame_came.connect(self._take_frame)

    def trace(self, spike: Spike) -> None:
        """Trace a neuron's spike in a tick, or its last one before."""
        self._wanted = spike
        self._views.pages.show_page("trace")
        self._ask()

    # -- What the user does

    def _trace_selected(self) -> None:
        views, tick = self._views, self._player.position - 1
        if views.neuron == NONE or tick < 0:
            self._clear()
            self._views.pages.show_page("trace")
            self._page.show_nothing(UNRUN if tick < 0 else NOBODY)
        else:
            self.trace(Spike(tick, views.core, views.neuron))

    def _trace_clicked(self, tick: int, core: int, neuron: int) -> None:
        """Trace what is clicked in the raster while the page is open."""
        if self._page.isVisible():
            self.trace(Spike(tick, core, neuron))

    def _trace_anew(self) -> None:
        if self._page.shown is not None:
            self._wanted = self._page.shown.spike
            self._ask()

    def _clear(self) -> None:
        self._wanted = None
        self._frame = None
        self._page.show_nothing(NOTHING)

    def _choose(self, node: Node) -> None:
        """Select the neuron, or the line, of a row."""
        cores = self._views.cores
        if isinstance(node, Spike):
            self._views.neuron_chosen.emit(node.core, node.neuron)
        elif cores is not None and cores.is_circuit:
            kind = Kind.INPUT if isinstance(node, InputSpike) else Kind.OUTPUT
            self.line_chosen.emit(kind, node.line)

    def _enter(self, node: Node) -> None:
        """Go to where the tick of a row is the last one that was run."""
        self._player.go_to(node.tick + 1)

    # -- Asking and answers

    def _ask(self) -> None:
        """Ask for the trace that is wanted, after the one that is on its way."""
        wanted = self._wanted
        if wanted is None or self._asked is not None or not self._player.is_open:
            return
        limits = self._page.limits
        self._asked = wanted, limits
        self._page.show_busy()
        self._player.consult(
            tr("Tracing a spike"),
            lambda session: session.tracing(
                wanted.core, wanted.neuron, wanted.tick, limits
            ),
            self._take,
            self._give_up,
        )

    def _take(self, found: TracedSpike | Silence) -> None:
        asked, self._asked = self._asked, None
        if self._wanted is None:
            return
        if asked != (self._wanted, self._page.limits):
            self._ask()
        elif isinstance(found, Silence):
            self._page.show_silence(found)
        elif self._views.cores is not None:
            self._page.show_trace(self._views.cores, found)

    def _give_up(self) -> None:
        self._asked = None
        self._clear()

    # -- What the player says

    def _take_frame(self, frame: Frame) -> None:
        before, self._frame = self._frame, frame
        was_past = before is None or before.is_past
        # Within the past nothing is run anew.
        is_other = before is None or frame.end != before.end or not frame.is_past
        if was_past and is_other and not self._holds(frame.end):
            self._clear()
            self._page.show_nothing(CHANGED)
        self._light_crossbar()

    def _rewind(self) -> None:
        self._frame = None
        self._light_crossbar()

    def _holds(self, end: int) -> bool:
        """Tell whether the neurons that are traced have fired as it says.

        Going back and putting something else on the input changes that.
        """
        traced, record = self._page.shown, self._player.record
        if traced is None or record is None:
            return True
        nodes = {*traced.causes.nodes, *traced.consequences.nodes}
        return all(
            node.tick < end
            and (
                not isinstance(node, Spike)
                or node.tick < record.first
                or record.fired(node.core, node.neuron, node.tick)
            )
            for node in nodes
        )

    # -- Lighting

    def _light(self) -> None:
        """Light what is on show of the trace in all views, or nothing."""
        self._lit.clear()
        traced, ways, views = self._page.shown, self._page.directions, self._views
        for way in Direction:
            marks = raster_marks(traced, way) if traced and way in ways else None
            views.raster.set_marks(f"trace {way.value}", marks)
        root = root_mark(traced) if traced else None
        views.raster.set_marks("traced spike", root)
        lit = lit_cores(traced, ways) if traced else {}
        for shown in (views.cores_card.map, views.map_page.map):
            shown.light(lit)
        program = self._player.program
        pixels = lit_pixels(traced, ways, program) if traced and program else ()
        self._picture.light(pixels, CAUSES)
        self._light_crossbar()

    def _light_crossbar(self) -> None:
        """Light the selected core's synapses, those of the tick on show filled."""
        crossbar, core = self._views.crossbar, self._views.core
        if self._page.shown is None:
            crossbar.light(None)
        elif crossbar.isVisible():
            crossbar.light(self._lit_in(core), self._player.position - 1)

    def _lit_in(self, core: int) -> LitSynapses | None:
        traced = self._page.shown
        if core not in self._lit and traced is not None:
            self._lit[core] = lit_synapses(traced, self._page.directions, core)
        return self._lit[core]
