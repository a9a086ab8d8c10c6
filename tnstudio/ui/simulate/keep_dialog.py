"""The dialog that keeps spikes of the run in the project."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tnstudio.app.keeping import MOST_KEPT, MOST_NAME, is_kept, require_keepable
from tnstudio.app.recordings import FEWER, SPIKE_BYTES, new_name
from tnstudio.app.wording import bytes_text, counted
from tnstudio.errors import TNStudioError
from tnstudio.model.project import Project
from tnstudio.simulation.activity import Activity
from tnstudio.texts import tr
from tnstudio.ui.simulate.ticks_field import Spans, TicksField

Keep = Callable[[str, int, int], None]
"""Is told the name, the first tick and the one after the last."""


class KeepDialog(QDialog):
    """Asks for name and ticks; tells how much it will be, and what is too much.

    Parameters
    ----------
    project : Project
    spans : Spans
    activity : Activity
        Of the run.
    keep : Keep
        Is called when the user wants to keep it.
    most : int
        Spikes of one recording.
    """

    def __init__(
        self,
        project: Project,
        spans: Spans,
        activity: Activity,
        keep: Keep,
        parent: QWidget | None = None,
        most: int = MOST_KEPT,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("keep-run")
        self.setWindowTitle(tr("Keep this run"))
        self._project, self._activity = project, activity
        self._keep, self._most = keep, most
        self.name = QLineEdit(new_name(project), self)
        self.name.setObjectName("keep-run-name")
        self.name.setAccessibleName(tr("Name of the recording"))
        self.name.setToolTip(
            tr(
                "What the recording is called, 1 to {most} letters",
                most=MOST_NAME,
            )
        )
        self.name.setMaxLength(MOST_NAME)
        self.name.selectAll()
        self.ticks = TicksField("keep-run", spans, self)
        self._told = QLabel(self)
        self._told.setObjectName("keep-run-told")
        self._told.setWordWrap(True)
        self._told.setMinimumHeight(3 * self.fontMetrics().lineSpacing() + 2)
        self.keep = QPushButton(tr("&Keep"), self)
        self.keep.setObjectName("keep-run-keep")
        self.keep.setToolTip(tr("Put the spikes into the project; Undo removes them"))
        self.keep.setDefault(True)
        self.keep.clicked.connect(self._accept)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._tell)
        self.name.textChanged.connect(self._tell)
        self.ticks.changed.connect(self._timer.start)
        self._lay_out()
        self._tell()

    @property
    def told(self) -> str:
        """What is said about the recording."""
        return self._told.text()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.addRow(tr("&Name"), self.name)
        form.addRow(tr("T&icks"), self.ticks)
        label = form.labelForField(self.ticks)
        if isinstance(label, QLabel):
            label.setBuddy(self.ticks.choice)
        buttons = QDialogButtonBox(self)
        leave = buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        leave.setObjectName("keep-run-cancel")
        leave.setToolTip(tr("Keep nothing (Escape)"))
        buttons.addButton(self.keep, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self._told)
        layout.addStretch(1)
        layout.addWidget(buttons)
        self.setMinimumWidth(440)

    def _tell(self) -> None:
        """Say how much it will be, or why it cannot be."""
        try:
            told = self._foreseen()
        except TNStudioError as error:
            told = f"{error.message}: {error.hint}"
            self.keep.setEnabled(False)
        else:
            self.keep.setEnabled(True)
        self._told.setText(told)

    def _foreseen(self) -> str:
        name = self.name.text().strip()
        require_keepable(self._project, name)
        first, end = self.ticks.span
        spikes = int(self._activity.counts(first, end).sum(dtype="int64"))
        if spikes > self._most:
            raise TNStudioError(
                tr(
                    "{spikes:,} spikes are more than the {most:,} that a project takes",
                    spikes=spikes,
                    most=self._most,
                ),
                name,
                FEWER,
            )
        told = tr(
            "{ticks}, {spikes}: about {size} in memory, less in the file.",
            ticks=counted(end - first, "tick"),
            spikes=counted(spikes, "spike"),
            size=bytes_text(spikes * SPIKE_BYTES),
        )
        if is_kept(self._project, name):
            told += tr(" It takes the place of the recording of this name.")
        return told

    def _accept(self) -> None:
        self._tell()
        if self.keep.isEnabled():
            self._keep(self.name.text().strip(), *self.ticks.span)
            self.accept()
