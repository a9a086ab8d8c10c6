"""How fast training is on the networks of E15, beside PyTorch if it is there."""

import os
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tnstudio.app.bench.products import operations, seconds_alone
from tnstudio.app.data import dataset
from tnstudio.errors import TNStudioError
from tnstudio.model.network import Network
from tnstudio.model.records import TrainingSettings
from tnstudio.model.templates import PUBLISHED
from tnstudio.model.trained import TrainedNetwork
from tnstudio.training.events import BatchDone
from tnstudio.training.loop import Examples, Training
from tnstudio.training.stack import PARTS, Images, Stack

if TYPE_CHECKING:
    from tnstudio.app.bench.torch_training import TorchTraining

SETTINGS = TrainingSettings(schedule="constant")
"""E15's recipe without dropout and augmentation."""

EPOCH = 600
"""Batches of `SETTINGS.batch` images in an epoch of MNIST's 60,000."""

WARM_UP = 5
MOST_EPOCHS = 1000

CHECKED = 10
TOLERANCE = 1e-3
"""The losses of so many first batches must differ by no more than this part;
later ones part, because rounding errors grow as training goes on."""

Chosen = npt.NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class TrainingBench:
    """What to measure.

    Attributes
    ----------
    epochs : int
        How often the same images are learned from, 1 or more.
    batches : int
        Batches of each epoch, 1 to `EPOCH`.
    """

    epochs: int = 1
    batches: int = 100

    @property
    def total(self) -> int:
        """Batches that each network learns from while it is measured."""
        return self.epochs * self.batches


@dataclass(frozen=True, slots=True)
class TrainingBenchProgress:
    """How far the measurement is, in batches, and what is being done."""

    doing: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class NetworkSpeed:
    """What was measured of one network.

    Attributes
    ----------
    network : str
        Name of the template.
    seconds_per_epoch, best_seconds_per_epoch : float
        The median and the fastest batch times `EPOCH`. Tests after an epoch are
        not in it.
    gflops : float
        10^9 floating point operations of matrix products, counted from the
        shapes of what is multiplied, by the median batch.
    matrix_share : float
        Time that the products take alone by that of the median batch.
    torch_seconds_per_epoch, torch_best_seconds_per_epoch : float or None
        The same by PyTorch; None without PyTorch.
    """

    network: str
    seconds_per_epoch: float
    best_seconds_per_epoch: float
    gflops: float
    matrix_share: float
    torch_seconds_per_epoch: float | None = None
    torch_best_seconds_per_epoch: float | None = None

    @property
    def ratio_to_torch(self) -> float | None:
        """How many times as fast as PyTorch; None without it."""
        if self.torch_seconds_per_epoch is None:
            return None
        return self.torch_seconds_per_epoch / self.seconds_per_epoch


@dataclass(frozen=True, slots=True)
class TrainingBenchResult:
    """What was measured.

    Attributes
    ----------
    settings : TrainingBench
    networks : tuple of NetworkSpeed
    threads : int
        Threads that trained.
    torch : str or None
        PyTorch's version; None if it cannot be imported.
    """

    settings: TrainingBench
    networks: tuple[NetworkSpeed, ...]
    threads: int
    torch: str | None


TrainingBenchEvent = TrainingBenchProgress | TrainingBenchResult


@dataclass(eq=False, slots=True)
class _Run:
    """What one network learned: from what, to what loss, in which time."""

    start: TrainedNetwork
    chosen: list[Chosen] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


def bench_training(
    bench: TrainingBench, templates: tuple[str, ...] = tuple(PUBLISHED)
) -> Iterator[TrainingBenchEvent]:
    """Measure training on MNIST and, with the same batches, PyTorch.

    Parameters
    ----------
    bench : TrainingBench
    templates : tuple of str
        Names of the networks.

    Yields
    ------
    TrainingBenchEvent
        Progress, and the result as the last event.

    Raises
    ------
    TNStudioError
        If a setting is out of range, or PyTorch does not come to the same loss.
    """
    _require(bench)
    yield TrainingBenchProgress("Reading MNIST", 0, bench.total)
    images = dataset("mnist").train
    count = bench.batches * SETTINGS.batch
    pixels = images.pixels[:count].reshape(count, -1)
    examples = Examples(pixels, images.labels[:count])
    # PyTorch comes last: its threads might keep the processor from ours.
    measured = yield from _measure_all(templates, bench, examples)
    torch = _torch_training()
    if torch is not None:
        for place, (speed, run) in enumerate(measured):
            beside = yield from _measure_torch(torch, speed, run, bench, examples)
            measured[place] = beside, run
    yield TrainingBenchResult(
        settings=bench,
        networks=tuple(speed for speed, _ in measured),
        threads=PARTS,
        torch=None if torch is None else torch.version(),
    )


def _require(bench: TrainingBench) -> None:
    for name, most in (("epochs", MOST_EPOCHS), ("batches", EPOCH)):
        value = getattr(bench, name)
        if not 1 <= value <= most:
            raise TNStudioError(
                f"The number of {name} is {value}", hint=f"choose 1 to {most}"
            )


def _measure_all(
    templates: tuple[str, ...], bench: TrainingBench, examples: Examples
) -> Generator[TrainingBenchProgress, None, list[tuple[NetworkSpeed, _Run]]]:
    measured = []
    for name in templates:
        speed = yield from _measure(name, bench, examples)
        measured += [speed]
    return measured


def _measure(
    name: str, bench: TrainingBench, examples: Examples
) -> Generator[TrainingBenchProgress, None, tuple[NetworkSpeed, _Run]]:
    """Train a network; what it learns from is noted for PyTorch."""
    network = PUBLISHED[name]()
    yield TrainingBenchProgress(f"{name}: warming up", 0, bench.total)
    _warm_up(network, examples)
    settings = replace(SETTINGS, epochs=bench.epochs)
    training, run = _prepared(network, examples, settings)
    started = perf_counter()
    for event in training.run():
        if not isinstance(event, BatchDone):
            continue
        run.seconds.append(perf_counter() - started)
        run.losses.append(event.loss)
        yield TrainingBenchProgress(name, len(run.losses), bench.total)
        started = perf_counter()
    batch = float(np.median(run.seconds))
    stack = Stack(network, min(SETTINGS.batch, len(examples.labels)), settings)
    alone = seconds_alone(stack, settings.gradient, bench.total)
    speed = NetworkSpeed(
        network=name,
        seconds_per_epoch=EPOCH * batch,
        best_seconds_per_epoch=EPOCH * min(run.seconds),
        gflops=operations(stack, settings.gradient) / batch / 1e9,
        matrix_share=alone / batch,
    )
    return speed, run


def _warm_up(network: Network, examples: Examples) -> None:
    """Have kernels compiled or loaded, and threads started."""
    count = min(WARM_UP * SETTINGS.batch, len(examples.labels))
    few = Examples(examples.pixels[:count], examples.labels[:count])
    for _ in Training(network, few, _none(few), replace(SETTINGS, epochs=1)).run():
        pass


def _prepared(
    network: Network, examples: Examples, settings: TrainingSettings
) -> tuple[Training, _Run]:
    chosen: list[Chosen] = []
    values = partial(_note_and_take, chosen, examples)
    training = Training(network, examples, _none(examples), settings, values)
    return training, _Run(training.snapshot(), chosen)


def _note_and_take(
    noted: list[Chosen], examples: Examples, chosen: Chosen, _: int
) -> Images:
    noted.append(chosen)
    return Images(examples.pixels, chosen)


def _none(examples: Examples) -> Examples:
    """Return no images, to be tested on: only learning is measured."""
    return Examples(examples.pixels[:0], examples.labels[:0])


def _torch_training() -> "type[TorchTraining] | None":
    # Our numba threads are told to sleep early. PyTorch's pass from one short
    # operation to the next, so that they are better off spinning: they start
    # as they would by themselves.
    spinning = os.environ.pop("GOMP_SPINCOUNT", None)
    try:
        from tnstudio.app.bench.torch_training import TorchTraining
    except (ImportError, OSError):
        # Not installed, or without the libraries that it was built for.
        return None
    finally:
        if spinning is not None:
            os.environ["GOMP_SPINCOUNT"] = spinning
    return TorchTraining


def _measure_torch(
    torch: "type[TorchTraining]",
    speed: NetworkSpeed,
    run: _Run,
    bench: TrainingBench,
    examples: Examples,
) -> Generator[TrainingBenchProgress, None, NetworkSpeed]:
    """Train the same network on the same batches."""
    doing = f"{speed.network}: PyTorch"
    yield TrainingBenchProgress(f"{doing}, warming up", 0, bench.total)
    with torch.threads(PARTS):
        before = torch(run.start)
        for chosen in run.chosen[:WARM_UP]:
            before.learn(examples.pixels, examples.labels, chosen)
        training, took = torch(run.start), []
        for number, chosen in enumerate(run.chosen):
            started = perf_counter()
            loss = training.learn(examples.pixels, examples.labels, chosen)
            took.append(perf_counter() - started)
            if number < CHECKED:
                _require_same_loss(speed.network, number, loss, run.losses[number])
            yield TrainingBenchProgress(doing, number + 1, bench.total)
    return replace(
        speed,
        torch_seconds_per_epoch=EPOCH * float(np.median(took)),
        torch_best_seconds_per_epoch=EPOCH * min(took),
    )


def _require_same_loss(name: str, number: int, loss: float, expected: float) -> None:
    if not abs(loss - expected) <= TOLERANCE * abs(expected):
        raise TNStudioError(
            f"PyTorch comes to the loss {loss:.6g}, not {expected:.6g}",
            f"{name}, batch {number + 1}",
            "this is a fault of the program: please report it",
        )
