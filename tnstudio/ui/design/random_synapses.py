"""A small panel that draws synapses at random while its slider is moved."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from tnstudio.model.records import SEED
from tnstudio.texts import tr
from tnstudio.ui.widgets.fields import About, SeedField, WholeNumber

FIRST_PERCENT = 25

_DENSITY = About(
    "random-density",
    tr("Density"),
    tr("The probability of each synapse to be on, in percent."),
    "0 … 100 %",
    tr("P(w = 1) = density"),
)
_SEED = About(
    "random-seed",
    tr("Seed"),
    tr("The same seed and density give the same synapses."),
    "0 … 2⁶³ − 1",
)


class RandomSynapses(QFrame):
    """Asks for a density and a seed; Enter or a click beside it keeps them.

    Attributes
    ----------
    wanted : Signal
        Density (0..1) and seed: the user wants to see these synapses.
    dropped : Signal
        Escape was pressed: the synapses are to be as they were.
    """

    wanted = Signal(float, object)
    dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("random-synapses")
        self.setAccessibleName(tr("Random synapses"))
        self.setProperty("role", "panel")
        self._where = QLabel(self)
        self._where.setProperty("role", "heading")
        self._slider = QSlider(Qt.Orientation.Horizontal, self)
        self._slider.setObjectName("random-slider")
        self._slider.setAccessibleName(tr("Density"))
        self._slider.setToolTip(_DENSITY.tooltip)
        self._slider.setRange(0, 100)
        self._slider.setMinimumWidth(150)
        self._percent = WholeNumber(_DENSITY, 0, 100, FIRST_PERCENT, self)
        self._percent.setSuffix(" %")
        self._percent.setKeyboardTracking(True)
        self._slider.setValue(FIRST_PERCENT)
        self._seed = SeedField(_SEED, 0, self)
        self._again = QPushButton(tr("&Draw again"), self)
        self._again.setObjectName("random-again")
        self._again.setAccessibleName(tr("Draw again"))
        self._again.setToolTip(tr("Draw other synapses, with the next seed"))
        self._slider.valueChanged.connect(self._percent.setValue)
        self._percent.valueChanged.connect(self._show_percent)
        self._seed.changed.connect(self._tell)
        self._again.clicked.connect(self._draw_again)
        self._lay_out()

    def ask(self, where: str, seed: int) -> None:
        """Draw at once, with the density of last time, and open."""
        self._where.setText(where)
        self._seed.set_value(seed)
        self._tell()
        self.adjustSize()
        self.show()
        self._slider.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep the synapses with Enter, take them back with Escape."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close()
            return
        if event.key() == Qt.Key.Key_Escape:
            self.dropped.emit()
        super().keyPressEvent(event)

    def _lay_out(self) -> None:
        density = QHBoxLayout()
        density.addWidget(self._slider, 1)
        density.addWidget(self._percent)
        form = QFormLayout()
        form.addRow(tr("Density"), density)
        form.addRow(tr("Seed"), self._seed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 12)
        layout.addWidget(self._where)
        layout.addLayout(form)
        layout.addWidget(self._again)

    def _show_percent(self, percent: int) -> None:
        self._slider.blockSignals(True)
        self._slider.setValue(percent)
        self._slider.blockSignals(False)
        self._tell()

    def _draw_again(self) -> None:
        self._seed.set_value((self._seed.value + 1) % SEED.high)
        self._tell()

    def _tell(self) -> None:
        self.wanted.emit(self._percent.value() / 100, self._seed.value)
