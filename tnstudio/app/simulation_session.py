"""Stepping a chip on its input, tick by tick, as the Simulate workspace shows it."""

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cached_property

import numpy as np
import numpy.typing as npt

from tnstudio.app.branch import Branch
from tnstudio.app.breakpoint_run import Recollection, Recorded, Watched, exact, judged
from tnstudio.app.frame import Frame, Passage
from tnstudio.app.image_input import RATE_TICKS, ImageInput
from tnstudio.app.lines_shown import LinesShown, finding_lines
from tnstudio.app.output_log import OutputLog
from tnstudio.app.potential_trail import Place, Trail, recalling, recalling_all
from tnstudio.app.progress import MeasurementProgress
from tnstudio.app.recalled_spikes import RecalledSpikes, recalling_spikes
from tnstudio.app.redrawn_input import RedrawnInput
from tnstudio.app.show_log import Picture, Show
from tnstudio.app.stimulus_input import StimulusInput
from tnstudio.app.tracing import Silence, TracedSpike, tracing
from tnstudio.app.vote_counts import VoteCounts
from tnstudio.app.vote_course import VoteCourse
from tnstudio.app.watches import Seen, Watches
from tnstudio.datasets.encoders import Encoding
from tnstudio.datasets.images import ImageSet
from tnstudio.errors import TNStudioError
from tnstudio.model.program import NONE, ChipProgram
from tnstudio.simulation.readout import class_scores, predict
from tnstudio.simulation.recording import Recording, joined
from tnstudio.simulation.recording_budget import BUDGET_BYTES
from tnstudio.simulation.run_until import run_until
from tnstudio.simulation.sources import Sources
from tnstudio.simulation.spike_record import SpikeRecord
from tnstudio.simulation.timeline import Replayed, Timeline
from tnstudio.simulation.trace import Limits, Spike
from tnstudio.texts import tr

MOST_TICKS = 10_000_000
"""Of one recording: spikes have a budget of their own, but something is kept of every
tick, some 30 bytes for ten classes."""


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
    watches : Watches
        What is counted of the ticks that are run.
    edition : int
        Grows whenever something else is put on the input.
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
        past = RedrawnInput(source, len(program.inputs.element))
        self._timeline = Timeline(program, inputs=past)
        self._votes = VoteCounts(program)
        self._recollection = Recollection(self._timeline, self._votes)
        self.watches = Watches(self._timeline)
        self._shows: ImageInput | None = None
        self._outputs: OutputLog | None = None
        if isinstance(source, ImageInput):
            self._shows = source
        else:
            self._outputs = OutputLog(len(program.outputs.label))
        self._end = self.edition = 0

    @property
    def tick(self) -> int:
        """The next tick to be run."""
        return self._timeline.tick

    @property
    def end(self) -> int:
        """The tick after the last one that can be gone to."""
        return self._end

    @property
    def timeline(self) -> Timeline:
        """The chip with its past, for who leaves it at the tick where it was."""
        return self._timeline

    def shown_at(self, tick: int) -> tuple[int, int]:
        """Return the image on the input in a tick and its class, or `NONE` twice."""
        if self._shows is None:
            return NONE, NONE
        show = self._shows.at(tick)
        return show.image, self._shows.label(show)

    @property
    def images(self) -> ImageSet | None:
        """The images that can be shown; None if generators are on the input."""
        return self._shows.images if self._shows else None

    @property
    def image(self) -> int:
        """The image that is on the input in the next tick; `NONE` without one."""
        return self._shows.at(self.tick).image if self._shows else NONE

    @property
    def next_show(self) -> Show | None:
        """What is on the input in the next tick; None if generators are."""
        return self._shows.at(self.tick) if self._shows else None

    @property
    def shows(self) -> tuple[Show, ...]:
        """What was on the input up to here; before tick 0, what is to come.

        Nothing if generators are.
        """
        if self._shows is None:
            return ()
        onsets = [onset for onset in self._shows.onsets if onset < max(1, self.tick)]
        return tuple(self._shows.at(onset) for onset in onsets)

    @property
    def onsets(self) -> tuple[int, ...]:
        """The ticks in which an image appeared, rising; none without images."""
        return self._shows.onsets if self._shows else ()

    @property
    def image_end(self) -> int:
        """Where the image on the input comes to an end, as `ImageInput.end`.

        Raises
        ------
        TNStudioError
            If generators are on the input.
        """
        return self._require_images().end(self.tick, self.program.latency)

    def show(self, image: int) -> None:
        """Put another image on the input from the next tick on.

        Raises
        ------
        TNStudioError
            If there is no such image, or generators are on the input.
        """
        self._require_images().show(image, self.tick)
        self._forget_the_rest()

    def show_picture(self, pixels: npt.NDArray[np.uint8], label: int = NONE) -> None:
        """Put a picture of no set on the input from the next tick on.

        Parameters
        ----------
        pixels : uint8 array, shape (rows, columns, channels)
        label : int
            Its class; `NONE` if it is of no known one.

        Raises
        ------
        TNStudioError
            If it does not have the images' shape, there is no such class, or
            generators are on the input.
        """
        self._require_images().show_picture(Picture(pixels, label), self.tick)
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
            return None
        self.watches.begin()
        recording = self._timeline.replay(1)
        return self._frame(recording, self._watched(recording))

    def advance(self, ticks: int) -> Frame:
        """Run so many ticks, at least 1, and tell what is to be seen.

        Ticks that are recorded already are run as they were.
        """
        self.watches.begin()
        recording = self._run(ticks)
        return self._frame(recording, self._watched(recording))

    def pass_by(self, ticks: int) -> None:
        """Run so many ticks, at least 1, as `advance` does, and tell nothing."""
        self._run(ticks)

    def seen(self) -> Frame | None:
        """Tell what is to be seen now; None before tick 0."""
        newest = self._timeline.newest
        if newest is None:
            return None
        return self._frame(newest, self.watches.seen(self.onsets))

    def running_until(
        self,
        watched: Callable[[], Sequence[Watched]],
        stop: int,
        piece: Callable[[], int],
    ) -> Generator[Passage | None, None, None]:
        """Run until a condition is met or a tick is reached; closable.

        Ticks that are recorded already are run as they were. A condition is met
        by what the chip did since tick 0, see `tnstudio.app.breakpoint_run`.

        Parameters
        ----------
        watched : callable
            Returns the conditions, each once; asked anew for every piece.
        stop : int
            The tick that is the next to be run at the end, if none is met.
        piece : callable
            Returns how many ticks, at least 1, to run at once at most.

        Returns
        -------
        generator of Passage or None
            What was run; None if only the past was looked at. The last passage
            has the conditions that were met.

        Raises
        ------
        TNStudioError
            When it is run, if a condition cannot be judged in this session.
        """
        while self.tick < stop:
            conditions = tuple(watched())
            ticks = min(piece(), stop - self.tick)
            if not conditions:
                yield Passage(self.advance(ticks), ())
                continue
            passage = yield from self._passing(conditions, ticks)
            yield passage
            if passage.hits:
                return

    def _passing(
        self, watched: tuple[Watched, ...], ticks: int
    ) -> Generator[None, None, Passage]:
        """Run at most so many ticks, at least 1, up to where a condition is met."""
        program, timeline, shows, tick = (
            self.program,
            self._timeline,
            self._shows,
            self.tick,
        )
        self._require_room(ticks)
        watched = judged(shows, tick, watched)
        conditions = tuple(exact(program, shows, tick, each) for each in watched)
        memory = yield from self._recollection.recalling(conditions)
        known = min(ticks, self._end - tick)
        if known and shows:
            known = min(known, shows.change(tick) - tick)
        chip: Recorded | Timeline = Recorded(timeline) if known else timeline
        if known:
            lines = timeline.inputs(tick, tick + known)
        else:
            lines = self._source.spikes(tick, ticks)
        self.watches.begin()
        with self._whole():
            stretch = next(run_until(chip, lines, conditions, memory, len(lines)))
            if not known:
                self._keep(stretch.recording)
        self._recollection.keep(conditions, stretch.memory)
        hits = tuple(watched[hit.index] for hit in stretch.hits)
        seen = self._watched(stretch.recording)
        return Passage(self._frame(stretch.recording, seen), hits)

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

    def branching(self, tick: int) -> Generator[Replayed, None, Branch]:
        """Return what a fork at a tick goes on from, and stay here; closable.

        Parameters
        ----------
        tick : int
            The first one that may be different, 0 to `end`.

        Raises
        ------
        TNStudioError
            If the tick is not recorded.
        """
        if not 0 <= tick <= self._end:
            raise TNStudioError(
                tr("Tick {tick} is not recorded", tick=tick),
                self.program.name,
                tr("{low} to {high}", low=0, high=self._end),
            )
        snapshot = yield from self._timeline.branching(tick)
        return Branch(self.program, snapshot, self._source.copy(), self.edition)

    def vote_course(self, points: int) -> VoteCourse | None:
        """Return how the scores came about since what is on the input appeared.

        Parameters
        ----------
        points : int
            At most so many ticks of it, evenly spread.

        Returns
        -------
        VoteCourse or None
            None before the first tick.
        """
        if not self.tick:
            return None
        return self._votes.course(self._arrival(self.tick - 1), self.tick, points)

    def recalling_all(
        self, places: Sequence[Place], ticks: int
    ) -> Generator[None, None, tuple[Trail, ...]]:
        """Run the last ticks again and note what some neurons did; closable.

        As `tnstudio.app.potential_trail.recalling_all`.
        """
        return recalling_all(self._timeline, places, ticks)

    def tracing(
        self, core: int, neuron: int, tick: int, limits: Limits
    ) -> Generator[MeasurementProgress | None, None, TracedSpike | Silence]:
        """Look for the causes and the consequences of a neuron's spike; closable.

        As `tnstudio.app.tracing.tracing`: the session stays where it is.
        """
        spike = Spike(tick, core, neuron)
        return tracing(self._timeline, self._end, spike, limits, self._sources)

    @cached_property
    def _sources(self) -> Sources:
        return Sources(self.program)

    def _require_images(self) -> ImageInput:
        if self._shows:
            return self._shows
        raise TNStudioError(
            tr("The chip is driven by stimulus generators, not by images"),
            self.program.name,
            tr("change the stimuli of its input lines"),
        )

    def _forget_the_rest(self) -> None:
        """Let what was run after now be void: something else is on the input."""
        self._end = self.tick
        self.edition += 1
        self.record.cut(self._end, self._recalled)
        self.watches.cut(self._end)
        self._votes.cut(self._end)
        self._recollection.cut(self._end)
        if self._outputs is not None:
            self._outputs.cut(self._end)

    def _recalled(self, first: int, end: int) -> Iterator[npt.NDArray[np.uint64]]:
        """Run some ticks before this one again, and stay here; yield the spikes."""
        with closing(self._timeline.retelling(first, end)) as told:
            for recording in told:
                if recording is not None:
                    yield recording.spikes

    def _run(self, ticks: int) -> Recording:
        """Run ticks, those that are recorded already as they were."""
        self._require_room(ticks)
        known = min(ticks, self._end - self.tick)
        parts = [self._timeline.replay(known)] if known else []
        if ticks > known:
            spikes = self._source.spikes(self.tick, ticks - known)
            with self._whole():
                parts.append(self._timeline.run(spikes))
                self._keep(parts[-1])
        return joined(parts)

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """Let an error leave nothing of ticks that were run or kept only in part."""
        try:
            yield
        except Exception:
            if self.tick > self._end:
                self._timeline.go_to(self._end)
                self._forget_the_rest()
            raise

    def _require_room(self, ticks: int) -> None:
        if self.tick + ticks > MOST_TICKS:
            raise TNStudioError(
                tr(
                    "The recording is full: it has {ticks:,} of {most:,} ticks",
                    ticks=self.tick,
                    most=MOST_TICKS,
                ),
                self.program.name,
                tr("restart (Home), or go back and show another image from there on"),
            )

    def _keep(self, recording: Recording) -> None:
        """Keep the spikes of ticks that were run for the first time."""
        outputs = recording.outputs
        self.record.append(recording)
        self._votes.count(outputs, self._arrival(recording.first_tick))
        if self._outputs is not None:
            self._outputs.append(outputs)
        self._end = self.tick

    def _arrival(self, tick: int) -> int:
        """Return when what is on the input in a tick has reached the outputs."""
        onset = self._shows.at(tick).onset if self._shows else 0
        return onset + self.program.latency

    def _watched(self, recording: Recording) -> Seen:
        """Count what is wanted of the ticks just run."""
        return self.watches.take(recording, self.onsets)

    def _frame(self, recording: Recording, seen: Seen) -> Frame:
        program, timeline, tick = self.program, self._timeline, self.tick - 1
        shows = self._shows
        show = shows.at(tick) if shows else None
        onset = show.onset if show else 0
        arrived = self._arrival(tick)
        counted = max(0, self.tick - arrived)
        votes = self._votes.between(arrived, self.tick)
        picture = show.picture if show else None
        scores = class_scores(program, votes[None], max(1, counted))[0]
        lines = timeline.inputs(tick, self.tick)[0]
        outputs = self._outputs
        return Frame(
            tick=tick,
            end=self._end,
            image=show.image if show else NONE,
            label=shows.label(show) if shows and show else NONE,
            pixels=picture.pixels if picture else None,
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
            copy_votes=self._votes.by_copy(arrived, self.tick),
            scores=scores,
            decision=int(predict(scores[None])[0]) if counted and votes.size else NONE,
            seen=seen,
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
