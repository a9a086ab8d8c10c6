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
from itertools import pairwise
from statistics import fmean
from time import perf_counter

import numpy as np

from tnstudio.app.confidence import Interval, binomial_interval, seed_margin
from tnstudio.app.image_stream import ImageStream, Spikes
from tnstudio.datasets.encoders import Encoding
from tnstudio.datasets.images import ImageSet
from tnstudio.errors import TNStudioError
from tnstudio.mapping.deploy import deploy_ensemble
from tnstudio.model.trained import TrainedNetwork
from tnstudio.simulation.batch import BatchEvaluator, batch_evaluator
from tnstudio.simulation.energy import (
    PROFILES,
    TICK_SECONDS,
    EnergyEstimate,
    estimate,
)
from tnstudio.simulation.readout import (
    class_counts_by_copies,
    class_scores,
    predict,
)
from tnstudio.simulation.tables import WORD


@dataclass(frozen=True, slots=True)
class SweepPlan:
    """What a sweep measures: all combinations.

    Attributes
    ----------
    copies, ticks : tuple of int
        Copies of each network and ticks per image, rising, from 1.
    encodings : tuple of str
        How images become spikes.
    seeds : tuple of int
        Each of another sample of synapses and other input spikes.

    Raises
    ------
    TNStudioError
        If a part is empty, does not rise, begins below 1, or repeats itself.
    """

    copies: tuple[int, ...]
    ticks: tuple[int, ...]
    encodings: tuple[Encoding, ...]
    seeds: tuple[int, ...]

    def __post_init__(self) -> None:
        for name in ("copies", "ticks"):
            _require_rising(name, getattr(self, name))
        for name in ("encodings", "seeds"):
            _require_different(name, getattr(self, name))

    @property
    def shows(self) -> tuple[tuple[Encoding, int], ...]:
        """Every encoding with every number of ticks."""
        return tuple((code, ticks) for code in self.encodings for ticks in self.ticks)


def _require_rising(name: str, values: tuple[int, ...]) -> None:
    rising = all(one < other for one, other in pairwise(values))
    if not values or not rising or values[0] < 1:
        raise TNStudioError(
            f"The numbers of {name} are {values}", hint="list them from 1 on, rising"
        )


def _require_different(name: str, values: tuple[object, ...]) -> None:
    if not values or len(set(values)) < len(values):
        raise TNStudioError(f"The {name} are {values}", hint="list each of them once")


@dataclass(frozen=True, slots=True)
class SweepProgress:
    """How far a sweep is.

    Attributes
    ----------
    done, total : int
        Ticks of images.
    seconds : float
        Wall time so far.
    """

    done: int
    total: int
    seconds: float

    @property
    def share(self) -> float:
        """How much is done, 0..1."""
        return self.done / self.total

    @property
    def seconds_left(self) -> float:
        """Estimated time to the end; NaN before the first images."""
        if not self.done:
            return float("nan")
        return self.seconds * (self.total - self.done) / self.done


@dataclass(frozen=True, slots=True)
class SweepCell:
    """What one combination came to.

    Attributes
    ----------
    encoding : str
    copies, ticks : int
        Copies of each network, ticks per image.
    images : int
        Images classified with each seed.
    cores : int
        In use on the chip.
    correct : tuple of int
        Images whose class was found, for each seed.
    synaptic_events : tuple of int
        Of all images, for each seed; counted, not estimated.
    """

    encoding: Encoding
    copies: int
    ticks: int
    images: int
    cores: int
    correct: tuple[int, ...]
    synaptic_events: tuple[int, ...]

    @property
    def accuracies(self) -> tuple[float, ...]:
        """Share of the images whose class was found, for each seed."""
        return tuple(correct / self.images for correct in self.correct)

    @property
    def accuracy(self) -> float:
        """Mean over the seeds."""
        return fmean(self.accuracies)

    @property
    def seed_margin(self) -> float:
        """Half the 95 % interval of the mean over seeds (Student); NaN for one."""
        return seed_margin(self.accuracies)

    @property
    def test_interval(self) -> Interval:
        """The 95 % interval by the choice of test images (binomial, Wilson)."""
        return binomial_interval(self.accuracy, self.images)

    @property
    def events_per_frame(self) -> float:
        """Synaptic events for each image, mean over the seeds."""
        return fmean(self.synaptic_events) / self.images

    @property
    def energies(self) -> tuple[EnergyEstimate, ...]:
        """The estimate of every profile; see its ``per_frame`` and ``remark``."""
        frames = self.images * len(self.correct)
        events = sum(self.synaptic_events)
        return tuple(
            estimate(profile, self.cores, frames * self.ticks, events, frames)
            for profile in PROFILES
        )

    @property
    def frames_per_second(self) -> float:
        """Images that a chip classifies in real time: layers work at once."""
        return 1 / (TICK_SECONDS * self.ticks)


@dataclass(frozen=True, slots=True)
class SweepRun:
    """One evaluation of the most copies, from which all numbers are read off.

    Attributes
    ----------
    seconds : float
        Wall time of this program.
    """

    encoding: Encoding
    ticks: int
    seed: int
    copies: int
    images: int
    seconds: float

    @property
    def images_per_second(self) -> float:
        """How fast this program classified."""
        return self.images / self.seconds


@dataclass(frozen=True, slots=True)
class SweepResult:
    """Everything that a sweep measured.

    Attributes
    ----------
    networks : tuple of str
        The networks' names; several are an ensemble.
    plan : SweepPlan
    data : str
        Name of the images.
    images : int
        Number of images.
    cells : tuple of SweepCell
        By encoding, ticks, copies.
    runs : tuple of SweepRun
        By seed, encoding, ticks.
    """

    networks: tuple[str, ...]
    plan: SweepPlan
    data: str
    images: int
    cells: tuple[SweepCell, ...]
    runs: tuple[SweepRun, ...]


SweepEvent = SweepProgress | SweepResult


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
        Progress, and the result as the last event.

    Raises
    ------
    TNStudioError
        At once if the networks cannot be deployed or the images do not fit,
        or ticks, an encoding, a seed or the limit are out of range.
    """
    program = deploy_ensemble(trained, plan.copies[-1], plan.seeds[0])
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
        self._done = 0

    def events(self) -> Iterator[SweepEvent]:
        """Evaluate seed after seed, yielding progress and then the result."""
        plan, started = self._plan, perf_counter()
        for seed in plan.seeds:
            program = deploy_ensemble(self._trained, plan.copies[-1], seed)
            evaluator = batch_evaluator(program)
            for encoding, ticks in plan.shows:
                stream = ImageStream(
                    program, self._images, ticks, encoding, seed, self._limit
                )
                total = stream.count * len(plan.seeds) * sum(t for _, t in plan.shows)
                for done in self._read(stream, evaluator, encoding, seed):
                    done_ticks = self._done + done * ticks
                    seconds = perf_counter() - started
                    yield SweepProgress(done_ticks, total, seconds)
                self._done += stream.count * ticks
        yield self._result()

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
        cells = [
            SweepCell(
                encoding,
                copies,
                ticks,
                images,
                readings[0].cores[k],
                tuple(reading.correct[k] for reading in readings),
                tuple(reading.synaptic_events[k] for reading in readings),
            )
            for (encoding, ticks), readings in self._readings.items()
            for k, copies in enumerate(plan.copies)
        ]
        names = tuple(one.network.name for one in self._trained)
        return SweepResult(
            names, plan, self._images.name, images, tuple(cells), tuple(self._runs)
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
