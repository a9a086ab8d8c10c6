"""One run: what is noted about it, and the epochs whose weights can be restored."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from tnstudio.app.runs import MOST_NOTE
from tnstudio.app.wording import bytes_text
from tnstudio.model.run import Run
from tnstudio.texts import tr
from tnstudio.ui.theme import Theme
from tnstudio.ui.train.amounts import epochs_told
from tnstudio.ui.train.runs_columns import ShownRun, about, share_text
from tnstudio.ui.train.runs_model import in_lines
from tnstudio.ui.widgets.card import Card
from tnstudio.ui.widgets.fields import About, NoteField
from tnstudio.ui.widgets.figures_table import Figure, FiguresTable, Heading
from tnstudio.ui.widgets.long_text import cut

NOTE = About(
    "run-note",
    tr("Note"),
    tr("What to remember about this run. It is kept when the field is left."),
    tr("up to {most:,} characters", most=MOST_NOTE),
)
NOTE_LINES = 3
MOST_HEADING = 24
"""Characters of a name above the card; the rest is in the table."""

HEADINGS = (
    Heading(tr("Epoch"), tr("Whose weights were kept")),
    Heading(tr("Test %"), tr("Accuracy of the training network on the test images")),
    Heading(
        tr("Chip %"), tr("Accuracy of one freshly sampled chip, one tick per image")
    ),
)


class RunCard(Card):
    """Shows one run, and takes what users do with it alone.

    Attributes
    ----------
    annotated : Signal
        The place of a run, and another note on it.
    restore_wanted : Signal
        The place of a run, and the epoch whose weights are wanted.
    """

    annotated = Signal(int, str)
    restore_wanted = Signal(int, int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Run"), "run-card", parent)
        self._shown: ShownRun | None = None
        self._about = QLabel(self)
        self._about.setObjectName("run-about")
        self._about.setProperty("role", "muted")
        self._about.setWordWrap(True)
        self.note = NoteField(NOTE, self)
        self.note.setPlaceholderText(tr("Note"))
        lines = NOTE_LINES * self.note.fontMetrics().lineSpacing()
        self.note.setFixedHeight(lines + 18)
        self.note.finished.connect(self._annotate)
        self.kept = FiguresTable(
            theme, "run-kept", tr("Epochs whose weights were kept"), HEADINGS, self
        )
        self.kept.setMinimumHeight(54)
        self.kept.itemSelectionChanged.connect(self._enable)
        self.kept.activated.connect(self._restore)
        self._size = QLabel(self)
        self._size.setObjectName("run-kept-size")
        self._size.setProperty("role", "muted")
        self._size.setSizePolicy(
            QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred
        )
        self.restore = QPushButton(tr("Rest&ore"), self)
        self.restore.setObjectName("run-restore")
        self.restore.setAccessibleName(tr("Restore"))
        self.restore.setToolTip(
            tr(
                "Make the weights of the selected epoch the trained network; the chip, "
                "which is of another one, is left out. Undo brings both back"
            )
        )
        self.restore.clicked.connect(self._restore)
        row = QHBoxLayout()
        row.addWidget(self._size, 1)
        row.addWidget(self.restore)
        self.body.addWidget(self._about)
        self.body.addWidget(self.note)
        self.body.addWidget(self.kept, 1)
        self.body.addLayout(row)

    def show_run(self, shown: ShownRun) -> None:
        """Show a run as it is now."""
        before = self._shown
        is_other = before is None or before.run.losses is not shown.run.losses
        self._shown = shown
        self.set_heading(cut(shown.name, MOST_HEADING))
        self._about.setText(about(shown))
        self._about.setToolTip(in_lines(f"{shown.name}: {about(shown)}"))
        self.note.setEnabled(not shown.running)
        self.note.show_text(shown.run.note, replaces=is_other)
        self._show_kept(shown.run, is_other=is_other)
        self._enable()

    def _show_kept(self, run: Run, *, is_other: bool) -> None:
        records = {record.epoch: record for record in run.epochs}
        rows = []
        for kept in run.weights:
            record = records[kept.epoch]
            accuracies = record.test_accuracy, record.deployed_accuracy
            texts = (str(kept.epoch), *map(share_text, accuracies))
            rows.append([Figure(text) for text in texts])
        self.kept.show_rows(rows)
        self._size.setText(_size_told(run))
        self._size.setToolTip(
            tr("Weights kept: {told} of memory", told=self._size.text())
        )
        if is_other or not self.kept.selectedItems():
            self.kept.selectRow(len(rows) - 1)

    def _epoch(self) -> int | None:
        """Return the selected epoch."""
        rows = self.kept.selectionModel().selectedRows()
        if self._shown is None or len(rows) != 1:
            return None
        weights = self._shown.run.weights
        row = rows[0].row()
        return weights[row].epoch if row < len(weights) else None

    def _enable(self) -> None:
        running = self._shown is not None and self._shown.running
        self.restore.setEnabled(self._epoch() is not None and not running)

    def _restore(self) -> None:
        epoch = self._epoch()
        if self._shown is not None and epoch is not None and self.restore.isEnabled():
            self.restore_wanted.emit(self._shown.place, epoch)

    def _annotate(self, note: str) -> None:
        if self._shown is not None:
            self.annotated.emit(self._shown.place, note)


def _size_told(run: Run) -> str:
    if not run.weights:
        return tr("None kept")
    size = sum(
        core.probabilities.nbytes
        for kept in run.weights
        for cores in kept.layers
        for core in cores
    )
    epochs = epochs_told(len(run.weights))
    return tr("{epochs}, {size}", epochs=epochs, size=bytes_text(size))
