"""Sizes in pixels that hold texts, and grow and shrink with them."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QFontDatabase, QFontMetricsF
from PySide6.QtWidgets import QApplication, QWidget


def text_scale() -> float:
    """Return the size of texts as a share of what the system asks for."""
    usual = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    here = QFontMetricsF(QApplication.font())
    return here.height() / QFontMetricsF(usual).height()


def scaled(length: int) -> int:
    """Return a length that suits texts of the usual size for those in use."""
    return round(length * text_scale())


def keep_width(widget: QWidget, width: int) -> None:
    """Fix a widget's width, in pixels for texts of the usual size."""
    _SizeKeeper(widget, width, 0)


def keep_size(widget: QWidget, width: int, height: int, icon: int = 0) -> None:
    """Fix a widget's size, in pixels for texts of the usual size.

    Parameters
    ----------
    icon : int
        How much of the height does not follow the texts.
    """
    _SizeKeeper(widget, width, height, icon)


class _SizeKeeper(QObject):
    """A child of a widget that keeps its size fit for its text."""

    def __init__(self, widget: QWidget, width: int, height: int, icon: int = 0) -> None:
        super().__init__(widget)
        self._widget, self._width, self._height = widget, width, height
        self._icon = icon
        widget.installEventFilter(self)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fit again after texts have changed."""
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()
        return bool(super().eventFilter(watched, event))

    def _fit(self) -> None:
        self._widget.setFixedWidth(scaled(self._width))
        if self._height:
            text = scaled(self._height - self._icon)
            self._widget.setFixedHeight(self._icon + text)
