"""Images on a chip's input lines, and pictures painted or loaded instead of them."""

from copy import copy
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from tnstudio.app.show_log import Picture, Show, ShowLog
from tnstudio.app.shown_image import ShownImage, require_image
from tnstudio.datasets.encoders import (
    Encoding,
    input_key,
    require_encoding,
    require_frame_ticks,
)
from tnstudio.datasets.images import WHITE, ImageSet
from tnstudio.datasets.load import require_fit
from tnstudio.errors import TNStudioError
from tnstudio.model.program import NONE, ChipProgram
from tnstudio.model.records import SEED
from tnstudio.texts import tr

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
        If the images do not fit the program, there is no such encoding, or a number
        is out of range.
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
        require_encoding(encoding)
        require_frame_ticks(frame_ticks)
        _require_seed(seed)
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

    def end(self, tick: int, latency: int) -> int:
        """Return where the image that is on in a tick comes to an end.

        That is behind the tick with the last output of a frame of T ticks: of the
        first one or, once that is over, of the next. An image that is followed by
        another one ends there, if that is earlier.

        Parameters
        ----------
        tick : int
        latency : int
            Ticks from an image's first tick to its first output.

        Returns
        -------
        int
            The tick after the last one; later than `tick`.
        """
        onset = self.at(tick).onset
        frames = max(0, tick - onset - latency) // self._frame_ticks + 1
        return min(onset + latency + frames * self._frame_ticks, self.change(tick))

    def change(self, tick: int) -> int:
        """Return the next tick after one in which something else is on."""
        return self._shows.after(tick)

    def label(self, show: Show) -> int:
        """Return the class of what is shown; `NONE` of a picture without one."""
        if show.picture is not None:
            return show.picture.label
        return int(self.images.labels[show.image])

    def spikes(self, first_tick: int, rows: int) -> npt.NDArray[np.uint8]:
        """Return the spikes of some ticks, of all that was or is on in them.

        Parameters
        ----------
        first_tick : int
        rows : int
            Number of ticks.

        Returns
        -------
        uint8 array, shape (rows, input lines)
        """
        parts = [
            self._shown(show).spikes(first, stop - first)
            for show, first, stop in self._shows.between(first_tick, first_tick + rows)
        ]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def show(self, image: int, tick: int) -> None:
        """Put another image on the input from a tick on; forget what came then.

        Raises
        ------
        TNStudioError
            If there is no such image.
        """
        require_image(self.images, image)
        new = replace(self.at(tick), image=image, picture=None, onset=tick)
        self._shows.begin(new)

    def show_picture(self, picture: Picture, tick: int) -> None:
        """Put a picture on the input from a tick on; forget what came then.

        Raises
        ------
        TNStudioError
            If it is not of the images' shape, or its class is none of theirs.
        """
        shape = picture.pixels.shape
        if shape != self.images.shape:
            raise TNStudioError(
                tr(
                    "The picture is {size}, the input {input}",
                    size=_by(shape),
                    input=_by(self.images.shape),
                ),
                self.images.name,
                tr("bring it to the size of the input"),
            )
        if not NONE <= picture.label < self.images.classes:
            raise TNStudioError(
                tr("There is no class {label}", label=picture.label),
                self.images.name,
                tr(
                    "choose 0 to {last}, or {none} for none",
                    last=self.images.classes - 1,
                    none=NONE,
                ),
            )
        self._shows.begin(replace(self.at(tick), picture=picture, onset=tick))

    def encode_as(self, encoding: Encoding, tick: int) -> None:
        """Make the spikes in another way from a tick on; forget what came then.

        Raises
        ------
        TNStudioError
            If there is no such way.
        """
        require_encoding(encoding)
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

    def _shown(self, show: Show) -> ShownImage:
        if show.picture is None:
            values = self.images.values(np.array([show.image]))
        else:
            flat = show.picture.pixels.reshape(1, -1)
            values = np.divide(flat, np.float32(WHITE), dtype=np.float32)
        return ShownImage(
            self._elements,
            values,
            show.encoding,
            show.key,
            self._frame_ticks,
            show.onset,
        )


def _require_seed(seed: int) -> None:
    if not SEED.holds(seed):
        raise TNStudioError(
            tr("The seed is {seed}", seed=seed),
            hint=tr("choose {low} to {high}", low=SEED.low, high=SEED.high),
        )


def _by(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape))
