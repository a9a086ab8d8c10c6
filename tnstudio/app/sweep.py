"""Copies × ticks × encoding on the deployed network, over several seeds.

Only the chip is measured, with its bits and integers. For each seed, encoding
and number of ticks the largest number of copies is evaluated, and fewer are
read off: copy k has the same synapses and input spikes among any number of
copies. Ticks cannot be read off like that: what the rate code sends in a tick
depends on how many there are, and so do the draws of the stochastic code, which
go on from image to image.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from tnstudio.app.image_stream import ImageStream, Spikes
from tnstudio.app.progress import MeasurementProgress
from tnstudio.app.sweep_result import SweepCell, SweepPlan, SweepResult, SweepRun
from tnstudio.datasets.encoders import Encoding
from tnstudio.datasets.images import ImageSet
from tnstudio.mapping.deploy import deploy_ensemble
from tnstudio.mapping.placement import require_room
from tnstudio.model.trained import TrainedNetwork
from tnstudio.simulation.batch import BatchEvaluator, batch_evaluator
from tnstudio.simulation.readout import (
    class_counts_by_copies,
    class_scores,
    predict,
)
from tnstudio.simulation.tables import WORD


@dataclass(frozen=True, slots=True)
class CellsMeasured:
    """What is known of some combinations, with the seeds so far.

    Attributes
    ----------
    cells : tuple of SweepCell
        All numbers of copies with one encoding and number of ticks. Later ones
        of the same combinations have more seeds.
    """

    cells: tuple[SweepCell, ...]


SweepEvent = MeasurementProgress | CellsMeasured | SweepResult


def sweep(
    trained: tuple[TrainedNetwork, ...],
    images: ImageSet,
    plan: SweepPlan,
    limit: int | None = None,
) -> Iterator[SweepEvent]:
    """Measure a deployed network, or an ensemble of several, in all ways of a plan.

    Each number is that of `tnstudio.app.evaluation.evaluate` with a chip of so
    many copies, sampled with the same seed.

    Parameters
    ----------
    trained : tuple of TrainedNetwork
        See `tnstudio.mapping.deploy.deploy_ensemble`.
    limit : int, optional
        Only so many images from the start of the set.

    Returns
    -------
    iterator of SweepEvent
        Progress in ticks of images, cells as they become known, and the result
        as the last event.

    Raises
    ------
    TNStudioError
        At once if the networks cannot be deployed or the images do not fit,
        or ticks, an encoding, a seed or the limit are out of range.
    """
    # One copy tells as much about what is wrong as all of them, and sooner.
    program = deploy_ensemble(trained, 1, plan.seeds[0])
    require_room(program.cores, plan.copies[-1], program.hardware)
    for seed in plan.seeds:
        for encoding, ticks in plan.shows:
            ImageStream(program, images, ticks, encoding, seed, limit)
    return _Sweep(trained, images, plan, limit).events()


class _Sweep:
    """A sweep on its way."""

    def __init__(
        self,
        trained: tuple[TrainedNetwork, ...],
        images: ImageSet,
        plan: SweepPlan,
        limit: int | None,
    ) -> None:
        self._trained = trained
        self._images = images
        self._plan = plan
        self._limit = limit
        self._readings: dict[tuple[Encoding, int], list[_Reading]] = {
            show: [] for show in plan.shows
        }
        self._runs: list[SweepRun] = []

    def events(self) -> Iterator[SweepEvent]:
        """Evaluate seed after seed, yielding progress and then the result."""
        started, plan = perf_counter(), self._plan
        count = min(self._limit or len(self._images), len(self._images))
        of_a_seed = count * sum(ticks for _, ticks in plan.shows)
        for number, seed in enumerate(plan.seeds):
            for done in self._of_seed(seed):
                if isinstance(done, CellsMeasured):
                    yield done
                    continue
                yield MeasurementProgress(
                    done=number * of_a_seed + done,
                    total=len(plan.seeds) * of_a_seed,
                    seconds=perf_counter() - started,
                )
        yield self._result()

    def _of_seed(self, seed: int) -> Iterator[int | CellsMeasured]:
        """Evaluate one sample of copies; yields how many ticks are done, and cells."""
        yield 0
        program = deploy_ensemble(self._trained, self._plan.copies[-1], seed)
        yield 0
        evaluator = batch_evaluator(program)
        before = 0
        for encoding, ticks in self._plan.shows:
            stream = ImageStream(
                program, self._images, ticks, encoding, seed, self._limit
            )
            for done in self._read(stream, evaluator, encoding, seed):
                yield before + done * ticks
            before += stream.count * ticks
            yield CellsMeasured(self._cells_of(encoding, ticks))

    def _read(
        self,
        stream: ImageStream,
        evaluator: BatchEvaluator,
        encoding: Encoding,
        seed: int,
    ) -> Iterator[int]:
        """Send the images through the most copies; yields how many are done."""
        started = perf_counter()
        tally = _Tally(evaluator, stream, self._plan.copies)
        # 64 ticks at once, so that shorter pieces would take as long.
        yield from stream.feed(tally.take, 0, WORD)
        seconds = perf_counter() - started
        copies = self._plan.copies[-1]
        run = SweepRun(encoding, stream.ticks, seed, copies, stream.count, seconds)
        self._runs.append(run)
        self._readings[encoding, stream.ticks].append(tally.reading())

    def _result(self) -> SweepResult:
        plan, images = self._plan, self._runs[0].images
        cells = [cell for show in plan.shows for cell in self._cells_of(*show)]
        names = tuple(one.network.name for one in self._trained)
        return SweepResult(
            names, plan, self._images.name, images, tuple(cells), tuple(self._runs)
        )

    def _cells_of(self, encoding: Encoding, ticks: int) -> tuple[SweepCell, ...]:
        """Return what the seeds so far came to, for each number of copies."""
        readings = self._readings[encoding, ticks]
        return tuple(
            SweepCell(
                encoding,
                copies,
                ticks,
                self._runs[0].images,
                readings[0].cores[k],
                tuple(reading.correct[k] for reading in readings),
                tuple(reading.synaptic_events[k] for reading in readings),
            )
            for k, copies in enumerate(self._plan.copies)
        )


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one run came to, for each number of copies."""

    cores: list[int]
    correct: list[int]
    synaptic_events: list[int]


class _Tally:
    """Votes and synaptic events of the first so many copies, for several numbers."""

    def __init__(
        self, evaluator: BatchEvaluator, stream: ImageStream, copies: tuple[int, ...]
    ) -> None:
        self._evaluator = evaluator
        self._stream = stream
        self._copies = copies
        self._program = evaluator.program
        classes = len(self._program.class_names)
        self._counts = np.zeros((stream.count, len(copies), classes), np.int32)
        self._events = np.zeros(self._program.cores, np.int64)

    def take(self, first: int, lines: Spikes) -> None:
        """Count what some ticks lead to."""
        outputs, events = self._evaluator.outputs_and_events(lines)
        votes = class_counts_by_copies(self._program, outputs, self._copies)
        self._stream.tally(self._counts, votes, first)
        self._events += events

    def reading(self) -> _Reading:
        """Decide and add up."""
        of_copies = [self._program.places.copy < number for number in self._copies]
        return _Reading(
            cores=[int(cores.sum()) for cores in of_copies],
            correct=[self._correct(k) for k in range(len(self._copies))],
            synaptic_events=[int(self._events[cores].sum()) for cores in of_copies],
        )

    def _correct(self, part: int) -> int:
        # All copies have the same lines: their number scales all scores alike.
        scores = class_scores(self._program, self._counts[:, part], self._stream.ticks)
        return int((predict(scores) == self._stream.labels).sum())
