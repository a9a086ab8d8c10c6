"""Ticks per second: a logarithmic slider with the number beside it."""

import math

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSlider, QWidget

from tnstudio.texts import tr
from tnstudio.ui.widgets.fields import About, WholeNumber
from tnstudio.ui.widgets.text_scale import keep_width

HIGHEST = 100_000
"""Ticks per second; above it there is only "as fast as it goes"."""

STEPS_PER_DECADE = 10

LARGEST_WIDTH = 360
"""Of the whole field, in pixels."""

ABOUT = About(
    "tick-rate",
    tr("Rate"),
    tr("Ticks per second while playing. A real chip runs 1,000."),
    tr("1 to {highest:,}, or as fast as it goes", highest=HIGHEST),
)

UNLIMITED = tr("unlimited")


class _Number(WholeNumber):
    """Its largest value stands for "as fast as it goes"."""

    def textFromValue(self, value: int) -> str:
        """Return the number, or a word for no limit."""
        if value > HIGHEST:
            return UNLIMITED
        return f"{super().textFromValue(value)} /s"

    def valueFromText(self, text: str) -> int:
        """Read a number with or without its unit."""
        if text.startswith(UNLIMITED[0]):
            return HIGHEST + 1
        return int(super().valueFromText(text.removesuffix("/s").strip()))


class RateField(QWidget):
    """A rate from 1 tick per second to no limit.

    Attributes
    ----------
    changed : Signal
    """

    changed = Signal()

    def __init__(self, rate: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._slider = QSlider(Qt.Orientation.Horizontal, self)
        self._slider.setObjectName("tick-rate-slider")
        self._slider.setAccessibleName(tr("Rate in ticks per second"))
        self._slider.setToolTip(ABOUT.tooltip)
        self._slider.setRange(0, _position(HIGHEST) + 1)
        self._slider.setMinimumWidth(70)
        self.setMaximumWidth(LARGEST_WIDTH)
        self._number = _Number(ABOUT, 1, HIGHEST + 1, round(rate), self)
        keep_width(self._number, 112)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._slider, 1)
        layout.addWidget(self._number)
        self._slider.setValue(_position(rate))
        self._slider.valueChanged.connect(self._take_slider)
        self._number.valueChanged.connect(self._take_number)

    @property
    def rate(self) -> float | None:
        """Ticks per second; None for as fast as it goes."""
        value = int(self._number.value())
        return None if value > HIGHEST else float(value)

    def _take_slider(self, position: int) -> None:
        unlimited = position == self._slider.maximum()
        with QSignalBlocker(self._number):
            self._number.setValue(HIGHEST + 1 if unlimited else _rate(position))
        self.changed.emit()

    def _take_number(self, value: int) -> None:
        unlimited = value > HIGHEST
        with QSignalBlocker(self._slider):
            self._slider.setValue(
                self._slider.maximum() if unlimited else _position(value)
            )
        self.changed.emit()


def _position(rate: float) -> int:
    return round(STEPS_PER_DECADE * math.log10(rate))


def _rate(position: int) -> int:
    return round(10 ** (position / STEPS_PER_DECADE))
