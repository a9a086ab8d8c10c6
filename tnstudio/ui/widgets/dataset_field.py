"""Choose a data set; it is read in the background."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tnstudio.app.data import loading
from tnstudio.app.jobs import Failed, Finished, Happened, Job, JobEvent
from tnstudio.app.progress import MeasurementProgress
from tnstudio.app.wording import counted
from tnstudio.datasets.images import Dataset
from tnstudio.datasets.load import bundled_names
from tnstudio.datasets.problems import SeveralSizes
from tnstudio.datasets.resampling import Resampling
from tnstudio.datasets.source import parted
from tnstudio.errors import TNStudioError
from tnstudio.texts import plural, tr
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.dataset_list import DatasetList
from tnstudio.ui.widgets.long_text import breakable, plain_tip, shortened
from tnstudio.ui.widgets.resampling_row import ResamplingRow

FILES = tr(
    "Data sets (*.npz *.h5 *.hdf5 *.hdf *.he5);;NumPy files (*.npz);;"
    "HDF5 files (*.h5 *.hdf5 *.hdf *.he5);;All files (*)"
)

PATIENCE_MILLISECONDS = 200
"""A data set that is read sooner needs no progress bar."""

MOST_LINES = 2
LONGEST_LINE = 240
"""Of an error, on show; the tooltip has all of it."""

MOST_REMARKS = 3
LONGEST_REMARK = 160


class DatasetField(QWidget):
    """A list of data sets, with what was found in the chosen one below it.

    Parameters
    ----------
    studio : Studio
        Its jobs read the files, its settings remember own data sets.
    brief : bool
        Whether to say below the list only what is wrong.

    Attributes
    ----------
    changed : Signal
        Another data set was chosen, or the chosen one has been read, or could
        not be read.
    ask_folder, ask_file : callable
        Ask the user for a folder or file; return ``""`` if there was no answer.
    """

    changed = Signal()

    def __init__(
        self, studio: Studio, *, brief: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("dataset-field")
        self.ask_folder = self._ask_folder
        self.ask_file = self._ask_file
        self._jobs, self._settings = studio.jobs, studio.settings
        self._brief = brief
        self._run_id = 0
        self._dataset: Dataset | None = None
        self._error: TNStudioError | None = None
        self._place, self._resampling = bundled_names()[0], Resampling()
        self._make_widgets()
        self._lay_out()
        self._offer()

    # -- What there is

    @property
    def source(self) -> str:
        """The chosen one, as `tnstudio.datasets.source.find_source` takes it."""
        return f"{self._place}{self._resampling}"

    @property
    def dataset(self) -> Dataset | None:
        """The chosen data set once it has been read."""
        return self._dataset

    @property
    def error(self) -> TNStudioError | None:
        """Why the chosen data set has not been read."""
        return self._error

    @property
    def is_reading(self) -> bool:
        """Whether the data set is being read."""
        return self._run_id != 0

    # -- What can be done

    def read(self) -> None:
        """Read the chosen data set unless that was done, has failed, or goes on."""
        if self._dataset is None and self._error is None and not self.is_reading:
            self._start()

    def read_again(self) -> None:
        """Read the chosen data set although that has failed."""
        if self._error is not None:
            self._start()

    def choose(self, source: str) -> None:
        """Choose a bundled data set, a folder or a file, and read it."""
        if source != self.source or self._error is not None:
            self._place, self._resampling = _parted(source)
            self._start()
        self._offer()

    def cancel(self) -> None:
        """Read no further; what was chosen stays chosen."""
        if self.is_reading:
            self._jobs.cancel(self._run_id)
            self._run_id = 0
            self._fail_cancelled()

    def showEvent(self, event: QShowEvent) -> None:
        """Offer what was read elsewhere in the meantime."""
        super().showEvent(event)
        self._offer()

    # -- Construction

    def _make_widgets(self) -> None:
        self._list = DatasetList(self)
        self._list.chosen.connect(self.choose)
        self._list.folder_wanted.connect(lambda: self._take(self.ask_folder()))
        self._list.file_wanted.connect(lambda: self._take(self.ask_file()))
        self._row = ResamplingRow(self)
        self._row.changed.connect(self._resample)
        self._bar = QProgressBar(self)
        self._bar.setObjectName("dataset-progress")
        self._bar.setAccessibleName(tr("Images read"))
        self._bar.setFixedHeight(8)
        self._bar.setTextVisible(False)
        self._cancel = _button("dataset-cancel", tr("Cancel"), tr("Read no further"))
        self._cancel.clicked.connect(self.cancel)
        self._again = _button(
            "dataset-again", tr("Read again"), tr("Read the images anew")
        )
        self._again.clicked.connect(self.read_again)
        self._mend = _button(
            "dataset-resample", "", tr("Bring all pictures to this size")
        )
        self._mend.clicked.connect(self._take_commonest)
        self._found = QLabel(self)
        self._found.setObjectName("dataset-found")
        self._found.setProperty("role", "muted")
        # Names of files are no mark-up.
        self._found.setTextFormat(Qt.TextFormat.PlainText)
        self._found.setWordWrap(True)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MILLISECONDS)
        self._patience.timeout.connect(self._show_state)

    def _lay_out(self) -> None:
        self._progress = QWidget(self)
        reading = QHBoxLayout(self._progress)
        reading.addWidget(self._bar, 1)
        reading.addWidget(self._cancel)
        self._remedies = QWidget(self)
        remedies = QHBoxLayout(self._remedies)
        remedies.addWidget(self._mend)
        remedies.addWidget(self._again)
        remedies.addStretch(1)
        layout = QVBoxLayout(self)
        for inner in (reading, remedies, layout):
            inner.setContentsMargins(0, 0, 0, 0)
            inner.setSpacing(4)
        for widget in (
            self._list,
            self._row,
            self._progress,
            self._found,
            self._remedies,
        ):
            layout.addWidget(widget)

    # -- Choosing

    @property
    def _name(self) -> str:
        return f"{Path(self._place).name}{self._resampling}"

    @property
    def _is_own(self) -> bool:
        return self.source not in bundled_names()

    def _take(self, answer: str) -> None:
        if answer:
            self.choose(answer)
        else:
            self._list.select(self.source)

    def _resample(self) -> None:
        self._resampling = self._row.resampling
        self._start()
        self._offer()

    def _take_commonest(self) -> None:
        if isinstance(self._error, SeveralSizes):
            wanted = replace(self._resampling, size=self._error.commonest)
            self.choose(f"{self._place}{wanted}")

    def _offer(self) -> None:
        self._list.show_sources(self.source, self._settings.values.datasets)
        self._row.show_resampling(self._resampling)
        self._show_state()

    # -- Reading

    def _start(self) -> None:
        source = self.source
        if self.is_reading:
            self._jobs.cancel(self._run_id)
        self._dataset = self._error = None
        self._bar.setRange(0, 0)
        job = Job(tr("Reading images"), lambda: loading(source), at_stake=False)
        self._run_id = self._jobs.start(job, self._follow)
        self._patience.start()
        self._tell(tr("Reading {name} …", name=self._name))
        self.changed.emit()

    def _follow(self, event: JobEvent) -> None:
        if event.run_id != self._run_id:
            return
        if isinstance(event, Happened):
            if isinstance(event.event, MeasurementProgress):
                self._bar.setRange(0, 1000)
                self._bar.setValue(round(1000 * event.event.share))
            return
        self._run_id = 0
        if isinstance(event, Finished):
            self._dataset = event.result
            self._remember()
            self._tell(_summary(event.result), tip="\n".join(event.result.remarks))
            self.changed.emit()
        elif isinstance(event, Failed):
            self._fail(event.error)
        else:
            self._fail_cancelled()

    def _fail_cancelled(self) -> None:
        hint = tr("read it again, or choose another data set")
        self._fail(TNStudioError(tr("Reading was cancelled"), self._name, hint))

    def _fail(self, error: TNStudioError) -> None:
        self._error = error
        self._tell(shortened(str(error), MOST_LINES, LONGEST_LINE), str(error))
        self.changed.emit()

    def _remember(self) -> None:
        if self._is_own and Path(self._place).is_absolute():
            self._settings.add_dataset(self.source)
            self._offer()

    # -- Showing

    def _tell(self, text: str, tip: str = "") -> None:
        self._found.setText(breakable(text))
        self._found.setToolTip(plain_tip(tip))
        self._found.setProperty("role", "problem" if self._error else "muted")
        self._found.style().polish(self._found)
        self._show_state()

    def _show_state(self) -> None:
        is_slow = self.is_reading and not self._patience.isActive()
        self._row.setVisible(self._is_own)
        self._progress.setVisible(is_slow)
        self._found.setVisible(self._error is not None or not self._brief)
        self._remedies.setVisible(self._error is not None)
        if isinstance(self._error, SeveralSizes):
            rows, columns = self._error.commonest
            self._mend.setText(
                tr("Resample to {rows} × {columns}", rows=rows, columns=columns)
            )
        self._mend.setVisible(isinstance(self._error, SeveralSizes))

    # -- Asking

    def _ask_folder(self) -> str:
        title = tr("Folder of IDX files, of .npy files, or of folders of pictures")
        return QFileDialog.getExistingDirectory(self, title, self._near)

    def _ask_file(self) -> str:
        title = tr("File with images and labels")
        return QFileDialog.getOpenFileName(self, title, self._near, FILES)[0]

    @property
    def _near(self) -> str:
        """Where to look for data sets: as chosen, or beside the last own one."""
        if self._settings.chosen_folder is not None:
            return str(self._settings.chosen_folder)
        last = next(iter(self._settings.values.datasets), "")
        return str(Path(parted(last)[0]).parent) if last else ""


def _button(name: str, label: str, tip: str) -> QPushButton:
    button = QPushButton(label)
    button.setObjectName(name)
    button.setToolTip(tip)
    return button


def _parted(source: str) -> tuple[str, Resampling]:
    try:
        return parted(source)
    except TNStudioError:
        # Reading it will fail, and tell why.
        return source, Resampling()


def _summary(dataset: Dataset) -> str:
    rows, columns, channels = dataset.train.shape
    classes = dataset.train.classes
    lines = [
        tr(
            "{train:,} to train, {test:,} to test",
            train=len(dataset.train),
            test=len(dataset.test),
        ),
        f"{rows} × {columns} × {channels}, {counted(classes, 'class')}",
    ]
    remarks = dataset.remarks[:MOST_REMARKS]
    lines += [f"• {shortened(remark, 1, LONGEST_REMARK)}" for remark in remarks]
    rest = len(dataset.remarks) - len(remarks)
    if rest:
        lines.append(
            plural("and {number} more remark", "and {number} more remarks", rest)
        )
    return "\n".join(lines)
