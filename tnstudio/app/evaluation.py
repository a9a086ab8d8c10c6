"""How well a deployed chip classifies images."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import perf_counter

import numpy as np
import numpy.typing as npt

from tnstudio.app.image_stream import ImageStream, Spikes
from tnstudio.datasets.encoders import Encoding
from tnstudio.datasets.images import ImageSet
from tnstudio.model.program import ChipProgram
from tnstudio.simulation.batch import batch_evaluator, is_memoryless_feedforward
from tnstudio.simulation.readout import class_counts, class_scores, predict
from tnstudio.simulation.simulator import Simulator
from tnstudio.simulation.tables import WORD
from tnstudio.texts import amount

_Run = Callable[[Spikes], Spikes]
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

    def __repr__(self) -> str:
        return (
            f"{self.accuracy:.2%} of {amount(self.images, 'image')} "
            f"({amount(self.copies, 'copy')} × {amount(self.ticks, 'tick')}, "
            f"{self.encoding}, seed {self.seed})"
        )


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
    evaluation = _Evaluation(program, images, ticks, encoding, seed, limit)
    if is_memoryless_feedforward(program):
        # 64 ticks at once, so that shorter pieces would take as long.
        return evaluation.events(batch_evaluator(program).outputs, 0, WORD)
    return evaluation.events(_by_ticks(program), program.latency, 1)


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
    evaluation = _Evaluation(program, images, ticks, encoding, seed, limit)
    return evaluation.events(_by_ticks(program), program.latency, 1)


def _by_ticks(program: ChipProgram) -> _Run:
    simulator = Simulator(program)
    return lambda lines: simulator.run(lines).outputs


class _Evaluation:
    """What is counted while images go through a chip."""

    def __init__(
        self,
        program: ChipProgram,
        images: ImageSet,
        ticks: int,
        encoding: Encoding,
        seed: int,
        limit: int | None,
    ) -> None:
        self._stream = ImageStream(program, images, ticks, encoding, seed, limit)
        self._program = program
        self._encoding = encoding
        self._seed = seed

    def events(
        self, run: _Run, latency: int, shortest: int
    ) -> Iterator[EvaluationEvent]:
        """Send all images through, yielding progress and then the result."""
        started = perf_counter()
        stream, program = self._stream, self._program
        counts = np.zeros((stream.count, len(program.class_names)), np.int32)

        def take(first: int, lines: Spikes) -> None:
            stream.tally(counts, class_counts(program, run(lines)), first)

        for done in stream.feed(take, latency, shortest):
            yield EvaluationProgress(done, stream.count)
        yield self._result(counts, perf_counter() - started)

    def _result(
        self, counts: npt.NDArray[np.int32], seconds: float
    ) -> EvaluationResult:
        stream, program = self._stream, self._program
        predictions = predict(class_scores(program, counts, stream.ticks))
        classes = len(program.class_names)
        confusion = np.zeros((classes, classes), np.int32)
        np.add.at(confusion, (stream.labels, predictions), 1)
        return EvaluationResult(
            accuracy=float((predictions == stream.labels).mean()),
            images=stream.count,
            copies=program.copies,
            ticks=stream.ticks,
            encoding=self._encoding,
            seed=self._seed,
            seconds=seconds,
            predictions=predictions,
            confusion=confusion,
        )
