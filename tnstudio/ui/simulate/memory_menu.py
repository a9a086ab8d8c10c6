"""The menu that tells and sets how much memory recordings may have."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QMenu, QVBoxLayout, QWidget, QWidgetAction

from tnstudio.app.settings import LEAST_RECORDING, MOST_RECORDING
from tnstudio.simulation.spike_record import SpikeRecord
from tnstudio.texts import tr
from tnstudio.ui.widgets.fields import About, WholeNumber
from tnstudio.ui.widgets.text_scale import keep_width

MIB = 2**20

WIDTH = 300
"""Of the menu's text, in pixels."""

ABOUT = About(
    "recording-memory",
    tr("Memory for recordings"),
    tr("How much the spikes of what is run may take, in MiB. It is remembered."),
    tr(
        "{low:,} to {high:,} MiB",
        low=LEAST_RECORDING // MIB,
        high=MOST_RECORDING // MIB,
    ),
)

AT_THE_BOUND = tr(
    "At the bound, the oldest spikes go: of them only an overview is kept, which "
    "neurons spiked at all in 16, 256 or 4096 ticks (hatched). Zoom in, and their "
    "exact spikes are computed again. Any tick can still be gone to."
)


class MemoryMenu(QMenu):
    """Says what a recording takes, and lets it have more or less.

    Attributes
    ----------
    budget_wanted : Signal of object
        Bytes; an int, which may be larger than a C one.
    """

    budget_wanted = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(tr("&Memory for recordings"), parent)
        self.setObjectName("raster-memory-menu")
        self._record: SpikeRecord | None = None
        content = QWidget(self)
        column = QVBoxLayout(content)
        column.setContentsMargins(10, 6, 10, 8)
        column.setSpacing(6)
        low, high = LEAST_RECORDING // MIB, MOST_RECORDING // MIB
        self._field = WholeNumber(ABOUT, low, high, low, content)
        self._field.setSuffix(" MiB")
        self._field.setKeyboardTracking(False)
        self._field.valueChanged.connect(lambda n: self.budget_wanted.emit(n * MIB))
        heading = QLabel(tr("Memory for recordings"), content)
        heading.setBuddy(self._field)
        self._told = QLabel(content)
        self._told.setObjectName("recording-told")
        rule = QLabel(AT_THE_BOUND, content)
        rule.setProperty("role", "muted")
        for label in (self._told, rule):
            label.setWordWrap(True)
            keep_width(label, WIDTH)
        for widget in (heading, self._field, self._told, rule):
            column.addWidget(widget)
        holder = QWidgetAction(self)
        holder.setDefaultWidget(content)
        self.addAction(holder)
        self.aboutToShow.connect(self.refresh)

    @property
    def told(self) -> str:
        """What is said of the recording."""
        return self._told.text()

    def show_record(self, record: SpikeRecord) -> None:
        """Tell of another recording."""
        self._record = record
        self.refresh()

    def refresh(self) -> None:
        """Tell how things are now."""
        record = self._record
        if record is None:
            return
        self._field.blockSignals(True)
        self._field.setValue(record.budget_bytes // MIB)
        self._field.blockSignals(False)
        exact = record.end - record.first
        size = record.nbytes / MIB
        self._told.setText(
            tr(
                "Now: {size:,.1f} MiB; the newest {exact:,} of {end:,} ticks exactly.",
                size=size,
                exact=exact,
                end=record.end,
            )
            if record.first
            else tr(
                "Now: {size:,.1f} MiB; {exact:,} ticks exactly, all that were run.",
                size=size,
                exact=exact,
            )
        )
