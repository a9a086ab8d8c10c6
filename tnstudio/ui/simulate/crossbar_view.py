"""The crossbar of one core, with what one tick did on it."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QGraphicsRectItem, QLabel, QSizePolicy, QWidget

from tnstudio.app.membrane import integrated
from tnstudio.app.simulation_session import Frame
from tnstudio.model.program import ChipProgram
from tnstudio.ui.colours import Colours
from tnstudio.ui.simulate.cores import ChipCores
from tnstudio.ui.simulate.lights import LitSynapses, LitSynapsesItem
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.card import Card
from tnstudio.ui.widgets.long_text import cut, plain_tip
from tnstudio.ui.widgets.plots import (
    TICK_POINTS,
    IndexImage,
    Plot,
    colour_table,
    diverging,
    mix,
)

STEPS = 63
"""Shades of either sign; `STEPS` itself is a strength of 0."""

OFF = 127
"""Index of a synapse that is off."""

LIT = 128
"""Added to the indices of an active axon's row."""

TOLD_LINES = 3
"""Lines below the picture; a fixed number, so that pointing moves nothing."""

LONGEST_HEADING = 48
"""In characters: cores may have long names."""

BAR_ROWS = 48
"""Rows of the picture of V."""

ABOUT = (
    "A row is an axon, a column a neuron. A synapse is on or off: it was drawn "
    "with its probability c̃ when the chip was sampled. Its strength depends on the "
    "type of the axon. Rows of axons that are active in this tick are bright.<br>"
    "<b>active</b>, <b>type</b>: of each axon. <b>fired</b>: of each neuron, in this "
    "tick. <b>V</b>: the membrane potential as it is compared with the threshold α, "
    "which has a mark.<br>Click a column to ask why its neuron did or did not fire."
)

_EMPTY, _BAR, _FIRED, _ZERO, _ALPHA = range(5)
"""Indices in the picture of V."""


class CrossbarView(Card):
    """Strengths where synapses are on; active axons lit; V below.

    Axons and neurons beyond the last in use are left out. V is shown as it is
    compared with the threshold: after synapses and leak, before the reset.

    Attributes
    ----------
    neuron_chosen : Signal of int
        The user has clicked in a column.
    """

    neuron_chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("Crossbar", "crossbar-card", parent)
        self._cores: ChipCores | None = None
        self._core = self._neuron = -1
        self._strengths: npt.NDArray[np.int16] = np.zeros((1, 1), np.int16)
        self._shades: npt.NDArray[np.uint8] = np.zeros((1, 1), np.uint8)
        self._active: npt.NDArray[np.bool_] = np.zeros(1, np.bool_)
        self._fired: npt.NDArray[np.bool_] = np.zeros(1, np.bool_)
        self._v: npt.NDArray[np.int32] = np.zeros(1, np.int32)
        self._told = QLabel(self)
        self._told.setObjectName("crossbar-told")
        self._told.setProperty("role", "muted")
        self._told.setFixedHeight(TOLD_LINES * self.fontMetrics().lineSpacing() + 2)
        self._told.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._told.setWordWrap(True)
        # Names of cores and lines are no mark-up.
        self._told.setTextFormat(Qt.TextFormat.PlainText)
        self._heading.setTextFormat(Qt.TextFormat.PlainText)
        self._plot = Plot(
            theme, "Crossbar", x="neuron", y="axon", grid=False, parent=self
        )
        self._plot.setObjectName("crossbar-plot")
        self._synapses = IndexImage()
        self._types = IndexImage()
        self._lights = IndexImage()
        self._marks = IndexImage()
        self._bars = IndexImage()
        for image in self._all_images():
            self._plot.addItem(image)
        self._lit_synapses = LitSynapsesItem(self._plot)
        self._frame_of_neuron = QGraphicsRectItem()
        self._frame_of_neuron.setZValue(10)
        self._plot.addItem(self._frame_of_neuron, ignoreBounds=True)
        self._captions = [self._caption(text) for text in ("active", "type")]
        self._key = QLabel(self)
        self._key.setObjectName("crossbar-key")
        self._key.setProperty("role", "muted")
        self._key.setToolTip(ABOUT)
        self._key.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.body.addWidget(self._key)
        self.body.addWidget(self._plot, 1)
        self.body.addWidget(self._told)
        self._set_up_plot()

    # -- What is on show

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

    def show_core(self, cores: ChipCores, core: int) -> None:
        """Show another core, without any activity."""
        program = cores.program
        self._cores, self._core = cores, core
        on = program.crossbar(core)
        full = program.neurons.strengths[core][program.axon_types[core]]
        self._strengths = np.where(on, full, np.int16(0))
        self._shades = _shades(on, full)
        self._active = np.zeros(program.hardware.axons, np.bool_)
        self._fired = np.zeros(program.hardware.neurons, np.bool_)
        self._v = program.neurons.initial_potential[core]
        self.rename()
        self._arrange(program)
        self._draw()

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

    # -- Drawing

    def _all_images(self) -> tuple[IndexImage, ...]:
        return (self._synapses, self._types, self._lights, self._marks, self._bars)

    def _set_up_plot(self) -> None:
        item = self._plot.getPlotItem()
        item.setMouseEnabled(x=True, y=True)
        self._view().invertY(True)
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
        font.setPointSize(TICK_POINTS)
        caption.setFont(font)
        self._plot.addItem(caption, ignoreBounds=True)
        return caption

    def _dress(self, colours: Colours) -> None:
        for caption in self._captions:
            caption.setColor(colours.muted)
        self._key.setText(
            "On: "
            f'<span style="color: {colours.negative}">■</span> − '
            f'<span style="color: {colours.positive}">■</span> + &nbsp;'
            "bright: axon active"
        )
        self._frame_of_neuron.setPen(pg.mkPen(colours.text, width=1.5))
        lit = diverging(
            colours.negative,
            mix(colours.surface, colours.muted, 0.5),
            colours.positive,
            2 * STEPS + 1,
        )
        dim = [mix(colour, colours.surface, 0.62) for colour in lit]
        row = mix(colours.surface, colours.accent, 0.16)
        self._synapses.set_table(colour_table([*dim, colours.surface, *lit, row]))
        self._types.set_table(colour_table(colours.series))
        faint = mix(colours.surface, colours.grid, 0.4)
        self._lights.set_table(colour_table([faint, colours.accent]))
        self._marks.set_table(colour_table([faint, colours.accent]))
        bar = mix(colours.muted, colours.surface, 0.5)
        lines = (colours.muted, colours.text)
        self._bars.set_table(
            colour_table([colours.surface, bar, colours.accent, *lines])
        )

    def _arrange(self, program: ChipProgram) -> None:
        """Set ticks and range of the axes by the sizes of the core."""
        axons, neurons = self._in_use()
        self._places = _Places(axons, neurons)
        item = self._plot.getPlotItem()
        item.getAxis("bottom").setTicks([_marks_along(neurons)])
        beside = [
            (self._places.marks.center().y(), "fired"),
            (self._places.bars.center().y(), "V"),
        ]
        item.getAxis("left").setTicks([_marks_along(axons) + beside])
        below = self._places.marks.top()
        for caption, strip in zip(
            self._captions, (self._places.lights, self._places.types), strict=True
        ):
            caption.setPos(strip.center().x(), below)
        kinds = program.axon_types[self._core][:axons] % np.uint8(7)
        self._types.show_cells(kinds[:, None], self._places.types)
        self._fit()

    def _fit(self) -> None:
        if self._core >= 0:
            self._view().setRange(self._places.all, padding=0.01)

    def _draw(self) -> None:
        places = self._places
        axons, neurons = self._in_use()
        active = self._active[:axons, None].view(np.uint8)
        fired, v = self._fired[:neurons], self._v[:neurons]
        shades = self._shades[:axons, :neurons] + active * np.uint8(LIT)
        self._synapses.show_cells(shades, places.synapses)
        self._lights.show_cells(active, places.lights)
        self._marks.show_cells(fired[None].view(np.uint8), places.marks)
        picture = _potential_picture(v, fired, self._threshold()[:neurons])
        self._bars.show_cells(picture, places.bars)
        self._told.setText(self._summary())

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
        if self._cores and inside and 0 <= place.x() < neurons:
            self.neuron_chosen.emit(int(place.x()))

    def _about(self, axon: int, neuron: int) -> str:
        cores = self._cores
        axons, neurons = self._in_use()
        if cores is None or not 0 <= neuron < neurons or axon < 0:
            return self._summary()
        about = cores.neuron_text(self._core, neuron)
        fired = "fired" if self._fired[neuron] else "did not fire"
        alpha = self._threshold()[neuron]
        state = f"V = {self._v[neuron]}, α = {alpha}: {fired}"
        if axon >= axons:
            return f"{about[0].upper()}{about[1:]}: {state}"
        kind = cores.program.axon_types[self._core, axon]
        strength = cores.program.neurons.strengths[self._core, kind, neuron]
        on = "on" if self._shades[axon, neuron] != OFF else "off"
        lit = "active" if self._active[axon] else "silent"
        return (
            f"Axon {axon} (type {kind}, {lit}) → {about}: "
            f"synapse {on}, strength {strength:+d}. {state}"
        )

    def _summary(self) -> str:
        axons, neurons = self._in_use()
        active, fired = int(self._active.sum()), int(self._fired.sum())
        v = self._v[:neurons]
        return (
            f"{active} of {axons} axons active, {fired} of {neurons} neurons fired; "
            f"V from {v.min()} to {v.max()}"
        )


class _Places:
    """Where the parts of the picture are, in axons and neurons."""

    def __init__(self, axons: int, neurons: int) -> None:
        gap_x, gap_y = neurons * 0.02, axons * 0.016
        strip = neurons * 0.05
        self.synapses = QRectF(0, 0, neurons, axons)
        self.types = QRectF(-gap_x - strip, 0, strip, axons)
        self.lights = QRectF(-2 * (gap_x + strip), 0, strip, axons)
        self.marks = QRectF(0, axons + gap_y, neurons, axons * 0.03)
        self.bars = QRectF(0, self.marks.bottom() + gap_y, neurons, axons * 0.2)
        self.all = QRectF(
            self.lights.left(),
            0,
            neurons - self.lights.left(),
            self.bars.bottom(),
        )


def _shades(
    on: npt.NDArray[np.bool_], strengths: npt.NDArray[np.int16]
) -> npt.NDArray[np.uint8]:
    """Return an index for each synapse: by its strength, or `OFF`."""
    strongest = max(1, int(np.abs(strengths).max(initial=1)))
    steps = np.rint(strengths * (STEPS / strongest)).astype(np.int16) + STEPS
    return np.where(on, steps, OFF).astype(np.uint8)


def _potential_picture(
    v: npt.NDArray[np.int32],
    fired: npt.NDArray[np.bool_],
    threshold: npt.NDArray[np.int32],
) -> npt.NDArray[np.uint8]:
    """Return bars of V from a line at 0, with marks at the thresholds.

    Returns
    -------
    uint8 array, shape (BAR_ROWS, neurons)
    """
    low = min(0, int(v.min(initial=0)))
    high = max(1, int(v.max(initial=0)))
    scale = (BAR_ROWS - 1) / (high - low)
    rows = np.arange(BAR_ROWS)[:, None]
    zero = round(high * scale)
    tops = np.rint((high - v) * scale)
    above = (rows < zero) & (rows >= tops)
    below = (rows > zero) & (rows <= tops)
    picture = np.full((BAR_ROWS, v.size), _EMPTY, np.uint8)
    picture[above | below] = _BAR
    picture[above & fired] = _FIRED
    picture[zero] = _ZERO
    marks = np.rint((high - threshold) * scale)
    picture[(rows == marks) & (marks >= 0) & (marks != zero)] = _ALPHA
    return picture


def _marks_along(length: int) -> list[tuple[float, str]]:
    """Return ticks at quarters of a side, at the middle of their cells."""
    step = max(1, length // 4)
    return [(k + 0.5, str(k)) for k in range(0, length, step)]
