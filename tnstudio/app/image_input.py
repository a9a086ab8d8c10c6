"""Images on a chip's input lines, one after the other as they are chosen."""

from copy import copy
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from tnstudio.app.show_log import Show, ShowLog
from tnstudio.app.shown_image import ShownImage, require_image
from tnstudio.datasets.encoders import Encoding, input_key
from tnstudio.datasets.images import ImageSet
from tnstudio.datasets.load import require_fit
from tnstudio.model.program import ChipProgram

RATE_TICKS = 16
"""T of the rate code unless asked otherwise: J17 (tables 2 and 3) gains little
beyond it."""


class ImageInput:
    """Which image is on the input in which tick, and the spikes it makes.

    Parameters
    ----------
    program : ChipProgram
    images : ImageSet
        Must have the program's input shape; image 0 is on from tick 0.
    encoding : str
        ``stochastic`` or ``rate``.
    seed : int
        Seed of the input spikes.
    frame_ticks : int
        T of the rate code: an image is shown as frames of so many ticks.

    Raises
    ------
    TNStudioError
        If the images do not fit the program.
    """

    def __init__(
        self,
        program: ChipProgram,
        images: ImageSet,
        encoding: Encoding = "stochastic",
        seed: int = 0,
        frame_ticks: int = RATE_TICKS,
    ) -> None:
        require_fit(images, program.input_shape, len(program.class_names))
        self.images = images
        self._elements = program.inputs.element
        self._frame_ticks = frame_ticks
        self._shows = ShowLog(Show(0, 0, encoding, input_key(seed)))

    @property
    def onsets(self) -> tuple[int, ...]:
        """The ticks in which an image appeared, rising; the first is 0."""
        return self._shows.onsets

    def at(self, tick: int) -> Show:
        """Return what is on the input in a tick, 0 or later."""
        return self._shows.at(tick)

    def label(self, show: Show) -> int:
        """Return the class of an image that is shown."""
        return int(self.images.labels[show.image])

    def spikes(self, first_tick: int, rows: int) -> npt.NDArray[np.uint8]:
        """Return the spikes of some ticks, all of what is on in the first one.

        Parameters
        ----------
        first_tick : int
        rows : int
            Number of ticks.

        Returns
        -------
        uint8 array, shape (rows, input lines)
        """
        show = self.at(first_tick)
        shown = ShownImage(
            self._elements,
            self.images.values(np.array([show.image])),
            show.encoding,
            show.key,
            self._frame_ticks,
            show.onset,
        )
        return shown.spikes(first_tick, rows)

    def show(self, image: int, tick: int) -> None:
        """Put another image on the input from a tick on; forget what came then.

        Raises
        ------
        TNStudioError
            If there is no such image.
        """
        require_image(self.images, image)
        self._shows.begin(replace(self.at(tick), image=image, onset=tick))

    def encode_as(self, encoding: Encoding, tick: int) -> None:
        """Make the spikes in another way from a tick on; forget what came then."""
        self._shows.begin(replace(self.at(tick), encoding=encoding, onset=tick))

    def copy(self) -> "ImageInput":
        """Return an input of the same shows that goes on by itself."""
        other = copy(self)
        other._shows = self._shows.copy()  # noqa: SLF001 (the same class)
        return other

    def encode_all_as(self, encoding: Encoding, tick: int) -> None:
        """Make the spikes in another way from a tick on, of all that comes then."""
        self._shows.change(tick, lambda show: replace(show, encoding=encoding))

    def reseed(self, seed: int, tick: int) -> None:
        """Draw with another seed from a tick on; the rate code draws nothing."""

        def reseeded(show: Show) -> Show:
            draws = show.encoding == "stochastic"
            return replace(show, key=input_key(seed)) if draws else show

        self._shows.change(tick, reseeded)

    def restart(self, seed: int, tick: int) -> None:
        """Have what is on in a tick on from tick 0, drawn with another seed."""
        self._shows.begin(replace(self.at(tick), key=input_key(seed), onset=0))
