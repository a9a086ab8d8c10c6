"""Asks for the delay of a wire, without a number to type."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QWidget

from tnstudio.app.wording import counted
from tnstudio.model.hardware import DELAY
from tnstudio.texts import tr
from tnstudio.ui.design.popover import Popover
from tnstudio.ui.widgets.fields import About

_ABOUT = About(
    "wire-delay",
    tr("Delay d"),
    tr("Ticks from the neuron's spike until its axon is active."),
    f"{DELAY.low} ≤ d ≤ {DELAY.high}",
)


class DelayPopover(Popover):
    """A slider over the possible delays.

    Attributes
    ----------
    changed : Signal
        Another delay, in ticks.
    """

    changed = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("delay-popover", tr("Delay"), parent)
        self._slider = QSlider(Qt.Orientation.Horizontal, self)
        _ABOUT.name(self._slider)
        self._slider.setRange(DELAY.low, DELAY.high)
        self._slider.setPageStep(5)
        self._slider.setMinimumWidth(190)
        self._slider.valueChanged.connect(self._tell)
        self._value = QLabel(self)
        self._value.setObjectName("wire-delay-value")
        self._value.setMinimumWidth(56)
        row = QHBoxLayout()
        row.addWidget(self._slider, 1)
        row.addWidget(self._value)
        self.body.addLayout(row)
        self.setFocusProxy(self._slider)

    def show_delay(self, delay: int, wire: str) -> None:
        """Show a delay and the wire that it is of."""
        self.set_heading(wire)
        self._slider.blockSignals(True)
        self._slider.setValue(delay)
        self._slider.blockSignals(False)
        self._value.setText(counted(delay, "tick"))

    def _tell(self, delay: int) -> None:
        self._value.setText(counted(delay, "tick"))
        self.changed.emit(delay)
