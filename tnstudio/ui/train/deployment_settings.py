"""What is to be measured of the deployed network, and how long that takes."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from tnstudio.app.code_names import code_name
from tnstudio.app.progress import MeasurementProgress
from tnstudio.app.sweep_plans import (
    QUICK_IMAGES,
    QUICK_SEEDS,
    QUICK_TICKS,
    counts_of,
    most_copies,
    quick_copies,
    seconds_of,
)
from tnstudio.app.sweep_result import SweepPlan
from tnstudio.app.wording import about_text, counted
from tnstudio.datasets.encoders import ENCODINGS, Encoding
from tnstudio.errors import TNStudioError
from tnstudio.model.trained import TrainedNetwork
from tnstudio.texts import tr, without_mnemonic
from tnstudio.ui.train.amounts import images_told
from tnstudio.ui.train.deployment_chart import MOST_TICKS
from tnstudio.ui.train.deployment_wording import clock
from tnstudio.ui.widgets.card import Card
from tnstudio.ui.widgets.dataset_field import DatasetField
from tnstudio.ui.widgets.fields import About, TextField, WholeNumber

MOST_COPIES_LISTED = 16
MOST_TICKS_OF_AN_IMAGE = 4096
MOST_SEEDS = 100

COPIES = About(
    "sweep-copies",
    tr("Copies of the network"),
    tr(
        "Numbers of copies on the chip, e.g. 1, 2, 4. All are read off the largest one."
    ),
    tr(
        "at most {most_copies_listed} numbers, as many copies as the chip has room for",
        most_copies_listed=MOST_COPIES_LISTED,
    ),
)
TICKS = About(
    "sweep-ticks",
    tr("Ticks per image"),
    tr("Numbers of ticks that each image is shown, e.g. 1, 4, 16: a line for each."),
    tr(
        "at most {most_ticks} numbers, 1 to {most_ticks_of_an_image}",
        most_ticks=MOST_TICKS,
        most_ticks_of_an_image=MOST_TICKS_OF_AN_IMAGE,
    ),
)
ENCODING = About(
    "sweep-encoding",
    tr("Encoding"),
    tr(
        "How images become spikes: by chance in each tick, as many as the pixel's "
        "value "
        "says, or both ways."
    ),
)
SEEDS = About(
    "sweep-seeds",
    tr("Seeds"),
    tr(
        "How many chips are sampled, each with input spikes of its own, from seed 0 "
        "on. "
        "Two or more tell how much the draws matter."
    ),
    tr("1 to {most_seeds}", most_seeds=MOST_SEEDS),
)
IMAGES = About(
    "sweep-images",
    tr("Test images"),
    tr("How many of them, from the first on. More images make the bands narrower."),
)
OTHER_DESIGN = tr("Measure on the chip – the network as it was trained")

CHOICES: tuple[tuple[str, tuple[Encoding, ...]], ...] = (
    *((code_name(encoding), (encoding,)) for encoding in ENCODINGS),
    (tr("both"), ENCODINGS),
)
"""What can be chosen, and the codes that it stands for."""


class DeploymentSettings(Card):
    """Fields of a sweep, its start and its progress.

    Parameters
    ----------
    data : DatasetField
        Whose test images are classified.

    Attributes
    ----------
    wanted, cancel_wanted : Signal
        A button was pressed.
    """

    wanted = Signal()
    cancel_wanted = Signal()

    def __init__(self, data: DatasetField, parent: QWidget | None = None) -> None:
        super().__init__(tr("Measure on the chip"), "deployment-settings", parent)
        self._trained: TrainedNetwork | None = None
        self._busy = False
        self._data = data
        self._copies = TextField(self)
        self._ticks = TextField(", ".join(map(str, QUICK_TICKS)), self)
        self._encoding = QComboBox(self)
        self._encoding.addItems([title for title, _ in CHOICES])
        for about, field in (
            (COPIES, self._copies),
            (TICKS, self._ticks),
            (ENCODING, self._encoding),
        ):
            about.name(field)
        self._seeds = WholeNumber(SEEDS, 1, MOST_SEEDS, QUICK_SEEDS, self)
        self._images = WholeNumber(IMAGES, 1, 10_000_000, QUICK_IMAGES, self)
        self._start = self._button("sweep-start", tr("&Measure"), self.wanted.emit)
        self._start.setProperty("role", "primary")
        self._cancel = self._button(
            "sweep-cancel", tr("Ca&ncel"), self.cancel_wanted.emit
        )
        self._cancel.setToolTip(
            tr("Stop measuring; what is known so far stays on show")
        )
        self._told = QLabel(self)
        self._told.setObjectName("sweep-told")
        self._told.setProperty("role", "muted")
        self._told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._progress = QProgressBar(self)
        self._progress.setObjectName("sweep-progress")
        self._progress.setAccessibleName(tr("Progress of the measurement"))
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(8)
        self._progress.setRange(0, 1000)
        self._lay_out()
        for text in (self._copies, self._ticks):
            text.textChanged.connect(self._judge)
            text.returnPressed.connect(self._start.click)
        self._encoding.currentIndexChanged.connect(self._judge)
        self._seeds.valueChanged.connect(self._judge)
        self._images.valueChanged.connect(self._judge)
        self._data.changed.connect(self._judge)

    @property
    def plan(self) -> SweepPlan:
        """What is to be measured.

        Raises
        ------
        TNStudioError
            If a field cannot be read or the chip has no room.
        """
        copies = self._counts(self._copies, tr("Copies"), MOST_COPIES_LISTED)
        ticks = self._counts(self._ticks, tr("Ticks"), MOST_TICKS)
        if self._trained is not None and copies[-1] > most_copies(self._trained):
            most = most_copies(self._trained)
            raise TNStudioError(
                tr("{copies:,} copies do not fit the chip", copies=copies[-1]),
                hint=tr("at most {most:,}", most=most),
            )
        if ticks[-1] > MOST_TICKS_OF_AN_IMAGE:
            raise TNStudioError(
                tr("{ticks:,} ticks are too many", ticks=ticks[-1]),
                hint=tr(
                    "at most {most:,}",
                    most=MOST_TICKS_OF_AN_IMAGE,
                ),
            )
        _, encodings = CHOICES[self._encoding.currentIndex()]
        return SweepPlan(copies, ticks, encodings, tuple(range(self._seeds.value())))

    @property
    def images(self) -> int:
        """How many images, at most as many as there are."""
        dataset = self._data.dataset
        images = self._images.value()
        return images if dataset is None else min(images, len(dataset.test))

    @property
    def told(self) -> str:
        """The line below the fields."""
        return self._told.text()

    def show_network(self, trained: TrainedNetwork) -> None:
        """Offer what a network and its chip allow."""
        self._trained = trained
        self._copies.setText(", ".join(map(str, quick_copies(trained))))
        self._judge()

    def show_design(self, *, is_other: bool) -> None:
        """Tell whether the design is another one than was trained."""
        self.set_heading(OTHER_DESIGN if is_other else tr("Measure on the chip"))

    def show_busy(self, busy: bool) -> None:
        """Lock the fields while a measurement is under way."""
        self._busy = busy
        had_focus = self._start.hasFocus() or self._cancel.hasFocus()
        for field in (
            self._copies,
            self._ticks,
            self._encoding,
            self._seeds,
            self._images,
        ):
            field.setEnabled(not busy)
        self._cancel.setEnabled(busy)
        self._progress.setValue(0)
        self._judge()
        if had_focus:
            (self._cancel if busy else self._start).setFocus()

    def show_progress(self, progress: MeasurementProgress) -> None:
        """Show how far a measurement is."""
        self._progress.setValue(round(1000 * progress.share))
        self._told.setText(
            tr(
                "Measuring, {percent:.0f} %  {left}",
                percent=100 * progress.share,
                left=clock(progress.seconds_left),
            )
        )

    def _judge(self) -> None:
        """Tell how long it takes, or what is wrong."""
        if self._busy or self._trained is None:
            self._start.setEnabled(False)
            if self._busy:
                self._told.setText(tr("Measuring …"))
            return
        reason, estimate = "", ""
        try:
            estimate = self._estimate(self._trained)
        except TNStudioError as error:
            reason = str(error)
        if self._data.error is not None:
            reason = tr("The data set cannot be read. {error}", error=self._data.error)
        is_ready = not reason and self._data.dataset is not None
        self._start.setEnabled(is_ready)
        self._start.setToolTip(
            reason or tr("Sample chips and let them classify the test images")
        )
        self._told.setText(reason or estimate)
        self._told.setToolTip(reason or estimate)
        self._told.setProperty("role", "problem" if reason else "muted")
        self._told.style().polish(self._told)

    def _estimate(self, trained: TrainedNetwork) -> str:
        plan = self.plan
        figures = len(plan.shows) * len(plan.copies)
        seconds = seconds_of(plan, trained, self.images)
        return tr(
            "{figures}, each of {images} and {chips}: {duration}",
            figures=counted(figures, "figure"),
            images=images_told(self.images),
            chips=counted(len(plan.seeds), "chip"),
            duration=about_text(seconds),
        )

    def _counts(self, field: TextField, name: str, most: int) -> tuple[int, ...]:
        try:
            return counts_of(field.text(), most)
        except TNStudioError as error:
            raise TNStudioError(error.message, name, error.hint) from error

    def _button(self, name: str, text: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAccessibleName(without_mnemonic(text))
        button.clicked.connect(lambda _checked=False: act())
        button.setEnabled(False)
        return button

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        fields: tuple[tuple[str, QWidget, int], ...] = (
            (tr("Co&pies"), self._copies, 104),
            (tr("Tic&ks"), self._ticks, 84),
            (tr("Encoding"), self._encoding, 108),
            (tr("&Seeds"), self._seeds, 58),
            (tr("Images"), self._images, 78),
        )
        for column, (text, field, width) in enumerate(fields):
            label = QLabel(text, self)
            label.setBuddy(field)
            field.setMinimumWidth(width)
            grid.addWidget(label, 0, column)
            grid.addWidget(field, 1, column)
            grid.setColumnStretch(column, width)
        # Not beside the fields: they would be out of sight in a narrow window.
        below = QHBoxLayout()
        below.setSpacing(8)
        told = QVBoxLayout()
        told.setSpacing(4)
        told.addWidget(self._told)
        told.addWidget(self._progress)
        below.addLayout(told, 1)
        below.addWidget(self._start)
        below.addWidget(self._cancel)
        self.body.addLayout(grid)
        self.body.addLayout(below)
