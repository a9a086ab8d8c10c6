"""Stepping a chip on images, tick by tick, as the Simulate workspace shows it."""

from collections.abc import Generator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from tnstudio.app.potential_trail import Trail, recalling
from tnstudio.app.show_log import Show, ShowLog
from tnstudio.app.shown_image import ShownImage, require_image
from tnstudio.app.vote_log import VoteLog
from tnstudio.datasets.encoders import Encoding, input_key
from tnstudio.datasets.images import ImageSet
from tnstudio.datasets.load import require_fit
from tnstudio.model.program import NONE, ChipProgram
from tnstudio.simulation.readout import class_counts, class_scores, predict
from tnstudio.simulation.recording import Recording, joined
from tnstudio.simulation.timeline import Replayed, Timeline

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
    end : int
        The tick after the last one that is recorded.
    image, label : int
        The image on the input and its class.
    encoding : str
        How its spikes are made.
    ticks_on_image : int
        Ticks since the image appeared.
    recording : Recording
        The spikes of the ticks run since the last frame, or of the last tick
        alone if it was gone to.
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
    end: int
    image: int
    label: int
    encoding: Encoding
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

    @property
    def is_past(self) -> bool:
        """Whether later ticks are recorded."""
        return self.tick + 1 < self.end


class SimulationSession:
    """A chip, its images and the input that is on, with a past.

    All that was run is recorded; any tick of it can be gone to, exactly. The
    session goes on from there as it did before, until another image is shown:
    then what came after is forgotten.

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
        self._frame_ticks = frame_ticks
        self._timeline = Timeline(program)
        self._votes = VoteLog(len(program.class_names))
        self._shows = ShowLog(Show(0, 0, encoding, input_key(seed)))
        self._end = 0

    @property
    def tick(self) -> int:
        """The next tick to be run."""
        return self._timeline.tick

    @property
    def end(self) -> int:
        """The tick after the last one that can be gone to."""
        return self._end

    @property
    def image(self) -> int:
        """The image that is on the input in the next tick."""
        return self._shows.at(self.tick).image

    @property
    def onsets(self) -> tuple[int, ...]:
        """The ticks in which an image appeared, rising; the first is 0."""
        return self._shows.onsets

    def show(self, image: int) -> None:
        """Put another image on the input from the next tick on.

        Raises
        ------
        TNStudioError
            If there is no such image.
        """
        require_image(self.images, image)
        self._change(replace(self._shows.at(self.tick), image=image))

    def encode_as(self, encoding: Encoding) -> None:
        """Make input spikes in another way from the next tick on."""
        self._change(replace(self._shows.at(self.tick), encoding=encoding))

    def restart(self, seed: int) -> None:
        """Go back to tick 0 with the seed for the input spikes; forget the rest."""
        now = self._shows.at(self.tick)
        self._timeline.go_to(0)
        self._change(replace(now, key=input_key(seed)))

    def going_to(self, tick: int) -> Generator[Replayed, None, Frame | None]:
        """Go to where so many ticks were run, a piece at a time; closable.

        Parameters
        ----------
        tick : int
            0 to `end`; ticks beyond are those next to it.

        Returns
        -------
        Frame or None
            What is to be seen after the last of these ticks; None before all.
        """
        wanted = min(max(0, tick), self._end)
        yield from self._timeline.going_to(max(0, wanted - 1))
        if not wanted:
            return None
        return self._frame(self._timeline.replay(1))

    def advance(self, ticks: int) -> Frame:
        """Run so many ticks, at least 1, and tell what is to be seen.

        Ticks that are recorded already are run as they were.
        """
        known = min(ticks, self._end - self.tick)
        parts = [self._timeline.replay(known)] if known else []
        if ticks > known:
            parts.append(self._timeline.run(self._input(ticks - known)))
            self._votes.append(class_counts(self.program, parts[-1].outputs))
            self._end = self.tick
        return self._frame(joined(parts))

    def recalling(
        self, core: int, neuron: int, ticks: int
    ) -> Generator[None, None, Trail]:
        """Run the last ticks again and note what one neuron did; closable.

        As `tnstudio.app.potential_trail.recalling`: the session stays where it is.
        """
        return recalling(self._timeline, core, neuron, ticks)

    def _change(self, show: Show) -> None:
        """Have something else on the input; what was run after now is void."""
        self._end = self.tick
        self._votes.cut(self._end)
        self._shows.begin(replace(show, onset=self._end))

    def _frame(self, recording: Recording) -> Frame:
        program, tick = self.program, self.tick - 1
        show = self._shows.at(tick)
        arrived = show.onset + program.latency
        counted = max(0, self.tick - arrived)
        votes = self._votes.between(arrived, self.tick)
        scores = class_scores(program, votes[None], max(1, counted))[0]
        fed = program.inputs.element != NONE
        spikes = np.bincount(
            program.inputs.element[fed],
            weights=self._timeline.inputs(tick, self.tick)[0][fed],
            minlength=int(np.prod(program.input_shape)),
        )
        return Frame(
            tick=tick,
            end=self._end,
            image=show.image,
            label=int(self.images.labels[show.image]),
            encoding=show.encoding,
            ticks_on_image=self.tick - show.onset,
            recording=recording,
            active_axons=self._timeline.active_axons,
            potentials_before=self._timeline.potentials_before,
            potentials=self._timeline.potentials,
            input_spikes=spikes.astype(np.int32),
            votes=votes,
            votes_now=self._votes.between(tick, self.tick),
            scores=scores,
            decision=int(predict(scores[None])[0]) if counted else NONE,
        )

    def _input(self, ticks: int) -> npt.NDArray[np.uint8]:
        """Return the input spikes of the next ticks, (ticks, lines)."""
        show = self._shows.at(self.tick)
        shown = ShownImage(
            self.program.inputs.element,
            self.images.values(np.array([show.image])),
            show.encoding,
            show.key,
            self._frame_ticks,
            show.onset,
        )
        return shown.spikes(self.tick, ticks)
