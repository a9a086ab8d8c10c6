"""Plots in the colours of the theme.

pyqtgraph is set up once, here: images row by row, no OpenGL, long lines
without antialiasing. Images are uint8 indices with a table of 256 colours and
explicit levels, so that what is drawn is what the numbers say.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QImage,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QGraphicsItem, QWidget

from tnstudio.ui.colours import Colours
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.colour_ramps import TABLE
from tnstudio.ui.widgets.text_scale import text_scale

pg.setConfigOptions(antialias=False, useOpenGL=False, imageAxisOrder="row-major")

TICK_POINTS = 8
"""Size of the numbers at axes, where texts have the usual size."""


def tick_points() -> float:
    """Return the size of the numbers at axes, in points."""
    return round(TICK_POINTS * text_scale(), 1)


GRID_OPACITY = 0.5

Floats = npt.NDArray[np.floating[Any]]

Ticks = Sequence[tuple[float, str]]
"""Heights and their names."""

LINE_WIDTH = 2.0
"""Of lines that are read one by one, in pixels."""

MOST_SMOOTH = 60
"""Points of a line that is antialiased: with hundreds it takes a tenth of a second."""

MOST_MARKS = 40
"""Of a line; more could not be told from each other."""

PRINTED_CELLS = 800
"""Least rows and columns of an image in a file."""

MOST_POWER = 20
"""Of ten, at an axis of counts: more than there are parameters."""

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class Plot(pg.PlotWidget):
    """A plot that is coloured by the theme and colours anew when it changes.

    Parameters
    ----------
    theme : Theme
    name : str
        Accessible name, e.g. ``Loss per batch``.
    x, y : str
        Labels of the axes; none where empty.
    zooms : bool
        Whether wheel and drag change the range along x; a double click shows
        all again.
    grid : bool
        Whether faint lines lead from the y axis through the plot.

    Attributes
    ----------
    double_clicked : Signal
    """

    double_clicked = Signal()

    def __init__(
        self,
        theme: Theme,
        name: str,
        *,
        x: str = "",
        y: str = "",
        zooms: bool = False,
        grid: bool = True,
        parent: QWidget | None = None,
        **items: Any,
    ) -> None:
        super().__init__(parent, background=None, enableMenu=False, **items)
        self._theme = theme
        self._zooms = zooms
        self._puts: list[Callable[[Colours], None]] = []
        self._ticks: Ticks | None = None
        self._ranges: tuple[tuple[float, float], tuple[float, float]] | None = None
        self._labels = {"bottom": x, "left": y}
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(pg.PlotWidget.Shape.NoFrame)
        item = self.getPlotItem()
        item.setMenuEnabled(False)
        item.hideButtons()
        item.setMouseEnabled(x=zooms, y=False)
        item.setContentsMargins(2, 6, 10, 2)
        item.showGrid(y=grid, alpha=GRID_OPACITY)
        self._style_axes()
        # Axes do not say where they were drawn before a change of size: without
        # this their old texts stay on the screen.
        item.getViewBox().sigResized.connect(lambda *_: self.viewport().update())
        theme.changed.connect(self._dress_all)
        self.dress(self._dress_axes)

    def dress(self, put: Callable[[Colours], None]) -> None:
        """Apply colours to something, now and after every change of theme."""
        self._puts.append(put)
        put(self._theme.colours)

    def line(
        self,
        colour: Callable[[Colours], str],
        *,
        width: float = 1.0,
        smooth: bool = False,
        **options: Any,
    ) -> pg.PlotDataItem:
        """Add a line; ``smooth`` is for short ones, antialiasing is slow.

        Parameters
        ----------
        colour : callable
            Chooses from the theme's colours.
        width : float
            In pixels.
        **options
            Further ones of `pyqtgraph.PlotDataItem`, e.g. ``symbol``.
        """
        item = pg.PlotDataItem(antialias=smooth, connect="finite", **options)

        def put(colours: Colours) -> None:
            item.setPen(pg.mkPen(colour(colours), width=width))
            item.setSymbolBrush(colour(colours))
            item.setSymbolPen(colour(colours))

        self.addItem(item)
        self.dress(put)
        return item

    def clear_line(self, line: pg.PlotDataItem) -> None:
        """Take a line's points away; it stays a line of this plot."""
        line.clear()
        # Clearing asks for no painting: the old line would stay on screen.
        self.viewport().update()

    def show_range(self, x: tuple[float, float], y: tuple[float, float]) -> None:
        """Show these ranges; axes are drawn anew only if they are others."""
        if (x, y) != self._ranges:
            self._ranges = (x, y)
            self._show_all()

    def name_ticks(self, ticks: Ticks | None) -> None:
        """Name these heights at the left axis; None for those that it finds itself.

        The axis is drawn anew only if they are others.
        """
        if ticks != self._ticks:
            self._ticks = ticks
            left = self.getPlotItem().getAxis("left")
            left.setTicks(None if ticks is None else [ticks])

    def show_powers(self, shown: bool) -> None:
        """Tell whether heights are logarithms of counts: only powers are named.

        What is between 1 and 10 would stand on top of each other.
        """
        powers = [(power, _power_of_ten(power)) for power in range(MOST_POWER)]
        self.name_ticks(powers if shown else None)

    def name_axis(self, side: str, label: str) -> None:
        """Change the label of the axis ``bottom`` or ``left``."""
        if self._labels[side] != label:
            self._labels[side] = label
            self._dress_axes(self._theme.colours)

    @contextmanager
    def printed(self, colours: Colours, size: QSize) -> Iterator[None]:
        """Have the plot in other colours and another size, to be rendered.

        It is all lines and texts then, no pixels but those of images, and nothing
        of it is beyond its axes. Nobody sees it: afterwards it is as before,
        before any event is served.
        """
        before = self.size()
        items = self.scene().items()
        caches = [(item, item.cacheMode()) for item in items]
        cut = self._cut_lines()
        for put in self._puts:
            put(colours)
        self.resize(size)
        for item in items:
            item.setCacheMode(QGraphicsItem.CacheMode.NoCache)
            _export(item, True)
        try:
            yield
        finally:
            for item, cache in caches:
                _export(item, False)
                item.setCacheMode(cache)
            self.resize(before)
            for line, x, y in cut:
                line.setData(x, y)
            self._dress_all()

    def _cut_lines(self) -> list[tuple[pg.PlotDataItem, Floats, Floats]]:
        """End lines where a zoomed plot does; returns what they were."""
        (low, high), _ = self.viewRange()
        found = []
        items = self.getPlotItem().listDataItems() if self._zooms else ()
        for line in items:
            if not isinstance(line, pg.PlotDataItem):
                continue
            x, y = line.getOriginalDataset()
            if x is None or not x.size or (x.min() >= low and x.max() <= high):
                continue
            found.append((line, x, y))
            inside = (x > low) & (x < high)
            ends = np.clip([low, high], x.min(), x.max())
            line.setData(
                np.concatenate([ends[:1], x[inside], ends[1:]]),
                np.concatenate(
                    [
                        np.interp(ends[:1], x, y),
                        y[inside],
                        np.interp(ends[1:], x, y),
                    ]
                ),
            )
        return found

    @staticmethod
    def symbol(mark: str) -> QPainterPath:
        """Return the outline of a mark around 0, of size 1."""
        path: QPainterPath = Symbols[mark]
        return path

    def _show_all(self) -> None:
        if self._ranges is not None:
            self.setXRange(*self._ranges[0], padding=0)
            self.setYRange(*self._ranges[1], padding=0)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show all again."""
        super().mouseDoubleClickEvent(event)
        event.accept()
        self._show_all()
        self.double_clicked.emit()

    def _style_axes(self) -> None:
        font = QFont(self.font())
        font.setPointSizeF(tick_points())
        for side in ("left", "bottom"):
            axis = self.getPlotItem().getAxis(side)
            axis.setStyle(tickFont=font, tickLength=-4, autoExpandTextSpace=True)
            axis.enableAutoSIPrefix(False)
            # Numbers and grid are painted again only when the range changes.
            axis.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)

    def _dress_all(self) -> None:
        self._style_axes()
        for put in self._puts:
            put(self._theme.colours)

    def _dress_axes(self, colours: Colours) -> None:
        self.setBackground(QColor(colours.surface))
        for side, label in self._labels.items():
            axis = self.getPlotItem().getAxis(side)
            axis.setPen(pg.mkPen(colours.grid))
            axis.setTextPen(pg.mkPen(colours.muted))
            axis.setTickPen(pg.mkPen(colours.grid))
            if label:
                size = f"{tick_points():g}pt"
                axis.setLabel(label, color=colours.muted, **{"font-size": size})


def _export(item: QGraphicsItem, wanted: bool) -> None:
    """Let an item of pyqtgraph draw itself for a file, without pictures of marks."""
    switch = getattr(item, "setExportMode", None)
    if switch is not None:
        switch(wanted, {"antialias": True, "resolutionScale": 1.0} if wanted else None)


class MarkedLine:
    """A line with marks at its points, or at some of them if they are many.

    Marks are the second cue to its colour.

    Parameters
    ----------
    plot : Plot
    colour : callable
        Chooses from the theme's colours.
    mark : str
        Symbol of `pyqtgraph`, e.g. ``o``.
    """

    def __init__(self, plot: Plot, colour: Callable[[Colours], str], mark: str) -> None:
        self._plot = plot
        self._line = plot.line(colour, width=LINE_WIDTH, smooth=True)
        self._marks = plot.line(colour, symbol=mark, symbolSize=6)
        # Only its marks are seen.
        plot.dress(lambda _: self._marks.setPen(None))

    @property
    def points(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """What is drawn: x and y."""
        x, y = self._line.getData()
        return (np.zeros(0), np.zeros(0)) if x is None else (x, y)

    def show_points(
        self, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]
    ) -> None:
        """Draw these points; those of which y is no finite number are left out."""
        known = np.isfinite(y)
        x, y = x[known], y[known]
        if not x.size:
            self._plot.clear_line(self._line)
            self._plot.clear_line(self._marks)
            return
        self._line.setData(x, y, antialias=x.size <= MOST_SMOOTH)
        step = -(-x.size // MOST_MARKS)
        # Counted from the end: the newest point is always marked.
        self._marks.setData(x[::-step], y[::-step])


class Bars(pg.GraphicsObject):
    """Bars side by side, filled; a third of the time of a `PlotDataItem`.

    Parameters
    ----------
    plot : Plot
        Gets the bars.
    colour : callable
        Chooses from the theme's colours.
    """

    def __init__(self, plot: Plot, colour: Callable[[Colours], str]) -> None:
        super().__init__()
        self._outline = QPolygonF()
        self._pen, self._brush = QPen(), QBrush()
        plot.addItem(self)
        plot.dress(lambda colours: self._dress(colour(colours)))

    def show_bars(
        self,
        edges: npt.NDArray[np.float64],
        heights: npt.NDArray[np.float64],
        floor: float,
    ) -> None:
        """Draw bars.

        Parameters
        ----------
        edges : float64 array, shape (bars + 1,)
        heights : float64 array, shape (bars,)
        floor : float
            Where they stand.
        """
        x = np.repeat(edges, 2).tolist()
        y = [floor, *np.repeat(heights, 2).tolist(), floor]
        self.prepareGeometryChange()
        self._outline = QPolygonF([QPointF(*point) for point in zip(x, y, strict=True)])
        self.update()

    def clear(self) -> None:
        """Draw none."""
        self.prepareGeometryChange()
        self._outline = QPolygonF()

    def boundingRect(self) -> QRectF:
        """Return where the bars are."""
        return self._outline.boundingRect()

    def paint(self, painter: QPainter, *_: object) -> None:
        """Draw them."""
        painter.setPen(self._pen)
        painter.setBrush(self._brush)
        painter.drawPolygon(self._outline)

    def _dress(self, colour: str) -> None:
        self._pen = pg.mkPen(colour)
        # The grid shines through.
        fill = QColor(colour)
        fill.setAlpha(160)
        self._brush = QBrush(fill)
        self.update()


class IndexImage(pg.GraphicsObject):
    """An image of uint8 indices into a colour table.

    Made for pictures that change at every drawing: nothing is scaled, and colours
    are looked up only when it is painted.
    """

    def __init__(self) -> None:
        super().__init__()
        self._cells: npt.NDArray[np.uint8] = np.zeros((1, 1), np.uint8)
        self._place = QRectF()
        self._table = _pixels(np.zeros((TABLE, 4), np.uint8))
        self._times = 1, 1
        self._image: QImage | None = None

    @property
    def cells(self) -> npt.NDArray[np.uint8]:
        """The indices on show."""
        return self._cells

    @property
    def place(self) -> QRectF:
        """Where they are, in the coordinates of the plot."""
        return self._place

    def show_cells(self, cells: npt.NDArray[np.uint8], place: QRectF) -> None:
        """Draw indices.

        Parameters
        ----------
        cells : uint8 array, shape (rows, columns)
        place : QRectF
            Where, in the coordinates of the plot.
        """
        self._cells = cells
        if place != self._place:
            self.prepareGeometryChange()
            self._place = place
        self._draw_anew()

    def set_table(self, table: npt.NDArray[np.uint8]) -> None:
        """Draw with these colours, shape (256, 4)."""
        self._table = _pixels(table)
        self._draw_anew()

    def setExportMode(self, export: bool, opts: dict[str, Any] | None = None) -> None:
        """Be larger in a file: programs that show it would blur few pixels."""
        super().setExportMode(export, opts)
        rows, columns = (
            max(1, PRINTED_CELLS // side) if export else 1 for side in self._cells.shape
        )
        self._times = rows, columns
        self._draw_anew()

    def boundingRect(self) -> QRectF:
        """Return where the image is."""
        return self._place

    def paint(self, painter: QPainter, *_: object) -> None:
        """Draw the image."""
        if self._image is None:
            pixels = self._table[self._cells]
            if self._times != (1, 1):
                rows, columns = self._times
                pixels = pixels.repeat(rows, axis=0).repeat(columns, axis=1)
            self._image = _image_of(pixels)
        painter.drawImage(self._place, self._image)

    def _draw_anew(self) -> None:
        self._image = None
        self.update()


def _pixels(table: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint32]:
    """Return colours as Qt's pixels, alpha multiplied in."""
    red, green, blue, alpha = table.astype(np.uint32).T
    red, green, blue = ((c * alpha + 127) // 255 for c in (red, green, blue))
    pixels: npt.NDArray[np.uint32] = alpha << 24 | red << 16 | green << 8 | blue
    return pixels


def _image_of(pixels: npt.NDArray[np.uint32]) -> QImage:
    """Return an image of pixels with a copy of them."""
    rows, columns = pixels.shape
    data = np.ascontiguousarray(pixels)
    kind = QImage.Format.Format_ARGB32_Premultiplied
    return QImage(data.data, columns, rows, data.strides[0], kind).copy()


@cache
def viridis() -> npt.NDArray[np.uint8]:
    """Return the colours of counts, dark to bright, as `colour_table` does.

    They differ in lightness first, for all eyes and in print.
    """
    colours: npt.NDArray[np.float64] = pg.colormap.get("viridis").map(
        np.linspace(0.0, 1.0, TABLE), mode="float"
    )
    return np.rint(255 * colours).astype(np.uint8)


def round_up(value: float) -> float:
    """Return the next of 1, 1.5, 2, 3, 5, 7 times a power of ten.

    Ranges that end at such numbers change rarely while their data grow.
    """
    if value <= 0:
        return 1.0
    unit = 10.0 ** np.floor(np.log10(value))
    steps = (1.0, 1.5, 2.0, 3.0, 5.0, 7.0, 10.0)
    return float(next((s for s in steps if s * unit >= value), 10.0) * unit)


def envelope(
    values: npt.NDArray[np.floating[Any]], columns: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float32]]:
    """Thin a long line out to at most two points for each column of pixels.

    Each run of values becomes its lowest and its highest one, so that no peak
    is lost.

    Parameters
    ----------
    values : float array, shape (n,)
    columns : int
        Columns of pixels that the line has, >= 1.

    Returns
    -------
    x : float64 array
        Indices into ``values``, ascending.
    y : float32 array
    """
    y = np.asarray(values, np.float32)
    if y.size <= 2 * columns:
        return np.arange(y.size, dtype=np.float64), y
    starts = np.arange(columns) * y.size // columns
    centres = (starts + np.append(starts[1:], y.size) - 1) / 2
    lows, highs = np.minimum.reduceat(y, starts), np.maximum.reduceat(y, starts)
    return np.repeat(centres, 2), np.stack([lows, highs], axis=1).ravel()


def _power_of_ten(power: int) -> str:
    """Return 1, 10, 10², 10³ …."""
    raised = str(power).translate(_RAISED) if power > 1 else ""
    return f"10{raised}" if power else "1"
