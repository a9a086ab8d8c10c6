"""Stepping a chip on its input, tick by tick, as the Simulate workspace shows it."""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tnstudio.app.image_input import RATE_TICKS, ImageInput
from tnstudio.app.lines_shown import LinesShown, finding_lines
from tnstudio.app.output_log import OutputLog
from tnstudio.app.potential_trail import Trail, recalling
from tnstudio.app.recalled_spikes import RecalledSpikes, recalling_spikes
from tnstudio.app.stimulus_input import StimulusInput
from tnstudio.app.vote_log import VoteLog
from tnstudio.datasets.encoders import Encoding
from tnstudio.datasets.images import ImageSet
from tnstudio.errors import TNStudioError
from tnstudio.model.program import NONE, ChipProgram
from tnstudio.simulation.readout import class_counts, class_scores, predict
from tnstudio.simulation.recording import Recording, joined
from tnstudio.simulation.spike_record import BUDGET_BYTES, SpikeRecord
from tnstudio.simulation.timeline import Replayed, Timeline


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
        The image on the input and its class; `NONE` if generators are.
    encoding : str or None
        How its spikes are made; None without an image.
    ticks_on_image : int
        Ticks since the image appeared; `NONE` without one.
    recording : Recording
        The spikes of the ticks run since the last frame, or of the last tick
        alone if it was gone to.
    active_axons : bool array, shape (cores, axons)
        Axons active in the last tick.
    potentials_before, potentials : int32 arrays, shape (cores, neurons)
        V before and after the last tick.
    input_spikes : int32 array, shape (elements,)
        Input spikes drawn from each element in the last tick, over all lines.
    line_spikes : uint8 array, shape (input lines,)
        0 and 1: the lines that spiked in the last tick.
    output_counts : int64 array, shape (output lines,), or None
        Spikes on each output line since tick 0; None with an image on the input:
        then they count as votes.
    votes : int32 array, shape (classes,)
        Output spikes for each class since the image reached the outputs, since
        tick 0 without an image. Empty if the chip has no classes, like the two
        that follow.
    votes_now : int32 array, shape (classes,)
        Output spikes for each class in the last tick.
    scores : float64 array, shape (classes,)
        Mean over a class's output lines and ticks, 0..1.
    decision : int
        The class with the highest score; `NONE` before the first output and
        without classes.
    """

    tick: int
    end: int
    image: int
    label: int
    encoding: Encoding | None
    ticks_on_image: int
    recording: Recording
    active_axons: npt.NDArray[np.bool_]
    potentials_before: npt.NDArray[np.int32]
    potentials: npt.NDArray[np.int32]
    input_spikes: npt.NDArray[np.int32]
    line_spikes: npt.NDArray[np.uint8]
    output_counts: npt.NDArray[np.int64] | None
    votes: npt.NDArray[np.int32]
    votes_now: npt.NDArray[np.int32]
    scores: npt.NDArray[np.float64]
    decision: int

    @property
    def is_past(self) -> bool:
        """Whether later ticks are recorded."""
        return self.tick + 1 < self.end


class SimulationSession:
    """A chip and the input that is on, with a past.

    All that was run is recorded; any tick of it can be gone to, exactly. The
    session goes on from there as it did before, until another image is shown:
    then what came after is forgotten.

    Parameters
    ----------
    program : ChipProgram
    source : ImageInput or StimulusInput
        Made for this program, and for nobody else from now on.
    budget_bytes : int
        Memory for the spikes of `record`.

    Attributes
    ----------
    program : ChipProgram
    record : SpikeRecord
        All that was run; may be read on another thread.
    """

    def __init__(
        self,
        program: ChipProgram,
        source: ImageInput | StimulusInput,
        budget_bytes: int = BUDGET_BYTES,
    ) -> None:
        self.program = program
        self.record = SpikeRecord(program.cores, program.hardware.neurons, budget_bytes)
        self._source = source
        self._timeline = Timeline(program)
        self._votes = VoteLog(len(program.class_names))
        self._shows: ImageInput | None = None
        self._outputs: OutputLog | None = None
        if isinstance(source, ImageInput):
            self._shows = source
        else:
            self._outputs = OutputLog(len(program.outputs.label))
        self._end = 0
        # The last tick alone.
        self._newest: Recording | None = None

    @property
    def tick(self) -> int:
        """The next tick to be run."""
        return self._timeline.tick

    @property
    def end(self) -> int:
        """The tick after the last one that can be gone to."""
        return self._end

    @property
    def images(self) -> ImageSet | None:
        """The images that can be shown; None if generators are on the input."""
        return self._shows.images if self._shows else None

    @property
    def image(self) -> int:
        """The image that is on the input in the next tick; `NONE` without one."""
        return self._shows.at(self.tick).image if self._shows else NONE

    @property
    def onsets(self) -> tuple[int, ...]:
        """The ticks in which an image appeared, rising; none without images."""
        return self._shows.onsets if self._shows else ()

    def show(self, image: int) -> None:
        """Put another image on the input from the next tick on.

        Raises
        ------
        TNStudioError
            If there is no such image, or generators are on the input.
        """
        self._require_images().show(image, self.tick)
        self._forget_the_rest()

    def encode_as(self, encoding: Encoding) -> None:
        """Make input spikes in another way from the next tick on.

        Raises
        ------
        TNStudioError
            If generators are on the input.
        """
        self._require_images().encode_as(encoding, self.tick)
        self._forget_the_rest()

    def restart(self, seed: int) -> None:
        """Go back to tick 0 with the seed for the input spikes; forget the rest."""
        if isinstance(self._source, ImageInput):
            self._source.restart(seed, self.tick)
        else:
            self._source.restart(seed)
        self._timeline.go_to(0)
        self._newest = None
        self._forget_the_rest()

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
            self._newest = None
            return None
        self._newest = self._timeline.replay(1)
        return self._frame(self._newest)

    def advance(self, ticks: int) -> Frame:
        """Run so many ticks, at least 1, and tell what is to be seen.

        Ticks that are recorded already are run as they were.
        """
        return self._frame(self._run(ticks))

    def pass_by(self, ticks: int) -> None:
        """Run so many ticks, at least 1, as `advance` does, and tell nothing."""
        self._run(ticks)

    def seen(self) -> Frame | None:
        """Tell what is to be seen now; None before tick 0."""
        return None if self._newest is None else self._frame(self._newest)

    def recalling(
        self, core: int, neuron: int, ticks: int
    ) -> Generator[None, None, Trail]:
        """Run the last ticks again and note what one neuron did; closable.

        As `tnstudio.app.potential_trail.recalling`: the session stays where it is.
        """
        return recalling(self._timeline, core, neuron, ticks)

    def recalling_spikes(
        self, cores: tuple[int, ...], first: int, end: int
    ) -> Generator[Replayed, None, RecalledSpikes]:
        """Run some ticks again and keep what some cores did; closable.

        As `tnstudio.app.recalled_spikes.recalling_spikes`, of the ticks that are
        recorded: the session stays where it is.
        """
        end = min(end, self._end)
        first = min(max(0, first), end)
        return recalling_spikes(self._timeline, cores, first, end, self.record.cuts)

    def recalling_lines(
        self, first: int, end: int, step: int
    ) -> Generator[None, None, LinesShown]:
        """Find which input lines spiked in columns of ticks; closable.

        As `tnstudio.app.lines_shown.finding_lines`, of the ticks that are recorded.
        """
        end = min(end, self._end)
        return finding_lines(self._timeline, min(first, end), end, step)

    def _require_images(self) -> ImageInput:
        if self._shows:
            return self._shows
        raise TNStudioError(
            "The chip is driven by stimulus generators, not by images",
            self.program.name,
            "change the stimuli of its input lines",
        )

    def _forget_the_rest(self) -> None:
        """Let what was run after now be void: something else is on the input."""
        self._end = self.tick
        self.record.cut(self._end, self._recalled)
        self._votes.cut(self._end)
        if self._outputs is not None:
            self._outputs.cut(self._end)

    def _recalled(self, first: int, end: int) -> npt.NDArray[np.uint64]:
        """Run some ticks before this one again, and come back; return the spikes."""
        here = self.tick
        self._timeline.go_to(first)
        spikes = self._timeline.replay(end - first).spikes
        self._timeline.go_to(here)
        return spikes

    def _run(self, ticks: int) -> Recording:
        """Run ticks, those that are recorded already as they were."""
        known = min(ticks, self._end - self.tick)
        parts = [self._timeline.replay(known)] if known else []
        if ticks > known:
            spikes = self._source.spikes(self.tick, ticks - known)
            parts.append(self._timeline.run(spikes))
            self._keep(parts[-1])
        self._newest = parts[-1].last()
        return joined(parts)

    def _keep(self, recording: Recording) -> None:
        """Keep the spikes of ticks that were run for the first time."""
        outputs = recording.outputs
        self.record.append(recording)
        self._votes.append(class_counts(self.program, outputs))
        if self._outputs is not None:
            self._outputs.append(outputs)
        self._end = self.tick

    def _frame(self, recording: Recording) -> Frame:
        program, timeline, tick = self.program, self._timeline, self.tick - 1
        shows = self._shows
        show = shows.at(tick) if shows else None
        onset = show.onset if show else 0
        arrived = onset + program.latency
        counted = max(0, self.tick - arrived)
        votes = self._votes.between(arrived, self.tick)
        scores = class_scores(program, votes[None], max(1, counted))[0]
        lines = timeline.inputs(tick, self.tick)[0]
        outputs = self._outputs
        return Frame(
            tick=tick,
            end=self._end,
            image=show.image if show else NONE,
            label=shows.label(show) if shows and show else NONE,
            encoding=show.encoding if show else None,
            ticks_on_image=self.tick - onset if show else NONE,
            recording=recording,
            active_axons=timeline.active_axons,
            potentials_before=timeline.potentials_before,
            potentials=timeline.potentials,
            input_spikes=_by_element(program, lines),
            line_spikes=lines,
            output_counts=None if outputs is None else outputs.before(self.tick),
            votes=votes,
            votes_now=self._votes.between(tick, self.tick),
            scores=scores,
            decision=int(predict(scores[None])[0]) if counted and votes.size else NONE,
        )


def _by_element(
    program: ChipProgram, lines: npt.NDArray[np.uint8]
) -> npt.NDArray[np.int32]:
    """Add up the spikes of the lines that carry the same element."""
    fed = program.inputs.element != NONE
    spikes = np.bincount(
        program.inputs.element[fed],
        weights=lines[fed],
        minlength=int(np.prod(program.input_shape)),
    )
    return spikes.astype(np.int32)


def image_session(
    program: ChipProgram,
    images: ImageSet,
    encoding: Encoding = "stochastic",
    seed: int = 0,
    frame_ticks: int = RATE_TICKS,
    budget_bytes: int = BUDGET_BYTES,
) -> SimulationSession:
    """Return a session with images on the input, the first one to begin with.

    Parameters and errors are those of `ImageInput` and `SimulationSession`.
    """
    source = ImageInput(program, images, encoding, seed, frame_ticks)
    return SimulationSession(program, source, budget_bytes)
