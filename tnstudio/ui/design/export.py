"""Pages as pictures for papers and slides: sizes in print, PNG and SVG.

A picture is drawn in points (1/72 inch), at which texts and lines have their
size; a PNG has as many pixels per point as its resolution asks for.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QSize, QSizeF
from PySide6.QtGui import QImage, QPainter

from tnstudio.errors import TNStudioError
from tnstudio.texts import tr
from tnstudio.ui.colours import Colours
from tnstudio.ui.widgets.picture_file import MILLIMETRES, PAPER, POINTS, Format

MOST_PIXELS = 2**26
"""Of a PNG: 256 MB while it is drawn."""


class Background(StrEnum):
    """What is behind the drawing."""

    WHITE = "white"
    TRANSPARENT = "transparent"
    THEME = "theme"


@dataclass(frozen=True, slots=True)
class Wish:
    """The picture that a user wants.

    Attributes
    ----------
    width : float
        In mm.
    resolution : int
        Pixels per inch; in an SVG, of the crossbars in it.
    whole : bool
        All of the page's drawing, or the part in view.
    letters : float
        Size of texts in points; no text is smaller.
    selection : bool
        Whether what is selected is marked.
    """

    file_format: Format = Format.PNG
    width: float = 183.0
    resolution: int = 300
    background: Background = Background.WHITE
    whole: bool = True
    letters: float = 7.0
    selection: bool = False

    @property
    def points(self) -> float:
        """The width in points."""
        return self.width / MILLIMETRES * POINTS

    @property
    def pixels_per_point(self) -> float:
        """The resolution."""
        return self.resolution / POINTS

    def pixels(self, size: QSizeF) -> QSize:
        """Return the pixels of a PNG of this size in points."""
        return (size * self.pixels_per_point).toSize().expandedTo(QSize(1, 1))


class Source(Protocol):
    """What is drawn, once or more often."""

    def size(self) -> QSizeF:
        """Return width and height in points."""

    def prepare(self) -> bool:
        """Make some of what drawing needs, some 10 ms; tells whether all is there."""

    def paint(self, painter: QPainter) -> None:
        """Draw all; the painter's units are points."""


@runtime_checkable
class Exportable(Protocol):
    """A page that can be had as a picture."""

    def export_source(self, wish: Wish) -> Source:
        """Return what to draw."""


def print_colours(wish: Wish, theme: Colours) -> Colours:
    """Return the colours of a picture: the light ones on white, or the theme's."""
    if wish.background is Background.THEME:
        return theme
    return _GLASS if wish.background is Background.TRANSPARENT else PAPER


_GLASS = replace(PAPER, background="#00ffffff")
"""The same on nothing; what is filled with the background shows what is behind."""


def require_room(wish: Wish, size: QSizeF) -> None:
    """Refuse a picture that takes too much memory.

    Raises
    ------
    TNStudioError
    """
    pixels = wish.pixels(size)
    count = pixels.width() * pixels.height()
    if wish.file_format is Format.PNG and count > MOST_PIXELS:
        raise TNStudioError(
            tr(
                "The picture would have {pixels:,.0f} million pixels; "
                "{most:,.0f} million are possible",
                pixels=count / 1e6,
                most=MOST_PIXELS / 1e6,
            ),
            tr("export"),
            tr("choose a smaller width or resolution, or SVG"),
        )


def drawn_image(source: Source, size: QSizeF, pixels_per_point: float) -> QImage:
    """Draw a source into memory, on nothing."""
    wanted = (size * pixels_per_point).toSize().expandedTo(QSize(1, 1))
    image = QImage(wanted, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(pixels_per_point)
    image.fill(0)
    painter = QPainter(image)
    source.paint(painter)
    painter.end()
    return image
