"""A slider over the epochs of a run, with what is newest at its right end."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QWidget

from tnstudio.texts import tr

_PAGES = 10
"""Steps of Page Up and Page Down from end to end."""


class Scrubber(QWidget):
    """Chooses one of the epochs that are kept; at the right end it stays there.

    Attributes
    ----------
    moved : Signal
        The user has chosen another epoch.
    """

    moved = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._epochs: tuple[int, ...] = ()
        self._newest = ""
        self._slider = QSlider(Qt.Orientation.Horizontal, self)
        self._slider.setObjectName("epoch-scrubber")
        self._slider.setAccessibleName(tr("Epoch of the histograms"))
        self._slider.setToolTip(
            tr(
                "The epoch whose histograms are shown: arrows, Page Up and Page Down, "
                "Home and End. At its right end it follows a run."
            )
        )
        self._told = QLabel(self)
        self._told.setObjectName("epoch-shown")
        wide = self._told.fontMetrics().horizontalAdvance(tr("live, in epoch 00,000"))
        self._told.setMinimumWidth(wide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self._told)
        layout.addWidget(self._slider, 1)
        self._slider.valueChanged.connect(self._take)
        self.show_epochs((), "")

    @property
    def row(self) -> int | None:
        """Place of the chosen epoch among those shown; None for what is newest."""
        value = self._slider.value()
        return value if value < len(self._epochs) else None

    @property
    def epoch(self) -> int | None:
        """The chosen epoch; None for what is newest."""
        return None if self.row is None else self._epochs[self.row]

    @property
    def told(self) -> str:
        """What is said of the choice."""
        return self._told.text()

    def show_epochs(self, epochs: Sequence[int], newest: str) -> None:
        """Offer these epochs; a choice of one stays, and so does the right end.

        Parameters
        ----------
        epochs : sequence of int
            Rising.
        newest : str
            What is told of the right end, if it stands for no epoch of these.
        """
        slider = self._slider
        chosen = self.epoch if slider.value() < slider.maximum() else None
        self._epochs, self._newest = tuple(epochs), newest
        places = len(epochs) + bool(newest)
        with QSignalBlocker(slider):
            slider.setRange(0, max(0, places - 1))
            slider.setPageStep(max(1, places // _PAGES))
            place = slider.maximum()
            if chosen is not None and chosen in self._epochs:
                place = self._epochs.index(chosen)
            slider.setValue(place)
        slider.setEnabled(places > 1)
        self._tell()

    def go_to(self, epoch: int) -> None:
        """Choose the first kept epoch that is not before this one."""
        later = (k for k, kept in enumerate(self._epochs) if kept >= epoch)
        self._slider.setValue(next(later, self._slider.maximum()))

    def _take(self) -> None:
        self._tell()
        self.moved.emit()

    def _tell(self) -> None:
        epoch = self.epoch
        told = (
            self._newest if epoch is None else tr("after epoch {epoch:,}", epoch=epoch)
        )
        self._told.setText(told)
        self._slider.setAccessibleDescription(told)
