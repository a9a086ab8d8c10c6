"""How far a deployed chip is from the training network, and where it gets there.

Training computes with probabilities: E15 (Esser et al. 2015), equations 2 and
3, takes each neuron's input for a Gaussian and all inputs for independent. The
chip has sampled synapses, whole leaks and spikes. Both are compared layer by
layer on the same images.

Two questions are kept apart. How much of a difference would go away with more
copies? The spread between copies tells that: each has its own draws.
And which layer brings it in? The network is deployed layer after layer, from
the input up: below, the chip's own spikes; above, the training network, given
these spikes. Each step costs some accuracy, and all together cost what
deployment costs.
"""

from collections.abc import Generator, Iterator
from itertools import accumulate, pairwise
from time import perf_counter
from typing import Any

import numpy as np
import numpy.typing as npt

from tnstudio.app.agreement_report import AgreementReport, Flip, Stage
from tnstudio.app.agreement_tally import Block, Floats, LayerTally
from tnstudio.app.data import loading
from tnstudio.app.image_stream import MOST_PIECE_BYTES, ImageStream
from tnstudio.app.progress import MeasurementProgress
from tnstudio.datasets.encoders import Encoding
from tnstudio.datasets.images import ImageSet
from tnstudio.errors import TNStudioError
from tnstudio.mapping.deploy import deploy
from tnstudio.model.program import ChipProgram
from tnstudio.model.topology import lay_out
from tnstudio.model.trained import TrainedNetwork
from tnstudio.simulation.batch import batch_evaluator
from tnstudio.simulation.packing import unpack
from tnstudio.simulation.readout import predict
from tnstudio.texts import tr
from tnstudio.threads import one_blas_thread
from tnstudio.training.groups import CONTINUITY
from tnstudio.training.prediction import TrainingNetwork

MOST_ROWS = 128
"""Most images × ticks of a copy at once; a job has to stop within 200 ms."""

MOST_TICKS = 4096
"""Most ticks of an image, which are compared at once."""

MOST_IMAGE_BYTES = 2**28
"""Most input spikes of an image on all copies, one byte each."""

AgreementEvent = MeasurementProgress | AgreementReport


def compare(
    trained: TrainedNetwork,
    images: ImageSet,
    copies: int,
    ticks: int,
    encoding: Encoding,
    seed: int,
    limit: int | None = None,
) -> Iterator[AgreementEvent]:
    """Compare a training network with its deployed copies.

    Parameters
    ----------
    copies, ticks, encoding, seed
        Of the chip; it decides as `tnstudio.app.evaluation.evaluate` finds.
    limit : int, optional
        Only so many images from the start of the set.

    Returns
    -------
    iterator of AgreementEvent
        Progress in images × copies, and the report as the last event.

    Raises
    ------
    TNStudioError
        At once if the network cannot be deployed, the images do not fit, or a
        number is out of range.
    """
    program = deploy(trained, copies, seed)
    stream = ImageStream(program, images, ticks, encoding, seed, limit)
    _require_room(stream, copies)
    chip = _Chip(trained, program, stream)
    return _Comparison(trained, images, stream, chip, encoding).events()


def comparing(
    trained: TrainedNetwork,
    source: str,
    copies: int,
    ticks: int,
    encoding: Encoding,
    seed: int,
    limit: int | None = None,
) -> Generator[Any, None, AgreementReport]:
    """Compare with the test images of a data set, as a job.

    Parameters
    ----------
    source : str
        See `tnstudio.app.data.loading`; all else is that of `compare`.

    Raises
    ------
    TNStudioError
        Those of `compare`, and if the data set cannot be read.
    """
    images = (yield from loading(source)).test
    for event in compare(trained, images, copies, ticks, encoding, seed, limit):
        if isinstance(event, AgreementReport):
            return event
        yield event
    raise TNStudioError(tr("Nothing was compared"))


def _require_room(stream: ImageStream, copies: int) -> None:
    """Refuse what would not fit into memory: all ticks of an image at once."""
    ticks = stream.ticks
    if ticks > MOST_TICKS or ticks * stream.lines > MOST_IMAGE_BYTES:
        raise TNStudioError(
            tr(
                "{copies} copies × {ticks} ticks are too many to compare",
                copies=copies,
                ticks=ticks,
            ),
            hint=tr("choose fewer ticks or copies"),
        )


class _Chip:
    """The spikes of a chip, by copy and layer."""

    def __init__(
        self, trained: TrainedNetwork, program: ChipProgram, stream: ImageStream
    ) -> None:
        self.copies = program.copies
        self.seed = program.seed
        self._stream = stream
        self._evaluator = batch_evaluator(program)
        self._hardware = program.hardware
        self._plans = lay_out(trained.network).layers
        sizes = accumulate((len(plan.cores) for plan in self._plans), initial=0)
        self._layer_cores = [slice(start, end) for start, end in pairwise(sizes)]

    def show(self, first: int, count: int) -> None:
        """Show some images to all copies."""
        lines = self._stream.spikes_of(first, count)
        rows = len(lines)
        self._lines = lines.reshape(rows, self.copies, -1)
        spikes = self._evaluator.spikes(lines)
        self._spikes = spikes.reshape(rows, self.copies, -1, spikes.shape[2])

    def axons(self, copy: int) -> Floats:
        """Return the input spikes of a copy's first layer, (rows, axons)."""
        return self._lines[:, copy].astype(np.float32)

    def layer(self, copy: int, index: int) -> Floats:
        """Return the spikes of a layer of a copy, (rows, neurons in use)."""
        words = self._spikes[:, copy, self._layer_cores[index]]
        parts = [
            unpack(words[:, k], self._hardware.neurons)[:, : plan.neurons]
            for k, plan in enumerate(self._plans[index].cores)
        ]
        return np.concatenate(parts, axis=1).astype(np.float32)


class _Comparison:
    """A comparison on its way."""

    def __init__(
        self,
        trained: TrainedNetwork,
        images: ImageSet,
        stream: ImageStream,
        chip: _Chip,
        encoding: Encoding,
    ) -> None:
        threshold = CONTINUITY if trained.settings.continuity else 0.0
        self._training = TrainingNetwork(trained, threshold)
        self._images = images
        self._stream = stream
        self._chip = chip
        self._encoding = encoding
        layers, readout = self._training.layers, trained.network.readout
        neurons = lay_out(trained.network).layers[-1].neurons
        votes = readout.class_of_outputs(neurons)
        self._lines = np.maximum(1, np.bincount(votes, minlength=readout.classes))
        # By stage: the training network, the input's spikes, each layer.
        self._sums = np.zeros((layers + 2, stream.count, readout.classes))
        self._tallies = [LayerTally() for _ in range(layers)]

    def events(self) -> Iterator[AgreementEvent]:
        """Show images to both, some at a time and copy after copy."""
        started, copies = perf_counter(), self._chip.copies
        total = self._stream.count * copies
        yield MeasurementProgress(0, total, 0.0)
        for first in range(0, self._stream.count, self._images_at_once()):
            count = min(self._images_at_once(), self._stream.count - first)
            part = slice(first, first + count)
            with one_blas_thread():
                predicted = self._training.activity(self._images.values(part))
            self._vote(0, part, predicted[-1])
            self._chip.show(first, count)
            blocks = [Block(layer) for layer in predicted]
            for copy in range(copies):
                with one_blas_thread():
                    self._take_copy(copy, part, blocks)
                done = first * copies + count * (copy + 1)
                yield MeasurementProgress(done, total, perf_counter() - started)
            for tally, block in zip(self._tallies, blocks, strict=True):
                tally.add(block, copies)
        yield self._report()

    def _images_at_once(self) -> int:
        ticks = self._stream.ticks
        lines = max(1, self._stream.lines)
        return max(1, min(MOST_ROWS, MOST_PIECE_BYTES // lines) // ticks)

    def _take_copy(self, copy: int, part: slice, blocks: list["Block"]) -> None:
        """Deploy one copy layer after layer, the training network above."""
        training, chip = self._training, self._chip
        axons = chip.axons(copy)
        for layer in range(training.layers):
            expected = training.activity_from(layer, axons)
            self._vote(layer + 1, part, expected[-1])
            spikes = chip.layer(copy, layer)
            blocks[layer].add(spikes, expected[0])
            if layer + 1 < training.layers:
                axons = training.axons_of(layer + 1, spikes)
        self._vote(training.layers + 1, part, spikes)

    def _vote(self, stage: int, part: slice, outputs: Floats) -> None:
        """Add the outputs of some images, over ticks, to the sums of classes."""
        sums = self._sums[stage, part]
        classes = sums.shape[1]
        for k in range(classes):
            votes = outputs[:, k::classes].sum(axis=1, dtype=np.float64)
            sums[:, k] += votes.reshape(len(sums), -1).sum(axis=1)

    def _report(self) -> AgreementReport:
        stream, chip = self._stream, self._chip
        means = self._sums / self._lines
        means[1:] /= chip.copies * stream.ticks
        classes = [predict(stage) for stage in means]
        names = [tr("training network"), tr("input spikes")]
        names += [
            tr("layer {number}", number=k) for k in range(1, self._training.layers + 1)
        ]
        right = [float((found == stream.labels).mean()) for found in classes]
        return AgreementReport(
            network=self._training.network.name,
            data=self._images.name,
            images=stream.count,
            copies=chip.copies,
            ticks=stream.ticks,
            encoding=self._encoding,
            seed=chip.seed,
            layers=tuple(
                tally.agreement(number)
                for number, tally in enumerate(self._tallies, start=1)
            ),
            stages=tuple(
                Stage(name, accuracy, before - accuracy)
                for name, accuracy, before in zip(
                    names, right, [right[0], *right], strict=False
                )
            ),
            flips=_flips(stream.labels, classes[0], classes[-1], means[0]),
        )


def _flips(
    labels: npt.NDArray[np.int32],
    predicted: npt.NDArray[np.int32],
    deployed: npt.NDArray[np.int32],
    means: npt.NDArray[np.float64],
) -> tuple[Flip, ...]:
    found = [
        Flip(
            int(image),
            int(labels[image]),
            int(predicted[image]),
            int(deployed[image]),
            float(means[image, predicted[image]] - means[image, deployed[image]]),
        )
        for image in np.flatnonzero(predicted != deployed)
    ]
    return tuple(sorted(found, key=lambda flip: (-flip.margin, flip.image)))
