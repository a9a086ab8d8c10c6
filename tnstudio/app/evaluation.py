"""How well a deployed chip classifies images.

The images are one stream of ticks, T per image, that is cut into pieces short
enough to stop at any time. Neither the cuts nor the way the chip is computed
change a single spike.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import perf_counter

import numpy as np
import numpy.typing as npt

from tnstudio.datasets.encoders import Encoder, Encoding, input_key
from tnstudio.datasets.images import ImageSet
from tnstudio.datasets.load import require_fit
from tnstudio.errors import TNStudioError
from tnstudio.model.program import ChipProgram
from tnstudio.model.records import SEED
from tnstudio.simulation.batch import batch_evaluator, is_memoryless_feedforward
from tnstudio.simulation.readout import class_counts, class_scores, predict
from tnstudio.simulation.simulator import Simulator
from tnstudio.simulation.tables import WORD

PIECE_SECONDS = 0.1
"""How long one piece of the stream may take; a job has to stop within 200 ms."""

FIRST_PIECE = 16
"""Ticks of the first piece, before anything is known about the speed."""

MOST_PIECE_BYTES = 2**26
"""Most input spikes held at once, one byte each."""

_Spikes = npt.NDArray[np.uint8]
_Run = Callable[[_Spikes], _Spikes]
"""From input lines to output lines, both (ticks, lines), one piece after
another."""


@dataclass(frozen=True, slots=True)
class EvaluationProgress:
    """How many images are decided."""

    done: int
    total: int


@dataclass(frozen=True, eq=False, slots=True)
class EvaluationResult:
    """How well the images were classified.

    Attributes
    ----------
    accuracy : float
        Share of images whose class was found, 0..1.
    images, copies, ticks : int
        Number of images, copies of the network, ticks per image.
    encoding : str
        How images became spikes.
    seed : int
        Seed of the input spikes.
    seconds : float
        Wall time.
    predictions : int32 array, shape (images,)
        The class found for each image.
    confusion : int32 array, shape (classes, classes)
        Images of each class (row) by the class found (column).
    """

    accuracy: float
    images: int
    copies: int
    ticks: int
    encoding: Encoding
    seed: int
    seconds: float
    predictions: npt.NDArray[np.int32]
    confusion: npt.NDArray[np.int32]


EvaluationEvent = EvaluationProgress | EvaluationResult


def evaluate(
    program: ChipProgram,
    images: ImageSet,
    ticks: int,
    encoding: Encoding,
    seed: int,
    limit: int | None = None,
) -> Iterator[EvaluationEvent]:
    """Classify images with a deployed chip, as fast as the program allows.

    A chip with memory is not reset between images: they follow each other as
    they would on a real one.

    Parameters
    ----------
    ticks : int
        Ticks that each image is shown.
    encoding : str
        ``stochastic`` or ``rate``.
    seed : int
        Seed of the input spikes.
    limit : int, optional
        Only so many images from the start of the set.

    Returns
    -------
    iterator of EvaluationEvent
        Progress, and the result as the last event.

    Raises
    ------
    TNStudioError
        At once if the images do not fit the chip, or ticks, encoding, seed or
        limit are out of range.
    """
    stream = _Stream(program, images, ticks, encoding, seed, limit)
    if is_memoryless_feedforward(program):
        # 64 ticks at once, so that shorter pieces would take as long.
        return stream.events(batch_evaluator(program).outputs, 0, WORD)
    return stream.events(_by_ticks(program), program.latency, 1)


def evaluate_by_ticks(
    program: ChipProgram,
    images: ImageSet,
    ticks: int,
    encoding: Encoding,
    seed: int,
    limit: int | None = None,
) -> Iterator[EvaluationEvent]:
    """Classify images with the tick-accurate simulator, whatever the program.

    Parameters, returned events and errors are those of `evaluate`.
    """
    stream = _Stream(program, images, ticks, encoding, seed, limit)
    return stream.events(_by_ticks(program), program.latency, 1)


def _by_ticks(program: ChipProgram) -> _Run:
    simulator = Simulator(program)
    return lambda lines: simulator.run(lines).outputs


class _Stream:
    """Images on their way through a chip."""

    def __init__(
        self,
        program: ChipProgram,
        images: ImageSet,
        ticks: int,
        encoding: Encoding,
        seed: int,
        limit: int | None,
    ) -> None:
        require_fit(images, program.input_shape, len(program.class_names))
        if limit is not None and limit < 1:
            raise TNStudioError(f"{limit} images to evaluate", hint="choose 1 or more")
        if not SEED.holds(seed):
            raise TNStudioError(
                f"The seed is {seed}", hint=f"choose {SEED.low} to {SEED.high}"
            )
        self._program = program
        self._images = images
        self._count = min(limit or len(images), len(images))
        self._seed = seed
        self._encoder = Encoder(
            program.inputs.element, ticks, encoding, input_key(seed)
        )

    def events(
        self, run: _Run, latency: int, shortest: int
    ) -> Iterator[EvaluationEvent]:
        """Send all images through, yielding progress and then the result.

        The outputs of tick t + latency are the answer to the inputs of t. No
        piece but the last has less than so many ticks.
        """
        started = perf_counter()
        ticks = self._encoder.ticks
        end = self._count * ticks + latency
        counts = np.zeros((self._count, len(self._program.class_names)), np.int32)
        piece = _Piece(shortest, len(self._encoder.elements))
        tick = 0
        yield EvaluationProgress(0, self._count)
        while tick < end:
            piece_started = perf_counter()
            lines = self._lines(tick, min(piece.ticks, end - tick))
            votes = class_counts(self._program, run(lines))
            _tally(counts, votes, tick - latency, ticks)
            tick += len(lines)
            piece.adapt(perf_counter() - piece_started)
            yield EvaluationProgress(max(0, tick - latency) // ticks, self._count)
        yield self._result(counts, perf_counter() - started)

    def _lines(self, first: int, rows: int) -> _Spikes:
        """Return the input spikes of some ticks; after the images, silence."""
        ticks = self._encoder.ticks
        shown = max(0, min(rows, self._count * ticks - first))
        frames = slice(first // ticks, -(-(first + shown) // ticks))
        spikes = self._encoder.spikes(self._images.values(frames), first, shown)
        if shown == rows:
            return spikes
        silence = np.zeros((rows - shown, spikes.shape[1]), np.uint8)
        return np.concatenate([spikes, silence])

    def _result(
        self, counts: npt.NDArray[np.int32], seconds: float
    ) -> EvaluationResult:
        encoder, program = self._encoder, self._program
        predictions = predict(class_scores(program, counts, encoder.ticks))
        labels = self._images.labels[: self._count]
        classes = len(program.class_names)
        confusion = np.zeros((classes, classes), np.int32)
        np.add.at(confusion, (labels, predictions), 1)
        return EvaluationResult(
            accuracy=float((predictions == labels).mean()),
            images=self._count,
            copies=program.copies,
            ticks=encoder.ticks,
            encoding=encoder.encoding,
            seed=self._seed,
            seconds=seconds,
            predictions=predictions,
            confusion=confusion,
        )


def _tally(
    counts: npt.NDArray[np.int32],
    votes: npt.NDArray[np.int32],
    first: int,
    ticks: int,
) -> None:
    """Add the votes of ticks from `first` on to the images they belong to.

    Before tick 0 the chip has not seen any image.
    """
    tick = first + np.arange(len(votes))
    answers = tick >= 0
    np.add.at(counts, tick[answers] // ticks, votes[answers])


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
