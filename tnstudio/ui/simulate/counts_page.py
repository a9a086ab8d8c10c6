"""What the run took: spikes, events, hops and energy."""

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from tnstudio.app.count_log import COUNTED, RECENT, CountsSeen
from tnstudio.app.count_table import Column, columns_of, counts_csv
from tnstudio.app.frame import Frame
from tnstudio.app.quantity import quantity
from tnstudio.simulation.energy import FIT_0V8, PROFILES, EnergyProfile
from tnstudio.texts import tr
from tnstudio.ui.simulate.catch_up import CatchUp
from tnstudio.ui.simulate.cores import ChipCores
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.card import Card
from tnstudio.ui.widgets.choice import Choice
from tnstudio.ui.widgets.figures_table import (
    ROW_HEIGHT,
    Figure,
    FiguresTable,
    Heading,
)
from tnstudio.ui.widgets.plots import Plot, round_up
from tnstudio.ui.widgets.text_scale import keep_fit, scaled

UNKNOWN = "–"

ROWS = {
    "spikes": (tr("Spikes"), tr("Spikes of neurons, also of those without a target")),
    "synaptic_events": (
        tr("Synaptic events"),
        tr("Pairs of an active axon and a closed synapse of it"),
    ),
    "axon_events": (
        tr("Axon events"),
        tr("Active axons; spikes that meet on an axon are one event"),
    ),
    "hops": (
        tr("Hops"),
        tr(
            "Steps on the chip's grid, rows plus columns, that spikes take to the core "
            "of their target axon; from and to the lines of the chip they count 0"
        ),
    ),
}
ENERGY_TIP = tr("An estimate by the profile; a range where it is known as one")
TICKS_TIP = tr("How many ticks are counted")
SPANS = {
    "this tick": Heading(tr("This tick"), tr("The tick on show")),
    "this image": Heading(
        tr("This image"),
        tr("Since the image on the input appeared, this tick included"),
    ),
    "whole run": Heading(tr("Whole run"), tr("Since tick 0, this tick included")),
}
"""Headings of the columns, by the names that these have in the code."""

LEAST_TABLE, LEAST_PLOT = 5 * ROW_HEIGHT, 40
WHOLE_TABLE = (len(ROWS) + 3) * ROW_HEIGHT + 14
"""In pixels."""


class CountsPage(Card):
    """A table of counts, and one of them tick by tick.

    Attributes
    ----------
    wants_changed : Signal
        `is_wanted` is another.
    """

    wants_changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Counts"), "counts-page", parent)
        self._cores = 0
        self._seen: CountsSeen | None = None
        self._is_drawn = True
        self._make_table(theme)
        self._make_plot(theme)
        self._lay_out()
        self._profile.currentIndexChanged.connect(self._draw_table)
        self._quantity.currentIndexChanged.connect(self._draw_plot)
        self._draw_table()
        self._draw_plot()

    @property
    def profile(self) -> EnergyProfile:
        """The profile that is chosen."""
        profile: EnergyProfile = self._profile.currentData()
        return profile

    @property
    def is_wanted(self) -> bool:
        """Whether ticks must be counted."""
        return self.isVisible()

    @property
    def texts(self) -> list[list[str]]:
        """What is in the table."""
        return self._table.texts

    @property
    def remark(self) -> str:
        """What is said about the energy."""
        return self._remark.text()

    def show_chip(self, cores: ChipCores) -> None:
        """Count the ticks of another chip."""
        self._cores = len(cores)
        self.clear()

    def clear(self) -> None:
        """Show the chip before tick 0."""
        self._seen = None
        self._draw_all()

    def keep(self, frame: Frame) -> None:
        """Take the counts of a frame; `draw` shows them."""
        self._seen = frame.seen.counts
        self._is_drawn = False

    def draw(self) -> None:
        """Show the newest counts, unless nobody sees them."""
        if not self._is_drawn and self.isVisible():
            self._draw_all()

    def show_counts(self, seen: CountsSeen) -> None:
        """Show what was counted up to the tick on show."""
        self._seen = seen
        self._draw_all()

    def csv(self) -> str:
        """Return the table with plain numbers; empty before the first tick."""
        return counts_csv(self._columns(), self.profile) if self._seen else ""

    def copy(self) -> None:
        """Put the table into the clipboard."""
        QGuiApplication.clipboard().setText(self.csv())

    def showEvent(self, event: QShowEvent) -> None:
        """Have ticks counted."""
        super().showEvent(event)
        self.draw()
        self.wants_changed.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Have nothing counted."""
        super().hideEvent(event)
        self.wants_changed.emit()

    def _make_table(self, theme: Theme) -> None:
        self._profile = self._choice("profile", tr("Energy profile"))
        for profile in PROFILES:
            self._profile.addItem(tr("Energy by {name}", name=profile.name), profile)
            tip = f"{tr(profile.operating_point)}; {tr(profile.source)}"
            self._profile.setItemData(
                self._profile.count() - 1, tip, Qt.ItemDataRole.ToolTipRole
            )
        self._profile.setCurrentIndex(PROFILES.index(FIT_0V8))
        self._copy = QPushButton(tr("Cop&y"), self)
        self._copy.setObjectName("counts-copy")
        self._copy.setAccessibleName(tr("Copy the table"))
        self._copy.setToolTip(
            tr("Copy the table as CSV, with plain numbers and joules")
        )
        self._copy.clicked.connect(self.copy)
        self.catch_up = CatchUp("counts", self)
        self._table = _CountsTable(theme, self)
        self._remark = QLabel(self)
        self._remark.setObjectName("counts-remark")
        self._remark.setProperty("role", "muted")
        self._remark.setWordWrap(True)
        self._remark.setAlignment(Qt.AlignmentFlag.AlignTop)
        line = self.fontMetrics().lineSpacing()
        self._remark.setMinimumHeight(line)
        # The tooltip has all of it.
        self._remark.setMaximumHeight(2 * line + 2)
        ignored, maximum = QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum
        self._remark.setSizePolicy(ignored, maximum)

    def _make_plot(self, theme: Theme) -> None:
        self._quantity = self._choice("quantity", tr("What is drawn tick by tick"))
        for name, (title, tip) in ROWS.items():
            self._quantity.addItem(title, name)
            self._quantity.setItemData(
                self._quantity.count() - 1, tip, Qt.ItemDataRole.ToolTipRole
            )
        self._told = QLabel(self)
        self._told.setObjectName("counts-told")
        self._told.setProperty("role", "muted")
        self._told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._plot = Plot(theme, tr("Counts per tick"), parent=self)
        self._plot.setObjectName("counts-plot")
        self._plot.setMinimumHeight(LEAST_PLOT)
        # It takes what room the table leaves.
        ignored = QSizePolicy.Policy.Ignored
        self._plot.setSizePolicy(QSizePolicy.Policy.Expanding, ignored)
        self._line = self._plot.line(lambda colours: colours.accent, width=1.5)

    def _lay_out(self) -> None:
        self.header.addWidget(self._profile, 1)
        self.header.addWidget(self._copy)
        row = QHBoxLayout()
        row.addWidget(self._quantity, 1)
        row.addWidget(self._told, 1)
        self.body.addWidget(self.catch_up)
        self.body.addWidget(self._table)
        self.body.addWidget(self._remark)
        self.body.addLayout(row)
        self.body.addWidget(self._plot, 1)

    def _choice(self, name: str, title: str) -> Choice:
        choice = Choice(self)
        choice.setObjectName(f"counts-{name}")
        expanding, fixed = QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed
        choice.setSizePolicy(expanding, fixed)
        choice.setAccessibleName(title)
        choice.setToolTip(title)
        return choice

    def _columns(self) -> tuple[Column, ...]:
        if self._seen is None:
            return ()
        return columns_of(self._seen, self.profile, self._cores)

    def _draw_all(self) -> None:
        self._is_drawn = True
        self._draw_table()
        self._draw_plot()

    def _draw_table(self) -> None:
        columns = self._columns()
        self._table.show_columns(columns)
        self._copy.setEnabled(bool(columns))
        seen = self._seen
        self.catch_up.tell(0 if seen is None else seen.run.missing)
        profile = self.profile
        told = {
            tr("{remark}.", remark=c.energy.remark_shown)
            for c in columns
            if c.energy and c.energy.remark
        }
        if profile.needs_frames:
            told.add(tr("The profile knows the energy of images, not of ticks."))
        remarks = sorted(told)
        source = tr(profile.source)
        origin = tr(
            "Energy is an estimate: {operating_point}. {source}.",
            operating_point=tr(profile.operating_point),
            source=source,
        )
        self._profile.setToolTip(origin)
        brief = tr("Energy is an estimate; {source}.", source=source)
        text = " ".join([brief, *remarks])
        if text != self._remark.text():
            self._remark.setText(text)
            self._remark.setToolTip("<br>".join([origin, *remarks]))

    def _draw_plot(self) -> None:
        seen = self._seen
        name = self._quantity.currentData()
        if seen is None:
            self._plot.clear_line(self._line)
            self._told.setText("")
            return
        values = seen.recent[:, COUNTED.index(name)]
        ticks = np.arange(seen.first_recent, seen.first_recent + len(values))
        self._line.setData(ticks, values)
        top = round_up(1.05 * max(1, int(values.max(initial=0))))
        first = seen.first_recent
        self._plot.show_range((first - 0.5, first + RECENT - 0.5), (0.0, top))
        if values.size:
            self._told.setText(
                tr(
                    "per tick: now {now:,}, most {most:,}",
                    now=values[-1],
                    most=values.max(),
                )
            )


class _CountsTable(FiguresTable):
    """Counts in rows; what is copied are plain numbers."""

    def __init__(self, theme: Theme, page: CountsPage) -> None:
        super().__init__(theme, "counts-table", tr("Counts of the run"), (), page)
        self._page = page
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._names: tuple[str, ...] | None = None
        keep_fit(self, self._fit_height)

    def _fit_height(self) -> None:
        self.setMinimumHeight(scaled(LEAST_TABLE))
        self.setMaximumHeight(scaled(WHOLE_TABLE))

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), scaled(WHOLE_TABLE))

    def csv(self) -> str:
        return self._page.csv()

    def show_columns(self, columns: tuple[Column, ...]) -> None:
        names = tuple(column.name for column in columns)
        names = names or ("this tick", "whole run")
        if names != self._names:
            self._names = names
            headings = [SPANS[name] for name in names]
            self.show_headings([Heading("", tr("What is counted")), *headings])
        tips = [TICKS_TIP, *(tip for _, tip in ROWS.values()), ENERGY_TIP]
        titles = [tr("Ticks"), *(title for title, _ in ROWS.values()), tr("Energy")]
        nothing = [UNKNOWN] * len(titles)
        known = [_texts(column) for column in columns] or [nothing] * len(names)
        rows = zip(titles, *known, strict=True)
        self.show_rows([[Figure(text) for text in row] for row in rows], tips)


def _texts(column: Column) -> list[str]:
    """Return what stands below the name of a column."""
    counts, energy = column.counts, column.energy
    values = (getattr(counts, name) for name in ROWS)
    told = (UNKNOWN if counts.missing else f"{value:,}" for value in values)
    joules = UNKNOWN if energy is None else quantity(energy.energy, "J")
    return [f"{counts.ticks:,}", *told, joules]
