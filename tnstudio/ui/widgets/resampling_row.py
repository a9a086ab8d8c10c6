"""To what size own images are brought, and whether they become grey."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QWidget

from tnstudio.datasets.resampling import Resampling
from tnstudio.texts import tr
from tnstudio.ui.widgets.fields import About, WholeNumber

LARGEST_SIDE = 2048
"""The largest square that is an input."""

_ROWS = About(
    "dataset-rows",
    tr("Rows"),
    tr(
        "Rows that each image is resampled to, whatever its proportions: bilinear, "
        "over the whole area that shrinks to a pixel."
    ),
    tr("0 (as it is) to {largest}", largest=LARGEST_SIDE),
)
_COLUMNS = About(
    "dataset-columns",
    tr("Columns"),
    tr(
        "Columns that each image is resampled to, whatever its proportions: bilinear, "
        "over the whole area that shrinks to a pixel."
    ),
    tr("0 (as it is) to {largest}", largest=LARGEST_SIDE),
)
_GREY = About(
    "dataset-grey",
    tr("Grey"),
    tr("Colours become grey."),
    equation=tr("0.299 R + 0.587 G + 0.114 B (ITU-R BT.601)"),
)


class ResamplingRow(QWidget):
    """Rows, columns and grey.

    Attributes
    ----------
    changed : Signal
        The user wants something else.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("dataset-resampling")
        self._rows, self._columns = (
            WholeNumber(about, 0, LARGEST_SIDE, 0, self) for about in (_ROWS, _COLUMNS)
        )
        self._grey = QCheckBox(tr("Grey"), self)
        _GREY.name(self._grey)
        label = QLabel(tr("Size"), self)
        label.setBuddy(self._rows)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(label)
        for k, side in enumerate((self._rows, self._columns)):
            side.setSpecialValueText(tr("as is"))
            if k:
                layout.addWidget(QLabel("×", self))
            layout.addWidget(side, 1)
        layout.addWidget(self._grey)
        self._rows.valueChanged.connect(lambda: self._take(self._rows, self._columns))
        self._columns.valueChanged.connect(
            lambda: self._take(self._columns, self._rows)
        )
        self._grey.toggled.connect(self.changed)

    @property
    def resampling(self) -> Resampling:
        """What the fields tell."""
        size = self._rows.value(), self._columns.value()
        return Resampling(size if all(size) else None, self._grey.isChecked())

    def show_resampling(self, wanted: Resampling) -> None:
        """Fill the fields."""
        rows, columns = wanted.size or (0, 0)
        with QSignalBlocker(self._rows), QSignalBlocker(self._columns):
            self._rows.setValue(rows)
            self._columns.setValue(columns)
        with QSignalBlocker(self._grey):
            self._grey.setChecked(wanted.grey)

    def _take(self, typed: WholeNumber, other: WholeNumber) -> None:
        """Let the other side follow where one alone would mean nothing."""
        if (typed.value() == 0) != (other.value() == 0):
            with QSignalBlocker(other):
                other.setValue(typed.value())
        self.changed.emit()
