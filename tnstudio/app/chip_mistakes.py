"""Which images of a set a chip takes for something else."""

from collections.abc import Generator
from dataclasses import dataclass
from time import perf_counter

import numpy as np
import numpy.typing as npt

from tnstudio.app.evaluation import EvaluationResult, evaluate
from tnstudio.app.image_input import RATE_TICKS
from tnstudio.app.progress import MeasurementProgress
from tnstudio.datasets.encoders import Encoding
from tnstudio.datasets.images import ImageSet
from tnstudio.model.program import ChipProgram
from tnstudio.texts import tr


@dataclass(frozen=True, eq=False, slots=True)
class ChipDecisions:
    """What a chip takes each image of a set for.

    Attributes
    ----------
    labels, found : int32 arrays, shape (images,)
        The class of each image and the one it was taken for.
    ticks : int
        Ticks that each image was shown.
    encoding : str
        How images became spikes.
    seed : int
        Of the input spikes.
    """

    labels: npt.NDArray[np.int32]
    found: npt.NDArray[np.int32]
    ticks: int
    encoding: Encoding
    seed: int

    @property
    def wrong(self) -> npt.NDArray[np.bool_]:
        """Whether each image was taken for another class, shape (images,)."""
        wrong: npt.NDArray[np.bool_] = self.labels != self.found
        return wrong

    @property
    def how(self) -> str:
        """How it was found out, in words."""
        if self.encoding == "stochastic":
            return tr(
                "by {ticks} ticks of the stochastic code, seed {seed}",
                ticks=self.ticks,
                seed=self.seed,
            )
        return tr("by {ticks} ticks of the rate code", ticks=self.ticks)


def deciding(
    program: ChipProgram, images: ImageSet, encoding: Encoding, seed: int
) -> Generator[MeasurementProgress, None, ChipDecisions]:
    """Show a chip all images, as long as one frame of the rate code, as a job.

    Parameters
    ----------
    encoding : str
        ``stochastic`` or ``rate``.
    seed : int
        Seed of the input spikes.

    Raises
    ------
    TNStudioError
        If the images do not fit the program.
    """
    started = perf_counter()
    found = np.zeros(0, np.int32)
    for event in evaluate(program, images, RATE_TICKS, encoding, seed):
        if isinstance(event, EvaluationResult):
            found = event.predictions
        else:
            seconds = perf_counter() - started
            yield MeasurementProgress(event.done, event.total, seconds)
    return ChipDecisions(images.labels, found, RATE_TICKS, encoding, seed)


def next_of(wanted: npt.NDArray[np.bool_], image: int, step: int) -> int:
    """Return the next of the wanted images, or the one before; round at the ends.

    Parameters
    ----------
    wanted : bool array, shape (images,)
    image : int
        Where to start.
    step : int
        1 for the next one, -1 for the one before.

    Returns
    -------
    int
        ``image`` itself if no other one is wanted.
    """
    found = np.flatnonzero(wanted)
    away = ((found - image) * step) % len(wanted)
    away = np.where(away == 0, len(wanted), away)
    return int(found[np.argmin(away)]) if found.size else image
