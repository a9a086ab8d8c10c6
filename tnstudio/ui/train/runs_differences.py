"""The settings in which the selected runs differ, side by side."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from tnstudio.app.run_comparison import compare
from tnstudio.texts import tr
from tnstudio.ui.theme import Theme
from tnstudio.ui.train.amounts import runs_told
from tnstudio.ui.train.runs_columns import ShownRun
from tnstudio.ui.train.runs_model import in_lines
from tnstudio.ui.widgets.card import Card
from tnstudio.ui.widgets.figures_table import Figure, FiguresTable, Heading

WIDEST = 150
"""Of a column, in pixels."""

MOST_RUNS = 50
"""Side by side."""

SETTING = Heading(tr("Setting"), tr("As the command line names it"))


class DifferencesCard(Card):
    """A row for each setting that is not the same, a column for each run."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Differences"), "runs-differences", parent)
        self._told = QLabel(self)
        self._told.setObjectName("runs-differences-told")
        self._told.setProperty("role", "muted")
        self._told.setWordWrap(True)
        self.table = FiguresTable(
            theme, "runs-settings", tr("Settings that differ"), (SETTING,), self
        )
        self.table.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.body.addWidget(self._told)
        self.body.addWidget(self.table, 1)

    @property
    def told(self) -> str:
        """What is said above the table."""
        return self._told.text()

    def show_runs(self, runs: Sequence[ShownRun]) -> None:
        """Compare these runs."""
        shown = runs[:MOST_RUNS]
        comparison = compare(tuple(one.run for one in shown))
        names = [Heading(one.name, in_lines(one.name)) for one in shown]
        self.table.show_headings((SETTING, *names))
        rows = [
            [Figure(setting.replace("_", " "))]
            + [Figure(row.choices[k]) for row in comparison.rows]
            for k, setting in enumerate(comparison.settings)
        ]
        self.table.show_rows(rows, [_tip(texts) for texts in rows])
        for column in range(self.table.columnCount()):
            width = min(WIDEST, self.table.columnWidth(column))
            self.table.setColumnWidth(column, width)
        self.table.setVisible(bool(rows))
        self._told.setText(_told(len(runs), differ=bool(rows)))


def _told(count: int, *, differ: bool) -> str:
    runs = runs_told(count)
    if count <= MOST_RUNS:
        if differ:
            return tr("{runs} selected: they differ in:", runs=runs)
        return tr("{runs} selected: all their settings are the same", runs=runs)
    if differ:
        return tr(
            "{runs} selected, the first {compared} compared: they differ in:",
            runs=runs,
            compared=MOST_RUNS,
        )
    return tr(
        "{runs} selected, the first {compared} compared: all their settings are the "
        "same",
        runs=runs,
        compared=MOST_RUNS,
    )


def _tip(texts: Sequence[Figure]) -> str:
    return in_lines("  |  ".join(figure.text for figure in texts))
