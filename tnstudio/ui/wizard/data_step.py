"""First step: images to learn from, or none."""

from PySide6.QtWidgets import QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from tnstudio.datasets.images import Dataset
from tnstudio.texts import marked, tr, without_mnemonic
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.dataset_field import DatasetField
from tnstudio.ui.widgets.text_scale import keep_width
from tnstudio.ui.wizard.class_mosaic import ClassMosaic
from tnstudio.ui.wizard.step import Step, muted

FIELD_WIDTH = 260
"""Of the data set's field, in pixels."""


class DataStep(Step):
    """A data set with its images, or free cores."""

    heading = marked("Data")
    told = marked(
        "Layers of cores learn from images with classes. Circuits of free cores need "
        "none: they are built by hand."
    )

    def __init__(self, studio: Studio, source: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.data = DatasetField(studio, parent=self)
        self.images = _option("wizard-images", tr("&Images to learn from"), self)
        self.free = _option("wizard-free", tr("No data: &free cores"), self)
        self._mosaic = ClassMosaic(studio, self)
        self._none = muted("wizard-no-data", self)
        self._none.setText(
            tr(
                "A chip without training: cores, crossbars, wires and delays of your "
                "own, and spikes from generators."
            )
        )
        self._lay_out()
        self.images.setChecked(True)
        self.images.toggled.connect(self._tell)
        self.data.changed.connect(self._tell)
        if source:
            self.data.choose(source)
        self.data.read()
        self._tell()

    @property
    def dataset(self) -> Dataset | None:
        """The images; None for free cores, and while they are being read."""
        return self.data.dataset if self.images.isChecked() else None

    @property
    def is_free(self) -> bool:
        """Whether the project shall have free cores."""
        return self.free.isChecked()

    @property
    def is_quiet(self) -> bool:
        """Whether all images are on show."""
        return not (self.data.is_reading or self._mosaic.is_busy)

    @property
    def obstacle(self) -> str:
        """Why one cannot go on."""
        if self.is_free or self.data.dataset is not None:
            return ""
        if self.data.error is not None:
            return tr("These images cannot be read: choose others, or free cores.")
        return tr("The images are being read …")

    def cancel(self) -> None:
        """Read no more: the dialog closes."""
        self.data.cancel()
        self._mosaic.cancel()

    def _lay_out(self) -> None:
        keep_width(self.data, FIELD_WIDTH)
        left = QVBoxLayout()
        left.addWidget(self.images)
        left.addWidget(self.data)
        left.addSpacing(10)
        left.addWidget(self.free)
        left.addWidget(self._none)
        left.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(18)
        layout.addLayout(left)
        layout.addWidget(self._mosaic, 1)
        keep_width(self._none, FIELD_WIDTH)

    def _tell(self) -> None:
        self.data.setEnabled(self.images.isChecked())
        found = self.dataset
        self._mosaic.show_images(None if found is None else found.train)
        self.changed.emit()


def _option(name: str, label: str, parent: QWidget) -> QRadioButton:
    button = QRadioButton(label, parent)
    button.setObjectName(name)
    button.setAccessibleName(without_mnemonic(label))
    button.setToolTip(without_mnemonic(label))
    return button
