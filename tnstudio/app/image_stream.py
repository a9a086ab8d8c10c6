"""Images on their way through a chip, as one stream of ticks.

T ticks per image, cut into pieces short enough to stop at any time. Neither
the cuts nor the way the chip is computed change a single spike.
"""

from collections.abc import Callable, Iterator
from time import perf_counter

import numpy as np
import numpy.typing as npt

from tnstudio.datasets.encoders import Encoder, Encoding, input_key
from tnstudio.datasets.images import ImageSet
from tnstudio.datasets.load import require_fit
from tnstudio.errors import TNStudioError
from tnstudio.model.program import ChipProgram
from tnstudio.model.records import SEED
from tnstudio.texts import tr

PIECE_SECONDS = 0.1
"""How long one piece of the stream may take; a job has to stop within 200 ms."""

FIRST_PIECE = 16
"""Ticks of the first piece, before anything is known about the speed."""

MOST_PIECE_BYTES = 2**26
"""Most input spikes held at once, one byte each."""

Spikes = npt.NDArray[np.uint8]
Take = Callable[[int, Spikes], None]
"""Takes input spikes, (ticks, lines), and the tick whose answers come with
them: the first one's number less the chip's latency."""


class ImageStream:
    """Images as the input spikes of a chip.

    Parameters
    ----------
    program : ChipProgram
        The chip, whose input lines tell what is to be encoded.
    images : ImageSet
    ticks : int
        Ticks that each image is shown.
    encoding : str
        ``stochastic`` or ``rate``.
    seed : int
        Seed of the input spikes.
    limit : int, optional
        Only so many images from the start of the set.

    Attributes
    ----------
    count : int
        Number of images.
    labels : int32 array, shape (count,)
        Their classes.

    Raises
    ------
    TNStudioError
        If the images do not fit the chip, or ticks, encoding, seed or limit
        are out of range.
    """

    def __init__(
        self,
        program: ChipProgram,
        images: ImageSet,
        ticks: int,
        encoding: Encoding,
        seed: int,
        limit: int | None = None,
    ) -> None:
        require_fit(images, program.input_shape, len(program.class_names))
        if limit is not None and limit < 1:
            raise TNStudioError(
                tr("{images} images to evaluate", images=limit),
                hint=tr("choose 1 or more"),
            )
        if not SEED.holds(seed):
            raise TNStudioError(
                tr("The seed is {seed}", seed=seed),
                hint=tr("choose {low} to {high}", low=SEED.low, high=SEED.high),
            )
        self._images = images
        self.count = min(limit or len(images), len(images))
        self.labels = images.labels[: self.count]
        self.ticks = ticks
        self._encoder = Encoder(
            program.inputs.element, ticks, encoding, input_key(seed)
        )

    @property
    def lines(self) -> int:
        """Number of input lines."""
        return len(self._encoder.elements)

    def spikes_of(self, first: int, count: int) -> Spikes:
        """Return the input spikes of some images, (count * ticks, lines)."""
        return self._lines(first * self.ticks, count * self.ticks)

    def feed(self, take: Take, latency: int, shortest: int) -> Iterator[int]:
        """Send all images through, piece after piece.

        Parameters
        ----------
        take : function
            Is given each piece.
        latency : int
            The answers to the inputs of tick t come with tick t + latency;
            after the images, silence is sent until all have come.
        shortest : int
            No piece but the last has less than so many ticks.

        Yields
        ------
        int
            How many images are answered.
        """
        end = self.count * self.ticks + latency
        piece = _Piece(shortest, len(self._encoder.elements))
        tick = 0
        yield 0
        while tick < end:
            started = perf_counter()
            lines = self._lines(tick, min(piece.ticks, end - tick))
            take(tick - latency, lines)
            tick += len(lines)
            piece.adapt(perf_counter() - started)
            yield max(0, tick - latency) // self.ticks

    def _lines(self, first: int, rows: int) -> Spikes:
        """Return the input spikes of some ticks; after the images, silence."""
        shown = max(0, min(rows, self.count * self.ticks - first))
        frames = slice(first // self.ticks, -(-(first + shown) // self.ticks))
        spikes = self._encoder.spikes(self._images.values(frames), first, shown)
        if shown == rows:
            return spikes
        silence = np.zeros((rows - shown, spikes.shape[1]), np.uint8)
        return np.concatenate([spikes, silence])

    def tally(
        self, counts: npt.NDArray[np.int32], votes: npt.NDArray[np.int32], first: int
    ) -> None:
        """Add the votes of ticks from `first` on to the images they belong to.

        Before tick 0 the chip has not seen any image.

        Parameters
        ----------
        counts : int32 array, shape (count, ...)
        votes : int32 array, shape (ticks, ...)
        """
        tick = first + np.arange(len(votes))
        answers = tick >= 0
        np.add.at(counts, tick[answers] // self.ticks, votes[answers])


class _Piece:
    """How many ticks to send at once, so that a piece takes its time."""

    def __init__(self, shortest: int, lines: int) -> None:
        self._least = shortest
        self._most = max(shortest, MOST_PIECE_BYTES // max(1, lines))
        self.ticks = min(max(shortest, FIRST_PIECE), self._most)

    def adapt(self, seconds: float) -> None:
        """Choose the length of the next piece by the time of this one."""
        if seconds > PIECE_SECONDS:
            self.ticks = max(self._least, self.ticks // 2)
        elif seconds < PIECE_SECONDS / 2:
            self.ticks = min(self._most, self.ticks * 2)
