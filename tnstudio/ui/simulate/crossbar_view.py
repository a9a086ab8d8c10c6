"""The crossbar of one core, with what one tick, or many, did on it."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QPoint, QPointF, QRectF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFont, QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QGraphicsRectItem, QLabel, QSizePolicy, QWidget

from tnstudio.app.frame import Frame
from tnstudio.app.membrane import integrated
from tnstudio.app.synapse_activity import ActivitySeen, Since
from tnstudio.model.program import ChipProgram
from tnstudio.texts import tr
from tnstudio.ui.colours import Colours
from tnstudio.ui.simulate.catch_up import CatchUp
from tnstudio.ui.simulate.cell_marks import CellMarks
from tnstudio.ui.simulate.cores import ChipCores
from tnstudio.ui.simulate.crossbar_cells import (
    MOST_LEVEL,
    OFF,
    STEPS,
    Picture,
    Places,
    levels_of,
    marks_along,
    potential_picture,
    shades_of,
    square,
)
from tnstudio.ui.simulate.lights import LitSynapses, LitSynapsesItem
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.card import Card
from tnstudio.ui.widgets.choice import Choice
from tnstudio.ui.widgets.colour_ramps import colour_table, diverging, mix, ramp
from tnstudio.ui.widgets.long_text import cut, plain_tip
from tnstudio.ui.widgets.plots import Plot, tick_points

LIT = 128
"""Added to the indices of an active axon's row."""

TOLD_LINES = 3
"""Lines below the picture; a fixed number, so that pointing moves nothing."""

LONGEST_HEADING = 48
"""In characters: cores may have long names."""

LEAST_RANGE = 3.0
"""Axons and neurons that fill the view when it is closest."""

ZOOM, PAN = 1.3, 0.15
"""What one press of a key does, as a factor and as a share of the view."""

SPANS: tuple[tuple[str, str, Since | None], ...] = (
    (tr("This tick"), tr("What acts in this tick"), None),
    (
        tr("Since the image"),
        tr("How often, since the image on the input appeared"),
        "image",
    ),
    (tr("Since tick 0"), tr("How often, in all ticks of the run"), "run"),
)

ABOUT = tr(
    "A row is an axon, a column a neuron. A synapse is on or off: it was drawn "
    "with its probability c̃ when the chip was sampled. Its strength depends on the "
    "type of the axon. Rows of axons that are active in this tick have a tint; "
    "the synapses that act, on and of an active axon, are bright, and framed when "
    "they are large.<br>"
    "<b>Since</b>: how often each synapse acted, its axon was active and its neuron "
    "fired, with a scale of its own for synapses and neurons.<br>"
    "Wheel or <b>+</b> <b>−</b>: zoom. Drag or <b>Ctrl</b> with an arrow: move. "
    "<b>0</b> or double click: all.<br>"
    "<b>active</b>, <b>type</b>: of each axon. <b>fired</b>: of each neuron, in this "
    "tick. <b>V</b>: the membrane potential as it is compared with the threshold α, "
    "which has a mark.<br>Click a column to ask why its neuron did or did not fire."
)


class CrossbarView(Card):
    """Strengths where synapses are on; active axons lit; V below.

    Axons and neurons beyond the last in use are left out. V is shown as it is
    compared with the threshold: after synapses and leak, before the reset.

    Attributes
    ----------
    neuron_chosen : Signal of int
        The user has clicked in a column.
    wants_changed : Signal
        `wanted` is another one.
    synapse_menu_wanted : Signal of int, int, QPoint
        The user asks, at a place on the screen, what can be done with the synapse of
        an axon and a neuron.
    """

    neuron_chosen = Signal(int)
    wants_changed = Signal()
    synapse_menu_wanted = Signal(int, int, QPoint)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Crossbar"), "crossbar-card", parent)
        # Names of cores are no mark-up.
        self._heading.setTextFormat(Qt.TextFormat.PlainText)
        ignored, fixed = QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed
        self._heading.setSizePolicy(ignored, fixed)
        self._theme = theme
        self._cores: ChipCores | None = None
        self._core = self._neuron = -1
        self._strengths: npt.NDArray[np.int16] = np.zeros((1, 1), np.int16)
        self._shades: npt.NDArray[np.uint8] = np.zeros((1, 1), np.uint8)
        self._closed: npt.NDArray[np.bool_] = np.zeros((1, 1), np.bool_)
        self._closed_of_axon = np.zeros(1, np.intp)
        self._active: npt.NDArray[np.bool_] = np.zeros(1, np.bool_)
        self._fired: npt.NDArray[np.bool_] = np.zeros(1, np.bool_)
        self._v: npt.NDArray[np.int32] = np.zeros(1, np.int32)
        self._activity: ActivitySeen | None = None
        self._ranges: tuple[float, ...] = ()
        self._told = self._make_told()
        self._key = self._make_key()
        self._span = self._make_span()
        self.catch_up = CatchUp("crossbar", self)
        self._plot = self._make_plot()
        self.header.setStretchFactor(self._heading, 1)
        self.header.addWidget(self._span)
        for part in (self._key, self.catch_up):
            self.body.addWidget(part)
        self.body.addWidget(self._plot, 1)
        self.body.addWidget(self._told)
        self._set_up_plot()

    # -- What is on show

    @property
    def plot(self) -> Plot:
        """What the synapses are drawn in."""
        return self._plot

    @property
    def core(self) -> int:
        """The core on show; -1 for none."""
        return self._core

    @property
    def strengths(self) -> npt.NDArray[np.int16]:
        """The strength of each synapse, 0 where it is off, (axons, neurons)."""
        return self._strengths

    @property
    def shades(self) -> npt.NDArray[np.uint8]:
        """What is drawn: indices into the colour table, of the part in use."""
        return self._synapses.cells

    @property
    def potentials(self) -> npt.NDArray[np.int32]:
        """V of each neuron as it was compared with its threshold."""
        return self._v

    @property
    def told(self) -> str:
        """What is said about the place pointed at, or about all."""
        return self._told.text()

    @property
    def since(self) -> Since | None:
        """From when on activity is shown; None for that of this tick alone."""
        since: Since | None = self._span.currentData()
        return since

    @property
    def wanted(self) -> tuple[int, Since] | None:
        """Whose activity is to be counted, and from when on, while it is seen."""
        if self.since is None or self._core < 0 or not self.isVisible():
            return None
        return self._core, self.since

    @property
    def acted(self) -> npt.NDArray[np.int64]:
        """How often each synapse acted, (axons, neurons) in use.

        In the ticks since `since`, or in this one.
        """
        axons, _ = self._in_use()
        return np.where(self._closed, self._axon_times()[:axons, None], 0)

    def show_core(self, cores: ChipCores, core: int) -> None:
        """Show another core, without any activity."""
        program = cores.program
        if self._cores is not cores:
            self._offer_spans(shows_images=not cores.is_circuit)
        self._cores, self._core = cores, core
        on = program.crossbar(core)
        full = program.neurons.strengths[core][program.axon_types[core]]
        self._strengths = np.where(on, full, np.int16(0))
        self._shades = shades_of(on, full)
        axons, neurons = int(cores.fed[core]), int(cores.used[core])
        self._closed = on[:axons, :neurons]
        self._closed_of_axon = np.count_nonzero(self._closed, axis=1)
        self._active = np.zeros(program.hardware.axons, np.bool_)
        self._fired = np.zeros(program.hardware.neurons, np.bool_)
        self._v = program.neurons.initial_potential[core]
        self._activity = None
        self.catch_up.hide()
        self.rename()
        self._arrange(program)
        self._draw()
        self.wants_changed.emit()

    def rename(self) -> None:
        """Show what the core is called now."""
        if self._cores is not None:
            name = self._cores.name(self._core)
            self.set_heading(cut(name, LONGEST_HEADING))
            self._heading.setToolTip(f"{plain_tip(name)}<br>{ABOUT}")

    def select(self, neuron: int) -> None:
        """Frame the column and the V of a neuron; -1 for none."""
        self._neuron = neuron
        shows = 0 <= neuron < self._in_use()[1]
        self._frame_of_neuron.setVisible(shows)
        if shows:
            height = self._places.bars.bottom()
            self._frame_of_neuron.setRect(QRectF(neuron, 0, 1, height))

    @property
    def selected(self) -> int:
        """The neuron whose column is framed; -1 for none."""
        return self._neuron if self._frame_of_neuron.isVisible() else -1

    def show_frame(self, frame: Frame) -> None:
        """Show what the frame's last tick did."""
        if self._cores is None:
            return
        program, core = self._cores.program, self._core
        self._active = frame.active_axons[core]
        before = frame.potentials_before[core]
        self._v = integrated(program, core, self._active, before, frame.tick)
        words = frame.recording.spikes[-1:, core]
        octets = np.ascontiguousarray(words, "<u8").view(np.uint8)
        bits = np.unpackbits(octets, count=self._fired.size, bitorder="little")
        self._fired = bits.astype(np.bool_)
        self._take_activity(frame.seen.activity)
        self._draw()

    def show_activity(self, activity: ActivitySeen) -> None:
        """Show what was counted up to the tick on show."""
        self._take_activity(activity)
        self._draw()

    def light(self, lit: LitSynapses | None, tick: int = -1) -> None:
        """Light some synapses and their axons until others are, or None.

        Those that act in this tick are filled.
        """
        self._lit_synapses.show(lit, tick, self._in_use()[1])

    @property
    def lit(self) -> LitSynapses | None:
        """The synapses that are lit."""
        return self._lit_synapses.lit

    def tell_about(self, axon: int, neuron: int) -> None:
        """Say what is at a place; outside of the crossbar, what is in view."""
        self._told.setText(self._about(axon, neuron))

    def showEvent(self, event: QShowEvent) -> None:
        """Have activity counted again."""
        super().showEvent(event)
        self.wants_changed.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Have nothing counted."""
        super().hideEvent(event)
        self.wants_changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom and move while the crossbar has the focus."""
        key, ctrl = Qt.Key(event.key()), Qt.KeyboardModifier.ControlModifier
        zooms = {
            Qt.Key.Key_Plus: 1 / ZOOM,
            Qt.Key.Key_Equal: 1 / ZOOM,
            Qt.Key.Key_Minus: ZOOM,
        }
        moves = {
            Qt.Key.Key_Left: (-PAN, 0.0),
            Qt.Key.Key_Right: (PAN, 0.0),
            Qt.Key.Key_Up: (0.0, -PAN),
            Qt.Key.Key_Down: (0.0, PAN),
        }
        if key in zooms:
            self._view().scaleBy((zooms[key], zooms[key]))
        elif key == Qt.Key.Key_0:
            self._fit()
        elif key in moves and event.modifiers() & ctrl:
            rect = self._view().viewRect()
            x, y = moves[key]
            self._view().translateBy(x=x * rect.width(), y=y * rect.height())
        else:
            super().keyPressEvent(event)

    # -- What is counted

    def _offer_spans(self, *, shows_images: bool) -> None:
        """Offer no count since the image where there is none."""
        since = self.since
        with QSignalBlocker(self._span):
            self._span.clear()
            for text, tip, found in SPANS:
                if found != "image" or shows_images:
                    self._span.addItem(text, found)
                    row = self._span.count() - 1
                    self._span.setItemData(row, tip, Qt.ItemDataRole.ToolTipRole)
            self._span.setCurrentIndex(max(0, self._span.findData(since)))
        if self.since != since:
            self._change_span()

    def _change_span(self) -> None:
        self._activity = None
        self.catch_up.hide()
        self._dress(self._theme.colours)
        if self._cores is not None:
            self._draw()
        self.wants_changed.emit()

    def _take_activity(self, activity: ActivitySeen | None) -> None:
        """Take what was counted of the core on show, if it is what is to be seen."""
        if self.since is None or activity is None or activity.core != self._core:
            self._activity = None
            return
        self._activity = activity
        self.catch_up.tell(activity.missing)

    def _axon_times(self) -> npt.NDArray[np.int64]:
        """Return how often each axon was active in the ticks to be seen."""
        if self.since is None:
            return self._active.astype(np.int64)
        if self._activity is None:
            return np.zeros(self._active.size, np.int64)
        return self._activity.axons

    def _neuron_times(self) -> npt.NDArray[np.int64]:
        if self.since is None:
            return self._fired.astype(np.int64)
        if self._activity is None:
            return np.zeros(self._fired.size, np.int64)
        return self._activity.neurons

    # -- Construction

    def _make_told(self) -> QLabel:
        told = QLabel(self)
        told.setObjectName("crossbar-told")
        told.setProperty("role", "muted")
        told.setFixedHeight(TOLD_LINES * self.fontMetrics().lineSpacing() + 2)
        told.setAlignment(Qt.AlignmentFlag.AlignTop)
        told.setWordWrap(True)
        # Names of lines are no mark-up.
        told.setTextFormat(Qt.TextFormat.PlainText)
        return told

    def _make_key(self) -> QLabel:
        key = QLabel(self)
        key.setObjectName("crossbar-key")
        key.setProperty("role", "muted")
        key.setToolTip(ABOUT)
        key.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        return key

    def _make_span(self) -> Choice:
        span = Choice(self)
        span.setObjectName("crossbar-span")
        span.setAccessibleName(tr("Ticks that the crossbar shows"))
        span.setToolTip(tr("Show what acts in this tick, or how often it did since"))
        return span

    def _make_plot(self) -> Plot:
        plot = Plot(
            self._theme,
            tr("Crossbar"),
            x=tr("neuron"),
            y=tr("axon"),
            grid=False,
            parent=self,
        )
        plot.setObjectName("crossbar-plot")
        plot.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        plot.setToolTip(tr("Wheel or + and −: zoom. Drag or Ctrl with an arrow: move."))
        return plot

    # -- Drawing

    def _all_images(self) -> tuple[Picture, ...]:
        return (self._synapses, self._types, self._lights, self._marks, self._bars)

    def _set_up_plot(self) -> None:
        self._synapses = Picture()
        self._types = Picture()
        self._lights = Picture()
        self._marks = Picture()
        self._bars = Picture()
        for image in self._all_images():
            self._plot.addItem(image)
        self.cell_marks = CellMarks()
        self._plot.addItem(self.cell_marks, ignoreBounds=True)
        self._lit_synapses = LitSynapsesItem(self._plot)
        self._frame_of_neuron = QGraphicsRectItem()
        self._frame_of_neuron.setZValue(10)
        self._plot.addItem(self._frame_of_neuron, ignoreBounds=True)
        self._captions = [self._caption(text) for text in (tr("active"), tr("type"))]
        item = self._plot.getPlotItem()
        item.setMouseEnabled(x=True, y=True)
        self._view().invertY(True)
        self._view().sigRangeChanged.connect(lambda *_: self._name_cells())
        self._view().sigRangeChanged.connect(lambda *_: self._fit_captions())
        self._view().sigResized.connect(lambda *_: self._fit_captions())
        self._offer_spans(shows_images=True)
        self._span.currentIndexChanged.connect(self._change_span)
        self._plot.dress(self._dress)
        self._plot.scene().sigMouseMoved.connect(self._point)
        self._plot.scene().sigMouseClicked.connect(self._click)
        self._plot.double_clicked.connect(self._fit)

    def _view(self) -> Any:
        return self._plot.getPlotItem().getViewBox()

    def _caption(self, text: str) -> pg.TextItem:
        """Return a caption that is read upwards, to hang below a strip."""
        caption = pg.TextItem(text, anchor=(1.0, 0.5), angle=90)
        font = QFont(self.font())
        font.setPointSizeF(tick_points())
        caption.setFont(font)
        self._plot.addItem(caption, ignoreBounds=True)
        return caption

    def _fit_captions(self) -> None:
        """Hide captions that have no room below their strips."""
        view = self._view()
        rows_per_pixel = view.viewPixelSize()[1]
        if self._core < 0 or not rows_per_pixel:
            return
        rows = view.viewRect().bottom() - self._places.marks.top()
        room = rows / rows_per_pixel
        for caption in self._captions:
            caption.setVisible(room >= caption.textItem.boundingRect().width())

    def _dress(self, colours: Colours) -> None:
        for caption in self._captions:
            caption.setColor(colours.muted)
        self._frame_of_neuron.setPen(pg.mkPen(colours.text, width=1.5))
        self._signs = (colours.negative, colours.positive)
        faint = mix(colours.surface, colours.grid, 0.4)
        least = mix(colours.surface, colours.accent, 0.12)
        most = mix(colours.accent, colours.text, 0.6)
        counts = [
            *ramp(least, colours.accent, MOST_LEVEL // 2),
            *ramp(colours.accent, most, MOST_LEVEL // 2),
        ]
        self._scale = (least, colours.accent, most)
        if self.since is None:
            lit = diverging(
                colours.negative,
                mix(colours.surface, colours.muted, 0.5),
                colours.positive,
                2 * STEPS + 1,
            )
            dim = [mix(colour, colours.surface, 0.62) for colour in lit]
            row = mix(colours.surface, colours.accent, 0.16)
            synapses = colour_table([*dim, colours.surface, *lit, row])
            strips = colour_table([faint, colours.accent])
        else:
            synapses = colour_table([colours.surface, *counts])
            strips = colour_table([faint, *counts])
        self._synapses.set_table(synapses)
        self._lights.set_table(strips)
        self._marks.set_table(strips)
        self.cell_marks.set_colours(colours.grid, colours.text, synapses.tolist())
        self._types.set_table(colour_table(colours.series))
        bar = mix(colours.muted, colours.surface, 0.5)
        lines = (colours.muted, colours.text)
        self._bars.set_table(
            colour_table([colours.surface, bar, colours.accent, *lines])
        )
        self._tell_key()

    def _tell_key(self) -> None:
        """Tell what the colours mean."""
        if self.since is None:
            minus, plus = self._signs
            text = tr(
                "On: {minus} − {plus} + &nbsp;bright: acts in this tick",
                minus=square(minus),
                plus=square(plus),
            )
        else:
            least, middle, most = map(square, self._scale)
            axons, neurons = (
                int(times.max(initial=0))
                for times in (self._axon_times(), self._neuron_times())
            )
            text = tr(
                "{least}{middle}{most} 0 to {axons:,} times acted, "
                "0 to {neurons:,} fired",
                least=least,
                middle=middle,
                most=most,
                axons=axons,
                neurons=neurons,
            )
        if text != self._key.text():
            self._key.setText(text)

    def _arrange(self, program: ChipProgram) -> None:
        """Set ticks and range of the axes by the sizes of the core."""
        axons, neurons = self._in_use()
        self._places = Places(axons, neurons)
        limits = self._places.all
        self._view().setLimits(
            xMin=limits.left() - 0.05 * limits.width(),
            xMax=limits.right() + 0.05 * limits.width(),
            yMin=-0.05 * limits.height(),
            yMax=limits.bottom() + 0.05 * limits.height(),
            minXRange=LEAST_RANGE,
            minYRange=LEAST_RANGE,
        )
        below = self._places.marks.top()
        for caption, strip in zip(
            self._captions, (self._places.lights, self._places.types), strict=True
        ):
            caption.setPos(strip.center().x(), below)
        kinds = program.axon_types[self._core][:axons] % np.uint8(7)
        self._types.show_cells(kinds[:, None], self._places.types)
        self._ranges = ()
        self._fit()
        self._name_cells()

    def _fit(self) -> None:
        if self._core >= 0:
            self._view().setRange(self._places.all, padding=0.01)

    def _draw(self) -> None:
        places = self._places
        axons, neurons = self._in_use()
        fired, v = self._fired[:neurons], self._v[:neurons]
        if self.since is None:
            active = self._active[:axons, None].view(np.uint8)
            cells = self._shades[:axons, :neurons] + active * np.uint8(LIT)
            strips = active, fired[None].view(np.uint8)
        else:
            levels = levels_of(self._axon_times()[:axons])[:, None]
            # A closed synapse that never acted is seen, too.
            cells = self._closed * np.maximum(levels, np.uint8(1))
            strips = levels, levels_of(self._neuron_times()[:neurons])[None]
        self._synapses.show_cells(cells, places.synapses)
        self._lights.show_cells(strips[0], places.lights)
        self._marks.show_cells(strips[1], places.marks)
        picture = potential_picture(v, fired, self._threshold()[:neurons])
        self._bars.show_cells(picture, places.bars)
        self._mark_cells(cells)
        self._tell_key()
        self._told.setText(self._summary())

    def _mark_cells(self, cells: npt.NDArray[np.uint8]) -> None:
        closed = self._closed
        acts = closed & self._active[: len(cells), None]
        strengths, times = self._strengths, self._axon_times()
        counts = self.since is not None

        def text(axon: int, neuron: int) -> str:
            if not closed[axon, neuron]:
                return ""
            return f"{times[axon]}" if counts else f"{strengths[axon, neuron]:+d}"

        self.cell_marks.show_cells(cells, acts, text)

    def _name_cells(self) -> None:
        """Write numbers at the axons and neurons in view."""
        if self._core < 0:
            return
        (left, right), (top, bottom) = self._view().viewRange()
        if (left, right, top, bottom) == self._ranges:
            return
        self._ranges = left, right, top, bottom
        axons, neurons = self._in_use()
        item = self._plot.getPlotItem()
        item.getAxis("bottom").setTicks([marks_along(neurons, left, right)])
        beside = [
            (self._places.marks.center().y(), tr("fired")),
            (self._places.bars.center().y(), "V"),
        ]
        marks = marks_along(axons, top, bottom)
        item.getAxis("left").setTicks([marks + beside])

    def _in_use(self) -> tuple[int, int]:
        """Return the axons and neurons to show."""
        if self._cores is None:
            return 1, 1
        return int(self._cores.fed[self._core]), int(self._cores.used[self._core])

    def _threshold(self) -> npt.NDArray[np.int32]:
        if self._cores is None:
            return np.zeros_like(self._v)
        return self._cores.program.neurons.threshold[self._core]

    # -- Telling

    def _point(self, scene: QPointF) -> None:
        place = self._view().mapSceneToView(scene)
        self.tell_about(int(np.floor(place.y())), int(np.floor(place.x())))

    def _click(self, event: Any) -> None:
        place = self._view().mapSceneToView(event.scenePos())
        _, neurons = self._in_use()
        inside = 0 <= place.y() < self._places.all.bottom()
        if self._cores is None or not inside or not 0 <= place.x() < neurons:
            return
        if event.button() != Qt.MouseButton.RightButton:
            self.neuron_chosen.emit(int(place.x()))
        elif place.y() < self._places.synapses.bottom():
            where = event.screenPos().toPoint()
            self.synapse_menu_wanted.emit(int(place.y()), int(place.x()), where)

    def _about(self, axon: int, neuron: int) -> str:
        cores = self._cores
        axons, neurons = self._in_use()
        if cores is None or not 0 <= neuron < neurons or axon < 0:
            return self._summary()
        state = self._state(neuron)
        if axon >= axons:
            about = cores.neuron_heading(self._core, neuron)
            return tr("{neuron}: {state}", neuron=about, state=state)
        kind = cores.program.axon_types[self._core, axon]
        lit = tr("active") if self._active[axon] else tr("silent")
        return tr(
            "Axon {axon} (type {type}, {lit}) → {neuron}: {synapse}. {state}",
            axon=axon,
            type=kind,
            lit=lit,
            neuron=cores.neuron_text(self._core, neuron),
            synapse=self._synapse(
                axon,
                neuron,
                int(cores.program.neurons.strengths[self._core, kind, neuron]),
            ),
            state=state,
        )

    def _state(self, neuron: int) -> str:
        """Tell V and whether the neuron fired."""
        fired = tr("fired") if self._fired[neuron] else tr("did not fire")
        state = f"V = {self._v[neuron]}, α = {self._threshold()[neuron]}: {fired}"
        if self._activity is None:
            return state
        times = int(self._activity.neurons[neuron])
        return tr("{state}; {times:,} times in all", state=state, times=times)

    def _synapse(self, axon: int, neuron: int, strength: int) -> str:
        """Tell whether a synapse is on, and how often it acted if that is counted."""
        closed = self._shades[axon, neuron] != OFF
        told = (
            tr("synapse on, strength {strength:+d}", strength=strength)
            if closed
            else tr("synapse off, strength {strength:+d}", strength=strength)
        )
        if self._activity is None:
            return told
        times = int(self._activity.axons[axon]) if closed else 0
        return tr("{synapse}, acted {times:,} times", synapse=told, times=times)

    def _summary(self) -> str:
        axons, neurons = self._in_use()
        active, fired = int(self._active.sum()), int(self._fired.sum())
        v = self._v[:neurons]
        if self._activity is not None:
            told = self._activity
            acted = int(told.axons[:axons] @ self._closed_of_axon)
            return tr(
                "Ticks {first:,} to {last:,}: synapses acted {acted:,} times, "
                "neurons fired {fired:,} times",
                first=told.first,
                last=told.first + told.ticks - 1,
                acted=acted,
                fired=int(told.neurons[:neurons].sum()),
            )
        return tr(
            "{active} of {axons} axons active, {fired} of {neurons} neurons fired; "
            "V from {least} to {most}",
            active=active,
            axons=axons,
            fired=fired,
            neurons=neurons,
            least=v.min(),
            most=v.max(),
        )
