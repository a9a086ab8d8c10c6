"""The Train workspace."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from tnstudio.app.copied import Copied, copied_sweep, copied_training, file_of
from tnstudio.app.document import EVERYTHING, Changes, Part
from tnstudio.app.journal_keeper import Learned as LearnedSoFar
from tnstudio.app.runs import run_of
from tnstudio.app.training_job import (
    Order,
    Preparing,
    Reading,
    order_to_extend,
    order_to_resume,
)
from tnstudio.app.training_session import (
    EpochFinished,
    HistogramsTaken,
    TrainingProgress,
)
from tnstudio.model.records import TrainingSettings
from tnstudio.texts import tr
from tnstudio.ui.page_titles import TRAIN
from tnstudio.ui.studio import Studio
from tnstudio.ui.train.bar import TrainBar
from tnstudio.ui.train.course import Course, course_of
from tnstudio.ui.train.curves import AccuracyView, LossView, RateView
from tnstudio.ui.train.deployment_page import DeploymentPage
from tnstudio.ui.train.examining import Examining
from tnstudio.ui.train.layers_view import LayersView
from tnstudio.ui.train.learned import Learned
from tnstudio.ui.train.moment import AFTER_BATCH, IN_EPOCH, Moment
from tnstudio.ui.train.pages import PageRow, page_rows
from tnstudio.ui.train.run import Outcome, Phase, TrainingRun
from tnstudio.ui.train.runs_page import RunsPage
from tnstudio.ui.train.settings_panel import SettingsPanel
from tnstudio.ui.train.train_on import TrainOnDialog
from tnstudio.ui.train.wording import (
    TAKE_DESIGN,
    Notice,
    Offer,
    measuring_text,
    notice,
    offer,
    outcome_text,
    phase_text,
    preparing_text,
    progress_text,
    ready_text,
    state_text,
)
from tnstudio.ui.widgets.banner import Banner
from tnstudio.ui.widgets.draw_queue import DrawQueue
from tnstudio.ui.widgets.empty_state import EmptyState
from tnstudio.ui.widgets.in_turns import Making, finish
from tnstudio.ui.widgets.page_tabs import PageTabs
from tnstudio.ui.widgets.plot_export import ExportButton, picture_menu
from tnstudio.ui.widgets.text_scale import keep_width
from tnstudio.ui.widgets.workspace_frame import frame

PANEL_WIDTH = 292
"""Of the settings, in pixels."""

SHARES = (4, 5, 3)
"""Of the width: loss, accuracy, learning rate."""


class TrainWorkspace(QWidget):
    """Settings at the left, the run at the top, pages about it below.

    Attributes
    ----------
    wants_workspace : Signal of str
        The user wants to go to another workspace.
    learned_so_far : Signal of LearnedSoFar or None
        What the training that runs has come to so far; None once it has ended.
    making : iterator
        Makes the rest of it; see `MadeInTurns`.
    """

    title = tr("Train")
    wants_workspace = Signal(str)
    learned_so_far = Signal(object)

    def __init__(
        self, studio: Studio, parent: QWidget | None = None, *, at_once: bool = True
    ) -> None:
        super().__init__(parent)
        self.setObjectName("train-workspace")
        self._studio = studio
        self._course: Course | None = None
        self._progress: TrainingProgress | None = None
        self._last: Outcome | None = None
        self._notice = Notice()
        self._layers: LayersView | None = None
        self.making = self._make(studio)
        if at_once:
            finish(self.making)

    def _make(self, studio: Studio) -> Making:
        self.run = TrainingRun(studio.jobs, self)
        self.learned = Learned(studio.jobs, self)
        self.bar = TrainBar(studio.theme, self)
        self.panel = SettingsPanel(studio, self)
        yield
        self.banner = Banner(studio.theme, "train-banner", self)
        # Keys go through widgets in the order in which they were made.
        self.pages = PageTabs("train", self.title, self)
        self._course_page = QWidget(self.pages.stack)
        self._plots = QWidget(self._course_page)
        self.loss = LossView(studio.theme, self._plots)
        yield
        self.accuracy = AccuracyView(studio.theme, self._plots)
        self.rate = RateView(studio.theme, self._plots)
        self._queue = DrawQueue(self)
        self.empty = EmptyState(studio.theme, "train-empty", self._course_page)
        yield
        self._lay_out()
        self._connect()
        self._take_settings()
        self._take_document()

    @property
    def layers(self) -> LayersView:
        """The plots of each layer, made when they are first drawn.

        They take as long to make as all the rest: in one go, opening the workspace
        would be felt.
        """
        if self._layers is None:
            self._layers = LayersView(self._studio.theme, self._queue, self._plots)
            self._grid.addWidget(self._layers, 1, 0, 1, len(SHARES))
            self._prepare(self._layers)
        return self._layers

    def rehearse(self) -> None:
        """Show the history of the trained network, if there is one."""
        self.panel.data.read()
        self._take_document()
        page = self.pages.page(self.pages.current)
        if page is not self._course_page:
            page.rehearse()  # type: ignore[attr-defined]

    def is_quiet(self) -> bool:
        """Tell whether nothing is outstanding."""
        page = self.pages.page(self.pages.current)
        if page is not self._course_page and not page.is_quiet():  # type: ignore[attr-defined]
            return False
        return not (
            self.run.is_active
            or self.learned.is_counting
            or self.panel.data.is_reading
            or self.panel.estimate.is_measuring
            or not self._queue.is_empty
        )

    def showEvent(self, event: QShowEvent) -> None:
        """Read the data set when it is first needed, and draw what is new."""
        super().showEvent(event)
        self.panel.data.read()
        self._draw()

    @property
    def page_names(self) -> tuple[str, ...]:
        """Names of the pages."""
        return self.pages.names

    def show_page(self, name: str) -> None:
        """Bring a page to the front."""
        self.pages.show_page(name)

    def take_source(self, source: str) -> None:
        """Offer to train with this data set."""
        self.panel.data.choose(source)

    def export_picture(self, project: Path) -> None:  # noqa: ARG002
        """Ask which plot on show is to be saved as a picture."""
        menu = picture_menu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.pages.mapToGlobal(QPoint(8, 8)))

    def copy_as(self, take: Callable[[Copied], None]) -> None:
        """Tell the training, or the measurement on show, as script and command."""
        file, source = file_of(self._studio.document), self.panel.data.source
        page = self.pages.page(self.pages.current)
        if isinstance(page, DeploymentPage):
            settings = page.settings
            take(copied_sweep(settings.plan, source, settings.images, file))
            return
        network = self._studio.document.network
        take(copied_training(network, self.panel.settings, source, file))

    def _lay_out(self) -> None:
        keep_width(self.panel, PANEL_WIDTH)
        grid = self._grid = QGridLayout(self._plots)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        for column, card in enumerate((self.loss, self.accuracy, self.rate)):
            grid.addWidget(card, 0, column)
            grid.setColumnStretch(column, SHARES[column])
            card.setMinimumWidth(150)
        for view in (self.loss, self.accuracy, self.rate):
            self._prepare(view)
        grid.setRowStretch(0, 1)
        grid.setRowStretch(1, 1)
        course = QVBoxLayout(self._course_page)
        course.setContentsMargins(0, 0, 0, 0)
        course.addWidget(self._plots)
        course.addWidget(self.empty)
        self._add_pages()
        frame(self, self.bar, self.panel, self.banner, self.pages)

    def _prepare(self, view: LossView | AccuracyView | RateView | LayersView) -> None:
        ExportButton(self._studio, view, view.figures)
        _hide_until_drawn(view)

    def _add_pages(self) -> None:
        examining = Examining(self._studio, self.panel.data, self)
        self.pages.add(*TRAIN["course"], lambda: self._course_page)
        for row in page_rows(self.panel):
            make = partial(self._make_page, row, examining)
            self.pages.add(row.name, row.title, row.tip, make)
        self.pages.wants_workspace.connect(self.wants_workspace)
        # Plots are not drawn while another page hides them.
        self.pages.turned.connect(lambda _: self._draw())

    def _make_page(self, row: PageRow, examining: Examining) -> QWidget:
        page = row.make(self._studio, examining, self.pages)
        if isinstance(page, RunsPage):
            page.follow(self.run)
            page.wants_settings.connect(self._take_wish)
        return page

    def _take_wish(self, settings: TrainingSettings, source: str) -> None:
        """Offer what another run was trained with."""
        self.panel.show_settings(settings)
        if source:
            self.panel.data.choose(source)

    def _connect(self) -> None:
        self.bar.start.triggered.connect(self._start)
        self.bar.pause.triggered.connect(self._pause_or_go_on)
        self.bar.step.triggered.connect(self._step)
        self.bar.stop.triggered.connect(self.run.stop)
        self.empty.wanted.connect(self._start)
        self.banner.wanted.connect(self._take_design)
        self.panel.data.changed.connect(self._take_remedy)
        self.panel.changed.connect(self._take_remedy)
        self.run.phase_changed.connect(self._take_phase)
        self.run.preparing.connect(self._take_preparing)
        self.run.progressed.connect(self._take_progress)
        self.run.measuring.connect(self._take_measuring)
        self.run.histograms_taken.connect(self._take_histograms)
        self.run.epoch_finished.connect(self._take_epoch)
        self.run.epoch_finished.connect(self.panel.estimate.take_epoch)
        self.run.checkpointed.connect(self._take_checkpoint)
        self.run.ended.connect(self._take_outcome)
        self.learned.counted.connect(lambda: self._queue.keep_up(self._draw_layers))
        self._studio.document.listen(self._take_changes)

    # -- What the user asks for

    def _start(self) -> None:
        self._start_anew()

    def _step(self) -> None:
        """Learn one batch: of the run, of the stopped one or of a new one."""
        if self.run.is_active:
            self.run.step()
        elif self._offer().resumes:
            self._resume(one_batch=True)
        else:
            self._start_anew(one_batch=True)

    def _pause_or_go_on(self) -> None:
        if self.run.is_active:
            self.run.pause_or_resume()
        elif self._offer().resumes:
            self._resume()
        else:
            self._ask_for_epochs()

    def _start_anew(self, *, one_batch: bool = False) -> None:
        if self.run.is_active or self._offer().no_start:
            return
        order = Order(
            self._studio.document.network, self.panel.data.source, self.panel.settings
        )
        self._course = Course(order.settings)
        self.learned.forget()
        self._run(order, one_batch=one_batch)

    def _resume(self, *, one_batch: bool = False) -> None:
        project = self._studio.document.project
        order = order_to_resume(project, self.panel.data.source)
        if order is not None and not self._offer().no_further:
            self._go_on(order, one_batch=one_batch)

    def _ask_for_epochs(self) -> None:
        trained = self._studio.document.project.trained
        found = self._offer()
        if trained is not None and found.further and not found.no_further:
            TrainOnDialog(trained, self._extend, self).open()

    def _extend(self, epochs: int) -> None:
        project = self._studio.document.project
        order = order_to_extend(project, self.panel.data.source, epochs)
        if order is not None and not self.run.is_active:
            self._go_on(order)

    def _go_on(self, order: Order, *, one_batch: bool = False) -> None:
        """Start a run that goes on from a trained network, with its settings."""
        # What is on show is the course so far.
        if self._course is not None:
            self._course.settings = order.settings
        self.panel.show_settings(order.settings)
        self._run(order, one_batch=one_batch)

    def _run(self, order: Order, *, one_batch: bool) -> None:
        self._last = self._progress = None
        self.run.start(order, one_batch=one_batch)
        self._draw()

    def _take_design(self) -> None:
        """Bring the design back that the trained network is of."""
        design = self._notice.design
        if design is not None:
            document = self._studio.document
            document.edit_network(tr("Take the trained design"), design, self)

    # -- What happens

    def _take_changes(self, changes: Changes) -> None:
        if changes.parts == EVERYTHING:
            self.run.abandon()
            self._take_settings()
        if changes.parts & Part.TRAINED and not self.run.is_active:
            self._take_document()
        elif changes.parts & Part.NETWORK:
            self._draw_state()

    def _take_settings(self) -> None:
        """Offer what an opened network was trained with.

        Only then: undo must not take back what was typed for the next run.
        """
        project = self._studio.document.project
        trained = project.trained
        self._last = None
        if trained is None:
            self._take_prepared()
            return
        self.panel.show_settings(trained.settings)
        index = run_of(project, trained)
        if index is not None and project.runs[index].source:
            self.panel.data.choose(project.runs[index].source)

    def _take_prepared(self) -> None:
        """Offer what was chosen when the project was made."""
        prepared = self._studio.document.project.prepared
        if prepared is not None:
            self._take_wish(prepared.settings, prepared.source)

    def _take_document(self) -> None:
        """Show the trained network of the document, or that there is none."""
        trained = self._studio.document.project.trained
        self._course = course_of(self._studio.document.project)
        if trained is None:
            self.learned.forget()
        else:
            self.learned.count(trained)
        self.bar.tell("" if trained is None else state_text(trained))
        self._draw()

    def _take_phase(self) -> None:
        phase = self.run.phase
        prepares = self.run.is_preparing
        if self.run.is_active:
            self.bar.tell(phase_text(phase, self._course, prepares=prepares))
        self._draw_state()
        if prepares and phase is not Phase.PAUSED:
            self.bar.show_preparing()
        elif self.bar.is_preparing:
            self.bar.clear_progress()

    def _take_preparing(self, event: Reading | Preparing) -> None:
        self._tell_while_running(preparing_text(event))

    def _take_progress(self, progress: TrainingProgress) -> None:
        if self._course is None:
            return
        self._progress = progress
        self._course.batches = progress.batches
        self._course.add_losses(progress.losses)
        self.bar.show_progress(progress)
        self._tell_while_running(progress_text(progress))
        self._queue.keep_up(self._draw_loss, self._draw_rate)

    def _take_measuring(self, epoch: int) -> None:
        self._tell_while_running(measuring_text(epoch))

    def _tell_while_running(self, text: str) -> None:
        # Events that were on their way do not hide that the run rests or ends.
        if self.run.phase in (Phase.RUNNING, Phase.STEPPING):
            self.bar.tell(text)

    def _take_histograms(self, taken: HistogramsTaken) -> None:
        progress = self._progress
        rests = self.run.phase is not Phase.RUNNING
        if rests and progress is not None and progress.epoch == taken.epoch:
            when = Moment(AFTER_BATCH, taken.epoch, progress.batch)
        else:
            when = Moment(IN_EPOCH, taken.epoch)
        self.learned.take(taken.layers, when)

    def _take_epoch(self, event: EpochFinished) -> None:
        if self._course is not None:
            self._course.take(event)
            self._queue.keep_up(self._draw_accuracy, self._draw_layers)

    def _take_outcome(self, outcome: Outcome) -> None:
        self._last = outcome
        trained, order = outcome.trained, outcome.order
        if trained is not None:
            document = self._studio.document
            document.set_trained(trained, self, outcome.run, order.start)
        else:
            self._take_document()
        self.bar.tell(outcome_text(outcome))
        self.learned_so_far.emit(None)
        if outcome.error is not None:
            self._studio.show_error(outcome.error)

    def _take_checkpoint(self, outcome: Outcome) -> None:
        if outcome.trained is not None and outcome.run is not None:
            start = outcome.order.start
            self.learned_so_far.emit(LearnedSoFar(outcome.trained, outcome.run, start))

    def _take_remedy(self) -> None:
        """Forget why the last run failed: that may be mended now."""
        self._last = None
        self._draw_state()

    def _offer(self) -> Offer:
        data = self.panel.data
        return offer(self._studio.document.project, data.dataset, data.error)

    # -- What is shown

    def _draw(self) -> None:
        self._draw_state()
        self._queue.ask(
            self._draw_loss,
            self._draw_accuracy,
            self._draw_rate,
            self._draw_layers,
        )

    def _draw_loss(self) -> None:
        self._draw_course(self.loss)

    def _draw_accuracy(self) -> None:
        self._draw_course(self.accuracy)

    def _draw_rate(self) -> None:
        self._draw_course(self.rate)

    def _draw_course(self, view: LossView | AccuracyView | RateView) -> None:
        if self._plots.isVisible():
            view.show()
            view.show_course(self._course)

    def _draw_layers(self) -> None:
        if self._plots.isVisible():
            self.layers.show()
            self.layers.show_course(
                self._course,
                self.learned.layers,
                replace(self.learned.when, is_live=self.run.is_active),
            )

    def _draw_state(self) -> None:
        """Tell what can be done and what there is to know."""
        project = self._studio.document.project
        found, phase = self._offer(), self.run.phase
        reason = found.no_start
        self.bar.show_phase(phase, found)
        self.panel.set_locked(self.run.is_active)
        said = notice(project, self.run.order, reason, self._last)
        self._notice = said
        button = TAKE_DESIGN if said.design is not None else ""
        tip = tr("Put the design back that the network is of; Undo takes it back")
        self.banner.tell(said.text, said.kind, button, tip)
        self._plots.setVisible(self._course is not None)
        self.empty.setVisible(self._course is None)
        self.empty.tell(
            "mdi6.chart-line",
            tr("Not trained yet"),
            tr(
                "Training finds the probability of every synapse. Loss, accuracy and "
                "histograms appear here while it runs."
            ),
            "" if reason else tr("Start training"),
        )
        if phase is Phase.IDLE:
            self.bar.clear_progress()
        if phase is Phase.IDLE and project.trained is None and self._last is None:
            self.bar.tell(ready_text(project, reason))


def _hide_until_drawn(card: QWidget) -> None:
    """Keep a view's place, but lay it out only when its first drawing comes."""
    policy = card.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    card.setSizePolicy(policy)
    card.hide()
