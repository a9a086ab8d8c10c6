"""Chooses the input that a response is shown for."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QWidget

from tnstudio.app.drives import ONSET, STEP_TICKS, Drive, DriveKind
from tnstudio.app.response import MOST_TICKS
from tnstudio.texts import tr
from tnstudio.ui.widgets.fields import About, WholeNumber

FIRST_TICKS = 120

_LEAST_WIDTH = 50
"""Of a number; there are three in a row."""

_KIND = About(
    "response-input",
    tr("Input"),
    tr("What the neuron gets: its own input, or one to try it with."),
)
_LINE = About(
    "response-line",
    tr("Input line or axon type"),
    tr(
        "Which input line of the preset, or axon type of the neuron, the spikes "
        "come on."
    ),
    tr("from 0"),
)
_EVERY = About(
    "response-every",
    tr("Ticks between spikes"),
    tr(
        "A step has a spike every so many ticks, from tick {first} to "
        "{last}; a pair has them so far apart.",
        first=ONSET,
        last=ONSET + STEP_TICKS,
    ),
    tr("1 … 1,000 ticks"),
)
_TICKS = About(
    "response-ticks",
    tr("Ticks shown"),
    tr("How long the neuron is watched."),
    f"20 … {MOST_TICKS:,}",
)

_WITH_SPIKES = (DriveKind.SINGLE, DriveKind.PAIR, DriveKind.STEP)


_NAMES = {
    DriveKind.OWN: tr("Own input"),
    DriveKind.SILENCE: tr("No input"),
    DriveKind.SINGLE: tr("One spike"),
    DriveKind.PAIR: tr("Two spikes"),
    DriveKind.STEP: tr("Input step"),
}


class DrivePanel(QWidget):
    """Fields for an input and for how long to watch.

    Attributes
    ----------
    changed : Signal
        The user has chosen another input, or another time.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("drive-panel")
        self._kind = QComboBox(self)
        _KIND.name(self._kind)
        for kind in DriveKind:
            self._kind.addItem(_NAMES[kind], kind)
        self._line = WholeNumber(_LINE, 0, 15, 0, self)
        self._every = WholeNumber(_EVERY, 1, 1000, 1, self)
        self._ticks = WholeNumber(_TICKS, 20, MOST_TICKS, FIRST_TICKS, self)
        for number in (self._line, self._every, self._ticks):
            number.setMinimumWidth(_LEAST_WIDTH)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(6)
        for column, (text, field) in enumerate(
            (
                (tr("Input"), self._kind),
                (tr("on line"), self._line),
                (tr("every"), self._every),
                (tr("ticks"), self._ticks),
            )
        ):
            label = QLabel(text, self)
            label.setProperty("role", "muted")
            label.setBuddy(field)
            layout.addWidget(label, 0, 2 * column)
            layout.addWidget(field, 0, 2 * column + 1)
        layout.setColumnStretch(8, 1)
        self._kind.currentIndexChanged.connect(self._choose)
        for number in (self._line, self._every, self._ticks):
            number.valueChanged.connect(self.changed)
        self._enable()

    @property
    def drive(self) -> Drive:
        """The chosen input."""
        kind = DriveKind(self._kind.currentData())
        return Drive(kind, self._line.value(), self._every.value())

    @property
    def ticks(self) -> int:
        """How long to watch."""
        return self._ticks.value()

    def set_up(self, lines: int, ticks: int | None = None) -> None:
        """Offer so many lines; without a signal.

        Parameters
        ----------
        ticks : int, optional
            How long to watch; as it is unless given.
        """
        for field in (self._line, self._ticks):
            field.blockSignals(True)
        self._line.setMaximum(max(0, lines - 1))
        if ticks is not None:
            self._ticks.setValue(ticks)
        for field in (self._line, self._ticks):
            field.blockSignals(False)
        self._enable()

    def _choose(self) -> None:
        self._enable()
        self.changed.emit()

    def _enable(self) -> None:
        kind = self.drive.kind
        self._line.setEnabled(kind in _WITH_SPIKES and self._line.maximum() > 0)
        self._every.setEnabled(kind in (DriveKind.PAIR, DriveKind.STEP))
