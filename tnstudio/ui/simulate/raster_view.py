"""The spikes of several cores over time, a lane for each core."""

from bisect import bisect_right
from typing import Any

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QScrollBar,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from tnstudio.simulation.packing import unpack
from tnstudio.simulation.spike_record import Pooled, SpikeRecord
from tnstudio.ui.colours import Colours
from tnstudio.ui.simulate.cores import ChipCores
from tnstudio.ui.simulate.pooling import columns_of, pooled_raster
from tnstudio.ui.simulate.raster_marks import MarksItem, RasterMarks
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.card import Card
from tnstudio.ui.widgets.plots import IndexImage, Plot, colour_table

LEAST_LANE = 40
"""Height of a lane in pixels; more lanes are scrolled."""

LANE_SHARE = 0.9
"""Of a lane's height that spikes are drawn in; the rest divides lanes."""

SPANS = (20, 40, 100, 200)
"""Ticks on show while following: as many as there are, 200 at most."""

LEAST_AXIS_WIDTH = 78

FORGOTTEN = "only the overview is kept of so old ticks; go there to see them again"

Ints = npt.NDArray[np.int64]

ABOUT = (
    "Each row is a neuron, each column a tick, each mark a spike. A click selects the "
    "neuron. Lanes are cores: "
)


class RasterView(Card):
    """Rasters that follow the newest tick until they are zoomed or dragged.

    Attributes
    ----------
    core_chosen : Signal of int
        A lane was clicked.
    neuron_chosen : Signal of int, int
        A neuron of a core was clicked.
    span_changed : Signal
        Other ticks are on show.
    spike_chosen : Signal of int, int, int
        It was clicked in a tick, core and neuron; often there is a spike.
    """

    core_chosen = Signal(int)
    neuron_chosen = Signal(int, int)
    span_changed = Signal()
    spike_chosen = Signal(int, int, int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("Raster", "raster-card", parent)
        self._cores: ChipCores | None = None
        self._record: SpikeRecord | None = None
        self._lanes: tuple[int, ...] = ()
        self._selected = self._neuron = -1
        self._shown = (0, 0)
        self._position = self._end = 0
        self._pooled: Pooled | None = None
        self._marks: dict[str, tuple[RasterMarks | None, MarksItem]] = {}
        self._cursor, self._neuron_line = (pg.InfiniteLine(angle=a) for a in (90, 0))
        self._images: list[IndexImage] = []
        self._colours: Colours = theme.colours
        self._told = self._new_told()
        self._follow = self._new_follow()
        self._key = QLabel(self)
        self._key.setObjectName("raster-key")
        self._key.setProperty("role", "muted")
        self.header.addWidget(self._key)
        self.header.addWidget(self._told, 1)
        self.header.addWidget(self._follow)
        self._plot = Plot(
            theme, "Raster of spikes", x="tick", zooms=True, grid=False, parent=self
        )
        self._plot.setObjectName("raster-plot")
        self._bar = QScrollBar(Qt.Orientation.Vertical, self)
        self._bar.setObjectName("raster-lanes")
        self._bar.setAccessibleName("Lanes on show")
        row = QHBoxLayout()
        row.setSpacing(2)
        row.addWidget(self._plot, 1)
        row.addWidget(self._bar)
        self.body.addLayout(row, 1)
        self._set_up_plot()
        self._connect()

    def _new_told(self) -> QLabel:
        told = QLabel(self)
        told.setObjectName("raster-told")
        told.setProperty("role", "muted")
        told.setAlignment(Qt.AlignmentFlag.AlignRight)
        # Names of cores and lines are no mark-up.
        told.setTextFormat(Qt.TextFormat.PlainText)
        # A long text must not widen the view.
        told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        return told

    def _new_follow(self) -> QToolButton:
        follow = QToolButton(self)
        follow.setObjectName("raster-follow")
        follow.setText("Follow")
        follow.setCheckable(True)
        follow.setChecked(True)
        follow.setToolTip(
            "Keep the newest tick in view. Zooming (wheel) and dragging end it; "
            "a double click begins it again"
        )
        return follow

    # -- What is on show

    @property
    def lanes(self) -> tuple[int, ...]:
        """The cores with a lane, from top to bottom."""
        return self._lanes

    @property
    def span(self) -> tuple[int, int]:
        """The first of the ticks on show and the one after the last."""
        low, high = self._view().viewRange()[0]
        return max(0, int(np.floor(low))), int(np.ceil(high))

    @property
    def told(self) -> str:
        """What is said about the place pointed at."""
        return self._told.text()

    @property
    def marked(self) -> tuple[int, int] | None:
        """Core and neuron that have a line; None if it is not in view."""
        marks = self._neuron_line.isVisible()
        return (self._selected, self._neuron) if marks else None

    @property
    def plot(self) -> Plot:
        """What the spikes are drawn in."""
        return self._plot

    @property
    def ticks(self) -> tuple[int, int]:
        """The first of the ticks on show and the one after the last."""
        return self._ticks_on_show(self._record) if self._record else (0, 0)

    def pictures(self) -> dict[int, npt.NDArray[np.uint8]]:
        """Return what is drawn of each core on show: 0 for no spike."""
        shown = self._lanes_on_show()
        images = zip(shown, self._images, strict=False)
        return {self._lanes[lane]: image.cells for lane, image in images}

    def show_chip(self, cores: ChipCores, record: SpikeRecord) -> None:
        """Show another chip's spikes."""
        self._cores, self._record = cores, record
        self._selected = self._neuron = -1
        self._pooled = None
        self._key.setToolTip(ABOUT + cores.about_names)
        self._show_key()
        self._make_room_for_names(cores)
        self.show_lanes(tuple(core for core in self._lanes if core < len(cores)))

    def rename(self) -> None:
        """Show what the cores are called now."""
        if self._cores is not None:
            self._make_room_for_names(self._cores)
        self._label_lanes()

    def show_lanes(self, lanes: tuple[int, ...]) -> None:
        """Give these cores a lane each."""
        self._lanes = lanes
        self._fit_lanes()
        for marks, item in self._marks.values():
            item.show(marks, self._heights, self._colours)
        self.draw()

    def select(self, core: int, neuron: int = -1) -> None:
        """Mark a core's lane and scroll to it; mark the line of a neuron."""
        self._selected, self._neuron = core, neuron
        if core in self._lanes:
            lane, first = self._lanes.index(core), self._bar.value()
            if not first <= lane < first + self._visible():
                self._bar.setValue(lane)
        self._label_lanes()
        self._mark_neuron()

    def follow(self) -> None:
        """Keep the newest tick in view."""
        self._follow.setChecked(True)

    def show_ticks(self, first: int, end: int) -> None:
        """Show these ticks, whatever is the newest."""
        self._leave_newest()
        self._plot.setXRange(first, max(first + 1, end), padding=0)

    def move_to(self, position: int, end: int) -> None:
        """Mark how many ticks have been run, of those recorded; draw it later."""
        self._position, self._end = position, end

    def set_marks(self, name: str, marks: RasterMarks | None) -> None:
        """Show marks on spikes until others of this name, or None, are shown."""
        if name not in self._marks:
            self._marks[name] = None, MarksItem(self._plot)
        item = self._marks[name][1]
        self._marks[name] = marks, item
        item.show(marks, self._heights, self._colours)

    def draw(self) -> None:
        """Draw the spikes of the ticks and lanes on show."""
        record, cores = self._record, self._cores
        if record is None or cores is None or not self.isVisible():
            return
        if self._follow.isChecked():
            self._show_position()
        self._cursor.setVisible(self._position < self._end)
        self._cursor.setValue(max(0.0, self._position - 0.5))
        first, end = self._ticks_on_show(record)
        lanes = [self._lanes[lane] for lane in self._lanes_on_show()]
        self._provide(len(lanes))
        columns, rows = self._pixels()
        pooled = self._pooled = record.pooled(lanes, first, end, columns)
        width = pooled.words.shape[1] * pooled.step
        for k, (core, image) in enumerate(zip(lanes, self._images, strict=False)):
            used = max(1, int(cores.used[core]))
            cells = pooled_raster(pooled.words[k], used, rows)
            image.setVisible(cells.size > 0)
            if cells.size:
                layer = 1 + cores.layer(core) % len(self._colours.series)
                lane = self._bar.value() + k
                place = QRectF(pooled.first_tick, lane, width, LANE_SHARE)
                image.show_cells(cells * np.uint8(layer), place)

    def tell_about(self, tick: int, lane: int, share: float) -> None:
        """Say what is at a place.

        Parameters
        ----------
        tick : int
        lane : int
            Which lane, from the top.
        share : float
            How far down its lane, 0..1.
        """
        told = self._about(tick, lane, share / LANE_SHARE)
        self._told.setText(told)
        self._key.setVisible(not told)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the lanes into the new height."""
        super().resizeEvent(event)
        self._fit_lanes()
        self.draw()

    # -- Lanes

    def _fit_lanes(self) -> None:
        visible = self._visible()
        self._bar.setRange(0, max(0, len(self._lanes) - visible))
        self._bar.setPageStep(visible)
        self._bar.setVisible(len(self._lanes) > visible)
        self._scroll()

    def _visible(self) -> int:
        """Return how many lanes fit."""
        height = max(LEAST_LANE, int(self._plot.height()) - LEAST_LANE)
        return max(1, min(len(self._lanes), height // LEAST_LANE))

    def _lanes_on_show(self) -> range:
        first = self._bar.value()
        return range(first, min(first + self._visible(), len(self._lanes)))

    def _scroll(self) -> None:
        first = self._bar.value()
        self._plot.setYRange(first, first + self._visible(), padding=0)
        self._label_lanes()
        self._mark_neuron()
        self.draw()

    def _label_lanes(self) -> None:
        cores = self._cores
        if cores is None:
            return
        marks = [
            (lane + LANE_SHARE / 2, self._label(cores, self._lanes[lane]))
            for lane in self._lanes_on_show()
        ]
        self._plot.getPlotItem().getAxis("left").setTicks([marks])

    def _mark_neuron(self) -> None:
        """Draw a line at the selected neuron, if its lane is on show."""
        used = int(self._cores.used[self._selected]) if self._cores else 0
        shown = [self._lanes[lane] for lane in self._lanes_on_show()]
        marks = self._selected in shown and 0 <= self._neuron < used
        self._neuron_line.setVisible(marks)
        if marks:
            share = LANE_SHARE * (self._neuron + 0.5) / used
            self._neuron_line.setValue(self._lanes.index(self._selected) + share)

    def _label(self, cores: ChipCores, core: int) -> str:
        mark = "▸ " if core == self._selected else ""
        return f"{mark}{cores.short_name(core)}"

    def _make_room_for_names(self, cores: ChipCores) -> None:
        axis = self._plot.getPlotItem().getAxis("left")
        metrics = QFontMetrics(axis.style["tickFont"])
        # The last core has the longest number, and the longest copy; free cores
        # have names of any length.
        named = range(len(cores)) if cores.is_circuit else (len(cores) - 1,)
        longest = max((cores.short_name(core) for core in named), key=len)
        widest = metrics.horizontalAdvance(f"▸ {longest}")
        axis.setWidth(max(LEAST_AXIS_WIDTH, widest + 10))

    def _show_key(self) -> None:
        """Tell which colour is which layer; the last one votes."""
        names = self._cores.layer_names if self._cores else ()
        series = self._colours.series
        self._key.setText(
            "&nbsp; ".join(
                f'<span style="color: {series[k % len(series)]}">■</span> {name}'
                for k, name in enumerate(names)
            )
        )

    def _provide(self, count: int) -> None:
        """Have an image for each lane; those not needed are hidden."""
        while len(self._images) < count:
            image = IndexImage()
            image.set_table(_table(self._colours))
            self._plot.addItem(image)
            self._images.append(image)
        for image in self._images[count:]:
            image.hide()

    # -- Ticks

    def _view(self) -> Any:
        return self._plot.getPlotItem().getViewBox()

    def _pixels(self) -> tuple[int, int]:
        """Return the columns of the plot and the rows of a lane, in pixels."""
        view, lanes = self._view(), max(1, len(self._lanes_on_show()))
        rows = int(LANE_SHARE * view.height() / lanes)
        return max(1, int(view.width())), max(1, rows)

    def _show_position(self) -> None:
        # The range moves on in steps: a picture that stands still is easier to
        # read, and its axis need not be painted again.
        span = next((s for s in SPANS if s >= self._position), SPANS[-1])
        step = span // 4
        last = max(span, -(-self._position // step) * step)
        if self._shown != (last - span, last):
            self._shown = last - span, last
            self._plot.setXRange(*self._shown, padding=0)

    def _ticks_on_show(self, record: SpikeRecord) -> tuple[int, int]:
        end = min(self._end, record.end)
        low, high = self._view().viewRange()[0]
        first = min(max(int(np.floor(low)), 0), end)
        return first, max(first, min(int(np.ceil(high)), end))

    def _heights(self, cores: Ints, neurons: Ints) -> npt.NDArray[np.float64]:
        """Return where neurons are in the plot; NaN for those without a lane."""
        if self._cores is None:
            return np.full(len(cores), np.nan)
        lane_of = np.full(len(self._cores), np.nan)
        lane_of[list(self._lanes)] = np.arange(len(self._lanes))
        used = np.maximum(1, self._cores.used)[cores]
        heights = lane_of[cores] + LANE_SHARE * (neurons + 0.5) / used
        shown: npt.NDArray[np.float64] = np.where(neurons < used, heights, np.nan)
        return shown

    # -- Mouse

    def _set_up_plot(self) -> None:
        view = self._view()
        view.invertY(True)
        view.setLimits(xMin=0, minXRange=4)
        axis = self._plot.getPlotItem().getAxis("left")
        axis.setWidth(LEAST_AXIS_WIDTH)
        axis.setStyle(tickLength=0)
        self._plot.addItem(self._cursor, ignoreBounds=True)
        self._plot.addItem(self._neuron_line, ignoreBounds=True)
        self._neuron_line.setZValue(9)
        self._cursor.setZValue(10)
        self._plot.dress(self._dress)

    def _dress(self, colours: Colours) -> None:
        self._colours = colours
        for image in self._images:
            image.set_table(_table(colours))
        for _, item in self._marks.values():
            item.dress(colours)
        self._cursor.setPen(pg.mkPen(colours.text, width=1.5))
        dotted = Qt.PenStyle.DotLine
        self._neuron_line.setPen(pg.mkPen(colours.text, width=1, style=dotted))
        self._show_key()

    def _connect(self) -> None:
        self._bar.valueChanged.connect(self._scroll)
        self._view().sigRangeChangedManually.connect(self._leave_newest)
        self._view().sigXRangeChanged.connect(self._redraw_if_still)
        self._view().sigXRangeChanged.connect(lambda: self.span_changed.emit())
        self._follow.toggled.connect(self.draw)
        self._plot.scene().sigMouseMoved.connect(self._point)
        self._plot.scene().sigMouseClicked.connect(self._click)
        self._plot.double_clicked.connect(self.follow)

    def _leave_newest(self) -> None:
        self._shown = (0, 0)
        self._follow.setChecked(False)

    def _redraw_if_still(self) -> None:
        # While following, `draw` itself changes the range.
        if not self._follow.isChecked():
            self.draw()

    def _point(self, scene: QPointF) -> None:
        place = self._view().mapSceneToView(scene)
        lane = int(np.floor(place.y()))
        self.tell_about(int(np.floor(place.x())), lane, place.y() - lane)

    def _click(self, event: Any) -> None:
        place = self._view().mapSceneToView(event.scenePos())
        tick, lane = int(np.floor(place.x())), int(np.floor(place.y()))
        found = self._neuron_at(tick, lane, (place.y() - lane) / LANE_SHARE)
        if found is not None:
            self.neuron_chosen.emit(self._lanes[lane], found[1])
            self.spike_chosen.emit(found[0], self._lanes[lane], found[1])
        elif lane in self._lanes_on_show():
            self.core_chosen.emit(self._lanes[lane])

    def _neuron_at(self, tick: int, lane: int, share: float) -> tuple[int, int] | None:
        """Return tick and neuron at a place, those of a spike if one is there."""
        record, cores = self._record, self._cores
        if record is None or cores is None or lane not in self._lanes_on_show():
            return None
        core = self._lanes[lane]
        neuron = int(share * cores.used[core])
        if not 0 <= tick < self._end or neuron >= cores.used[core]:
            return None
        return self._nearest_spike(record, core, tick, neuron)

    def _about(self, tick: int, lane: int, share: float) -> str:
        record, cores = self._record, self._cores
        if record is None or cores is None or lane not in self._lanes_on_show():
            return ""
        core = self._lanes[lane]
        found = self._neuron_at(tick, lane, share)
        if found is None:
            return cores.name(core)
        tick, neuron = found
        if tick < record.first:
            return f"tick {tick}, {cores.name(core)}: {FORGOTTEN}"
        state = "spike" if record.fired(core, neuron, tick) else "silent"
        return f"tick {tick}, core {core}, {cores.neuron_text(core, neuron)}: {state}"

    def _nearest_spike(
        self, record: SpikeRecord, core: int, tick: int, neuron: int
    ) -> tuple[int, int]:
        """Return a spike behind the pixel pointed at, or the place itself."""
        pooled = self._pooled
        if pooled is None or tick < pooled.first_tick:
            return tick, neuron
        used = int(self._cores.used[core]) if self._cores else 1
        column = (tick - pooled.first_tick) // pooled.step
        first = max(record.first, pooled.first_tick + column * pooled.step)
        group = _group(used, self._pixels()[1], neuron)
        words = record.words(core, first, min(self._end, first + pooled.step))
        bits = unpack(words, used)[:, group.start : group.stop]
        if not bits.any():
            return tick, neuron
        row, found = np.argwhere(bits)[0]
        return first + int(row), group.start + int(found)


def _group(count: int, pixels: int, index: int) -> range:
    """Return the neurons that share a pixel with one of so many."""
    starts = [*columns_of(count, pixels).tolist(), count]
    pixel = bisect_right(starts, index) - 1
    return range(starts[pixel], starts[pixel + 1])


def _table(colours: Colours) -> npt.NDArray[np.uint8]:
    """Return a colour for each layer, 0 for no spike."""
    table = colour_table([colours.surface, *colours.series])
    table[0, 3] = 0
    return table
