"""Training network and chip compared layer by layer, and what each step costs."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from tnstudio.app.agreement import MOST_TICKS
from tnstudio.app.agreement_report import AgreementReport
from tnstudio.app.code_names import code_name
from tnstudio.app.progress import MeasurementProgress
from tnstudio.app.sweep_plans import most_copies
from tnstudio.datasets.encoders import ENCODINGS, Encoding
from tnstudio.model.trained import TrainedNetwork
from tnstudio.texts import tr
from tnstudio.ui.theme import Theme
from tnstudio.ui.train.deployment_wording import (
    FLIP_HEADINGS,
    LAYER_HEADINGS,
    clock,
    flip_figures,
    layer_figures,
    report_told,
)
from tnstudio.ui.widgets.card import Card
from tnstudio.ui.widgets.fields import About, WholeNumber
from tnstudio.ui.widgets.figures_table import FiguresTable

MOST_FLIPS = 200
"""Most images that are listed; all are counted."""

QUICK_COPIES, QUICK_TICKS, QUICK_IMAGES = 4, 4, 500

COPIES = About(
    "agreement-copies",
    tr("Copies"),
    tr("Sampled copies on the chip. From two on, their spread tells what is chance."),
)
TICKS = About(
    "agreement-ticks",
    tr("Ticks"),
    tr("Ticks per image."),
    tr("1 to {most:,}", most=MOST_TICKS),
)
IMAGES = About("agreement-images", tr("Images"), tr("Test images, from the first on."))
ENCODING = About("agreement-encoding", tr("Encoding"), tr("How images become spikes."))

INVITATION = tr(
    "Compare the training network with a chip: predicted and observed firing, what "
    "each layer costs, how much of it is chance, and which images change class."
)


class AgreementCard(Card):
    """Fields, a table of steps with bars, and the images whose class flips.

    Attributes
    ----------
    wanted, cancel_wanted : Signal
        A button was pressed.
    """

    wanted = Signal()
    cancel_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Agreement by layer"), "agreement-card", parent)
        self._copies = WholeNumber(COPIES, 1, QUICK_COPIES, QUICK_COPIES, self)
        self._ticks = WholeNumber(TICKS, 1, MOST_TICKS, QUICK_TICKS, self)
        self._encoding = QComboBox(self)
        for encoding in ENCODINGS:
            self._encoding.addItem(code_name(encoding), encoding)
        ENCODING.name(self._encoding)
        self._images = WholeNumber(IMAGES, 1, 10_000_000, QUICK_IMAGES, self)
        self._button = QPushButton(tr("C&ompare"), self)
        self._button.setObjectName("agreement-start")
        self._button.setAccessibleName(tr("Compare"))
        self._button.clicked.connect(self._press)
        self._busy = False
        self._told = QLabel(INVITATION, self)
        self._told.setObjectName("agreement-told")
        self._told.setProperty("role", "muted")
        self._told.setWordWrap(True)
        self.layers = FiguresTable(
            theme, "agreement-layers", tr("What each step costs"), LAYER_HEADINGS, self
        )
        self.flips = FiguresTable(
            theme,
            "agreement-flips",
            tr("Images whose class flips"),
            FLIP_HEADINGS,
            self,
        )
        self._flips_told = QLabel(self)
        self._flips_told.setObjectName("agreement-flips-told")
        self._lay_out()

    @property
    def copies(self) -> int:
        """Copies on the chip."""
        return int(self._copies.value())

    @property
    def ticks(self) -> int:
        """Ticks per image."""
        return int(self._ticks.value())

    @property
    def images(self) -> int:
        """How many test images."""
        return int(self._images.value())

    @property
    def encoding(self) -> Encoding:
        """How images become spikes."""
        return ENCODINGS[self._encoding.currentIndex()]

    @property
    def told(self) -> str:
        """What is said above the tables."""
        return self._told.text()

    def show_network(self, trained: TrainedNetwork) -> None:
        """Offer as many copies as the chip has room for; show no report."""
        self._copies.setRange(1, most_copies(trained))
        self._copies.setValue(QUICK_COPIES)
        self._tell(INVITATION)
        self._show_tables(shown=False)

    def show_state(self, *, busy: bool, can_start: bool) -> None:
        """Tell whether a comparison is under way or may start."""
        self._busy = busy
        self._button.setText(tr("Stop") if busy else tr("C&ompare"))
        self._button.setAccessibleName(tr("Stop comparing") if busy else tr("Compare"))
        self._button.setEnabled(busy or can_start)
        self._button.setToolTip(
            tr("Stop comparing")
            if busy
            else tr("Compare the training network with sampled copies, layer by layer")
        )
        for field in (self._copies, self._ticks, self._images, self._encoding):
            field.setEnabled(not busy)

    def show_progress(self, progress: MeasurementProgress) -> None:
        """Show how far a comparison is."""
        left = clock(progress.seconds_left)
        self._tell(
            tr(
                "Comparing, {percent:.0f} %  {left}",
                percent=100 * progress.share,
                left=left,
            )
        )

    def show_stopped(self) -> None:
        """Say that a comparison was stopped."""
        self._tell(tr("Stopped; nothing was found out."))

    def show_report(self, report: AgreementReport, names: tuple[str, ...]) -> None:
        """Show what a comparison has found; ``names`` are those of the classes."""
        self._tell(report_told(report))
        self.layers.show_rows(layer_figures(report))
        shown = report.flips[:MOST_FLIPS]
        self.flips.show_rows([flip_figures(flip, names) for flip in shown])
        told = tr(
            "Class flips: {flips:,} of {images:,} images ({percent:.1f} %)",
            flips=len(report.flips),
            images=report.images,
            percent=100 * len(report.flips) / report.images,
        )
        if len(report.flips) > MOST_FLIPS:
            told = tr("{flips}, the {shown} surest", flips=told, shown=MOST_FLIPS)
        self._flips_told.setText(told)
        self._show_tables(shown=True)

    def _show_tables(self, *, shown: bool) -> None:
        """Take no more room than there is something to show."""
        policy = QSizePolicy.Policy
        self._tables.setVisible(shown)
        self.setSizePolicy(
            policy.Preferred, policy.Preferred if shown else policy.Maximum
        )

    def _press(self) -> None:
        (self.cancel_wanted if self._busy else self.wanted).emit()

    def _tell(self, text: str) -> None:
        self._told.setText(text)

    def _lay_out(self) -> None:
        fields = QGridLayout()
        fields.setHorizontalSpacing(8)
        fields.setVerticalSpacing(2)
        # Labels above: so there is room for all in a narrow window.
        for column, (text, field) in enumerate(
            (
                (tr("Copies"), self._copies),
                (tr("Ticks"), self._ticks),
                (tr("Encoding"), self._encoding),
                (tr("Images"), self._images),
            )
        ):
            label = QLabel(text, self)
            label.setBuddy(field)
            fields.addWidget(label, 0, column)
            fields.addWidget(field, 1, column)
            fields.setColumnStretch(column, 1)
        fields.addWidget(self._button, 1, 4)
        fields.setColumnStretch(5, 2)
        right = QWidget(self)
        below = QVBoxLayout(right)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(4)
        below.addWidget(self._flips_told)
        below.addWidget(self.flips, 1)
        self._tables = QSplitter(Qt.Orientation.Horizontal, self)
        self._tables.setObjectName("agreement-tables")
        self._tables.addWidget(self.layers)
        self._tables.addWidget(right)
        self._tables.setStretchFactor(0, 2)
        self._tables.setStretchFactor(1, 1)
        self._tables.setSizes([760, 320])
        self._tables.setMinimumHeight(190)
        self._tables.setChildrenCollapsible(False)
        self.body.addLayout(fields)
        self.body.addWidget(self._told)
        self.body.addWidget(self._tables, 1)
        self._show_tables(shown=False)
