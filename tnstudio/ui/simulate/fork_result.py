"""How a run and its fork differ: where first, when, on which cores, in the votes."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from tnstudio.app.fork_run import Comparison
from tnstudio.model.program import ChipProgram
from tnstudio.texts import tr
from tnstudio.ui.simulate.fork_marks import colour_a, colour_b
from tnstudio.ui.simulate.fork_words import told_decisions, told_divergence
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.figures_table import (
    ROW_HEIGHT,
    Figure,
    FiguresTable,
    Heading,
)
from tnstudio.ui.widgets.plots import Bars, Plot
from tnstudio.ui.widgets.text_scale import keep_fit, scaled

PLOT_HEIGHT = 76
MOST_COLUMNS = 400
"""Of the plot: of more ticks several share one."""

MOST_ROWS = 256
"""Of the table: the cores that differ most."""

MARKED = tr("Raster: ○ only in A, ◆ only in B")
MARKED_IN_PART = tr("○ only in A, ◆ only in B (some of them)")
TOO_MANY = tr(
    "There are more differences in view than can be told apart, or than are listed one "
    "by one: only some have a mark in the raster. The plot and the table count them all"
)

CORE_HEADINGS = (
    Heading(tr("Core"), tr("The core")),
    Heading("A", tr("Spikes in A")),
    Heading("B", tr("Spikes in B")),
    Heading(tr("Only A"), tr("Spikes in A that B has not")),
    Heading(tr("Only B"), tr("Spikes in B that A has not")),
)
VOTE_HEADINGS = (
    Heading(tr("Class"), tr("The class")),
    Heading("A", tr("Output spikes for the class in A, in the compared ticks")),
    Heading("B", tr("Output spikes for the class in B, in the compared ticks")),
)


class ForkResult(QWidget):
    """A sentence, a plot over ticks, a table of cores; apart from them the votes.

    Attributes
    ----------
    votes_page : QWidget
        What is told of the votes, to be shown elsewhere.
    go_wanted : Signal
        The user wants to go to where the runs part.
    """

    go_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._told = QLabel(self)
        self._told.setObjectName("fork-divergence")
        self._told.setWordWrap(True)
        self._go = QPushButton(tr("&Go there"), self)
        self._go.setObjectName("fork-go")
        self._go.setToolTip(
            tr(
                "Go to the tick in which they part, and select the neuron; A is run "
                "on to "
                "there if it has not got so far"
            )
        )
        self._plot = Plot(
            theme, tr("Spikes only in A, and only in B, over ticks"), parent=self
        )
        self._plot.setObjectName("fork-plot")
        self._plot.setFixedHeight(PLOT_HEIGHT)
        self._plot.setToolTip(
            tr(
                "Over ticks. Upwards: spikes only in A, downwards: only in B, per "
                "tick; of "
                "several ticks in one column the most"
            )
        )
        self._bars = Bars(self._plot, colour_a), Bars(self._plot, colour_b)
        self.votes_page = QWidget(self)
        self._cores = FiguresTable(
            theme,
            "fork-cores",
            tr("Spikes of each core in A and B"),
            CORE_HEADINGS,
            self,
        )
        self._votes = FiguresTable(
            theme, "fork-votes", tr("Votes of A and B"), VOTE_HEADINGS, self
        )
        self._decided = QLabel(self)
        self._decided.setObjectName("fork-decided")
        self._decided.setWordWrap(True)
        self._marked = QLabel(MARKED, self)
        self._marked.setObjectName("fork-marked")
        self._marked.setProperty("role", "muted")
        self._marked.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._lay_out()

    @property
    def text(self) -> str:
        """What is said about where they part."""
        return self._told.text()

    def tell_marks(self, is_all: bool) -> None:
        """Say whether all differences in view of the raster have a mark there."""
        self._marked.setText(MARKED if is_all else MARKED_IN_PART)
        self._marked.setToolTip("" if is_all else TOO_MANY)

    @property
    def bars(self) -> tuple[Bars, Bars]:
        """The bars of what is only in A, and only in B."""
        return self._bars

    def show_comparison(self, found: Comparison, program: ChipProgram) -> None:
        """Show what was found."""
        differences = found.differences
        self._told.setText(told_divergence(found))
        self._go.setVisible(differences.first is not None)
        self._show_course(differences.first_tick, differences.by_tick)
        self._show_cores(differences.by_core)
        names = program.class_names
        self._decided.setText(told_decisions(program, found))
        if names:
            rows = zip(names, *found.votes.tolist(), strict=True)
            self._votes.show_rows(
                [
                    (Figure(name), Figure(f"{a:,}"), Figure(f"{b:,}"))
                    for name, a, b in rows
                ]
            )

    def _show_course(self, first: int, by_tick: npt.NDArray[np.int64]) -> None:
        ticks = len(by_tick)
        self._plot.setVisible(ticks > 0)
        if not ticks:
            return
        edges, a, b = pooled(by_tick)
        for bars, heights in zip(self._bars, (a, -b), strict=True):
            bars.show_bars(first + edges.astype(float), heights.astype(float), 0.0)
        most = max(1, int(a.max()), int(b.max()))
        self._plot.show_range((first, first + ticks), (-1.4 * most, 1.4 * most))
        self._plot.name_ticks([(-most, f"B {most:,}"), (0, "0"), (most, f"A {most:,}")])

    def _show_cores(self, by_core: npt.NDArray[np.int64]) -> None:
        only_a, only_b, both = by_core.T
        differs, fires = only_a + only_b, by_core.sum(axis=1) > 0
        order = np.lexsort((np.arange(len(by_core)), -differs))
        chosen = order[fires[order]][:MOST_ROWS]
        self._cores.show_rows(
            [
                tuple(
                    Figure(f"{number:,}")
                    for number in (
                        core,
                        only_a[core] + both[core],
                        only_b[core] + both[core],
                        only_a[core],
                        only_b[core],
                    )
                )
                for core in chosen.tolist()
            ]
        )

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._marked, 1)
        top.addWidget(self._go)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self._told)
        layout.addLayout(top)
        layout.addWidget(self._plot)
        layout.addWidget(self._cores, 1)
        # As high as its heading and a row.
        keep_fit(
            self._cores,
            lambda: self._cores.setMinimumHeight(3 * scaled(ROW_HEIGHT)),
        )
        beside = QVBoxLayout(self.votes_page)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(6)
        beside.addWidget(self._decided)
        beside.addWidget(self._votes, 1)
        self._go.clicked.connect(self.go_wanted)


def pooled(
    by_tick: npt.NDArray[np.int64],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return edges in ticks, and the most spikes of a tick between them.

    Parameters
    ----------
    by_tick : int64 array, shape (ticks, 3)
        As in `Differences`; at least one tick.

    Returns
    -------
    int64 arrays, shapes (columns + 1,), (columns,), (columns,)
        Edges, spikes only in A, only in B.
    """
    ticks = len(by_tick)
    columns = min(ticks, MOST_COLUMNS)
    edges = np.arange(columns + 1) * ticks // columns
    most = np.maximum.reduceat(by_tick[:, :2], edges[:-1], axis=0)
    return edges, most[:, 0], most[:, 1]
