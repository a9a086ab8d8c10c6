"""Which image is on the input, and how it becomes spikes."""

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QToolButton, QWidget

from tnstudio.app.simulation_session import Frame
from tnstudio.datasets.encoders import ENCODINGS, Encoding
from tnstudio.datasets.images import ImageSet
from tnstudio.randomness import generator
from tnstudio.ui.simulate.picture import InputPicture
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.card import Card
from tnstudio.ui.widgets.dataset_field import DatasetField
from tnstudio.ui.widgets.fields import About, WholeNumber

IMAGE = About(
    "image-index",
    "Image",
    "Number of the test image on the input.",
)
ENCODING = About(
    "encoding",
    "Encoding",
    "stochastic: each line draws in every tick, P(spike) = x. "
    "rate: round(x T) spikes, evenly spaced over T = 16 ticks.",
    "stochastic or rate",
)


class InputPanel(Card):
    """Data set, image and encoding.

    Attributes
    ----------
    data : DatasetField
    image_chosen : Signal of int
    encoding_chosen : Signal of str
    """

    image_chosen = Signal(int)
    encoding_chosen = Signal(str)

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__("Input", "input-card", parent)
        self._images: ImageSet | None = None
        self._random = generator(0, "images to look at")
        self.data = DatasetField(studio, brief=True, parent=self)
        self.picture = InputPicture(studio.theme, self)
        self._index = WholeNumber(IMAGE, 0, 0, 0, self)
        self._label = QLabel(self)
        self._label.setObjectName("image-label")
        self._encoding = QComboBox(self)
        self._encoding.addItems(list(ENCODINGS))
        ENCODING.name(self._encoding)
        self._lay_out(studio)
        self._index.valueChanged.connect(self._choose)
        self._encoding.currentTextChanged.connect(self.encoding_chosen)

    @property
    def image(self) -> int:
        """The chosen image."""
        return int(self._index.value())

    @property
    def encoding(self) -> Encoding:
        """The chosen encoding."""
        return ENCODINGS[self._encoding.currentIndex()]

    def show_images(self, images: ImageSet) -> None:
        """Offer these images; the chosen number stays if there is such an image."""
        self._images = images
        with QSignalBlocker(self._index):
            self._index.setRange(0, len(images) - 1)
        self._index.setToolTip(f"{IMAGE.tooltip}<br>Range: 0 to {len(images) - 1:,}")
        self._show()

    def choose(self, image: int) -> None:
        """Choose an image."""
        self._index.setValue(image)

    def show_frame(self, frame: Frame) -> None:
        """Show what is on the input in a tick; nobody is told of a choice."""
        if frame.encoding is None:
            return
        if frame.image != self.image:
            with QSignalBlocker(self._index):
                self._index.setValue(frame.image)
            self._show()
        with QSignalBlocker(self._encoding):
            self._encoding.setCurrentIndex(ENCODINGS.index(frame.encoding))
        self.picture.show_spikes(frame.input_spikes)

    def clear_spikes(self) -> None:
        """Show the image without spikes."""
        self._show()

    def _choose(self, image: int) -> None:
        self._show()
        self.image_chosen.emit(image)

    def _show(self) -> None:
        images = self._images
        if images is None:
            return
        self.picture.show_image(images.pixels[self.image])
        name = images.class_names[images.labels[self.image]]
        self._label.setText(f"Label <b>{name}</b>")
        self.picture.setAccessibleName(f"Image {self.image}, label {name}")

    def _step(self, by: int) -> None:
        count = self._index.maximum() + 1
        self.choose((self.image + by) % count)

    def _lay_out(self, studio: Studio) -> None:
        row = QHBoxLayout()
        row.setSpacing(4)
        for button in (
            self._button(studio, "previous", "chevron-left", lambda: self._step(-1)),
            self._index,
            self._button(studio, "next", "chevron-right", lambda: self._step(1)),
            self._button(studio, "random", "dice-multiple", self._choose_any),
        ):
            row.addWidget(button, 1 if button is self._index else 0)
        below = QHBoxLayout()
        below.addWidget(self._label, 1)
        below.addWidget(self._encoding)
        self.body.addWidget(self.data)
        self.body.addLayout(row)
        self.body.addWidget(self.picture, 1)
        self.body.addLayout(below)

    def _choose_any(self) -> None:
        self.choose(int(self._random.integers(self._index.maximum() + 1)))

    def _button(
        self, studio: Studio, name: str, icon: str, act: Callable[[], None]
    ) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"image-{name}")
        button.setAccessibleName(f"{name.capitalize()} image")
        button.setToolTip(f"{name.capitalize()} image")
        button.setProperty("role", "flat")
        studio.theme.keep_icon(button, f"mdi6.{icon}")
        button.clicked.connect(lambda: act())
        return button
