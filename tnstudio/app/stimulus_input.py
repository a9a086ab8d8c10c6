"""Stimulus generators on a chip's input lines, with the data sets they show."""

from collections.abc import Generator, Mapping
from copy import copy
from typing import Any

import numpy as np
import numpy.typing as npt

from tnstudio.app.data import loading
from tnstudio.app.shown_image import require_image
from tnstudio.datasets.images import ImageSet
from tnstudio.datasets.load import require_fit
from tnstudio.datasets.stimuli import StimulusSource
from tnstudio.model.program import ChipProgram
from tnstudio.model.stimulus import ImageSpikes, Stimulus


class StimulusInput:
    """Generators with a seed that can be changed.

    Parameters
    ----------
    program : ChipProgram
    stimuli : tuple of Stimulus
    images : mapping of ImageSpikes to ImageSet
        The images of every such generator; `stimulus_input` reads them.
    seed : int
        Seed of the input spikes.

    Raises
    ------
    TNStudioError
        If a generator breaks a rule, the seed is out of range, or lines carry
        elements that the images do not have.
    """

    def __init__(
        self,
        program: ChipProgram,
        stimuli: tuple[Stimulus, ...],
        images: Mapping[ImageSpikes, ImageSet],
        seed: int,
    ) -> None:
        self._elements = program.inputs.element
        self._stimuli = stimuli
        self._images = images
        self._source = self._with_seed(seed)

    def spikes(self, first_tick: int, rows: int) -> npt.NDArray[np.uint8]:
        """Return the spikes of some ticks, shape (rows, input lines)."""
        return self._source.spikes(first_tick, rows)

    def restart(self, seed: int) -> None:
        """Draw the spikes of all ticks with another seed."""
        self._source = self._with_seed(seed)

    def copy(self) -> "StimulusInput":
        """Return an input of the same generators that can have its own seed."""
        return copy(self)

    def _with_seed(self, seed: int) -> StimulusSource:
        return StimulusSource(self._stimuli, self._elements, seed, self._images)


def stimulus_input(
    program: ChipProgram, stimuli: tuple[Stimulus, ...], seed: int
) -> Generator[Any, None, StimulusInput]:
    """Read the data sets that generators show, as a job.

    Parameters
    ----------
    seed : int
        Seed of the input spikes.

    Yields
    ------
    object
        What `tnstudio.app.data.loading` does.

    Raises
    ------
    TNStudioError
        If a generator breaks a rule, or its data set cannot be read, does not fit
        the program or has no such first image.
    """
    images = {}
    for stimulus in stimuli:
        if isinstance(stimulus, ImageSpikes):
            images[stimulus] = yield from _images_of(stimulus, program)
    return StimulusInput(program, stimuli, images, seed)


def _images_of(
    stimulus: ImageSpikes, program: ChipProgram
) -> Generator[Any, None, ImageSet]:
    found = yield from loading(stimulus.source)
    images = found.test if stimulus.split == "test" else found.train
    # A circuit need not vote for classes.
    require_fit(images, program.input_shape, len(program.class_names) or images.classes)
    require_image(images, stimulus.first_image)
    return images
