"""Sizes in pixels that hold texts, and grow and shrink with them."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF
from PySide6.QtWidgets import QApplication, QTableView, QWidget


def text_scale() -> float:
    """Return the size of texts as a share of what the system asks for."""
    usual = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    here = QFontMetricsF(QApplication.font())
    return here.height() / QFontMetricsF(usual).height()


def font_scale(font: QFont) -> float:
    """Return the size of a font as a share of what the system asks for.

    What is painted takes it from the painter's font: that of a view follows the
    size of texts, that of a picture for print does not.
    """
    usual = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    if min(font.pointSizeF(), usual.pointSizeF()) > 0:
        return font.pointSizeF() / usual.pointSizeF()
    return QFontMetricsF(font).height() / QFontMetricsF(usual).height()


def usual_font() -> QFont:
    """Return the font of texts, as large as the system asks for."""
    font = QFont(QApplication.font())
    usual = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    if usual.pointSizeF() > 0:
        font.setPointSizeF(usual.pointSizeF())
    else:
        font.setPixelSize(usual.pixelSize())
    return font


def in_pixels(font: QFont, pixels: float) -> QFont:
    """Return a font of so many pixels where texts have the usual size.

    Parameters
    ----------
    font : QFont
        In the size of texts.
    """
    return with_pixels(font, pixels * font_scale(font))


def with_pixels(font: QFont, pixels: float) -> QFont:
    """Return a font of about so many pixels."""
    made = QFont(font)
    made.setPixelSize(max(1, round(pixels)))
    return made


def scaled(length: int) -> int:
    """Return a length that suits texts of the usual size for those in use."""
    return round(length * text_scale())


def keep_width(widget: QWidget, width: int) -> None:
    """Fix a widget's width, in pixels for texts of the usual size."""
    keep_fit(widget, lambda: widget.setFixedWidth(scaled(width)))


def keep_size(
    widget: QWidget, width: int, height: int, *, frame: int = 0, shrinks: bool = True
) -> None:
    """Fix a widget's size, in pixels for texts of the usual size.

    Parameters
    ----------
    frame : int
        How much of the height is neither text nor icon, and does not grow.
    shrinks : bool
        Whether it is smaller for smaller texts; an icon in a frame has no room then.
    """

    def fit() -> None:
        scale = text_scale() if shrinks else max(1.0, text_scale())
        inside = round((height - frame) * scale)
        widget.setFixedSize(round(width * scale), frame + inside)

    keep_fit(widget, fit)


def keep_fit(widget: QWidget, fit: Callable[[], None]) -> None:
    """Have a widget fitted to its texts, now and after they have changed."""
    _Keeper(widget, fit)


def keep_row_height(table: QTableView, height: int) -> None:
    """Fix the height of a table's rows, in pixels for texts of the usual size."""
    rows = table.verticalHeader()
    keep_fit(table, lambda: rows.setDefaultSectionSize(scaled(height)))


class HasIconSize(Protocol):
    """A button, a list or a tree."""

    def setIconSize(self, size: QSize) -> None:
        """Show icons in this size."""


def keep_icon_size(widget: QWidget, side: int) -> None:
    """Fix the size of a widget's icons, in pixels beside texts of the usual size."""
    shows: HasIconSize = widget  # type: ignore[assignment]
    keep_fit(widget, lambda: shows.setIconSize(QSize(scaled(side), scaled(side))))


class _Keeper(QObject):
    """A child of a widget that keeps some size of it fit for its text."""

    def __init__(self, widget: QWidget, fit: Callable[[], None]) -> None:
        super().__init__(widget)
        self._fit = fit
        widget.installEventFilter(self)
        fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fit again after texts have changed."""
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()
        return bool(super().eventFilter(watched, event))
