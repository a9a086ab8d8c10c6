"""A large map of the chip, coloured by what the user chooses."""

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHideEvent,
    QKeyEvent,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QWidget,
)

from tnstudio.app.frame import Frame
from tnstudio.texts import tr
from tnstudio.ui.simulate.chip_map import LEAST_MAP, ChipMap
from tnstudio.ui.simulate.cores import ChipCores
from tnstudio.ui.simulate.map_layout import MARGIN, Layout, Room
from tnstudio.ui.simulate.map_measures import MEASURES, MapMeter, MapReading, Measure
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.card import Card
from tnstudio.ui.widgets.choice import Choice

LEAST_SIDE, LARGEST_SIDE = 4.0, 72.0
"""Of a core's square: a full chip is 260 pixels wide and high."""

ZOOM, MOST_ZOOM = 1.25, 16.0

DRAG_PIXELS = 4
"""A press that moves farther chooses nothing, it moves the map."""

LEGEND_WIDTH, LEGEND_HEIGHT = 110, 10
"""Of the band of colours, in pixels."""

LAYOUTS: tuple[tuple[str, str, Layout], ...] = (
    (
        tr("Layers"),
        tr("The layers of the network side by side, copies apart"),
        "layers",
    ),
    (tr("Chip"), tr("Where the cores are placed on the chip"), "chip"),
)

UNCOUNTED = tr("Counted from the next tick on: step or play.")

ABOUT = tr(
    "Click a core, or use the arrow keys, to select it. Wheel or <b>+</b> <b>−</b>: "
    "zoom. Drag: move. <b>0</b>: all."
)


class MapPage(Card):
    """The map, its colours and what is told about a core.

    Attributes
    ----------
    core_chosen : Signal of int
    wants_changed : Signal
        `is_wanted` is another.
    """

    core_chosen = Signal(int)
    wants_changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Map"), "map-page", parent)
        self._cores: ChipCores | None = None
        self._meter: MapMeter | None = None
        self._reading: MapReading | None = None
        self._pointed = -1
        self._measure = self._choice("measure", tr("What the cores are coloured by"))
        for measure in MEASURES:
            self._add(self._measure, measure.title, measure.tip, measure)
        self._layout = self._choice("layout", tr("How the cores are arranged"))
        for title, tip, layout in LAYOUTS:
            self._add(self._layout, title, tip, layout)
        self.legend = MapLegend(theme, self)
        self._scroll = QScrollArea(self)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.viewport().setAutoFillBackground(False)
        self.map = LargeMap(theme, self._scroll)
        self._scroll.setWidget(self.map)
        self.map.setAutoFillBackground(False)
        self._told = QLabel(self)
        self._told.setObjectName("map-told")
        self._told.setProperty("role", "muted")
        self._told.setTextFormat(Qt.TextFormat.PlainText)
        self._told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.header.addWidget(self._measure, 2)
        self.header.addWidget(self._layout, 1)
        self.body.addWidget(self.legend)
        self.body.addWidget(self._scroll, 1)
        self.body.addWidget(self._told)
        self._measure.currentIndexChanged.connect(self._change_measure)
        self._layout.currentIndexChanged.connect(self._change_layout)
        self.map.core_chosen.connect(self.core_chosen)
        self.map.pointed.connect(self._point)
        self._tell()

    @property
    def measure(self) -> Measure:
        """What the cores are coloured by."""
        measure: Measure = self._measure.currentData()
        return measure

    @property
    def is_wanted(self) -> bool:
        """Whether synaptic events must be counted."""
        return self.measure.counts and self.isVisible()

    @property
    def reading(self) -> MapReading | None:
        """The numbers on show."""
        return self._reading

    @property
    def told(self) -> str:
        """What is said about the core pointed at, or about the map."""
        return self._told.text()

    def show_chip(self, cores: ChipCores) -> None:
        """Show another chip, silent."""
        self._cores, self._meter = cores, MapMeter(cores)
        self._layout.setVisible(not cores.is_circuit)
        self.map.show_chip(cores)
        self._change_layout()
        self.clear()

    def clear(self) -> None:
        """Show the chip before tick 0."""
        if self._meter is not None and self._cores is not None:
            self._meter.clear()
            self._show(None)

    def select(self, core: int) -> None:
        """Mark a core."""
        self.map.select(core)
        if self.map.zoom > 1 and core >= 0:
            x, y = self.map.centre_of(core)
            self._scroll.ensureVisible(int(x), int(y))

    def keep(self, frame: Frame) -> None:
        """Take the ticks of a frame; `draw` shows them."""
        if self._meter is not None:
            self._meter.keep(frame, seen=self.isVisible())

    def draw(self) -> None:
        """Show the ticks since the last drawing, unless nobody sees it."""
        if self._meter is not None and self._meter.has_ticks and self.isVisible():
            self._show(self._meter.read(self.measure))

    def showEvent(self, event: QShowEvent) -> None:
        """Show what has come meanwhile."""
        super().showEvent(event)
        self.draw()
        self.wants_changed.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Have nothing counted."""
        super().hideEvent(event)
        self.wants_changed.emit()

    def _show(self, reading: MapReading | None) -> None:
        self._reading = reading
        cores = 0 if self._cores is None else len(self._cores)
        half = 0.5 if self.measure.is_signed else 0.0
        levels = np.full(cores, half) if reading is None else reading.levels
        self.map.show_levels(levels, self.measure.palette)
        self.legend.show_reading(self.measure, reading)
        self._tell()

    def _change_measure(self) -> None:
        self._measure.setToolTip(self.measure.tip)
        if self._meter is not None and self._meter.has_ticks:
            self._show(self._meter.read(self.measure))
        else:
            self._show(None)
        self.wants_changed.emit()

    def _change_layout(self) -> None:
        layout: Layout = self._layout.currentData()
        circuit = self._cores is not None and self._cores.is_circuit
        self.map.show_layout("chip" if circuit else layout)

    def _point(self, core: int) -> None:
        self._pointed = core
        self._tell()

    def _tell(self) -> None:
        self._told.setText(self.text_of(self._pointed))

    def text_of(self, core: int) -> str:
        """Return a core's name and number; without one, which ticks are shown."""
        reading = self._reading
        if self._cores is None or not 0 <= core < len(self._cores):
            return self._unread() if reading is None else _ticks_of(reading)
        name = self._cores.name(core)
        if reading is None:
            return name
        return f"{name}: {_number(reading.values[core])} {reading.measure.unit}"

    def _unread(self) -> str:
        """Tell why there are no numbers; nothing before the first tick."""
        has_run = self._meter is not None and self._meter.has_ticks
        return UNCOUNTED if has_run and self.measure.counts else ""

    def _choice(self, name: str, tip: str) -> Choice:
        choice = Choice(self)
        choice.setObjectName(f"map-{name}")
        choice.setAccessibleName(tip)
        expanding, fixed = QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed
        choice.setSizePolicy(expanding, fixed)
        choice.setToolTip(tip)
        return choice

    @staticmethod
    def _add(choice: Choice, title: str, tip: str, data: object) -> None:
        choice.addItem(title, data)
        choice.setItemData(choice.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)


class LargeMap(ChipMap):
    """A map that is zoomed and moved; it lies in a scroll area.

    Attributes
    ----------
    pointed : Signal of int
        The core under the mouse; -1 for none.
    """

    pointed = Signal(int)

    def __init__(self, theme: Theme, area: QScrollArea) -> None:
        super().__init__(theme, area)
        self.setObjectName("large-map")
        self.setAccessibleName(tr("Large map of the chip"))
        self.setMouseTracking(True)
        self._area = area
        self._zoom = 1.0
        self._pressed: QPoint | None = None
        self._dragged = False

    @property
    def zoom(self) -> float:
        """How many times larger the map is than all of it in view."""
        return self._zoom

    def text_of(self, core: int) -> str:
        """Tell how to move; the page tells the numbers."""
        return ABOUT if core < 0 or self._cores is None else self._cores.name(core)

    def zoom_to(self, zoom: float, at: QPointF | None = None) -> None:
        """Be so many times larger, and keep a place of the map where it is."""
        at = at or QPointF(self.visibleRegion().boundingRect().center())
        bars = self._area.horizontalScrollBar(), self._area.verticalScrollBar()
        beside = at.x() - bars[0].value(), at.y() - bars[1].value()
        wanted = min(MOST_ZOOM, max(1.0, zoom))
        factor, self._zoom = wanted / self._zoom, wanted
        self._ask_for_room()
        # The area lays itself out later; a scroll bar has its range only then.
        self.resize(self.minimumSize().expandedTo(self._viewport()))
        for bar, place, before in zip(bars, (at.x(), at.y()), beside, strict=True):
            bar.setValue(round((place - MARGIN) * factor + MARGIN - before))
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the mouse."""
        turns = event.angleDelta().y() / 120
        self.zoom_to(self._zoom * ZOOM**turns, event.position())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom by keys; the others choose a core."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_to(self._zoom * ZOOM)
        elif key == Qt.Key.Key_Minus:
            self.zoom_to(self._zoom / ZOOM)
        elif key == Qt.Key.Key_0:
            self.zoom_to(1.0)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to drag, or to choose a core."""
        self._pressed, self._dragged = event.globalPosition().toPoint(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the map, or tell which core is under the mouse."""
        if self._pressed is None:
            self.pointed.emit(self.core_at(event.position().x(), event.position().y()))
            return
        way = event.globalPosition().toPoint() - self._pressed
        if self._dragged or way.manhattanLength() > DRAG_PIXELS:
            self._dragged = True
            self._pressed += way
            for bar, step in (
                (self._area.horizontalScrollBar(), way.x()),
                (self._area.verticalScrollBar(), way.y()),
            ):
                bar.setValue(bar.value() - step)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the core that was pressed, unless the map was moved."""
        core = self.core_at(event.position().x(), event.position().y())
        if self._pressed is not None and not self._dragged and core >= 0:
            self.core_chosen.emit(core)
        self._pressed = None

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing."""
        super().leaveEvent(event)
        self.pointed.emit(-1)

    def _viewport(self) -> QSize:
        return self._area.viewport().size()

    def _room(self) -> Room:
        # Of the area without its bars: it must not depend on the zoom.
        return Room(self._area.width(), self._area.height(), LEAST_SIDE, LARGEST_SIDE)

    def _side(self) -> float:
        return self._arrangement.side * self._zoom

    def _ask_for_room(self) -> None:
        rows, columns = self._arrangement.shape
        width, height = (
            int(cells * self._side() + 2 * MARGIN) for cells in (columns, rows)
        )
        area = self._area
        self.setMinimumSize(
            width if width > area.width() else LEAST_MAP,
            height if height > area.height() else LEAST_MAP,
        )


class MapLegend(QWidget):
    """A band of colours with the numbers at its ends."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("map-legend")
        self._band = _Band(theme, self)
        self._low, self._high = QLabel(self), QLabel(self)
        for label in (self._low, self._high):
            label.setProperty("role", "muted")
        self._high.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._low)
        row.addWidget(self._band)
        row.addWidget(self._high, 1)

    @property
    def text(self) -> str:
        """What is written at the ends."""
        return tr("{low} to {high}", low=self._low.text(), high=self._high.text())

    def show_reading(self, measure: Measure, reading: MapReading | None) -> None:
        """Show the scale of a reading."""
        self._band.show_measure(measure)
        if reading is None:
            self._low.setText("")
            self._high.setText(measure.unit)
            return
        top = reading.top
        self._low.setText(f"−{_number(top)}" if measure.is_signed else "0")
        self._high.setText(f"{_number(top)} {measure.unit}")
        self.setToolTip(
            tr(
                "{about}.<br>Largest value: {largest}",
                about=measure.tip,
                largest=_largest(reading),
            )
        )


class _Band(QWidget):
    """The colours of a measure."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._measure = MEASURES[0]
        self.setFixedSize(LEGEND_WIDTH, LEGEND_HEIGHT)
        theme.changed.connect(self.update)

    def show_measure(self, measure: Measure) -> None:
        if measure is not self._measure:
            self._measure = measure
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        area = QRectF(self.rect())
        shades = self._measure.palette(self._theme.colours)
        gradient = QLinearGradient(area.topLeft(), area.topRight())
        for k, shade in enumerate(shades):
            gradient.setColorAt(k / (len(shades) - 1), QColor(shade))
        painter.fillRect(area, gradient)
        painter.end()


def _largest(reading: MapReading) -> str:
    core = int(np.abs(reading.values).argmax())
    return tr("{value}, of core {core}", value=_number(reading.values[core]), core=core)


def _number(value: float) -> str:
    """Write a value in four digits, or to the whole."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def _ticks_of(reading: MapReading) -> str:
    last = reading.first + reading.ticks - 1
    if reading.ticks == 1:
        return tr(
            "Tick {tick:,}; largest: {largest}", tick=last, largest=_largest(reading)
        )
    return tr(
        "Mean of ticks {first:,} to {last:,}; largest: {largest}",
        first=reading.first,
        last=last,
        largest=_largest(reading),
    )
