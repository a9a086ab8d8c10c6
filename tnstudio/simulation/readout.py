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
    counts = np.zeros((len(outputs), len(program.class_names)), np.int32)
    label = program.outputs.label.astype(np.int64)
    kernels.count_votes(writeable(outputs), label, counts)
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
