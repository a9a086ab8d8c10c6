"""Which image of the set: by number, the next, any, a wrong one, one of a class."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from tnstudio.app.chip_mistakes import next_of
from tnstudio.datasets.images import ImageSet
from tnstudio.randomness import generator
from tnstudio.texts import tr
from tnstudio.ui.simulate.wrong_images import WrongImages
from tnstudio.ui.studio import Studio
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.fields import About, WholeNumber
from tnstudio.ui.widgets.long_text import cut, plain_tip

IMAGE = About(
    "image-index",
    tr("Image"),
    tr("Number of the test image on the input."),
)
ALL, WRONG = "all", "wrong"
FILTER = "filter-variant", "text"

_BUTTONS = {
    "previous": tr("Previous image"),
    "next": tr("Next image"),
    "random": tr("Random image"),
    "filter": tr("Which images"),
}


ABOUT_WRONG = tr(
    "Images that the chip takes for another class: all are shown to it once, in "
    "the background. With the stochastic code other ticks draw other spikes, which "
    "may decide otherwise."
)

LONGEST_CLASS = 24
"""Of a class's name, in characters."""


class ImageChooser(QWidget):
    """A number between buttons, and a menu of which images to go through.

    Attributes
    ----------
    chosen : Signal of int
        The user has chosen another image.
    wrong : WrongImages
    """

    chosen = Signal(int)

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.wrong = WrongImages(studio.jobs, self)
        self._theme = studio.theme
        self._images: ImageSet | None = None
        self._random = generator(0, "images to look at")
        self._index = WholeNumber(IMAGE, 0, 0, 0, self)
        self._which: str | int = ALL
        self._wants_one = False
        self._menu = QMenu(self)
        self._group = QActionGroup(self)
        self._filter = self._button(studio.theme, "filter", FILTER[0], None)
        self._filter.setMenu(self._menu)
        self._filter.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._told = QLabel(self)
        self._told.setObjectName("image-filter-told")
        self._told.setProperty("role", "muted")
        self._told.setMinimumWidth(1)
        self._stop = QPushButton(self)
        self._stop.setObjectName("wrong-stop")
        self._stop.setProperty("role", "flat")
        self._lay_out(studio.theme)
        self._index.valueChanged.connect(self.chosen)
        self.wrong.changed.connect(self._take_wrong)
        self._stop.clicked.connect(self._stop_or_start)
        self._tell()

    @property
    def image(self) -> int:
        """The chosen image."""
        return int(self._index.value())

    @property
    def which(self) -> str | int:
        """What is gone through: ``all``, ``wrong``, or the number of a class."""
        return self._which

    @property
    def told(self) -> str:
        """What is said of the images that are gone through."""
        return self._told.text()

    def choose(self, image: int) -> None:
        """Choose an image; tells of it if it is another one."""
        self._index.setValue(image)

    def show_image(self, image: int) -> None:
        """Show which image is on; nobody is told."""
        with QSignalBlocker(self._index):
            self._index.setValue(image)

    def show_images(self, images: ImageSet) -> None:
        """Offer these images; the chosen number stays if there is such an image."""
        self._images = images
        with QSignalBlocker(self._index):
            self._index.setRange(0, len(images) - 1)
        self._index.setToolTip(
            tr(
                "{about}<br>Range: {low:,} to {high:,}",
                about=IMAGE.tooltip,
                low=0,
                high=len(images) - 1,
            )
        )
        self._build_menu(images)
        self._tell()

    def go_through(self, which: str | int) -> None:
        """Go through all images, the wrong ones or those of a class."""
        self._which = which
        self._wants_one = True
        self._take_wrong()

    # -- Which images

    def _wanted(self) -> npt.NDArray[np.bool_] | None:
        """Return which images are gone through; None while that is not known."""
        images = self._images
        if images is None:
            return None
        if self._which == ALL:
            return np.ones(len(images), np.bool_)
        if self._which == WRONG:
            found = self.wrong.found
            return None if found is None else found.wrong
        wanted: npt.NDArray[np.bool_] = images.labels == self._which
        return wanted

    def _step(self, by: int) -> None:
        wanted = self._wanted()
        if wanted is not None:
            self.choose(next_of(wanted, self.image, by))

    def _choose_any(self) -> None:
        wanted = self._wanted()
        if wanted is not None and wanted.any():
            self.choose(int(self._random.choice(np.flatnonzero(wanted))))

    def _take_wrong(self) -> None:
        """Find the wrong images if they are wanted, and go to one of them."""
        if self._which == WRONG:
            self.wrong.want()
        wanted = self._wanted()
        if self._wants_one and wanted is not None:
            self._wants_one = False
            if not wanted[self.image]:
                self._step(1)
        self._tell()

    def _stop_or_start(self) -> None:
        if self.wrong.is_busy:
            self.wrong.cancel()
        else:
            self.wrong.want_again()

    # -- What is said

    def _tell(self) -> None:
        images = self._images
        is_wrong = self._which == WRONG
        waits = is_wrong and self.wrong.found is None
        self._told.setVisible(self._which != ALL and images is not None)
        self._stop.setVisible(waits)
        self._stop.setText(tr("Stop") if self.wrong.is_busy else tr("Find"))
        self._stop.setToolTip(
            tr("Stop showing images") if self.wrong.is_busy else ABOUT_WRONG
        )
        text, tip = self._words(images) if images is not None else ("", "")
        self._told.setText(text)
        self._told.setToolTip(plain_tip(tip))
        which = self._name()
        self._filter.setAccessibleName(tr("Which images: {which}", which=which))
        self._filter.setToolTip(
            tr(
                "Which images: {which}.<br>All, wrong ones only, or of one class",
                which=which,
            )
        )
        icon, colour = ("filter", "accent") if self._which != ALL else FILTER
        self._theme.keep_icon(self._filter, f"mdi6.{icon}", colour)

    def _words(self, images: ImageSet) -> tuple[str, str]:
        """Return what is said of the images, and what is said on hover."""
        if self._which != WRONG:
            count = int((images.labels == self._which).sum())
            return tr(
                "{which}: {count:,} of {images:,}",
                which=self._name(),
                count=count,
                images=len(images),
            ), ""
        found, error = self.wrong.found, self.wrong.error
        if found is not None:
            count = int(found.wrong.sum())
            told = tr(
                "Wrong: {count:,} of {images:,} ({share:.1%})",
                count=count,
                images=len(images),
                share=count / len(images),
            )
            tip = tr("{wrong}, {how}.", wrong=told, how=found.how)
            return told, f"{tip}\n{ABOUT_WRONG}"
        if error is not None:
            return tr("Wrong ones: failed"), str(error)
        if self.wrong.is_busy:
            return tr(
                "Finding wrong ones … {share:.0%}", share=self.wrong.share
            ), ABOUT_WRONG
        return tr("Wrong ones: stopped"), ABOUT_WRONG

    def _name(self) -> str:
        if isinstance(self._which, str):
            return tr("all") if self._which == ALL else tr("wrong ones")
        if self._images is None:
            return ""
        return tr(
            "Class {name}",
            name=cut(self._images.class_names[self._which], LONGEST_CLASS),
        )

    # -- Construction

    def _build_menu(self, images: ImageSet) -> None:
        self._menu.clear()
        if isinstance(self._which, int) and self._which >= images.classes:
            self._which = ALL
        self._add(tr("&All images"), ALL)
        self._add(tr("&Wrong ones only"), WRONG).setToolTip(ABOUT_WRONG)
        self._menu.setToolTipsVisible(True)
        self._menu.addSeparator()
        for label, name in enumerate(images.class_names):
            shown = cut(name, LONGEST_CLASS).replace("&", "&&")
            self._add(tr("Class {name}", name=shown), label)

    def _add(self, text: str, which: str | int) -> QAction:
        action = self._menu.addAction(text)
        action.setObjectName(f"images-{which}")
        action.setCheckable(True)
        action.setChecked(which == self._which)
        self._group.addAction(action)
        action.triggered.connect(lambda: self.go_through(which))
        return action

    def _lay_out(self, theme: Theme) -> None:
        row = QHBoxLayout()
        row.setSpacing(4)
        step, button = self._step, self._button
        row.addWidget(button(theme, "previous", "chevron-left", lambda: step(-1)))
        row.addWidget(self._index, 1)
        row.addWidget(button(theme, "next", "chevron-right", lambda: step(1)))
        row.addWidget(button(theme, "random", "dice-multiple", self._choose_any))
        row.addWidget(self._filter)
        below = QHBoxLayout()
        below.setSpacing(4)
        below.addWidget(self._told, 1)
        below.addWidget(self._stop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(row)
        layout.addLayout(below)

    def _button(
        self, theme: Theme, name: str, icon: str, act: Callable[[], None] | None
    ) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"image-{name}")
        button.setAccessibleName(_BUTTONS[name])
        button.setToolTip(_BUTTONS[name])
        button.setProperty("role", "flat")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme.keep_icon(button, f"mdi6.{icon}")
        if act is not None:
            button.clicked.connect(lambda: act())
        return button
