"""Plots as figures for paper: panels with titles and keys, and their numbers.

A figure is drawn on white, always in the same size, whatever the window and
its theme look like. Its units are pixels of a screen, of which `inch` tells how
many make an inch; texts have the same size in points as there.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QImage,
    QPainter,
    QPen,
)
from PySide6.QtSvg import QSvgRenderer

from tnstudio.app.csv_table import Row, csv_text
from tnstudio.ui.colours import Colours
from tnstudio.ui.widgets.picture_file import PAPER, png_bytes, svg_bytes
from tnstudio.ui.widgets.plots import Plot

RESOLUTION = 300
"""Pixels per inch of a PNG: what papers ask for."""

PLOT = QSizeF(400, 270)
"""Of the plot in a panel."""

MARGIN, GAP, LINE = 8.0, 16.0, 22.0
"""Around a figure, between its panels, and height of a line of text."""

_MARK = 9.0
"""Size of a mark in a key."""


_EMPTY_PATH = re.compile(rb'<path [^>]*d=""/>')
_THIN_LINE = re.compile(
    rb'(stroke-width=")([\d.]+)("[^>]*>\s*<[^>]*vector-effect="non-scaling-stroke")'
)


class Panel(Protocol):
    """One drawing of a figure."""

    @property
    def size(self) -> QSizeF:
        """Width and height."""

    def paint(self, painter: QPainter, place: QPointF) -> None:
        """Draw it in `PAPER`'s colours, its upper left corner at a place."""


@dataclass(frozen=True, slots=True)
class Key:
    """What a line of a plot is.

    Attributes
    ----------
    text : str
    colour : callable
        Chooses from the theme's colours.
    mark : str
        The symbol of `pyqtgraph` at its points; empty for a plain line.
    """

    text: str
    colour: Callable[[Colours], str]
    mark: str = ""


@dataclass(frozen=True, eq=False, slots=True)
class PaperFigure:
    """What is exported together.

    Attributes
    ----------
    name : str
        Of files, e.g. ``loss``.
    title : str
        For users.
    panels : sequence of Panel
        From left to right.
    header : sequence of str
        Of the numbers behind it.
    rows : callable
        Returns them.
    """

    name: str
    title: str
    panels: Sequence[Panel]
    header: Sequence[str]
    rows: Callable[[], Iterable[Row]]

    @property
    def size(self) -> QSizeF:
        """Width and height with all panels."""
        sizes = [panel.size for panel in self.panels]
        wide = sum(size.width() for size in sizes) + GAP * (len(sizes) - 1)
        high = max(size.height() for size in sizes)
        return QSizeF(wide + 2 * MARGIN, high + 2 * MARGIN)

    def paint(self, painter: QPainter) -> None:
        """Draw all panels on white."""
        painter.fillRect(QRectF(QPointF(0, 0), self.size), QColor(PAPER.background))
        left = MARGIN
        for panel in self.panels:
            panel.paint(painter, QPointF(left, MARGIN))
            left += panel.size.width() + GAP

    def svg(self) -> bytes:
        """Return an SVG file."""
        data = svg_bytes(self.paint, self.size, self.title, inch())
        # Not every program knows what to make of a path of no point.
        return _EMPTY_PATH.sub(b"", data)

    def csv(self) -> str:
        """Return the numbers as comma-separated values."""
        return csv_text(self.header, self.rows())


def png_of(svg: bytes, scale: float) -> bytes:
    """Return the SVG file of a figure as a PNG file; on any thread.

    Parameters
    ----------
    svg : bytes
    scale : float
        Pixels per unit.
    """

    def wider(line: re.Match[bytes]) -> bytes:
        return b"%s%.2f%s" % (line[1], scale * float(line[2]), line[3])

    # Lines that have their width at every size would be hairlines.
    renderer = QSvgRenderer(_THIN_LINE.sub(wider, svg))
    size = renderer.viewBoxF().size() * scale
    image = QImage(size.toSize(), QImage.Format.Format_RGB32)
    image.fill(QColor(PAPER.background))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter)
    painter.end()
    return png_bytes(image, RESOLUTION)


def inch() -> int:
    """Return the units of an inch: its pixels, as texts on the screen have it."""
    return round(QGuiApplication.primaryScreen().logicalDotsPerInch())


@dataclass(frozen=True, eq=False, slots=True)
class PlotPanel:
    """A plot as it is, with its title and a key of its lines."""

    plot: Plot
    title: str
    keys: tuple[Key, ...] = ()
    shape: QSizeF = field(default_factory=lambda: QSizeF(PLOT))

    @property
    def size(self) -> QSizeF:
        """Width and height."""
        return self.shape + QSizeF(0, self._top)

    @property
    def _top(self) -> float:
        return LINE * (1 + bool(self.keys))

    def paint(self, painter: QPainter, place: QPointF) -> None:
        """Draw it; the plot is as before afterwards."""
        write_title(painter, place, self.title)
        left = place.x() + MARGIN
        for key in self.keys:
            left = _draw_key(painter, QPointF(left, place.y() + 1.5 * LINE), key)
        where = QRectF(place + QPointF(0, self._top), self.shape)
        with self.plot.printed(PAPER, self.shape.toSize()):
            self.plot.render(painter, where, self.plot.viewport().rect())


@dataclass(frozen=True, eq=False, slots=True)
class KeyPanel:
    """A key of many lines, one below the other, beside their plot.

    Attributes
    ----------
    texts : sequence of str
        What each line is.
    draw : callable
        Draws the sample of a line, by its number, with its left end at (0, 0).
    sample : float
        Width of a sample.
    """

    title: str
    texts: Sequence[str]
    draw: Callable[[QPainter, int, Colours], None]
    sample: float

    @property
    def size(self) -> QSizeF:
        """Width and height."""
        widest = max(map(_wide, (self.title, *self.texts)), default=0.0)
        high = LINE * (1 + len(self.texts))
        return QSizeF(self.sample + 2 * MARGIN + widest, high)

    def paint(self, painter: QPainter, place: QPointF) -> None:
        """Draw it."""
        write_title(painter, place, self.title)
        metrics = QFontMetricsF(_font())
        for number, text in enumerate(self.texts):
            middle = place + QPointF(0, (number + 1.5) * LINE)
            with _moved(painter, middle):
                self.draw(painter, number, PAPER)
            painter.setFont(_font())
            painter.setPen(QColor(PAPER.text))
            down = (metrics.ascent() - metrics.descent()) / 2
            painter.drawText(middle + QPointF(self.sample + MARGIN, down), text)


@dataclass(frozen=True, eq=False, slots=True)
class ImagePanel:
    """An image whose pixels are drawn as squares.

    Attributes
    ----------
    pixels : uint32 array, shape (rows, columns)
        ``0xAARRGGBB``.
    title : str
    side : int
        Of the square of a pixel.
    """

    pixels: npt.NDArray[np.uint32]
    title: str
    side: int

    @property
    def size(self) -> QSizeF:
        """Width and height."""
        rows, columns = self.pixels.shape
        return QSizeF(columns * self.side, rows * self.side + LINE)

    def paint(self, painter: QPainter, place: QPointF) -> None:
        """Draw it."""
        write_title(painter, place, self.title)
        # Programs that show an SVG would blur an image of fewer pixels.
        large = self.pixels.repeat(self.side, axis=0).repeat(self.side, axis=1)
        large = np.ascontiguousarray(large)
        high, wide = large.shape
        kind = QImage.Format.Format_ARGB32
        image = QImage(large.data, wide, high, 4 * wide, kind)
        painter.drawImage(place + QPointF(0, LINE), image)


@dataclass(frozen=True, eq=False, slots=True)
class TablePanel:
    """A table of coloured cells with numbers: a confusion matrix.

    Attributes
    ----------
    pixels : uint32 array, shape (rows, columns)
        ``0xAARRGGBB``.
    texts : str array, shape (rows, columns), or None
        Written into the cells.
    rows, columns : sequence of str
        Their names.
    titles : tuple of str
        What rows and columns are.
    title : str
    """

    pixels: npt.NDArray[np.uint32]
    texts: npt.NDArray[np.str_] | None
    rows: Sequence[str]
    columns: Sequence[str]
    titles: tuple[str, str]
    title: str

    @property
    def size(self) -> QSizeF:
        """Width and height."""
        rows, columns = self.pixels.shape
        cell = self._cell
        left = self._left
        return QSizeF(left + columns * cell.width(), 3 * LINE + rows * cell.height())

    @property
    def _cell(self) -> QSizeF:
        if self.texts is None:
            return QSizeF(LINE, LINE)
        widest = max((_wide(str(text)) for text in self.texts.ravel()), default=0.0)
        return QSizeF(max(LINE, widest + MARGIN), LINE)

    @property
    def _left(self) -> float:
        return LINE + max((_wide(name) for name in self.rows), default=0.0) + MARGIN

    def paint(self, painter: QPainter, place: QPointF) -> None:
        """Draw it."""
        write_title(painter, place, self.title)
        cell, left = self._cell, self._left
        area = QRectF(
            place.x() + left,
            place.y() + 3 * LINE,
            self.size.width() - left,
            self.size.height() - 3 * LINE,
        )
        painter.setFont(_font())
        self._label(painter, area)
        centre = Qt.AlignmentFlag.AlignCenter
        for (row, column), pixel in np.ndenumerate(self.pixels):
            corner = QPointF(column * cell.width(), row * cell.height())
            where = QRectF(area.topLeft() + corner, cell)
            colour = QColor.fromRgba(int(pixel))
            painter.fillRect(where, colour)
            if self.texts is not None:
                painter.setPen(readable(colour))
                painter.drawText(where, centre, str(self.texts[row, column]))
        painter.setPen(QColor(PAPER.muted))
        painter.setBrush(QBrush())
        painter.drawRect(area)

    def _label(self, painter: QPainter, area: QRectF) -> None:
        cell, centre = self._cell, Qt.AlignmentFlag.AlignCenter
        painter.setPen(QColor(PAPER.muted))
        above = QRectF(area.left(), area.top() - 2 * LINE, area.width(), LINE)
        painter.drawText(above, centre, self.titles[1])
        painter.save()
        painter.translate(area.left() - self._left, area.bottom())
        painter.rotate(-90)
        painter.drawText(QRectF(0, 0, area.height(), LINE), centre, self.titles[0])
        painter.restore()
        painter.setPen(QColor(PAPER.text))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for row, name in enumerate(self.rows):
            top = area.top() + row * cell.height()
            where = QRectF(area.left() - self._left, top, self._left - 5, LINE)
            painter.drawText(where, right, name)
        metrics = QFontMetricsF(_font())
        end = Qt.TextElideMode.ElideRight
        for column, name in enumerate(self.columns):
            left = area.left() + column * cell.width()
            where = QRectF(left, area.top() - LINE, cell.width(), LINE)
            painter.drawText(
                where, centre, metrics.elidedText(name, end, cell.width() - 2)
            )


def readable(colour: QColor) -> QColor:
    """Return black or white, whichever is read better on a colour."""
    parts = colour.redF(), colour.greenF(), colour.blueF()
    shares = zip((0.2126, 0.7152, 0.0722), parts, strict=True)
    light = sum(share * part**2.2 for share, part in shares)
    return QColor("#000000" if light > 0.18 or not colour.alpha() else "#ffffff")


def _font(*, bold: bool = False) -> QFont:
    font = QGuiApplication.font()
    font.setPointSizeF(9.0)
    font.setBold(bold)
    return font


def _wide(text: str) -> float:
    return QFontMetricsF(_font()).horizontalAdvance(text)


def write_title(painter: QPainter, place: QPointF, title: str) -> None:
    """Draw the title of a panel whose upper left corner is at a place."""
    painter.setFont(_font(bold=True))
    painter.setPen(QColor(PAPER.text))
    painter.drawText(place + QPointF(MARGIN, 0.7 * LINE), title)


def _draw_key(painter: QPainter, place: QPointF, key: Key) -> float:
    """Draw mark and text of a line, centred at a height; returns where it ends."""
    colour = QColor(key.colour(PAPER))
    painter.setPen(QPen(colour, 2))
    painter.drawLine(place, place + QPointF(2 * _MARK, 0))
    if key.mark:
        with _moved(painter, place + QPointF(_MARK, 0)):
            painter.scale(_MARK, _MARK)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawPath(Plot.symbol(key.mark))
    painter.setFont(_font())
    painter.setPen(QColor(PAPER.text))
    left = place.x() + 2 * _MARK + 5
    painter.drawText(QPointF(left, place.y() + 0.2 * LINE), key.text)
    return left + _wide(key.text) + GAP


@contextmanager
def _moved(painter: QPainter, place: QPointF) -> Iterator[None]:
    painter.save()
    painter.translate(place)
    yield
    painter.restore()
