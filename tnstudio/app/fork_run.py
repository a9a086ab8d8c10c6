"""A run and its fork, run side by side and compared."""

from collections.abc import Generator
from dataclasses import dataclass
from time import perf_counter

import numpy as np
import numpy.typing as npt

from tnstudio.app.branch import Branch, Source
from tnstudio.app.fork import (
    Fork,
    LineFlip,
    change_source,
    flips_of,
    forked_program,
)
from tnstudio.app.progress import MeasurementProgress
from tnstudio.app.simulation_session import SimulationSession
from tnstudio.model.program import NONE, ChipProgram
from tnstudio.simulation.difference_tally import Differences, DifferenceTally
from tnstudio.simulation.readout import class_counts, class_scores, predict
from tnstudio.simulation.recording import Recording
from tnstudio.simulation.simulator import Simulator
from tnstudio.simulation.snapshot import Snapshot
from tnstudio.simulation.timeline import Replayed

FIRST_PIECE = 4
MOST_PIECE = 1024
"""Ticks that are run at a time: few enough to stop soon, and to stay small."""

PIECE_SECONDS = 0.05
"""About how long a piece takes."""


@dataclass(frozen=True, eq=False, slots=True)
class Comparison:
    """What the runs A and B did from the fork on.

    Attributes
    ----------
    fork : Fork
    differences : Differences
    votes : int64 array, shape (2, classes)
        Output spikes of A and of B for each class, in the compared ticks.
    decisions : tuple of int
        The class with the highest score, of A and of B; `NONE` without votes.
    """

    fork: Fork
    differences: Differences
    votes: npt.NDArray[np.int64]
    decisions: tuple[int, int]

    def __repr__(self) -> str:
        only_a, only_b, both = self.differences.counts
        first = self.differences.first
        parting = "they are the same" if first is None else f"they part at {first}"
        return (
            f"A and B from tick {self.differences.first_tick} to "
            f"{self.differences.end - 1}: {only_a} spikes only in A, {only_b} only "
            f"in B, {both} in both; {parting}; decisions {self.decisions}"
        )


class ForkRun:
    """Runs A again and B for the first time; neither is anybody else's chip.

    Parameters
    ----------
    branch : Branch
    fork : Fork
    a, b : Side
        Of this fork; `starting` makes them.
    """

    def __init__(self, branch: Branch, fork: Fork, a: "Side", b: "Side") -> None:
        self.fork = fork
        self.edition = branch.edition
        self._program = branch.program
        self._sides = a, b
        self._tally = DifferenceTally(fork.tick, branch.program.cores)
        self._votes = np.zeros((2, len(branch.program.class_names)), np.int64)
        self._tick, self._piece = fork.tick, FIRST_PIECE

    @property
    def tick(self) -> int:
        """The next tick to be run."""
        return self._tick

    def running_to(self, stop: int) -> Generator[MeasurementProgress, None, Comparison]:
        """Run both to a tick, a piece at a time; closable, and can go on then."""
        first, started = self._tick, perf_counter()
        while self._tick < stop:
            begun = perf_counter()
            self._run(min(self._piece, stop - self._tick))
            now = perf_counter()
            self._adapt(now - begun)
            yield MeasurementProgress(self._tick - first, stop - first, now - started)
        return self._comparison()

    def _run(self, ticks: int) -> None:
        a, b = (side.run(ticks) for side in self._sides)
        self._tally.add(a, b)
        for votes, recording in zip(self._votes, (a, b), strict=True):
            votes += class_counts(self._program, recording.outputs).sum(axis=0)
        self._tick += ticks

    def _adapt(self, seconds: float) -> None:
        if seconds < PIECE_SECONDS / 2:
            self._piece = min(MOST_PIECE, 2 * self._piece)
        elif seconds > PIECE_SECONDS:
            self._piece = max(1, self._piece // 2)

    def _comparison(self) -> Comparison:
        ticks = max(1, self._tick - self.fork.tick)
        scores = class_scores(self._program, self._votes, ticks)
        best = predict(scores).tolist() if scores.size else [NONE, NONE]
        a, b = np.where(self._votes.any(axis=1), best, NONE).tolist()
        return Comparison(
            self.fork, self._tally.differences(), self._votes.copy(), (a, b)
        )


def comparing(
    session: SimulationSession, fork: Fork, stop: int, run: ForkRun | None = None
) -> Generator[MeasurementProgress | Replayed | None, None, tuple[ForkRun, Comparison]]:
    """Run a fork of a session and the session's own chip to a tick; closable.

    The session stays as and where it is: both are run on chips of their own, A
    beyond the session's end as the session would.

    Parameters
    ----------
    session : SimulationSession
    fork : Fork
        From `session.end` at most.
    stop : int
    run : ForkRun, optional
        To be gone on with, if it is of this fork and the session has still the
        same future.

    Returns
    -------
    generator
        With the run and what was found as its result. The ticks that are compared
        end at `stop`, or later if the run had got there already.

    Raises
    ------
    TNStudioError
        If the tick of the fork is not recorded, or a change cannot be made.
    """
    if run is None or run.fork != fork or run.edition != session.edition:
        branch = yield from session.branching(fork.tick)
        run = yield from starting(branch, fork)
    return run, (yield from run.running_to(stop))


class Side:
    """One of the two chips on its input."""

    def __init__(
        self,
        program: ChipProgram,
        snapshot: Snapshot,
        source: Source,
        flips: tuple[LineFlip, ...] = (),
    ) -> None:
        self._simulator = Simulator(program)
        self._simulator.restore(snapshot)
        self._source = source
        self._flips = flips

    def run(self, ticks: int) -> Recording:
        """Run the ticks that follow."""
        first = self._simulator.tick
        lines = self._source.spikes(first, ticks).copy()
        for flip in self._flips:
            if first <= flip.tick < first + ticks:
                lines[flip.tick - first, flip.line] ^= 1
        return self._simulator.run(lines)


def starting(branch: Branch, fork: Fork) -> Generator[None, None, ForkRun]:
    """Load both chips, a step at a time; closable.

    Raises
    ------
    TNStudioError
        If the fork has a change that cannot be made.
    """
    source = branch.source.copy()
    change_source(source, fork)
    program = forked_program(branch.program, fork)
    yield
    a = Side(branch.program, branch.snapshot, branch.source)
    yield
    b = Side(program, branch.snapshot, source, flips_of(fork))
    yield
    return ForkRun(branch, fork, a, b)
