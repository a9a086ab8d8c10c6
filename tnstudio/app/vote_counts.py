"""The votes that output spikes are: for each class, and of each copy."""

import numpy as np
import numpy.typing as npt

from tnstudio.app.vote_course import VoteCourse, spread
from tnstudio.app.vote_log import VoteLog
from tnstudio.model.program import NONE, ChipProgram
from tnstudio.simulation.readout import (
    class_counts,
    class_scores,
    copy_counts,
    predict,
    voting_lines,
)

MOST_COPY_BYTES = 2**25
"""Of the votes of single copies: with 64 of them and ten classes those of 50,000
ticks. Those for a class, which are few, are kept of all ticks."""

Votes = npt.NDArray[np.int32]


class VoteCounts:
    """Counts the votes of all ticks that were run.

    Parameters
    ----------
    program : ChipProgram
    most_copy_bytes : int
        Memory for the votes of single copies; of older ticks they are forgotten.
    """

    def __init__(
        self, program: ChipProgram, most_copy_bytes: int = MOST_COPY_BYTES
    ) -> None:
        self._program = program
        classes = len(program.class_names)
        lines = voting_lines(program)
        self._log = VoteLog(classes, int(lines.sum(axis=0).max(initial=0)))
        self._copies: VoteLog | None = None
        if program.copies > 1 and classes:
            most = int(lines.max(initial=0))
            self._copies = VoteLog(lines.size, most, most_copy_bytes)

    @property
    def nbytes(self) -> int:
        """Memory that the votes take."""
        return self._log.nbytes + (self._copies.nbytes if self._copies else 0)

    def count(self, outputs: npt.NDArray[np.uint8], since: int) -> None:
        """Count the output spikes of the ticks that follow.

        Parameters
        ----------
        outputs : uint8 array, shape (ticks, output lines)
        since : int
            The tick from which on they are counted: all votes since then can be
            told, however many ticks follow.
        """
        if self._copies is None:
            self._log.append(class_counts(self._program, outputs))
            return
        counts = copy_counts(self._program, outputs)
        self._copies.append(counts.reshape(len(counts), -1), since)
        self._log.append(counts.sum(axis=1))

    def cut(self, tick: int) -> None:
        """Forget this tick and all after it."""
        self._log.cut(tick)
        if self._copies is not None:
            self._copies.cut(tick)

    def between(self, first: int, stop: int) -> Votes:
        """Return the votes of ticks ``first`` to before ``stop``, (classes,)."""
        return self._log.between(first, stop)

    def by_copy(self, first: int, stop: int) -> Votes | None:
        """Return the votes of each copy, (copies, classes); None if forgotten."""
        if self._copies is None:
            return self.between(first, stop)[None]
        if not self._copies.knows(min(first, stop)) or not self._copies.knows(stop):
            return None
        votes = self._copies.between(first, stop)
        return votes.reshape(self._program.copies, -1)

    def course(self, first: int, stop: int, points: int) -> VoteCourse:
        """Return the scores after at most so many of the ticks from `first` on."""
        ticks = spread(first, stop, points)
        votes = self._log.course(first, ticks + 1)
        counted = (ticks + 1 - first)[:, None]
        scores = class_scores(self._program, votes, 1) / counted
        return VoteCourse(first, stop, ticks, votes, scores)


def copy_decisions(program: ChipProgram, copy_votes: Votes) -> Votes:
    """Return the class that each copy decides for; `NONE` without a vote, (copies,)."""
    decided = predict(class_scores(program, copy_votes, 1))
    return np.where(copy_votes.any(axis=1), decided, NONE).astype(np.int32)
