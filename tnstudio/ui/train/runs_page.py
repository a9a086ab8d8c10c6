"""The runs that the project keeps: compared, edited, restored, given away."""

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QLabel,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from tnstudio.app.document import Part
from tnstudio.app.runs import (
    adopted,
    annotated_run,
    in_use,
    renamed_run,
    restored,
    without_runs,
)
from tnstudio.errors import TNStudioError
from tnstudio.model.project import Project
from tnstudio.model.run import Run
from tnstudio.texts import tr
from tnstudio.ui.studio import Studio
from tnstudio.ui.train.amounts import runs_told
from tnstudio.ui.train.keep_field import KeepField
from tnstudio.ui.train.run import TrainingRun
from tnstudio.ui.train.run_card import RunCard
from tnstudio.ui.train.run_export_dialog import RunExportDialog
from tnstudio.ui.train.run_lines import matched, shared_slots
from tnstudio.ui.train.run_pens import sample_of
from tnstudio.ui.train.runs_columns import ShownRun, shown_runs
from tnstudio.ui.train.runs_curves import RunsCurves
from tnstudio.ui.train.runs_differences import DifferencesCard
from tnstudio.ui.train.runs_table import RunsTable
from tnstudio.ui.widgets.action_button import ActionButton
from tnstudio.ui.widgets.banner import Banner
from tnstudio.ui.widgets.card import Card
from tnstudio.ui.widgets.document_view import DocumentView
from tnstudio.ui.widgets.draw_queue import DrawQueue
from tnstudio.ui.widgets.empty_state import EmptyState
from tnstudio.ui.widgets.long_text import cut
from tnstudio.ui.widgets.plot_export import ExportButton
from tnstudio.ui.widgets.text_scale import keep_icon_size

MOST_LABEL = 40
"""Characters of a run's name in the history."""

EPOCH_MILLISECONDS = 300
"""Least time between two looks at the run in progress."""


class RunsPage(DocumentView):
    """A table of runs, the curves of those selected, and what they differ in.

    Attributes
    ----------
    wants_settings : Signal
        The user wants a run's settings (`TrainingSettings`) and data set (str)
        for the next run.
    """

    follows: ClassVar[Part] = Part.NETWORK | Part.TRAINED | Part.RUNS
    wants_settings = Signal(object, str)

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(studio, parent)
        self.setObjectName("page-runs")
        self._kept: tuple[Run, ...] = ()
        self._shown: tuple[ShownRun, ...] = ()
        self._slots: dict[int, int] = {}
        self._running: Run | None = None
        self._awaits_run = False
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(EPOCH_MILLISECONDS)
        self._later.timeout.connect(self._take_running)
        self._training: TrainingRun | None = None
        self._queue = DrawQueue(self)
        self.export_dialog: RunExportDialog | None = None
        self.banner = Banner(studio.theme, "runs-banner", self)
        self.empty = EmptyState(studio.theme, "runs-empty", self)
        # Keys go through widgets in the order in which they were made.
        self._make_actions()
        self.table = RunsTable(self)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.table.addActions([self.rename, self.delete, self.use, self.export])
        self.curves = RunsCurves(studio.theme, self)
        ExportButton(studio, self.curves, self.curves.figures)
        self.card = RunCard(studio.theme, self)
        self.differences = DifferencesCard(studio.theme, self)
        self.keep = KeepField(self)
        self._lay_out()
        self._connect()

    # -- What every page does

    def rehearse(self) -> None:
        """Bring the page into a state worth a picture: two runs compared."""
        places = [shown.place for shown in self._shown if not shown.running]
        self.table.choose(places[-2:])

    def is_quiet(self) -> bool:
        """Tell whether nothing is outstanding."""
        dialog = self.export_dialog
        writes = dialog is not None and not dialog.is_quiet
        return self.is_fresh and self._queue.is_empty and not writes

    def refresh(self, parts: Part) -> None:
        """Show the runs of the project as they are now."""
        project = self._studio.document.project
        if parts & Part.NETWORK:
            self.keep.show_network(project.network)
        used = in_use(project)
        chosen = self._chosen_after(project.runs)
        is_first = not self._shown
        self._kept = project.runs
        self._shown = shown_runs(project.runs, project.network, used, self._running)
        if is_first:
            chosen = {len(self._shown) - 1 if used is None else used[0]}
        chosen &= set(range(len(self._shown)))
        self.table.show_runs(self._shown, chosen)
        self._show_state()
        self._draw_soon()

    def _chosen_after(self, runs: tuple[Run, ...]) -> set[int]:
        """Return where the selected runs are now; what they look like goes along."""
        moves = matched(self._kept, runs)
        slots = self._slots.items()
        self._slots = {moves[place]: slot for place, slot in slots if place in moves}
        chosen = {moves[place] for place in self.table.places if place in moves}
        if self._is_running_chosen():
            # When it ends, it comes into the project behind all others.
            self._awaits_run = self._running is None
            if self._running is not None:
                chosen.add(len(runs))
        if self._awaits_run and len(runs) > len(self._kept):
            self._awaits_run = False
            chosen.add(len(runs) - 1)
        return chosen

    def follow(self, training: TrainingRun) -> None:
        """Show the run that is in progress, and let no other one disturb it."""
        self._training = training
        training.phase_changed.connect(self._take_running)
        training.epoch_finished.connect(self._take_epoch)
        self.keep.changed.connect(self._take_keep)
        self._take_running()

    # -- Construction

    def _make_actions(self) -> None:
        self.rename = self._action(
            "rename",
            tr("Rename"),
            tr("Give the run another name (F2)"),
            lambda: self.table.rename(),
        )
        self.delete = self._action(
            "delete", tr("Delete"), tr("Delete the selected runs (Del)"), self._delete
        )
        self.use = self._action(
            "use",
            tr("Use setti&ngs"),
            tr("Take the settings and the data set of this run for the next one"),
            self._use,
        )
        self.export = self._action(
            "export",
            tr("E&xport…"),
            tr(
                "The run as a command line, as a Python script, or its curves as tables"
            ),
            self._export,
        )
        self._buttons = [
            ActionButton(self._studio.theme, action, icon, parent=self)
            for action, icon in (
                (self.rename, "mdi6.rename-outline"),
                (self.delete, "mdi6.delete-outline"),
                (self.use, "mdi6.form-select"),
                (self.export, "mdi6.export-variant"),
            )
        ]

    def _action(
        self, name: str, text: str, tip: str, act: Callable[[], object]
    ) -> QAction:
        action = QAction(text, self)
        action.setObjectName(f"runs-{name}")
        action.setToolTip(tip)
        action.triggered.connect(lambda: act())
        return action

    def _lay_out(self) -> None:
        card = self._table_card = Card(tr("Runs"), "runs-card", self)
        self._count = QLabel(card)
        self._count.setObjectName("runs-count")
        self._count.setProperty("role", "muted")
        card.header.addWidget(self._count, 1)
        for button in self._buttons:
            keep_icon_size(button, 16)
            card.header.addWidget(button)
        card.body.addWidget(self.table, 1)
        card.setMinimumHeight(130)
        self._side = QStackedWidget(self)
        nothing = Card(tr("Run"), "runs-nothing", self)
        told = QLabel(tr("Select a run to see its note and its kept weights."), nothing)
        told.setProperty("role", "muted")
        told.setWordWrap(True)
        nothing.body.addWidget(told)
        nothing.body.addStretch(1)
        for side in (nothing, self.card, self.differences):
            self._side.addWidget(side)
        self._across = _splitter(Qt.Orientation.Horizontal, "runs-across", self)
        self._across.addWidget(self.curves)
        self._across.addWidget(self._side)
        self._across.setSizes([560, 320])
        self._content = _splitter(Qt.Orientation.Vertical, "runs-down", self)
        self._content.addWidget(card)
        self._content.addWidget(self._across)
        self._content.setSizes([240, 330])
        self.curves.setMinimumWidth(230)
        self._side.setMinimumWidth(230)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.banner)
        layout.addWidget(self._content, 1)
        layout.addWidget(self.empty, 1)
        layout.addWidget(self.keep)

    def _connect(self) -> None:
        self.table.chosen.connect(self._take_choice)
        self.table.renamed.connect(self._rename)
        self.table.delete_wanted.connect(self._delete)
        self.empty.wanted.connect(self._adopt)
        self.card.annotated.connect(self._annotate)
        self.card.restore_wanted.connect(self._restore)
        self._studio.theme.changed.connect(self._show_samples)

    # -- The run in progress

    def _take_running(self) -> None:
        training = self._training
        self._later.stop()
        self._running = None if training is None else training.recorded
        self._stale |= Part.RUNS
        if self.isVisible():
            self._catch_up()

    def _take_epoch(self) -> None:
        # The epochs of a small network end many times a second.
        if not self._later.isActive():
            self._later.start()

    def _take_keep(self, epochs: int) -> None:
        if self._training is not None:
            self._training.keep = epochs

    def _is_running_chosen(self) -> bool:
        return any(self._shown[place].running for place in self._places)

    # -- Edits

    @property
    def _places(self) -> tuple[int, ...]:
        """Places of the selected runs."""
        return tuple(p for p in self.table.places if p < len(self._shown))

    @property
    def _chosen(self) -> tuple[ShownRun, ...]:
        return tuple(self._shown[place] for place in self._places)

    def _do(self, label: str, edit: Callable[[Project], Project]) -> bool:
        """Make an edit; tells whether it could be made."""
        document = self._studio.document
        try:
            project = edit(document.project)
        except TNStudioError as error:
            self.banner.tell(str(error), "error")
            return False
        self.banner.tell("")
        document.do(label, project, self)
        return True

    def _rename(self, place: int, name: str) -> None:
        self._do(tr("Rename run"), lambda project: renamed_run(project, place, name))

    def _annotate(self, place: int, note: str) -> None:
        if self._do(tr("Annotate run"), lambda p: annotated_run(p, place, note)):
            self.card.note.keep()

    def _delete(self) -> None:
        places = frozenset(s.place for s in self._chosen if not s.running)
        if not places:
            return
        count = len(places)
        label = (
            tr("Delete run")
            if count == 1
            else tr("Delete {runs}", runs=runs_told(count))
        )
        after = min(places)
        self._do(label, lambda project: without_runs(project, places))
        if self._shown and not self.table.places:
            # So that one may go on with the keys.
            self.table.choose([min(after, len(self._shown) - 1)])

    def _adopt(self) -> None:
        if self._do(tr("Keep as a run"), adopted):
            # Its button is gone.
            self.table.setFocus()

    def _restore(self, place: int, epoch: int) -> None:
        name = cut(self._shown[place].name, MOST_LABEL)
        label = tr("Restore epoch {epoch} of {name}", epoch=epoch, name=name)
        self._do(label, lambda project: restored(project, place, epoch))

    # -- What is given away

    def _use(self) -> None:
        if len(self._chosen) == 1:
            run = self._chosen[0].run
            self.wants_settings.emit(run.settings, run.source)

    def _export(self) -> None:
        if len(self._chosen) == 1 and self.export_dialog is None:
            dialog = RunExportDialog(self._studio, self._chosen[0], self)
            dialog.finished.connect(self._end_export)
            self.export_dialog = dialog
            dialog.open()

    def _end_export(self) -> None:
        if self.export_dialog is not None:
            self.export_dialog.deleteLater()
            self.export_dialog = None

    # -- Drawing

    def _take_choice(self) -> None:
        self._show_state()
        self._draw_soon()

    def _draw_soon(self) -> None:
        self._queue.ask(self._draw_side, self._draw_curves)

    def _draw_curves(self) -> None:
        places = self._places
        self._slots = shared_slots(self._slots, places[::-1])
        self._show_samples()
        drawn = {slot: self._shown[place] for place, slot in self._slots.items()}
        self.curves.show_runs(drawn, len(places) - len(drawn))

    def _show_samples(self) -> None:
        colours, ratio = self._studio.theme.colours, self.devicePixelRatioF()
        samples = {
            place: sample_of(slot, colours, ratio)
            for place, slot in self._slots.items()
        }
        self.table.model_of_runs.show_samples(samples)

    def _draw_side(self) -> None:
        chosen = self._chosen
        if len(chosen) == 1:
            self.card.show_run(chosen[0])
        elif chosen:
            self.differences.show_runs(chosen)
        self._side.setCurrentIndex(min(2, len(chosen)))

    def _show_state(self) -> None:
        """Tell what can be done."""
        chosen = self._chosen
        kept = [shown for shown in chosen if not shown.running]
        is_busy = self._training is not None and self._training.is_active
        self.rename.setEnabled(len(chosen) == len(kept) == 1)
        self.delete.setEnabled(bool(kept))
        self.use.setEnabled(len(chosen) == 1 and not is_busy)
        self.export.setEnabled(len(chosen) == len(kept) == 1)
        count = len(self._shown)
        self._table_card.set_heading(runs_told(count))
        told = tr("{count} selected", count=len(chosen)) if len(chosen) > 1 else ""
        self._count.setText(told)
        self._content.setVisible(count > 0)
        self.empty.setVisible(count == 0)
        project = self._studio.document.project
        self.keep.setVisible(project.network.circuit is None)
        self.empty.tell("mdi6.chart-multiline", *_missing(project))


_EACH = tr(
    "Each training is kept here, with its settings, its curves and the weights of "
    "chosen epochs: to be compared, restored, and made anew."
)
ADOPT = tr("Keep the trained netw&ork as a run")


def _missing(project: Project) -> tuple[str, ...]:
    """Return what is said while there are no runs: a title, a text, and a button."""
    if adopted(project) is not project:
        return (
            tr("No runs yet"),
            tr(
                "{each} How this project's network was trained was not recorded; it "
                "can be kept as a run all the same, and will be when a new training "
                "takes its place.",
                each=_EACH,
            ),
            ADOPT,
        )
    if project.network.circuit is not None:
        return (
            tr("Nothing to train"),
            tr(
                "This network's cores were built one by one. Runs are the trainings of "
                "networks of layers."
            ),
        )
    return tr("No runs yet"), _EACH


def _splitter(way: Qt.Orientation, name: str, parent: QWidget) -> QSplitter:
    splitter = QSplitter(way, parent)
    splitter.setObjectName(name)
    splitter.setHandleWidth(8)
    splitter.setChildrenCollapsible(False)
    return splitter
