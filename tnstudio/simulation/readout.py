"""From output spikes to a decision."""

import numpy as np
import numpy.typing as npt

from tnstudio.model.program import NONE, ChipProgram
from tnstudio.simulation import kernels
from tnstudio.simulation.soundness import writeable


def class_counts(
    program: ChipProgram, outputs: npt.NDArray[np.uint8]
) -> npt.NDArray[np.int32]:
    """Count the votes for each class.

    Parameters
    ----------
    outputs : uint8 array, shape (n, output lines)
        1 for a spike; a row is a tick or a frame.

    Returns
    -------
    int32 array, shape (n, classes)
        Lines that vote for no class are left out.
    """
    label = program.outputs.label.astype(np.int64)
    return _count(outputs, label, len(program.class_names))


def class_counts_by_copies(
    program: ChipProgram, outputs: npt.NDArray[np.uint8], copies: tuple[int, ...]
) -> npt.NDArray[np.int32]:
    """Count the votes of the first so many copies, for several numbers at once.

    Parameters
    ----------
    outputs : uint8 array, shape (n, output lines)
        1 for a spike; a row is a tick or a frame.
    copies : tuple of int
        Rising.

    Returns
    -------
    int32 array, shape (n, len(copies), classes)
        Part k holds what copies 0 .. copies[k] - 1 vote.
    """
    classes = len(program.class_names)
    label, copy = program.outputs.label, program.outputs.copy
    # The first of the wanted numbers that takes the line's copy in.
    part = np.searchsorted(copies, copy, side="right")
    votes = (label != NONE) & (part < len(copies))
    place = np.where(votes, part * classes + label, NONE).astype(np.int64)
    counts = _count(outputs, place, len(copies) * classes)
    by_part = counts.reshape(-1, len(copies), classes)
    return by_part.cumsum(axis=1, dtype=np.int32)


def copy_counts(
    program: ChipProgram, outputs: npt.NDArray[np.uint8]
) -> npt.NDArray[np.int32]:
    """Count the votes of each copy for each class.

    Parameters
    ----------
    outputs : uint8 array, shape (n, output lines)
        1 for a spike; a row is a tick or a frame.

    Returns
    -------
    int32 array, shape (n, copies, classes)
        Lines that vote for no class are left out.
    """
    places = program.copies * len(program.class_names)
    counts = _count(outputs, _places_by_copy(program), places)
    return counts.reshape(len(outputs), program.copies, -1)


def voting_lines(program: ChipProgram) -> npt.NDArray[np.int64]:
    """Return how many lines of each copy vote for each class.

    Returns
    -------
    int64 array, shape (copies, classes)
        Most votes that each can give in a tick.
    """
    place = _places_by_copy(program)
    shape = program.copies, len(program.class_names)
    counts = np.bincount(place[place != NONE], minlength=shape[0] * shape[1])
    return counts.reshape(shape).astype(np.int64)


def _places_by_copy(program: ChipProgram) -> npt.NDArray[np.int64]:
    """Return where each line's votes are counted; `NONE` if it does not vote."""
    label = program.outputs.label.astype(np.int64)
    place = program.outputs.copy.astype(np.int64) * len(program.class_names) + label
    return np.where(label == NONE, NONE, place)


def _count(
    outputs: npt.NDArray[np.uint8], place: npt.NDArray[np.int64], places: int
) -> npt.NDArray[np.int32]:
    """Count each row's spikes by the place of their line, (n, places)."""
    counts = np.zeros((len(outputs), places), np.int32)
    kernels.count_votes(writeable(outputs), place, counts)
    return counts


def class_scores(
    program: ChipProgram, counts: npt.NDArray[np.int32 | np.int64], ticks: int
) -> npt.NDArray[np.float64]:
    """Return the mean over the lines of each class and over ticks (E15 §3.1).

    Parameters
    ----------
    counts : int32 or int64 array, shape (n, classes)
        Votes, each row summed over so many ticks.
    ticks : int
        At least 1.

    Returns
    -------
    float64 array, shape (n, classes)
        0..1; 0 for a class without lines.
    """
    label = program.outputs.label
    lines = np.bincount(label[label != NONE], minlength=len(program.class_names))
    return counts / (np.maximum(lines, 1) * float(ticks))


def predict(scores: npt.NDArray[np.float64]) -> npt.NDArray[np.int32]:
    """Return the class with the highest score, the lowest of several, (n,)."""
    best: npt.NDArray[np.int32] = np.argmax(scores, axis=1).astype(np.int32)
    return best
