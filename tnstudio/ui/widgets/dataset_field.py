"""Choose a data set; it is read in the background."""

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QVBoxLayout, QWidget

from tnstudio.app.data import loading
from tnstudio.app.jobs import Failed, Finished, Job, JobEvent
from tnstudio.datasets.images import Dataset
from tnstudio.datasets.load import bundled_names
from tnstudio.errors import TNStudioError
from tnstudio.ui.qt_bridge import Jobs
from tnstudio.ui.widgets.fields import About

FOLDER = "Folder …"

ABOUT = About(
    "dataset",
    "Data set",
    "Images to train and to test with: a bundled set, or a folder with IDX files.",
)


class DatasetField(QWidget):
    """A list of data sets, with what was found in the chosen one below it.

    Parameters
    ----------
    jobs : Jobs
        Reads the files.
    ask_folder : callable, optional
        Asks the user for a folder; returns ``""`` if there was no answer.
    brief : bool
        Whether to say below the list only what is wrong.

    Attributes
    ----------
    changed : Signal
        Another data set was chosen, or the chosen one has been read, or could
        not be read.
    """

    changed = Signal()

    def __init__(
        self,
        jobs: Jobs,
        ask_folder: Callable[[], str] | None = None,
        *,
        brief: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("dataset-field")
        self.ask_folder = ask_folder or self._ask_folder
        self._jobs = jobs
        self._brief = brief
        self._run_id = 0
        self._dataset: Dataset | None = None
        self._error: TNStudioError | None = None
        self._list = QComboBox(self)
        ABOUT.name(self._list)
        self._list.addItems([*bundled_names(), FOLDER])
        self._source = self._list.itemText(0)
        self._list.activated.connect(self._choose)
        self._found = QLabel(self)
        self._found.setObjectName("dataset-found")
        self._found.setProperty("role", "muted")
        self._found.setWordWrap(True)
        self._found.setHidden(brief)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._list)
        layout.addWidget(self._found)

    @property
    def source(self) -> str:
        """The chosen one: a bundled name or a folder."""
        return self._source

    @property
    def dataset(self) -> Dataset | None:
        """The chosen data set once it has been read."""
        return self._dataset

    @property
    def error(self) -> TNStudioError | None:
        """Why the chosen data set cannot be read."""
        return self._error

    @property
    def is_reading(self) -> bool:
        """Whether the data set is being read."""
        return self._run_id != 0

    def read(self) -> None:
        """Read the chosen data set unless that was done already."""
        if self._dataset is None and self._error is None and not self.is_reading:
            self._start()

    def choose(self, source: str) -> None:
        """Choose a bundled data set or a folder, and read it."""
        if self._list.findText(source) < 0:
            self._list.insertItem(self._list.count() - 1, source)
        self._select(source)
        if source != self._source or self._error is not None:
            self._source = source
            self._start()

    def _choose(self, index: int) -> None:
        text = self._list.itemText(index)
        source = self.ask_folder() if text == FOLDER else text
        if source:
            self.choose(source)
        else:
            self._select(self._source)

    def _select(self, source: str) -> None:
        with QSignalBlocker(self._list):
            self._list.setCurrentIndex(self._list.findText(source))

    def _start(self) -> None:
        source = self._source
        if self.is_reading:
            self._jobs.cancel(self._run_id)
        self._dataset = self._error = None
        self._tell(f"Reading {source} …")
        job = Job("Reading images", lambda: loading(source))
        self._run_id = self._jobs.start(job, self._take)
        self.changed.emit()

    def _take(self, event: JobEvent) -> None:
        if event.run_id != self._run_id:
            return
        if isinstance(event, Finished):
            self._dataset = event.result
            self._tell(_summary(event.result))
        elif isinstance(event, Failed):
            self._error = event.error
            self._tell(str(event.error), "problem")
        else:
            return
        self._run_id = 0
        self.changed.emit()

    def _tell(self, text: str, role: str = "muted") -> None:
        self._found.setText(text)
        self._found.setProperty("role", role)
        self._found.style().polish(self._found)
        self._found.setVisible(role == "problem" or not self._brief)

    def _ask_folder(self) -> str:
        return QFileDialog.getExistingDirectory(self, "Folder of IDX files")


def _summary(dataset: Dataset) -> str:
    rows, columns, channels = dataset.train.shape
    return (
        f"{len(dataset.train):,} to train, {len(dataset.test):,} to test\n"
        f"{rows} × {columns} × {channels}, {dataset.train.classes} classes"
    )
