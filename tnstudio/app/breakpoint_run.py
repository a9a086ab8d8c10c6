"""Breakpoints in a session: what they know of the past, wherever it has gone to.

A condition is met in a tick by what the chip did from tick 0 to there, however
often one has gone back and forth. So a run stops in the same ticks whether it
is cut, was run before, or the condition is new.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tnstudio.app.image_input import RATE_TICKS, ImageInput
from tnstudio.app.vote_counts import VoteCounts
from tnstudio.errors import TNStudioError
from tnstudio.model.program import NONE, ChipProgram
from tnstudio.simulation.breakpoints import (
    Breakpoint,
    CoreSaturated,
    CoreSilent,
    Memory,
    WrongClass,
    require_condition,
)
from tnstudio.simulation.readout import class_scores, predict
from tnstudio.simulation.recording import Recording
from tnstudio.simulation.run_until import remembered
from tnstudio.simulation.timeline import Timeline
from tnstudio.texts import tr


@dataclass(frozen=True, slots=True)
class WrongOnImage:
    """The votes for the image on the input are for another class than its own.

    That is `WrongClass` with the label of the image that is on, judged anew for
    each: votes count from the tick in which the image reaches the outputs.

    Attributes
    ----------
    after_ticks : int
        Votes are counted in at least so many ticks before they are judged,
        at least 1.
    """

    after_ticks: int = RATE_TICKS


Watched = Breakpoint | WrongOnImage
"""What a session may stop at."""

Streak = CoreSilent | CoreSaturated


def require_watched(
    program: ChipProgram, condition: Watched, *, has_images: bool
) -> None:
    """Refuse a condition that cannot be judged in a session on this program.

    Raises
    ------
    TNStudioError
        As `require_condition` does; also if the condition is about images, and
        there are none on the input, or the chip has no classes.
    """
    if not isinstance(condition, WrongOnImage):
        require_condition(program, condition)
        return
    if not has_images:
        raise TNStudioError(
            tr("There are no images on the input"),
            program.name,
            tr("watch a neuron, a line or a core"),
        )
    require_condition(program, WrongClass(0, after_ticks=condition.after_ticks))


def exact(
    program: ChipProgram, shows: ImageInput | None, tick: int, condition: Watched
) -> Breakpoint:
    """Return what a condition is on the image that is on in a tick.

    Raises
    ------
    TNStudioError
        If it is about images, and there are none.
    """
    if not isinstance(condition, WrongOnImage):
        return condition
    if shows is None:
        raise TNStudioError(tr("There are no images on the input"), program.name)
    show = shows.at(tick)
    first = show.onset + program.latency
    return WrongClass(shows.label(show), first, condition.after_ticks)


def judged(
    shows: ImageInput | None, tick: int, conditions: tuple[Watched, ...]
) -> tuple[Watched, ...]:
    """Return the conditions that have a meaning for what is on in a tick.

    A picture of no known class is never taken for a wrong one.
    """
    if shows is None or shows.label(shows.at(tick)) != NONE:
        return conditions
    return tuple(c for c in conditions if not isinstance(c, WrongOnImage))


class Recollection:
    """What conditions know when the next tick of a timeline is run.

    It is kept from one run to the next. After going elsewhere, the recorded
    ticks that it depends on are run once more.

    Parameters
    ----------
    timeline : Timeline
    votes : VoteCounts
        Of all that is recorded on it.
    """

    def __init__(self, timeline: Timeline, votes: VoteCounts) -> None:
        self._timeline = timeline
        self._votes = votes
        self._tick = 0
        self._known: dict[Streak, Memory] = {}

    def cut(self, tick: int) -> None:
        """Forget what is known of ticks from this one on."""
        if self._tick > tick:
            self._known = {}

    def keep(self, conditions: Sequence[Breakpoint], memory: Sequence[Memory]) -> None:
        """Keep what conditions know where the timeline is now."""
        self._tick = self._timeline.tick
        self._known = {
            condition: known
            for condition, known in zip(conditions, memory, strict=True)
            if isinstance(condition, Streak)
        }

    def recalling(
        self, conditions: Sequence[Breakpoint]
    ) -> Generator[None, None, tuple[Memory, ...]]:
        """Return what conditions know here, a piece of work at a time; closable."""
        if self._tick != self._timeline.tick:
            self._known, self._tick = {}, self._timeline.tick
        streaks = [c for c in conditions if isinstance(c, Streak)]
        unknown = tuple(c for c in streaks if c not in self._known)
        if unknown:
            found = yield from self._looking_back(unknown)
            self._known = {**self._known, **dict(zip(unknown, found, strict=True))}
        return tuple(self._memory(condition) for condition in conditions)

    def _looking_back(
        self, conditions: tuple[Streak, ...]
    ) -> Generator[None, None, tuple[Memory, ...]]:
        """Look at as many of the last ticks as the longest condition is about."""
        memory = tuple(Memory() for _ in conditions)
        here, program = self._timeline.tick, self._timeline.program
        first = max(self._timeline.first, here - max(c.ticks for c in conditions))
        if first < here:
            for recording in self._timeline.retelling(first, here):
                if recording is not None:
                    memory = remembered(program, conditions, recording, memory)
                yield
        return memory

    def _memory(self, condition: Breakpoint) -> Memory:
        if isinstance(condition, Streak):
            return self._known[condition]
        if isinstance(condition, WrongClass):
            return self._votes_so_far(condition)
        return Memory()

    def _votes_so_far(self, condition: WrongClass) -> Memory:
        tick, program = self._timeline.tick, self._timeline.program
        votes = self._votes.between(condition.first_tick, tick)
        judged = tick - condition.first_tick >= condition.after_ticks
        decision = int(predict(class_scores(program, votes[None], 1))[0])
        wrong = judged and decision != condition.label
        return Memory(votes=tuple(votes.tolist()), wrong=wrong)


class Recorded:
    """A timeline whose recorded ticks are run as they were; nothing is forgotten.

    Stands for a chip in `tnstudio.simulation.run_until`.
    """

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self.program = timeline.program

    @property
    def tick(self) -> int:
        """The next tick to be run."""
        return self._timeline.tick

    @property
    def potentials(self) -> npt.NDArray[np.int32]:
        """V of every neuron after the last tick, shape (cores, neurons)."""
        return self._timeline.potentials

    @property
    def active_axons(self) -> npt.NDArray[np.bool_]:
        """The axons active in the last tick, shape (cores, axons)."""
        return self._timeline.active_axons

    def run(self, lines: npt.NDArray[np.uint8 | np.bool_]) -> Recording:
        """Run as many recorded ticks as there are rows."""
        return self._timeline.replay(len(lines))

    def go_to(self, tick: int) -> None:
        """Go to where `tick` is the next to be run."""
        self._timeline.go_to(tick)
