"""The learning rate over the epochs: its drops as fields and as a curve."""

import math

import numpy as np
from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from tnstudio.model.records import RateDrop, TrainingSettings
from tnstudio.texts import tr
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.fields import About, RealNumber
from tnstudio.ui.widgets.plots import Plot

MOST_DROPS = 6
"""More would not fit, and no published schedule has more."""

LARGEST_FACTOR = 10.0

MOST_MARKS = 4
"""Names of rates that fit beside the curve, which may be low."""

MOST_POINTS = 500
"""Epochs that a curve is drawn from."""


class RateCurve(Plot):
    """The learning rate of every epoch, on a logarithmic axis."""

    def __init__(
        self, theme: Theme, name: str, *, x: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, name, x=x, parent=parent)
        self.getPlotItem().setLogMode(y=True)
        # Only the rates that occur are marked, so all of them fit.
        self.getPlotItem().getAxis("left").setStyle(hideOverlappingLabels=False)
        self._line = self.line(lambda c: c.series[0], width=2.0, stepMode="right")

    def show_schedule(self, settings: TrainingSettings) -> None:
        """Draw the schedule of a run, epochs counted from 0."""
        last = settings.epochs
        epochs = np.unique(np.linspace(0, last, 1 + min(last, MOST_POINTS)).round())
        rates = [settings.rate_at(min(int(epoch), last - 1)) for epoch in epochs]
        marks = [(float(np.log10(rate)), f"{rate:.3g}") for rate in _marked(rates)]
        self.getPlotItem().getAxis("left").setTicks([marks])
        self._line.setData(epochs, np.array(rates))
        heights = np.log10(rates)
        margin = 0.15 * max(1.0, float(np.ptp(heights)))
        low, high = float(heights.min()) - margin, float(heights.max()) + margin
        self.show_range((-0.03 * last, 1.04 * last), (low, high))


def _marked(rates: list[float]) -> list[float]:
    """Return the rates to be named, falling: those that occur, or powers of ten."""
    found = sorted(set(rates), reverse=True)
    if len(found) > MOST_DROPS + 1:
        lowest, highest = (math.log10(rate) for rate in (found[-1], found[0]))
        powers = range(math.floor(highest), math.ceil(lowest) - 1, -1)
        found = [found[0], *(10.0**k for k in powers)]
    return _apart(found, math.log10(found[0] / found[-1]) / MOST_MARKS)


def _apart(rates: list[float], least: float) -> list[float]:
    """Leave out falling rates that are less than so many decades below the last."""
    kept = rates[:1]
    for rate in rates[1:]:
        if math.log10(kept[-1] / rate) > least:
            kept.append(rate)
    return kept


class _DropRow(QWidget):
    """One drop: × factor from a share of the epochs on."""

    changed = Signal()
    unwanted = Signal()

    def __init__(
        self, theme: Theme, number: int, drop: RateDrop, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._factor = RealNumber(
            About(
                f"drop-{number}-factor",
                tr("Factor of drop {number}", number=number),
                tr("The learning rate is multiplied by this."),
                tr("0 < factor ≤ {most:g}", most=LARGEST_FACTOR),
            ),
            1e-6,
            LARGEST_FACTOR,
            drop.factor,
            decimals=6,
        )
        self._after = RealNumber(
            About(
                f"drop-{number}-after",
                tr("Begin of drop {number}", number=number),
                tr("From this share of the epochs on."),
                tr("0 % to 100 %"),
            ),
            0.0,
            100.0,
            100 * drop.after,
            decimals=2,
        )
        self._factor.setPrefix("× ")
        self._after.setSuffix(" %")
        remove = QToolButton(self)
        remove.setObjectName(f"drop-{number}-remove")
        remove.setAccessibleName(tr("Remove drop {number}", number=number))
        remove.setToolTip(tr("Remove this drop"))
        remove.setProperty("role", "flat")
        theme.keep_icon(remove, "mdi6.close", "muted")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._factor, 1)
        layout.addWidget(QLabel(tr("after"), self))
        layout.addWidget(self._after, 1)
        layout.addWidget(remove)
        self._factor.valueChanged.connect(self.changed)
        self._after.valueChanged.connect(self.changed)
        remove.clicked.connect(self.unwanted)

    @property
    def drop(self) -> RateDrop:
        """The drop as the fields tell it."""
        return RateDrop(round(self._after.value() / 100, 6), self._factor.value())


class DropsField(QWidget):
    """The drops of the learning rate, one row each.

    Attributes
    ----------
    footer : QHBoxLayout
        The line below them; add controls to its right.
    changed : Signal
        A drop was changed, added or removed.
    """

    changed = Signal()

    def __init__(
        self, theme: Theme, drops: tuple[RateDrop, ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("drops")
        self._theme = theme
        self._rows: list[_DropRow] = []
        self._add = QPushButton(tr("&Add a drop"), self)
        self._add.setObjectName("drop-add")
        self._add.setAccessibleName(tr("Add a drop of the learning rate"))
        self._add.setProperty("role", "flat")
        self._add.setToolTip(tr("From some epoch on, multiply the learning rate"))
        self._add.clicked.connect(self._append)
        theme.keep_icon(self._add, "mdi6.plus", "muted")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(6)
        self.footer = QHBoxLayout()
        self.footer.addWidget(self._add)
        self.footer.addStretch(1)
        self._layout.addLayout(self.footer)
        self.set_drops(drops)

    @property
    def drops(self) -> tuple[RateDrop, ...]:
        """The drops as the rows tell them."""
        return tuple(row.drop for row in self._rows)

    def set_drops(self, drops: tuple[RateDrop, ...]) -> None:
        """Show other drops."""
        if drops == self.drops and drops:
            return
        for row in self._rows:
            self._layout.removeWidget(row)
            row.hide()
            row.setParent(None)
            row.deleteLater()
        self._rows = []
        for drop in drops:
            self._insert(drop)
        self._add.setVisible(len(self._rows) < MOST_DROPS)

    def _insert(self, drop: RateDrop) -> None:
        row = _DropRow(self._theme, len(self._rows) + 1, drop, self)
        row.changed.connect(self.changed)
        row.unwanted.connect(lambda: self._remove(row))
        self._layout.insertWidget(len(self._rows), row)
        self._rows.append(row)

    def _append(self) -> None:
        last = max((drop.after for drop in self.drops), default=0.0)
        with QSignalBlocker(self):
            self.set_drops((*self.drops, RateDrop(round((1 + last) / 2, 2), 0.1)))
        self.changed.emit()

    def _remove(self, unwanted: _DropRow) -> None:
        kept = tuple(row.drop for row in self._rows if row is not unwanted)
        self.set_drops(kept)
        self.changed.emit()
