"""One image on a chip's input lines, for as long as it takes."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tnstudio.datasets.encoders import MOST_TICKS, Encoder, Encoding
from tnstudio.datasets.images import ImageSet
from tnstudio.errors import TNStudioError
from tnstudio.texts import tr


@dataclass(frozen=True, eq=False, slots=True)
class ShownImage:
    """An image that is on the input from a tick on.

    Attributes
    ----------
    elements : int32 array, shape (lines,)
        The element that each line carries; -1 for a silent line.
    values : float32 array, shape (1, elements)
        0..1.
    encoding : str
        ``stochastic`` or ``rate``.
    key : uint64
        Of the draws, from `tnstudio.datasets.encoders.input_key`.
    frame_ticks : int
        T of the rate code: the image is shown as frames of so many ticks, again
        and again.
    onset : int
        The tick in which it appears.
    """

    elements: npt.NDArray[np.int32]
    values: npt.NDArray[np.float32]
    encoding: Encoding
    key: np.uint64
    frame_ticks: int
    onset: int = 0

    def spikes(self, first_tick: int, rows: int) -> npt.NDArray[np.uint8]:
        """Return the input spikes of some ticks, shape (rows, lines).

        Parameters
        ----------
        first_tick : int
            At least `onset`.
        rows : int
            Number of ticks.

        Raises
        ------
        TNStudioError
            As `Encoder` does.
        """
        if self.encoding == "rate":
            first, length = first_tick - self.onset, self.frame_ticks
        else:
            # Every tick draws anew: the image is one frame without end.
            first, length = first_tick, MOST_TICKS
        frames = -(-(first + rows) // length) - first // length
        encoder = Encoder(self.elements, length, self.encoding, self.key)
        return encoder.spikes(np.repeat(self.values, frames, axis=0), first, rows)


def require_image(images: ImageSet, image: int) -> None:
    """Refuse an image that a set does not have.

    Raises
    ------
    TNStudioError
    """
    if not 0 <= image < len(images):
        raise TNStudioError(
            tr("There is no image {image}", image=image),
            images.name,
            tr("choose 0 to {last}", last=len(images) - 1),
        )
