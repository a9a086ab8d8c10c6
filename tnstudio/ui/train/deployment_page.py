"""What deployment costs: accuracy by copies and ticks, and where it is lost."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from tnstudio.app.agreement import comparing
from tnstudio.app.agreement_report import AgreementReport
from tnstudio.app.designs import fitting
from tnstudio.app.document import Changes, Part
from tnstudio.app.jobs import Job
from tnstudio.app.keeping import with_measured
from tnstudio.app.published_points import PublishedPoint, published_points
from tnstudio.app.sweep import CellsMeasured
from tnstudio.app.sweep_plans import sweeping
from tnstudio.app.sweep_result import SweepCell, SweepResult, cells_of, table_of
from tnstudio.app.wording import counted
from tnstudio.errors import TNStudioError
from tnstudio.model.measured import MeasuredTable
from tnstudio.model.program import ChipProgram
from tnstudio.model.project import Project
from tnstudio.model.trained import TrainedNetwork
from tnstudio.texts import tr
from tnstudio.ui.studio import Studio
from tnstudio.ui.train.agreement_card import AgreementCard
from tnstudio.ui.train.amounts import images_told
from tnstudio.ui.train.deploy_row import DeployRow
from tnstudio.ui.train.deployment_chart import DeploymentChart
from tnstudio.ui.train.deployment_settings import DeploymentSettings
from tnstudio.ui.train.deployment_wording import (
    CELL_HEADINGS,
    cell_figures,
    published_figures,
)
from tnstudio.ui.train.measuring import Measuring
from tnstudio.ui.widgets.banner import Banner
from tnstudio.ui.widgets.card import Card
from tnstudio.ui.widgets.dataset_field import DatasetField
from tnstudio.ui.widgets.deployment import Deployment
from tnstudio.ui.widgets.document_view import DocumentView
from tnstudio.ui.widgets.empty_state import EmptyState
from tnstudio.ui.widgets.figures_table import FiguresTable
from tnstudio.ui.widgets.plot_export import ExportButton

CHART_HEIGHT = 310
"""Least height of chart and table, in pixels."""

WIDE = 1080
"""From this width in pixels, chart and table stand side by side."""

DRAWING_MILLISECONDS = 150
"""Between two drawings of what arrives."""

AGREEMENT_SEED = 0
"""The first chip of every sweep."""


@dataclass(frozen=True, eq=False, slots=True)
class _Found:
    """What was measured since the project was opened.

    Attributes
    ----------
    cells : tuple of SweepCell
    table : MeasuredTable or None
        What may be kept; None unless the sweep went to its end.
    """

    cells: tuple[SweepCell, ...]
    table: MeasuredTable | None = None


class DeploymentPage(DocumentView):
    """Measures the trained network on sampled chips, and deploys it.

    Parameters
    ----------
    studio : Studio
    data : DatasetField
        Whose test images are classified.

    Attributes
    ----------
    wants_workspace : Signal of str
        The user wants to go to another workspace.
    """

    follows = Part.NETWORK | Part.TRAINED
    wants_workspace = Signal(str)

    def __init__(
        self, studio: Studio, data: DatasetField, parent: QWidget | None = None
    ) -> None:
        super().__init__(studio, parent)
        self._data = data
        self.setObjectName("page-deployment")
        self._of: TrainedNetwork | None = None
        self._found: _Found | None = None
        self._points: tuple[PublishedPoint, ...] = ()
        self._rows: list[SweepCell] = []
        self.sweep = Measuring(studio.jobs, self)
        self.agreement = Measuring(studio.jobs, self)
        self.deployment = Deployment(studio.jobs, self)
        self.banner = Banner(studio.theme, "deployment-banner", self)
        self.settings = DeploymentSettings(data, self)
        self.deploy_row = DeployRow(self)
        self.chart = DeploymentChart(studio.theme, self)
        ExportButton(studio, self.chart, self.chart.figures)
        self.table = FiguresTable(
            studio.theme,
            "deployment-table",
            tr("Accuracy by copies and ticks"),
            CELL_HEADINGS,
            self,
        )
        self.agreement_card = AgreementCard(studio.theme, self)
        self.empty = EmptyState(studio.theme, "deployment-empty", self)
        self._drawing = QTimer(self)
        self._drawing.setSingleShot(True)
        self._drawing.setInterval(DRAWING_MILLISECONDS)
        self._drawing.timeout.connect(self._show_cells)
        self._lay_out()
        self._connect()

    # -- What every page does

    def rehearse(self) -> None:
        """Read the data set, so that all fields are ready."""
        self._data.read()

    def is_quiet(self) -> bool:
        """Tell whether nothing is outstanding."""
        busy = self.sweep.is_busy or self.agreement.is_busy or self.deployment.is_busy
        return self.is_fresh and not busy and not self._data.is_reading

    def refresh(self, parts: Part) -> None:
        """Show the trained network of the document, or what is missing."""
        trained = self._studio.document.project.trained
        if trained is not None and _learned(trained) is not _learned(self._of):
            self.banner.tell("")
            self._points = published_points(trained.network)
            self.settings.show_network(trained)
            self.deploy_row.show_network(trained)
            self.agreement_card.show_network(trained)
        self._of = trained
        if trained is not None:
            self._data.read()
        if Part.TRAINED in parts:
            self._show_cells()
        self._show_state()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put side by side what there is room for."""
        super().resizeEvent(event)
        is_wide = event.size().width() >= WIDE
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        self._splitter.setOrientation(across if is_wide else down)

    # -- Following the document

    def _follow(self, changes: Changes) -> None:
        if Part.TRAINED in changes.parts:
            self._drop_outdated()
        super()._follow(changes)

    def _drop_outdated(self) -> None:
        """End what is measured of a network that is there no more, and forget it."""
        trained = self._studio.document.project.trained
        if _learned(trained) is not _learned(self._of):
            for work in (self.sweep, self.agreement, self.deployment):
                work.abandon()
            self._found = None

    # -- The sweep

    def _measure(self) -> None:
        trained, settings = self._of, self.settings
        if trained is None or self.sweep.is_busy:
            return
        plan, source, images = settings.plan, self._data.source, settings.images
        self._found = None
        job = Job(tr("Measuring"), lambda: sweeping(trained, source, plan, images))
        self.sweep.start(job)
        self.banner.tell("")
        self._show_cells()

    def _take_cells(self, event: object) -> None:
        if not isinstance(event, CellsMeasured):
            return
        known = {} if self._found is None else _by_place(self._found.cells)
        cells = (known | _by_place(event.cells)).values()
        self._found = _Found(tuple(cells))
        if not self._drawing.isActive():
            self._drawing.start()

    def _take_result(self, result: SweepResult) -> None:
        self._found = _Found(result.cells, table_of(result))
        self._show_cells()

    def _keep(self) -> None:
        found = self._found
        if found is not None and found.table is not None:
            document = self._studio.document
            project = with_measured(document.project, found.table)
            document.do(tr("Keep measured accuracies"), project, self)

    # -- Agreement

    def _compare(self) -> None:
        trained, card = self._of, self.agreement_card
        if trained is None or self.agreement.is_busy:
            return
        source = self._data.source
        copies, ticks, encoding = card.copies, card.ticks, card.encoding
        images = card.images
        self.agreement.start(
            Job(
                tr("Comparing"),
                lambda: comparing(
                    trained, source, copies, ticks, encoding, AGREEMENT_SEED, images
                ),
            )
        )

    def _take_report(self, report: AgreementReport) -> None:
        if self._of is not None:
            names = self._of.network.readout.class_names
            self.agreement_card.show_report(report, names)

    # -- Deployment

    def _deploy(self) -> None:
        row = self.deploy_row
        if self._of is not None:
            network = self._studio.document.network
            self.deployment.start(self._of, network, row.copies, row.seed)

    def _take_program(self, program: ChipProgram) -> None:
        self._studio.document.set_program(program, self)
        self.wants_workspace.emit("simulate")

    # -- Drawing

    def _show_cells(self) -> None:
        """Show what was measured since, or else what the project has kept."""
        self._drawing.stop()
        kept = None if self._of is None else self._of.measured
        if self._found is not None:
            cells = self._found.cells
        else:
            cells = () if kept is None or self.sweep.is_busy else cells_of(kept)
        self._rows = list(cells)
        encodings = {cell.encoding for cell in cells}
        points = [p for p in self._points if p.published.encoding in encodings]
        self.chart.show_cells(cells, points)
        self.table.show_rows(
            [*map(cell_figures, cells), *map(published_figures, points)],
            [*("" for _ in cells), *(point.told for point in points)],
        )
        table = None if self._found is None else self._found.table
        self._keep_button.setEnabled(table is not None and table is not kept)
        self._origin.setText(self._origin_text(kept))
        self._origin.setToolTip(self._origin.text())

    def _origin_text(self, kept: MeasuredTable | None) -> str:
        if self.sweep.is_busy:
            return tr("Measuring …")
        found = self._found
        table = kept if found is None else found.table
        if found is not None and table is None:
            return tr("Cancelled: some figures are of fewer seeds than were asked for")
        if table is None:
            return tr("Nothing measured yet")
        where = tr("kept in the project") if table is kept else tr("not kept yet")
        return tr(
            "{images} of {data}, {seeds}, {where}",
            images=images_told(table.images),
            data=table.data,
            seeds=counted(len(table.seeds), "seed"),
            where=where,
        )

    def _show_state(self) -> None:
        """Tell what can be done and what is missing."""
        project = self._studio.document.project
        trained = project.trained
        self._scroll.setVisible(trained is not None)
        self.empty.setVisible(trained is None)
        if trained is None:
            self.empty.tell("mdi6.chip", *_missing(project))
            self.banner.tell("")
            return
        self.settings.show_design(is_other=fitting(project) is None)
        self.agreement_card.show_state(
            busy=self.agreement.is_busy,
            can_start=self._data.dataset is not None,
        )
        self.deploy_row.show_busy(self.deployment.is_busy)

    def _take_failure(self, error: TNStudioError) -> None:
        self._show_cells()
        self.banner.tell(str(error), "error")

    def _take_sweep_state(self) -> None:
        self.settings.show_busy(self.sweep.is_busy)
        self._show_cells()

    def _choose_row(self) -> None:
        """Let chart and deployment follow the row that is selected."""
        chosen = self.table.selectionModel().selectedRows()
        row = chosen[-1].row() if chosen else -1
        cell = self._rows[row] if 0 <= row < len(self._rows) else None
        self.chart.choose(cell)
        if cell is not None:
            self.deploy_row.choose(cell.copies)

    def _choose_cell(self, cell: SweepCell) -> None:
        self.table.selectRow(self._rows.index(cell))

    # -- Construction

    def _connect(self) -> None:
        self.settings.wanted.connect(self._measure)
        self.settings.cancel_wanted.connect(self.sweep.cancel)
        self._data.changed.connect(self._show_state)
        self.sweep.changed.connect(self._take_sweep_state)
        self.sweep.progressed.connect(self.settings.show_progress)
        self.sweep.found.connect(self._take_cells)
        self.sweep.finished.connect(self._take_result)
        self.sweep.cancelled.connect(self._show_cells)
        self.sweep.failed.connect(self._take_failure)
        card = self.agreement_card
        card.wanted.connect(self._compare)
        card.cancel_wanted.connect(self.agreement.cancel)
        self.agreement.changed.connect(self._show_state)
        self.agreement.progressed.connect(card.show_progress)
        self.agreement.finished.connect(self._take_report)
        self.agreement.cancelled.connect(card.show_stopped)
        self.agreement.failed.connect(self._take_failure)
        self.deploy_row.wanted.connect(self._deploy)
        self.deployment.changed.connect(self._show_state)
        self.deployment.deployed.connect(self._take_program)
        self.deployment.failed.connect(self._take_failure)
        self.table.itemSelectionChanged.connect(self._choose_row)
        self.chart.chosen.connect(self._choose_cell)

    def _lay_out(self) -> None:
        content = QWidget(self)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.settings)
        column.addWidget(self.deploy_row)
        column.addWidget(self._figures(), 2)
        column.addWidget(self.agreement_card, 1)
        self._scroll = QScrollArea(self)
        self._scroll.setObjectName("deployment-scroll")
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.banner)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(self.empty, 1)

    def _figures(self) -> QWidget:
        """Return chart and table side by side."""
        card = Card(tr("Figures"), "deployment-figures", self)
        self._origin = QLabel(self)
        self._origin.setObjectName("deployment-origin")
        self._origin.setProperty("role", "muted")
        self._origin.setSizePolicy(
            QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred
        )
        self._keep_button = QPushButton(tr("Keep in pro&ject"), self)
        self._keep_button.setObjectName("deployment-keep")
        self._keep_button.setAccessibleName(tr("Keep in project"))
        self._keep_button.setToolTip(
            tr("Save these figures with the trained network, in place of earlier ones")
        )
        self._keep_button.clicked.connect(self._keep)
        card.header.addWidget(self._origin, 1)
        card.header.addWidget(self._keep_button)
        card.body.addWidget(self.table, 1)
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self._splitter.setObjectName("deployment-splitter")
        self._splitter.setHandleWidth(8)
        self._splitter.setChildrenCollapsible(False)
        for part in (self.chart, card):
            part.setMinimumHeight(CHART_HEIGHT)
            self._splitter.addWidget(part)
        self._splitter.setSizes([500, 660])
        return self._splitter


def _learned(trained: TrainedNetwork | None) -> object:
    """Return what chips are sampled from: a kept table makes no other network."""
    return None if trained is None else trained.layers


def _by_place(
    cells: tuple[SweepCell, ...],
) -> dict[tuple[str, int, int], SweepCell]:
    return {(cell.encoding, cell.ticks, cell.copies): cell for cell in cells}


def _missing(project: Project) -> tuple[str, str, str]:
    """Return title, text and button for a network that is not trained."""
    if project.network.circuit is not None:
        return (
            tr("Nothing to train"),
            tr(
                "This network's cores were built one by one. Accuracy on the chip is "
                "measured of networks of layers, once they are trained."
            ),
            "",
        )
    return (
        tr("Not trained yet"),
        tr(
            "Once the network is trained, its accuracy on sampled chips is measured "
            "here: by copies and ticks, with the energy per frame, and layer by layer."
        ),
        "",
    )
