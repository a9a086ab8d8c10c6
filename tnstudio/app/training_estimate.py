"""How long a training takes and how much it holds, told before it begins.

Work and memory are counted (`tnstudio.training.work`); how much work this computer
does in a second, its pace, is measured: in a moment on a small network, or better
by the epochs of the last training.
"""

from collections.abc import Generator
from dataclasses import dataclass
from math import ceil, prod
from time import perf_counter

import numpy as np

from tnstudio.app.image_stream import MOST_PIECE_BYTES
from tnstudio.app.wording import about_text, bytes_text, duration_text
from tnstudio.datasets.images import Dataset
from tnstudio.datasets.load import require_matching
from tnstudio.model.network import Network
from tnstudio.model.records import TrainingSettings
from tnstudio.model.rules import require_layers, require_valid
from tnstudio.model.templates import mnist_5core
from tnstudio.model.topology import lay_out
from tnstudio.randomness import generator
from tnstudio.texts import tr
from tnstudio.threads import one_blas_thread
from tnstudio.training.settings import require_sound
from tnstudio.training.stack import Stack
from tnstudio.training.steps import step_at
from tnstudio.training.work import group_shapes, stack_bytes, work_of_batch

MOVED_ELEMENT_WORK = 120
"""To turn, shift and rescale, for each element of an image."""

CORE_TICK_WORK = 25_000
"""A core of the deployed copy, for each test image."""

WARM_UP, MEASURED = 3, 12
"""Batches of the network that a pace is measured with."""

_SPIKE_BYTES, _CORE_BYTES = 30, 190
"""For each image on its way through a deployed copy: of each element and core."""

_MOST_PIECE = 4096
"""Images that usually are on their way at the same time."""

_COPIES = 4
"""Of all c̃, for the checkpoint of the last epoch and while the next is made."""

_REAL = 4


@dataclass(frozen=True, slots=True)
class TrainingEstimate:
    """What a training is likely to take.

    Attributes
    ----------
    seconds_per_epoch : float
        With the measurements after it.
    image_bytes : int
        Of all images; they are in memory once they have been read.
    network_bytes : int
        Of parameters, velocities, gradients and the activity of a batch.
    other_bytes : int
        Of checkpoints, losses and the copy that is measured after an epoch.
    """

    seconds_per_epoch: float
    image_bytes: int
    network_bytes: int
    other_bytes: int

    @property
    def bytes(self) -> int:
        """All of the memory, without the program itself."""
        return self.image_bytes + self.network_bytes + self.other_bytes

    def told(self, epochs: int) -> str:
        """Return the estimate for so many epochs in one line."""
        return "; ".join(self.parts(epochs))

    def parts(self, epochs: int) -> tuple[str, str]:
        """Return the time that so many epochs take, and the memory."""
        one = about_text(self.seconds_per_epoch)
        if epochs > 1:
            total = duration_text(epochs * self.seconds_per_epoch)
            time = tr("{duration} per epoch, {total} in all", duration=one, total=total)
        else:
            time = tr("{duration} per epoch", duration=one)
        memory = tr("{size} of memory", size=bytes_text(self.bytes))
        return f"{time[:1].upper()}{time[1:]}", memory

    def excess(self, memory: int | None) -> str:
        """Return what to say if it does not fit into a memory; else nothing."""
        if memory is None or self.bytes <= memory:
            return ""
        return tr(
            "It needs about {needed}, this computer has {memory}: choose a smaller "
            "batch or fewer images",
            needed=bytes_text(self.bytes),
            memory=bytes_text(memory),
        )


def estimated(
    network: Network, dataset: Dataset, settings: TrainingSettings, pace: float
) -> TrainingEstimate:
    """Return what a training is likely to take.

    Parameters
    ----------
    network : Network
    dataset : Dataset
    settings : TrainingSettings
    pace : float
        Work per second, > 0.

    Raises
    ------
    TNStudioError
        If these cannot be trained with: see `training_session`.
    """
    require_layers(network)
    require_valid(network)
    require_sound(settings)
    require_matching(dataset, network)
    cores, tests = lay_out(network).cores, len(dataset.test)
    work = _epoch_work(network, dataset, settings) + CORE_TICK_WORK * cores * tests
    parts = dataset.train, dataset.test
    batch = min(settings.batch, len(dataset.train))
    return TrainingEstimate(
        seconds_per_epoch=work / pace,
        image_bytes=sum(part.pixels.nbytes + part.labels.nbytes for part in parts),
        network_bytes=stack_bytes(network, batch, settings),
        other_bytes=_other_bytes(network, dataset, settings),
    )


def pace_of(
    network: Network, dataset: Dataset, settings: TrainingSettings, seconds: float
) -> float:
    """Return the pace of an epoch that took so many seconds.

    Parameters
    ----------
    seconds : float
        As in `EpochRecord`: without the deployed copy.
    """
    return _epoch_work(network, dataset, settings) / max(seconds, 1e-9)


def measuring_pace() -> Generator[None, None, float]:
    """Learn a few batches and return the pace, as a job of some 30 ms.

    It takes longer, by as much as a training would, if the kernels are not
    loaded yet.
    """
    network, settings = mnist_5core(), TrainingSettings()
    images = settings.batch
    random = generator(0, "pace")
    values = random.random((images, network.input.size), np.float32)
    labels = random.integers(0, network.readout.classes, images).astype(np.int32)
    stack, step = Stack(network, images, settings), step_at(settings, 1, 1, images)
    yield
    took = []
    for _ in range(WARM_UP + MEASURED):
        started = perf_counter()
        with one_blas_thread():
            stack.learn(values, labels, step)
        took.append(perf_counter() - started)
        yield
    learned, _ = work_of_batch(group_shapes(network), settings, images)
    # While a program starts, much else goes on.
    return learned / float(np.quantile(took[WARM_UP:], 0.25))


def measured_pace() -> float:
    """Return the pace at once; see `measuring_pace`."""
    work = measuring_pace()
    while True:
        try:
            next(work)
        except StopIteration as end:
            pace: float = end.value
            return pace


def _epoch_work(
    network: Network, dataset: Dataset, settings: TrainingSettings
) -> float:
    """Return the work of an epoch and of the test of the training network."""
    train, test = len(dataset.train), len(dataset.test)
    images = min(settings.batch, train)
    learned, classified = work_of_batch(group_shapes(network), settings, images)
    work = train // images * learned + ceil(test / images) * classified
    if settings.augmentation.moves:
        work += MOVED_ELEMENT_WORK * train * network.input.size
    return work


def _other_bytes(network: Network, dataset: Dataset, settings: TrainingSettings) -> int:
    plan, elements = lay_out(network), prod(dataset.train.shape)
    synapses = sum(one.synapses for one in group_shapes(network))
    batches = len(dataset.train) // min(settings.batch, len(dataset.train))
    piece = min(
        len(dataset.test) // 2, _MOST_PIECE, MOST_PIECE_BYTES // max(1, elements)
    )
    deployed = piece * (_SPIKE_BYTES * elements + _CORE_BYTES * plan.cores)
    losses = 3 * settings.epochs * batches
    return _REAL * (_COPIES * synapses + losses) + deployed
