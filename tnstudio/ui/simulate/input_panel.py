"""Which image is on the input, what is painted on it, how it becomes spikes."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from tnstudio.app.code_names import code_name
from tnstudio.app.frame import Frame
from tnstudio.app.show_log import Picture, Show
from tnstudio.datasets.encoders import ENCODINGS, Encoding
from tnstudio.datasets.images import ImageSet
from tnstudio.model.program import NONE, ChipProgram
from tnstudio.texts import tr
from tnstudio.ui.simulate.brush_tools import BrushTools
from tnstudio.ui.simulate.image_chooser import ImageChooser
from tnstudio.ui.simulate.paint_picture import PaintPicture
from tnstudio.ui.simulate.picture import LEAST_SIDE
from tnstudio.ui.simulate.sketching import Sketching
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.card import Card
from tnstudio.ui.widgets.dataset_field import DatasetField
from tnstudio.ui.widgets.fields import About
from tnstudio.ui.widgets.fold import Fold
from tnstudio.ui.widgets.long_text import breakable, cut, plain_tip

ENCODING = About(
    "encoding",
    tr("Encoding"),
    tr(
        "stochastic: each line draws in every tick, P(spike) = x. "
        "rate: round(x T) spikes, evenly spaced over T = 16 ticks."
    ),
    tr("stochastic or rate"),
)

BRUSH_TIP = tr(
    "Paint on the picture while this is open: left button, with Shift or the right "
    "button erase. By keys: Tab to the picture, arrows move, Space paints."
)

PAINTING_SIDE = 150
"""Least height of the picture while it is painted on."""

LONGEST_CLASS = 12
"""Of a class's name, in characters."""


class InputPanel(Card):
    """Data set, image, brush and encoding.

    Attributes
    ----------
    data : DatasetField
    picture : PaintPicture
    chooser : ImageChooser
    image_chosen : Signal of int
        An image of the set shall be on the input.
    picture_made : Signal of Picture
        What was painted or loaded shall be.
    encoding_chosen : Signal of str
    """

    image_chosen = Signal(int)
    picture_made = Signal(object)
    encoding_chosen = Signal(str)

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(tr("Input"), "input-card", parent)
        self._images: ImageSet | None = None
        self._program: ChipProgram | None = None
        self._seed = 0
        self.data = DatasetField(studio, brief=True, parent=self)
        self.chooser = ImageChooser(studio, self)
        self.picture = PaintPicture(studio.theme, self)
        self._label = QLabel(self)
        self._label.setObjectName("image-label")
        self._label.setMinimumWidth(1)
        self._encoding = QComboBox(self)
        for encoding in ENCODINGS:
            self._encoding.addItem(code_name(encoding), encoding)
        ENCODING.name(self._encoding)
        self.tools = BrushTools(studio.theme, self)
        self.brush = Fold(studio.theme, tr("Brush"), "brush", BRUSH_TIP, self)
        self._told = QLabel(self)
        self._told.setObjectName("picture-told")
        self._told.setProperty("role", "muted")
        self._told.setWordWrap(True)
        self._told.setTextFormat(Qt.TextFormat.PlainText)
        self.sketching = Sketching(studio, self.picture, self.tools, self)
        self._lay_out()
        self.chooser.chosen.connect(self._choose)
        self.chooser.wrong.changed.connect(self._tell)
        self._encoding.currentIndexChanged.connect(self._take_encoding)
        self.sketching.painted.connect(self._take_picture)
        self.sketching.loaded.connect(self._take_loaded)
        self.brush.turned.connect(self._take_brush)
        self.tools.changed.connect(self._take_brush)

    @property
    def image(self) -> int:
        """The chosen image."""
        return self.chooser.image

    @property
    def label(self) -> int:
        """The class of what is to be seen; `NONE` if it is of no known one."""
        if self._images is None:
            return NONE
        made = self.sketching.now
        return int(self._images.labels[self.image]) if made is None else made.label

    @property
    def encoding(self) -> Encoding:
        """The chosen encoding."""
        return ENCODINGS[self._encoding.currentIndex()]

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is being read or looked for."""
        return not (self.sketching.is_busy or self.chooser.wrong.is_busy)

    def show_chip(self, program: ChipProgram, images: ImageSet) -> None:
        """Offer these images for a chip; the chosen number stays if there is such."""
        self._program, self._images = program, images
        self.picture.show_chip(program)
        self.chooser.show_images(images)
        self._begin()
        self._show_chip_to_chooser()

    def note_seed(self, seed: int) -> None:
        """Look for wrong images with another seed of the input spikes."""
        self._seed = seed
        self._show_chip_to_chooser()

    def choose(self, image: int) -> None:
        """Choose an image."""
        self.chooser.choose(image)

    def show_frame(self, frame: Frame, *, is_new: bool = True) -> None:
        """Show what is on the input in a tick; nobody is told of a choice.

        Parameters
        ----------
        frame : Frame
        is_new : bool
            Whether it has what was chosen last; else only its spikes are shown.
        """
        if frame.encoding is None:
            return
        if is_new:
            self._show_on(frame.image, frame.encoding, _picture(frame))
        self.picture.show_spikes(frame.input_spikes)

    def show_next(self, show: Show | None) -> None:
        """Show what will be on the input in the next tick."""
        if show is not None:
            self._show_on(show.image, show.encoding, show.picture)

    def clear_spikes(self) -> None:
        """Show the image without spikes."""
        self.sketching.show()

    # -- What is on the input

    def _show_on(self, image: int, encoding: Encoding, picture: Picture | None) -> None:
        with QSignalBlocker(self._encoding):
            self._encoding.setCurrentIndex(ENCODINGS.index(encoding))
        self._show_chip_to_chooser()
        before = self.sketching.now
        if image != self.image:
            self.chooser.show_image(image)
            self._begin()
        self.sketching.follow(picture)
        if self.sketching.now is not before:
            self._told.setVisible(False)
        self._tell()

    def _begin(self) -> None:
        """Show the chosen image as it is in the set."""
        images = self._images
        if images is not None:
            pixels = images.pixels[self.image]
            self.sketching.begin(Picture(pixels, int(images.labels[self.image])))
            self._told.setVisible(False)
            self._tell()

    def _choose(self, image: int) -> None:
        self._begin()
        self.image_chosen.emit(image)

    def _take_picture(self) -> None:
        made = self.sketching.now
        self._told.setVisible(False)
        self._tell()
        if made is None:
            self.image_chosen.emit(self.image)
        else:
            self.picture_made.emit(made)

    def _take_loaded(self, told: str) -> None:
        """Say what was done to the picture, and show how to take it back."""
        self._told.setText(breakable(told))
        self._told.setVisible(True)
        self.brush.set_open(True)

    def _take_brush(self) -> None:
        is_open = self.brush.is_open
        self.picture.take_brush(self.tools.brush.size if is_open else 0)
        least = PAINTING_SIDE if is_open else LEAST_SIDE
        self.picture.setMinimumHeight(least)

    def _take_encoding(self) -> None:
        self._show_chip_to_chooser()
        self.encoding_chosen.emit(self.encoding)

    def _show_chip_to_chooser(self) -> None:
        if self._program is not None and self._images is not None:
            self.chooser.wrong.show(
                self._program, self._images, self.encoding, self._seed
            )

    # -- What is said

    def _tell(self) -> None:
        images = self._images
        if images is None:
            return
        label = self.label
        name = tr("none") if label == NONE else images.class_names[label]
        shown = "" if label == NONE else plain_tip(cut(name, LONGEST_CLASS))
        if self.sketching.now is not None:
            self._tell_own(shown, name)
        else:
            self._tell_image(shown, name, self._taken_for(images, label))

    def _tell_own(self, shown: str, name: str) -> None:
        """Tell the label of what was painted or loaded; none is shown if empty."""
        self._label.setText(
            tr("Own: label <b>{name}</b>", name=shown) if shown else tr("Own: no label")
        )
        tip = tr("Painted or loaded; label {name}", name=name)
        self._label.setToolTip(plain_tip(tip))
        self.picture.setAccessibleName(tr("Own picture, label {name}", name=name))

    def _tell_image(self, shown: str, name: str, taken: str) -> None:
        """Tell the label of an image, and what it is wrongly taken for, if it is."""
        told = tr("Label <b>{name}</b>", name=shown) if shown else tr("No label")
        tip = tr("Label {name}", name=name)
        if taken:
            told = tr(
                "{label}, taken for <b>{taken}</b>",
                label=told,
                taken=plain_tip(cut(taken, LONGEST_CLASS)),
            )
            tip = tr(
                "{label}. Taken for {taken} {how}",
                label=tip,
                taken=taken,
                how=self._how,
            )
        self._label.setText(told)
        self._label.setToolTip(plain_tip(tip))
        self.picture.setAccessibleName(
            tr("Image {image}, label {name}", image=self.image, name=name)
        )

    def _taken_for(self, images: ImageSet, label: int) -> str:
        """Return the class that the chip takes the image for, if that is wrong."""
        found = self.chooser.wrong.found
        if found is None or found.found[self.image] == label:
            return ""
        return images.class_names[found.found[self.image]]

    @property
    def _how(self) -> str:
        found = self.chooser.wrong.found
        return "" if found is None else found.how

    def _lay_out(self) -> None:
        below = QHBoxLayout()
        below.addWidget(self._label, 1)
        below.addWidget(self._encoding)
        self.brush.body.addWidget(self.tools)
        self.brush.body.addWidget(self._told)
        self._told.setVisible(False)
        self.body.addWidget(self.data)
        self.body.addWidget(self.chooser)
        self.body.addWidget(self.picture, 1)
        self.body.addLayout(below)
        self.body.addWidget(self.brush)


def _picture(frame: Frame) -> Picture | None:
    return None if frame.pixels is None else Picture(frame.pixels, frame.label)
