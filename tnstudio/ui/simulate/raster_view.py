"""The spikes of several cores over time, a lane for each core."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from tnstudio.app.lines_shown import LinesShown
from tnstudio.app.recalled_spikes import (
    KnownSpikes,
    RecalledSpikes,
    missing_ticks,
    most_ticks,
)
from tnstudio.simulation.spike_record import SpikeRecord, column_ticks
from tnstudio.simulation.tables import words_for
from tnstudio.texts import tr
from tnstudio.ui.colours import Colours
from tnstudio.ui.simulate.cores import ChipCores
from tnstudio.ui.simulate.lane_axis import LaneAxis
from tnstudio.ui.simulate.lane_images import LaneImages
from tnstudio.ui.simulate.lanes_menu import LanesMenu
from tnstudio.ui.simulate.line_strips import LineStrips
from tnstudio.ui.simulate.memory_menu import MemoryMenu
from tnstudio.ui.simulate.raster_lanes import LANE_SHARE, Lanes, numbers_of
from tnstudio.ui.simulate.raster_marks import MarksItem, RasterMarks
from tnstudio.ui.simulate.raster_pointing import Drawn
from tnstudio.ui.simulate.rate_plot import RatePlot
from tnstudio.ui.simulate.time_box import TickAxis, TimeBox
from tnstudio.ui.simulate.time_row import IN, OUT, TimeRow
from tnstudio.ui.simulate.time_window import TimeWindow
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.banner import Banner
from tnstudio.ui.widgets.card import Card
from tnstudio.ui.widgets.plots import Plot

PAGE, PART = 0.9, 0.1
"""Of what is on show, that Page Up and Down move on by, and Ctrl with an arrow."""

ABOUT = tr(
    "Each row is a neuron, each column a tick, each mark a spike. A click selects the "
    "neuron. Wheel: zoom, drag: move; with the focus here also + − 0, Page Up and Down "
    "and Ctrl+arrows. Lanes are cores: "
)

LANES_BUTTON = "mdi6.playlist-check", tr("Which cores and neurons are shown")
VIEW_BUTTON = "mdi6.eye-outline", tr("What else is shown, and how much is kept")

HATCHED = tr("Hatched: only an overview of old ticks. {remedy}")
NOT_KEPT = tr("Hatched: these ticks are not in the recording.")
RECALLING = tr("Computing ticks {first:,} to {last:,} again …")


@dataclass(frozen=True, slots=True)
class Missing:
    """Spikes on show that are known as an overview only.

    Attributes
    ----------
    cores : tuple of int
    first, end : int
        The ticks to be computed again, with some more around those on show.
    """

    cores: tuple[int, ...]
    first: int
    end: int


class RasterView(Card):
    """Rasters that follow the newest tick until they are moved.

    Attributes
    ----------
    core_chosen : Signal of int
        A lane was clicked.
    neuron_chosen : Signal of int, int
        A neuron of a core was clicked.
    drawn : Signal
        Something else may be on show: ticks, lanes, or what is `missing`.
    lanes_menu : LanesMenu
    memory_menu : MemoryMenu
    strips : LineStrips
        Input and output lines above and below the lanes.
    rate : RatePlot
    span_changed : Signal
        Other ticks are on show.
    spike_chosen : Signal of int, int, int
        It was clicked in a tick, core and neuron; often there is a spike.
    """

    core_chosen = Signal(int)
    neuron_chosen = Signal(int, int)
    drawn = Signal()
    span_changed = Signal()
    spike_chosen = Signal(int, int, int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Raster"), "raster-card", parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Raster of spikes"))
        self._cores: ChipCores | None = None
        self._known: KnownSpikes | None = None
        self._wanted: tuple[int, ...] = ()
        self._numbers = "used"
        self._lanes: Lanes | None = None
        self._neuron = -1
        self._position = self._end = 0
        self._window = TimeWindow()
        self._is_fitting = False
        self._is_recalling = False
        self._missing: Missing | None = None
        self._drawn: Drawn | None = None
        self._marks: dict[str, tuple[RasterMarks | None, MarksItem]] = {}
        self._colours: Colours = theme.colours
        self._plot = Plot(
            theme,
            tr("Raster of spikes"),
            x=tr("tick"),
            zooms=True,
            grid=False,
            parent=self,
            viewBox=TimeBox(enableMenu=False),
            axisItems={"bottom": TickAxis()},
        )
        self._plot.setObjectName("raster-plot")
        self._cursor = pg.InfiniteLine(angle=90)
        self._bar = LaneAxis(self._plot, self)
        self._images = LaneImages(self._plot)
        self.rate = RatePlot(theme, self)
        self.strips = LineStrips(theme, self._plot, self)
        self.lanes_menu = LanesMenu(self)
        self.memory_menu = MemoryMenu(self)
        self.notice = Banner(theme, "raster-notice", self)
        self._time = TimeRow(theme, self)
        self._key, self._told = QLabel(self), QLabel(self)
        self._follow = QToolButton(self)
        self._note = QLabel(self._plot)
        self._of_lines: list[QAction] = []
        self._lay_out()
        self._set_up_plot()
        self._connect()

    # -- What is on show

    @property
    def lanes(self) -> tuple[int, ...]:
        """The cores with a lane, from top to bottom."""
        return self._wanted

    @property
    def span(self) -> tuple[int, int]:
        """The first of the ticks on show and the one after the last."""
        low, high = self._box().viewRange()[0]
        return max(0, int(np.floor(low))), int(np.ceil(high))

    @property
    def told(self) -> str:
        """What is said about the place pointed at."""
        return self._told.text()

    @property
    def record(self) -> SpikeRecord | None:
        """What was run; None without a chip."""
        return None if self._known is None else self._known.record

    @property
    def note(self) -> str:
        """What is said about ticks that are known as an overview only."""
        return self._note.text()

    @property
    def marked(self) -> tuple[int, int] | None:
        """Core and neuron that have a line; None if it is not in view."""
        return self._bar.marked

    @property
    def range_on_show(self) -> tuple[float, float]:
        """The range of ticks on show, which may reach beyond those that were run."""
        return self._window.low, self._window.high

    @property
    def hatched(self) -> tuple[float, float]:
        """The ticks that are marked as known in an overview only."""
        return self._images.hatched

    @property
    def missing(self) -> Missing | None:
        """The spikes on show that could be computed again."""
        return self._missing

    @property
    def plot(self) -> Plot:
        """What the spikes are drawn in."""
        return self._plot

    @property
    def ticks(self) -> tuple[int, int]:
        """The first of the ticks on show and the one after the last, of those run."""
        known = self._known
        end = 0 if known is None else min(self._end, known.record.end)
        first = min(max(int(np.floor(self._window.low)), 0), end)
        return first, max(first, min(int(np.ceil(self._window.high)), end))

    def pictures(self) -> dict[int, npt.NDArray[np.uint8]]:
        """Return what is drawn of each core on show: 0 for no spike."""
        if self._lanes is None:
            return {}
        shown = [self._lanes.shown[lane] for lane in self._bar.on_show]
        return dict(zip(shown, self._images.cells, strict=False))

    def show_chip(self, cores: ChipCores, record: SpikeRecord) -> None:
        """Show another chip's spikes."""
        self._cores, self._known = cores, KnownSpikes(record)
        self._numbers = "used"
        self._neuron = -1
        self._drawn = None
        self._bar.select(-1, -1)
        self._key.setToolTip(ABOUT + cores.about_names)
        self._show_key()
        self.lanes_menu.show_chip(cores, record.neurons)
        self.memory_menu.show_record(record)
        if cores.has_program:
            self.strips.show_chip(cores)
        for action in self._of_lines:
            action.setVisible(cores.has_program)
        self.show_lanes(tuple(core for core in self._wanted if core < len(cores)))

    def rename(self) -> None:
        """Show what the cores are called now."""
        if self._lanes is not None:
            self._bar.show_lanes(self._lanes)

    def show_lanes(self, lanes: tuple[int, ...]) -> None:
        """Give these cores a lane each."""
        self._wanted = lanes
        if self._cores is None:
            return
        self._lanes = Lanes(self._cores, lanes, self._chosen_neurons())
        self._bar.show_lanes(self._lanes)
        self.strips.line_up(self._bar.width_of_names)
        self.rate.getPlotItem().getAxis("left").setWidth(self._bar.width_of_names)
        for marks, item in self._marks.values():
            item.show(marks, self._heights, self._colours)
        self.draw()

    def show_neurons(self, which: str) -> None:
        """Show all ``used`` neurons, the ``selected`` one, or e.g. ``0-31, 40``.

        Raises
        ------
        TNStudioError
            If these are no numbers of neurons.
        """
        if self._known is not None and which not in ("used", "selected"):
            numbers_of(which, self._known.record.neurons - 1)
        self._numbers = which
        self.show_lanes(self._wanted)

    def select(self, core: int, neuron: int = -1) -> None:
        """Mark a core's lane and scroll to it; mark the line of a neuron."""
        changed, self._neuron = neuron != self._neuron, neuron
        if changed and self._numbers == "selected":
            self.show_lanes(self._wanted)
        self._bar.select(core, neuron)

    def follow(self) -> None:
        """Keep the newest tick in view, with as many ticks as there are."""
        self._window.begin_anew()
        self._follow.setChecked(True)
        self.draw()

    def move_to(self, position: int, end: int) -> None:
        """Mark how many ticks have been run, of those recorded; draw it later."""
        self._position, self._end = position, end
        self._window.move_to(position, end)

    def set_marks(self, name: str, marks: RasterMarks | None) -> None:
        """Show marks on spikes until others of this name, or None, are shown."""
        if name not in self._marks:
            self._marks[name] = None, MarksItem(self._plot)
        item = self._marks[name][1]
        self._marks[name] = marks, item
        item.show(marks, self._heights, self._colours)

    def show_ticks(self, first: float, end: float) -> None:
        """Show these ticks, and follow no more."""
        self._window.show(first, end)
        self._take_window()

    def take_recalled(self, recalled: RecalledSpikes) -> None:
        """Draw exactly what was computed again."""
        if self._known is not None:
            self._known.take(recalled)
            self.draw()

    def take_lines(self, lines: LinesShown) -> None:
        """Draw the input lines that were asked for."""
        self.strips.take_lines(lines)
        self.draw()

    def tell_recalling(self, is_recalling: bool) -> None:
        """Say that what is missing is being computed, or no longer."""
        self._is_recalling = is_recalling
        self._show_note()

    def draw(self) -> None:
        """Draw the spikes of the ticks and lanes on show."""
        known, lanes = self._known, self._lanes
        if known is None or lanes is None or not self.isVisible():
            return
        self._fit_range()
        self._cursor.setVisible(self._position < self._end)
        self._cursor.setValue(max(0.0, self._position - 0.5))
        end = min(self._end, known.record.end)
        first, stop = self.ticks
        columns, rows = self._pixels()
        step = column_ticks(round(self._window.span), columns)
        on_show = self._bar.on_show
        cores = [lanes.shown[lane] for lane in on_show]
        pooled = known.pooled(cores, first, stop, step)
        self._drawn = Drawn(known, lanes, on_show, pooled, end, rows)
        self._images.draw(lanes, on_show, pooled, rows)
        overview = missing_ticks(pooled, end)
        self._images.hatch(*overview)
        self._find_missing(overview, tuple(cores))
        start = first // step * step
        if self.rate.isVisible():
            self.rate.show_rate(known.record.activity, start, stop, step)
        self.strips.draw(known, start, stop, step)
        self._time.show_window(self._window, end)
        self._show_note()
        self.drawn.emit()

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
        told = "" if self._drawn is None else self._drawn.about(tick, lane, share)
        self._told.setText(told)
        self._told.setVisible(bool(told))
        self._key.setVisible(not told)

    # -- Events

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep what is said within the plot."""
        super().resizeEvent(event)
        self._place_note()

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what has come while this was hidden."""
        super().showEvent(event)
        self.draw()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom and move; all other keys are the workspace's."""
        none = Qt.KeyboardModifier.NoModifier
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        # Plus is a shifted key on many keyboards.
        plain = held in (none, Qt.KeyboardModifier.ShiftModifier)
        key = Qt.Key(event.key())
        zooms = {Qt.Key.Key_Plus: IN, Qt.Key.Key_Equal: IN, Qt.Key.Key_Minus: OUT}
        moves = {Qt.Key.Key_PageUp: -PAGE, Qt.Key.Key_PageDown: PAGE}
        parts = {Qt.Key.Key_Left: -PART, Qt.Key.Key_Right: PART}
        if plain and key in zooms:
            self._zoom(zooms[key])
        elif plain and key == Qt.Key.Key_0:
            self._fit()
        elif held == none and key in moves:
            self._pan(moves[key])
        elif held == Qt.KeyboardModifier.ControlModifier and key in parts:
            self._pan(parts[key])
        else:
            super().keyPressEvent(event)

    # -- Time

    def _zoom(self, factor: float, at: float | None = None) -> None:
        self._window.zoom(factor, at)
        self._take_window()

    def _fit(self) -> None:
        self._window.show_all()
        self._take_window()

    def _pan(self, share: float) -> None:
        self._window.pan(share)
        self._take_window()

    def _scroll_to(self, tick: int) -> None:
        self._window.show(tick, tick + self._window.span)
        self._take_window()

    def _take_window(self) -> None:
        self._follow.setChecked(self._window.follows)
        self.draw()

    def _take_follow(self, follows: bool) -> None:
        if follows != self._window.follows:
            self._window.follow(follows)
            self.draw()

    def _take_range(self) -> None:
        """Take what was dragged to, or set by somebody else."""
        if not self._is_fitting:
            low, high = self._box().viewRange()[0]
            self._window.show(low, high)
            self._take_window()

    def _fit_range(self) -> None:
        wanted = [self._window.low, self._window.high]
        if self._box().viewRange()[0] != wanted:
            self._is_fitting = True
            self._plot.setXRange(*wanted, padding=0)
            self._is_fitting = False

    def _box(self) -> Any:
        return self._plot.getPlotItem().getViewBox()

    def _pixels(self) -> tuple[int, int]:
        """Return the columns of the plot and the rows of a lane, in pixels."""
        box, shown = self._box(), max(1, len(self._bar.on_show))
        rows = int(LANE_SHARE * box.height() / shown)
        return max(2, int(box.width())), max(1, rows)

    # -- What is not known

    def _find_missing(self, overview: tuple[int, int], cores: tuple[int, ...]) -> None:
        """Find what to compute again: what is on show, and some more around it."""
        first, end = overview
        self._missing = None
        if first >= end or self._known is None:
            return
        words = words_for(self._known.record.neurons)
        most = most_ticks(len(cores), words)
        if end - first > most:
            return
        # Those scrolled away, too, if it costs no more memory than it may.
        if end - first <= most_ticks(len(self._wanted), words):
            cores = self._wanted
        around = min(most_ticks(len(cores), words) - (end - first), 2 * (end - first))
        low = max(0, first - around // 2)
        high = min(self._end, end + around // 2)
        self._missing = Missing(cores, low, high)

    def _show_note(self) -> None:
        note, missing = "", self._missing
        first, end = self.hatched
        if first < end:
            remedy = tr("At a pause they are computed again.")
            if missing is None:
                remedy = tr("Zoom in to have them computed again.")
            note = HATCHED.format(remedy=remedy)
            if self._cores is not None and not self._cores.has_program:
                note = NOT_KEPT
            if missing is not None and self._is_recalling:
                note = RECALLING.format(first=missing.first, last=missing.end - 1)
        if note != self._note.text():
            self._note.setText(note)
            self._note.setVisible(bool(note))
            self._place_note()

    def _place_note(self) -> None:
        room = self._plot.width() - self._bar.width_of_names - 24
        self._note.setFixedWidth(max(60, min(room, self._note_width())))
        self._note.adjustSize()
        self._note.move(self._bar.width_of_names + 10, 10)

    def _note_width(self) -> int:
        """Return the width that the note would have on one line, in pixels."""
        return self._note.fontMetrics().horizontalAdvance(self._note.text()) + 24

    # -- Lanes

    def _chosen_neurons(self) -> tuple[int, ...] | None:
        if self._numbers == "used" or self._known is None:
            return None
        if self._numbers == "selected":
            return (self._neuron,) if self._neuron >= 0 else None
        return numbers_of(self._numbers, self._known.record.neurons - 1)

    def _heights(
        self, cores: npt.NDArray[np.int64], neurons: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.float64]:
        """Return where neurons are in the plot; NaN for those without a lane."""
        if self._lanes is None:
            return np.full(len(cores), np.nan)
        return self._lanes.heights(cores, neurons)

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

    # -- Mouse

    def _point(self, scene: QPointF) -> None:
        place = self._box().mapSceneToView(scene)
        lane = int(np.floor(place.y()))
        self.tell_about(int(np.floor(place.x())), lane, place.y() - lane)

    def _click(self, event: Any) -> None:
        drawn = self._drawn
        if drawn is None:
            return
        place = self._box().mapSceneToView(event.scenePos())
        tick, lane = int(np.floor(place.x())), int(np.floor(place.y()))
        core = drawn.core_at(lane)
        found = drawn.spike_at(tick, lane, place.y() - lane)
        if core is None:
            return
        if found is not None:
            self.neuron_chosen.emit(core, found[1])
            self.spike_chosen.emit(found[0], core, found[1])
        else:
            self.core_chosen.emit(core)

    # -- Construction

    def _lay_out(self) -> None:
        self._dress_labels()
        view_menu = self._new_view_menu()
        self.header.addWidget(self._key, 1)
        self.header.addWidget(self._told, 1)
        self._told.hide()
        self.header.addWidget(self._follow)
        row = QHBoxLayout()
        row.setSpacing(2)
        row.addWidget(self._plot, 1)
        row.addWidget(self._bar)
        self.body.addWidget(self.notice)
        self.body.addWidget(self.strips.inputs)
        self.body.addLayout(row, 1)
        self.body.addWidget(self.strips.outputs)
        self.body.addWidget(self.rate)
        self.body.addWidget(self._time)
        self.body.setSpacing(2)
        self._time.add_menu("lanes-button", self.lanes_menu, *LANES_BUTTON)
        self._time.add_menu("view-button", view_menu, *VIEW_BUTTON)

    def _dress_labels(self) -> None:
        for label, name in (
            (self._key, "raster-key"),
            (self._told, "raster-told"),
            (self._note, "raster-note"),
        ):
            label.setObjectName(name)
            label.setProperty("role", "muted")
        self._told.setAlignment(Qt.AlignmentFlag.AlignRight)
        # Names of cores and lines are no mark-up.
        self._told.setTextFormat(Qt.TextFormat.PlainText)
        # A long text must not widen the view.
        for label in (self._key, self._told):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._note.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._note.setWordWrap(True)
        self._note.hide()
        self._follow.setObjectName("raster-follow")
        self._follow.setText(tr("Follow"))
        self._follow.setCheckable(True)
        self._follow.setChecked(True)
        self._follow.setToolTip(
            tr(
                "Keep the newest tick in view. Moving to other ticks ends it; a double "
                "click begins it again"
            )
        )

    def _new_view_menu(self) -> QMenu:
        menu = QMenu(tr("View"), self)
        menu.setObjectName("raster-view-menu")
        choices = (
            ("rate", tr("Spikes per &tick"), self.rate, True),
            ("inputs", tr("&Input lines"), self.strips.inputs, False),
            ("outputs", tr("&Output lines"), self.strips.outputs, False),
        )
        for name, text, widget, is_shown in choices:
            action = menu.addAction(text)
            action.setObjectName(f"raster-shows-{name}")
            action.setCheckable(True)
            action.setChecked(is_shown)
            action.toggled.connect(widget.setVisible)
            action.toggled.connect(lambda _: self.draw())
            if widget is not self.rate:
                self._of_lines.append(action)
        menu.addSeparator()
        menu.addMenu(self.memory_menu)
        # Of a run that is kept, there is nothing to set.
        self.memory_menu.menuAction().setVisible(False)
        return menu

    def _set_up_plot(self) -> None:
        box = self._box()
        box.invertY(True)
        box.setLimits(xMin=0, minXRange=4)
        self.rate.setXLink(self._plot)
        self._plot.addItem(self._cursor, ignoreBounds=True)
        self._cursor.setZValue(10)
        self._plot.dress(self._dress)

    def _dress(self, colours: Colours) -> None:
        self._colours = colours
        for _, item in self._marks.values():
            item.dress(colours)
        self._cursor.setPen(pg.mkPen(colours.text, width=1.5))
        self._note.setStyleSheet(
            f"background: {colours.surface}; border: 1px solid {colours.grid};"
            "border-radius: 4px; padding: 2px 6px;"
        )
        # Seen who has the keys; as wide as the border without the focus.
        self.setStyleSheet(
            f"#raster-card:focus {{ border: 1px solid {colours.accent}; }}"
        )
        self._show_key()

    def _connect(self) -> None:
        box = self._box()
        self._bar.scrolled.connect(self.draw)
        # Also when what is above or below the lanes is shown or hidden.
        box.sigResized.connect(self._bar.fit)
        box.sigXRangeChanged.connect(self._take_range)
        box.zoomed.connect(self._zoom)
        box.scrolled.connect(lambda by: self._bar.setValue(self._bar.value() - by))
        self._time.zoomed.connect(self._zoom)
        self._time.fitted.connect(self._fit)
        self._time.scrolled.connect(self._scroll_to)
        self._follow.toggled.connect(self._take_follow)
        box.sigXRangeChanged.connect(lambda: self.span_changed.emit())
        self._plot.scene().sigMouseMoved.connect(self._point)
        self._plot.scene().sigMouseClicked.connect(self._click)
        self._plot.double_clicked.connect(self.follow)
        self.lanes_menu.lanes_wanted.connect(self.show_lanes)
        self.lanes_menu.neurons_wanted.connect(self.show_neurons)
        self.notice.wanted.connect(lambda: self.notice.tell(""))
