"""A chip and what is put on its input lines, ready to be run."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from tnstudio.app.shown_image import ShownImage, require_image
from tnstudio.app.stimulus_input import StimulusInput, stimulus_input
from tnstudio.datasets.encoders import Encoding, input_key
from tnstudio.datasets.images import ImageSet
from tnstudio.datasets.load import require_fit
from tnstudio.datasets.reading import finished
from tnstudio.mapping.assemble import assemble
from tnstudio.model.network import Network
from tnstudio.model.program import ChipProgram
from tnstudio.model.stimulus import Stimulus


class LineSource(Protocol):
    """What makes input spikes; any tick can be made again."""

    def spikes(self, first_tick: int, rows: int) -> npt.NDArray[np.uint8]:
        """Return the spikes of some ticks, shape (rows, lines)."""


@dataclass(frozen=True, eq=False, slots=True)
class Setup:
    """A chip and its input.

    Attributes
    ----------
    program : ChipProgram
    source : LineSource
        Of the program's input lines.
    label : int or None
        The class of the image that is shown; None without one.
    """

    program: ChipProgram
    source: LineSource
    label: int | None = None


def image_setup(
    program: ChipProgram,
    images: ImageSet,
    image: int,
    encoding: Encoding,
    seed: int,
    frame_ticks: int,
) -> Setup:
    """Return a chip with one image on its input from tick 0 on.

    Parameters
    ----------
    images : ImageSet
        Must have the program's input shape.
    image : int
        Its number, from 0.
    encoding : str
        ``stochastic`` or ``rate``.
    seed : int
        Seed of the input spikes.
    frame_ticks : int
        T of the rate code.

    Raises
    ------
    TNStudioError
        If the images do not fit the program, or there is no such image.
    """
    require_fit(images, program.input_shape, len(program.class_names))
    require_image(images, image)
    shown = ShownImage(
        program.inputs.element,
        images.values(np.array([image])),
        encoding,
        input_key(seed),
        frame_ticks,
    )
    return Setup(program, shown, int(images.labels[image]))


def circuit_setup(network: Network, seed: int) -> Setup:
    """Return a network's free cores with their own stimuli on the input lines.

    Parameters and errors are those of `setting_up_circuit`.
    """
    return Setup(*finished(setting_up_circuit(network, seed)))


def setting_up_circuit(
    network: Network, seed: int
) -> Generator[Any, None, tuple[ChipProgram, StimulusInput]]:
    """Load free cores onto a chip and read what their stimuli show, as a job.

    Parameters
    ----------
    seed : int
        Seed of the input spikes.

    Raises
    ------
    TNStudioError
        If the network has no free cores or is not valid, a generator breaks a
        rule, or its data set cannot be read or does not fit.
    """
    yield
    program = assemble(network)
    yield
    stimuli = network.circuit.stimuli if network.circuit else ()
    return program, (yield from stimulus_input(program, stimuli, seed))


def stimulus_setup(
    program: ChipProgram, stimuli: tuple[Stimulus, ...], seed: int
) -> Setup:
    """Return a chip with generators on its input lines.

    Parameters
    ----------
    stimuli : tuple of Stimulus
        Data sets that they show are read.
    seed : int
        Seed of the input spikes.

    Raises
    ------
    TNStudioError
        As `stimulus_input` does.
    """
    return Setup(program, finished(stimulus_input(program, stimuli, seed)))
