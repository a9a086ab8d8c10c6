"""Stepping a chip on images, tick by tick, as the Simulate workspace shows it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tnstudio.app.shown_image import ShownImage, require_image
from tnstudio.datasets.encoders import Encoding, input_key
from tnstudio.datasets.images import ImageSet
from tnstudio.datasets.load import require_fit
from tnstudio.model.program import NONE, ChipProgram
from tnstudio.simulation.readout import class_counts, class_scores, predict
from tnstudio.simulation.recording import Recording, joined
from tnstudio.simulation.simulator import Simulator

RATE_TICKS = 16
"""T of the rate code unless asked otherwise: J17 (tables 2 and 3) gains little
beyond it."""


@dataclass(frozen=True, eq=False, slots=True)
class Frame:
    """The chip after some ticks: all that views draw.

    Attributes
    ----------
    tick : int
        The last tick that was run, from 0.
    image, label : int
        The image on the input and its class.
    ticks_on_image : int
        Ticks since the image appeared.
    recording : Recording
        The spikes of the ticks run since the last frame.
    active_axons : bool array, shape (cores, axons)
        Axons active in the last tick.
    potentials_before, potentials : int32 arrays, shape (cores, neurons)
        V before and after the last tick.
    input_spikes : int32 array, shape (elements,)
        Input spikes drawn from each element in the last tick, over all lines.
    votes : int32 array, shape (classes,)
        Output spikes for each class since the image reached the outputs.
    votes_now : int32 array, shape (classes,)
        Output spikes for each class in the last tick.
    scores : float64 array, shape (classes,)
        Mean over a class's output lines and ticks, 0..1.
    decision : int
        The class with the highest score; `NONE` before the first output.
    """

    tick: int
    image: int
    label: int
    ticks_on_image: int
    recording: Recording
    active_axons: npt.NDArray[np.bool_]
    potentials_before: npt.NDArray[np.int32]
    potentials: npt.NDArray[np.int32]
    input_spikes: npt.NDArray[np.int32]
    votes: npt.NDArray[np.int32]
    votes_now: npt.NDArray[np.int32]
    scores: npt.NDArray[np.float64]
    decision: int


class SimulationSession:
    """A chip, its images and the input that is on.

    Parameters
    ----------
    program : ChipProgram
    images : ImageSet
        Must have the program's input shape.
    encoding : str
        ``stochastic`` or ``rate``.
    seed : int
        Seed of the input spikes.
    frame_ticks : int
        T of the rate code: an image is shown as frames of so many ticks.

    Raises
    ------
    TNStudioError
        If the images do not fit the program.
    """

    def __init__(
        self,
        program: ChipProgram,
        images: ImageSet,
        encoding: Encoding = "stochastic",
        seed: int = 0,
        frame_ticks: int = RATE_TICKS,
    ) -> None:
        require_fit(images, program.input_shape, len(program.class_names))
        self.program = program
        self.images = images
        self._encoding = encoding
        self._frame_ticks = frame_ticks
        self._key = input_key(seed)
        self._simulator = Simulator(program)
        self._image = 0
        self._onset = 0
        self._votes = np.zeros(len(program.class_names), np.int32)

    @property
    def tick(self) -> int:
        """The next tick to be run."""
        return self._simulator.tick

    @property
    def image(self) -> int:
        """The image on the input."""
        return self._image

    def show(self, image: int) -> None:
        """Put another image on the input from the next tick on.

        Raises
        ------
        TNStudioError
            If there is no such image.
        """
        require_image(self.images, image)
        self._image = image
        self._begin()

    def encode_as(self, encoding: Encoding) -> None:
        """Make input spikes in another way from the next tick on."""
        self._encoding = encoding
        self._begin()

    def restart(self, seed: int) -> None:
        """Go back to tick 0 with the seed for the input spikes."""
        self._key = input_key(seed)
        self._simulator.reset()
        self._begin()

    def advance(self, ticks: int) -> Frame:
        """Run so many ticks, at least 1, and tell what is to be seen."""
        lines = self._input(ticks)
        first = self.tick
        # Apart from the rest, the last tick shows V before and after it.
        earlier = self._simulator.run(lines[:-1])
        before = self._simulator.potentials
        recording = joined([earlier, self._simulator.run(lines[-1:])])
        arrived = max(0, self._onset + self.program.latency - first)
        outputs = recording.outputs
        self._votes += class_counts(self.program, outputs[arrived:]).sum(
            axis=0, dtype=np.int32
        )
        return self._frame(lines[-1], recording, before)

    def _begin(self) -> None:
        """Count votes from here on."""
        self._onset = self.tick
        self._votes[:] = 0

    def _frame(
        self,
        lines: npt.NDArray[np.uint8],
        recording: Recording,
        before: npt.NDArray[np.int32],
    ) -> Frame:
        program = self.program
        counted = max(0, self.tick - self._onset - program.latency)
        votes = self._votes.copy()
        scores = class_scores(program, votes[None], max(1, counted))[0]
        fed = program.inputs.element != NONE
        spikes = np.bincount(
            program.inputs.element[fed],
            weights=lines[fed],
            minlength=int(np.prod(program.input_shape)),
        )
        return Frame(
            tick=self.tick - 1,
            image=self._image,
            label=int(self.images.labels[self._image]),
            ticks_on_image=self.tick - self._onset,
            recording=recording,
            active_axons=self._simulator.active_axons,
            potentials_before=before,
            potentials=self._simulator.potentials,
            input_spikes=spikes.astype(np.int32),
            votes=votes,
            votes_now=class_counts(program, recording.outputs[-1:])[0],
            scores=scores,
            decision=int(predict(scores[None])[0]) if counted else NONE,
        )

    def _input(self, ticks: int) -> npt.NDArray[np.uint8]:
        """Return the input spikes of the next ticks, (ticks, lines)."""
        shown = ShownImage(
            self.program.inputs.element,
            self.images.values(np.array([self._image])),
            self._encoding,
            self._key,
            self._frame_ticks,
            self._onset,
        )
        return shown.spikes(self.tick, ticks)
