"""Accuracy of the deployed network against copies or energy, by ticks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from tnstudio.app.code_names import code_name
from tnstudio.app.published_points import PublishedPoint
from tnstudio.app.sweep_result import SweepCell
from tnstudio.texts import plural, tr
from tnstudio.ui.colours import Colours
from tnstudio.ui.theme import Theme
from tnstudio.ui.train.deployment_lines import (
    ACROSS,
    COPIES,
    Line,
    lines_of,
    points_beside,
    ranges_of,
)
from tnstudio.ui.train.deployment_wording import CELL_COLUMNS, cell_row, cell_told
from tnstudio.ui.widgets.card import Card
from tnstudio.ui.widgets.paper_figure import Key, PaperFigure, PlotPanel
from tnstudio.ui.widgets.plots import Plot

MARKS = (
    ("o", "●"),
    ("s", "■"),
    ("t1", "▲"),
    ("d", "◆"),
    ("t", "▼"),
    ("p", "⬟"),
    ("t2", "▶"),
)
"""Symbols of plots and their signs in text, one for each number of ticks."""

MOST_TICKS = len(MARKS)
"""Most numbers of ticks: each has a colour and a mark of its own."""

HINT = tr(
    "Line: mean over seeds. Band: 95 % by the choice of images. Whisker: by seeds."
)
_REACH = 14
"""How near in pixels the pointer has to be to a point."""
_BAND = 46
"""Opacity of a band, of 255."""


@dataclass(frozen=True, slots=True)
class _Spot:
    """A point of the chart, and what it is of."""

    x: float
    y: float
    of: SweepCell | PublishedPoint

    @property
    def told(self) -> str:
        return cell_told(self.of) if isinstance(self.of, SweepCell) else self.of.told


class DeploymentChart(Card):
    """Accuracy with confidence bands; published points beside it.

    Attributes
    ----------
    chosen : Signal of SweepCell
        The user has clicked a point.
    """

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Accuracy"), "deployment-chart", parent)
        self._cells: tuple[SweepCell, ...] = ()
        self._points: tuple[PublishedPoint, ...] = ()
        self._spots: list[_Spot] = []
        self._chosen: SweepCell | None = None
        self._plot = Plot(
            theme, tr("Accuracy of the deployed network"), y="%", parent=self
        )
        self._plot.setObjectName("deployment-plot")
        self._lines = [_TicksLine(self._plot, k) for k in range(MOST_TICKS)]
        self._published = _Marks(self._plot, "star", 13)
        self._ring = _Marks(self._plot, "o", 17)
        self._plot.scene().sigMouseMoved.connect(self._point)
        self._plot.scene().sigMouseClicked.connect(self._click)
        self._key = QLabel(self)
        self._key.setObjectName("deployment-key")
        self._key.setTextFormat(Qt.TextFormat.RichText)
        self._hint = HINT
        self._told = QLabel(HINT, self)
        self._told.setObjectName("deployment-told")
        self._told.setProperty("role", "muted")
        self._told.setWordWrap(True)
        self._told.setMinimumHeight(2 * self._told.fontMetrics().height())
        self._told.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._across = self._list("deployment-across", tr("From left to right"))
        self._across.addItems([across.name for across in ACROSS])
        self._encoding = self._list("deployment-shown-encoding", tr("Encoding on show"))
        self._across.currentIndexChanged.connect(lambda _index: self._draw())
        self._encoding.currentIndexChanged.connect(lambda _index: self._draw())
        self.header.addStretch(1)
        self.header.addWidget(self._encoding)
        self.header.addWidget(self._across)
        keys = QHBoxLayout()
        keys.addWidget(self._key)
        keys.addStretch(1)
        self.body.addLayout(keys)
        self.body.addWidget(self._plot, 1)
        self.body.addWidget(self._told)
        self._theme = theme
        self._ticks: list[int] = []
        self._plot.dress(lambda _colours: self._show_key())
        self._draw()

    @property
    def told(self) -> str:
        """What is said about the point that the pointer is at, or about all."""
        return self._told.text()

    @property
    def spots(self) -> tuple[tuple[float, float], ...]:
        """Where the points are, in the coordinates of the plot."""
        return tuple((spot.x, spot.y) for spot in self._spots)

    def place_of(self, x: float, y: float) -> QPointF:
        """Return where a point is in the plot widget, in pixels."""
        view = self._plot.getPlotItem().vb
        return QPointF(self._plot.mapFromScene(view.mapViewToScene(QPointF(x, y))))

    def show_cells(
        self, cells: Sequence[SweepCell], points: Sequence[PublishedPoint]
    ) -> None:
        """Draw what was measured, and what is published of this design."""
        self._cells, self._points = tuple(cells), tuple(points)
        found = list(dict.fromkeys(cell.encoding for cell in cells))
        if found != [self._encoding.itemData(k) for k in range(self._encoding.count())]:
            before = self._encoding.currentData()
            with QSignalBlocker(self._encoding):
                self._encoding.clear()
                for encoding in found:
                    self._encoding.addItem(code_name(encoding), encoding)
                self._encoding.setCurrentIndex(max(0, self._encoding.findData(before)))
        self._encoding.setVisible(len(found) > 1)
        self._draw()

    def choose(self, cell: SweepCell | None) -> None:
        """Put a ring around the point of a cell; its encoding comes on show."""
        self._chosen = cell
        index = -1 if cell is None else self._encoding.findData(cell.encoding)
        if index not in (-1, self._encoding.currentIndex()):
            self._encoding.setCurrentIndex(index)
        self._draw_ring()

    def figures(self) -> tuple[PaperFigure, ...]:
        """Return what is on show, to be exported."""
        cells = [spot.of for spot in self._spots if isinstance(spot.of, SweepCell)]
        if not cells:
            return ()
        keys = [
            Key(plural("{number} tick", "{number} ticks", ticks), _colour_of(k), mark)
            for k, (ticks, (mark, _)) in enumerate(
                zip(self._ticks, MARKS, strict=False)
            )
        ]
        if self._published.is_shown:
            keys.append(Key(tr("published"), lambda c: c.text, "star"))
        title = tr(
            "Accuracy on the chip, {encoding} input",
            encoding=self._encoding.currentText(),
        )
        panel = PlotPanel(self._plot, title, tuple(keys))
        rows = [cell_row(cell) for cell in cells]
        name = "deployment"
        return (
            PaperFigure(name, tr("Accuracy"), (panel,), CELL_COLUMNS, lambda: rows),
        )

    def _list(self, name: str, title: str) -> QComboBox:
        box = QComboBox(self)
        box.setObjectName(name)
        box.setAccessibleName(title)
        box.setToolTip(title)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        return box

    def _draw(self) -> None:
        across = ACROSS[self._across.currentIndex()]
        encoding = self._encoding.currentData() or ""
        found = lines_of(self._cells, encoding, across)[:MOST_TICKS]
        beside = points_beside(found, self._points, encoding, across)
        for k, shown in enumerate(self._lines):
            shown.show_line(found[k] if k < len(found) else None)
        self._ticks = [line.ticks for line in found]
        self._published.show_places([(x, y) for x, y, _ in beside])
        spots = [
            _Spot(float(x), float(y), cell)
            for line in found
            for x, y, cell in zip(line.x, line.y, line.cells, strict=True)
        ]
        self._spots = spots + [_Spot(x, y, point) for x, y, point in beside]
        x_range, y_range = ranges_of(found, beside)
        axis = self._plot.getPlotItem().getAxis("bottom")
        axis.setTicks([across.marks(*x_range)])
        self._plot.name_axis("bottom", across.label)
        self._plot.show_range(x_range, y_range)
        self._hint = HINT if found else self._why_empty()
        if beside and across is not COPIES:
            self._hint = tr(
                "{hint} Star: the energy that its paper measured.", hint=self._hint
            )
        self._told.setText(self._hint)
        self._show_key()
        self._draw_ring()

    def _why_empty(self) -> str:
        if self._cells:
            return tr(
                "This profile holds for frames of one tick only; none was measured."
            )
        return ""

    def _draw_ring(self) -> None:
        places = [(s.x, s.y) for s in self._spots if s.of == self._chosen]
        self._ring.show_places(places if self._chosen is not None else [])

    def _show_key(self) -> None:
        """Name the lines by mark, colour and number of ticks."""
        colours = self._theme.colours
        parts = [
            f'<span style="color:{colours.series[k]}">{MARKS[k][1]}</span>&nbsp;{ticks}'
            for k, ticks in enumerate(self._ticks)
        ]
        if parts:
            parts[-1] += plural("&nbsp;tick", "&nbsp;ticks", self._ticks[-1])
        if self._published.is_shown:
            parts.append(tr("☆&nbsp;published"))
        self._key.setText(" &nbsp; ".join(parts))

    def _point(self, place: QPointF) -> None:
        spot = self._spot_at(place)
        self._told.setText(spot.told if spot is not None else self._hint)
        self._plot.setToolTip(spot.told if spot is not None else "")

    def _click(self, event: "pg.GraphicsScene.mouseEvents.MouseClickEvent") -> None:
        spot = self._spot_at(event.scenePos())
        if spot is not None and isinstance(spot.of, SweepCell):
            self.chosen.emit(spot.of)

    def _spot_at(self, place: QPointF) -> _Spot | None:
        """Return the nearest point within reach of a place in the scene."""
        view = self._plot.getPlotItem().vb

        def distance(spot: _Spot) -> float:
            there = view.mapViewToScene(QPointF(spot.x, spot.y))
            return float((there - place).manhattanLength())

        near = [spot for spot in self._spots if distance(spot) <= _REACH]
        return min(near, key=distance, default=None)


class _TicksLine:
    """Line, band and whiskers of one number of ticks."""

    def __init__(self, plot: Plot, number: int) -> None:
        self._plot = plot

        colour = _colour_of(number)
        self._low, self._high = pg.PlotCurveItem(), pg.PlotCurveItem()
        self._band = pg.FillBetweenItem(self._low, self._high)
        self._whiskers = pg.ErrorBarItem(x=np.zeros(1), y=np.zeros(1), beam=0.06)
        plot.addItem(self._band)
        plot.addItem(self._whiskers)
        self._line = plot.line(
            colour, width=2.0, smooth=True, symbol=MARKS[number][0], symbolSize=8
        )
        plot.dress(lambda colours: self._dress(colour(colours)))

    def show_line(self, line: Line | None) -> None:
        self._band.setVisible(line is not None)
        if line is None:
            self._whiskers.hide()
            self._plot.clear_line(self._line)
            return
        self._whiskers.setVisible(bool(np.isfinite(line.margin).any()))
        self._line.setData(line.x, line.y)
        self._low.setData(line.x, line.low)
        self._high.setData(line.x, line.high)
        half = np.nan_to_num(line.margin)
        self._whiskers.setData(x=line.x, y=line.y, top=half, bottom=half)

    def _dress(self, colour: str) -> None:
        fill = QColor(colour)
        fill.setAlpha(_BAND)
        self._band.setBrush(pg.mkBrush(fill))
        self._whiskers.setOpts(pen=pg.mkPen(colour, width=1))


class _Marks:
    """Hollow marks in the colour of text: published points, or the chosen one."""

    def __init__(self, plot: Plot, symbol: str, size: int) -> None:
        self._item = pg.ScatterPlotItem(symbol=symbol, size=size, brush=None)
        self._item.setZValue(5)
        plot.addItem(self._item)
        plot.dress(lambda c: self._item.setPen(pg.mkPen(c.text, width=1.4)))

    @property
    def is_shown(self) -> bool:
        return len(self._item.points()) > 0

    def show_places(self, places: Sequence[tuple[float, float]]) -> None:
        self._item.setData([x for x, _ in places], [y for _, y in places])


def _colour_of(number: int) -> Callable[[Colours], str]:
    return lambda colours: colours.series[number]
